from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor

from bot.simulator.platform import Delivery, Push
from tests.support.product import Product, wait_until

NEED = "嘉定租2000平厂房,做机加工,王先生13800138000"


def bring_to_summary(product: Product, visitor: str) -> None:
    reply = product.says(visitor, NEED)
    assert "确认" in reply.text, reply


def deliver_thrice(product: Product, push: Push) -> list[Delivery]:
    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(product.platform.deliver_once, [push] * 3))


def test_three_simultaneous_deliveries_of_a_hundred_messages_give_a_hundred_leads(product):
    visitors = [f"o-visitor-{number:03d}" for number in range(100)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda visitor: bring_to_summary(product, visitor), visitors))

    pushes = [product.platform.messages.text(visitor, "确认") for visitor in visitors]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda push: deliver_thrice(product, push), pushes))

    for replies in answers:
        assert {reply.status for reply in replies} == {200}
        assert len({reply.text for reply in replies}) == 1
        assert "已登记" in replies[0].text
    assert len(product.leads()) == 100
    wait_until(lambda: told_numbers(product) == set(product.leads()), 60, "every lead in a notice")


def test_killing_workers_between_commit_and_notice_loses_and_doubles_nothing(product):
    killed = 0
    for number in range(50):
        visitor = f"o-killed-{number:03d}"
        wait_until(lambda who=visitor: "确认" in product.says(who, NEED).text, 30, "a summary")
        push = product.platform.messages.text(visitor, "确认")
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(product.platform.deliver_once, push)
            wait_until(lambda count=number: len(product.leads()) > count, 20, "the lead to be committed")
            workers = product.worker_pids()
            for pid in workers:
                kill(pid)
            killed += len(workers)
            answer.result()
        retried = wait_until(lambda p=push: registered(product, p), 30, "the retry to be answered")
        assert retried

    leads = product.leads()
    assert killed >= 50
    assert len(leads) == len(set(leads)) == 50
    wait_until(lambda: told_numbers(product) == set(leads), 60, "every lead in a notice")


def registered(product: Product, push: Push) -> bool:
    reply = product.platform.deliver_once(push)
    return reply.status == 200 and "已登记" in reply.text


def told_numbers(product: Product) -> set[str]:
    """Return the leads that staff have heard of in the log, the channel that takes any number a minute."""
    told = "\n".join(line for line in product.log().splitlines() if "notice" in line)
    return {number for number in product.leads() if number in told}


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        # It has just ended by itself.
        return
