from __future__ import annotations

import os
import signal
import sqlite3

from tests.support.product import Product, wait_until

NEED = "嘉定租2000平厂房,做机加工,王先生13800138000"


def test_every_message_is_answered_in_time_while_redis_hangs(product):
    assert "确认" in product.says("o-hang", NEED).text
    redis = product.redis_pid()
    os.kill(redis, signal.SIGSTOP)
    try:
        answers = [product.platform.deliver_once(product.platform.messages.text("o-hang", text)) for text in TALK]
    finally:
        os.kill(redis, signal.SIGCONT)

    assert [answer.problem for answer in answers] == [""] * len(TALK)
    assert all(answer.text for answer in answers)
    assert max(answer.elapsed for answer in answers) < 5
    back = wait_until(lambda: answer_with_memory(product), 30, "memory to come back")
    assert back


def test_lead_is_kept_and_not_called_registered_while_sql_is_locked(product):
    assert "确认" in product.says("o-locked", NEED).text
    lock = sqlite3.connect(product.folder / "parkbot.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        answer = product.says("o-locked", "确认")
    finally:
        lock.rollback()
        lock.close()

    assert answer.elapsed < 5
    assert "已登记" not in answer.text
    assert "稍有延迟" in answer.text
    leads = wait_until(product.leads, 30, "the spooled lead to be stored")
    assert len(leads) == 1
    wait_until(lambda: any(leads[0] in text for text in product.robot_notices()), 30, "its notice")


def test_a_second_start_keeps_leads_and_sessions(product):
    assert "确认" in product.says("o-kept", NEED).text
    product.stop()

    product.start()
    answer = product.says("o-kept", "确认")

    assert "已登记" in answer.text
    assert len(product.leads()) == 1


def answer_with_memory(product: Product) -> bool:
    product.says("o-back", NEED)
    return "记不住" not in product.says("o-back", "确认").text


TALK = ["嘉定有哪些园区", "氢能港在哪", "你好", "转人工", "取消"]
