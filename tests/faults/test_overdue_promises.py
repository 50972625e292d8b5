from __future__ import annotations

import os
import signal
from collections import Counter
from datetime import timedelta

from bot import app
from bot.model import Consent, LeadRequest
from bot.progress import LeadEvent
from tests.support.product import Product, wait_until

LEADS = 60
LONG_AGO = timedelta(days=30)
"""Long enough for every step to be due, whatever day it is and however the office opens."""


def test_killing_the_relay_again_and_again_tells_of_each_broken_promise_once(product):
    numbers = [break_promise(product, number) for number in range(LEADS)]
    for share in (5, 20, 40):
        wait_until(lambda least=share: len(escalations(product, numbers)) >= least, 30, "some steps")
        kill_relay(product)
    wait_until(lambda: len(told(product)) == LEADS, 60, "every lead in a notice")

    assert Counter(escalations(product, numbers)) == dict.fromkeys(numbers, 1)
    assert set(told(product)) == set(numbers)
    assert {lead.progress.step for lead in leads(product)} == {"supervisor"}


def break_promise(product: Product, number: int) -> str:
    now = app.real_now()
    verdict = {
        "owner_id": "jiading", "owner_name": "嘉定招商组", "owner_reason": "负责嘉定区", "grade": "A", "score": 80,
        "parts": [], "collisions": [], "due_at": (now - LONG_AGO).isoformat(),
    }  # fmt: skip
    consent = Consent("v1", "联系", now, f"m-{number}")
    fields = {"district": ["嘉定区"], "phone": "13800138000"}
    request = LeadRequest(f"k-{number}", f"v-{number}", fields, {}, consent=consent, assessment=verdict)
    with product.stores() as stores:
        return stores.book.register(request, (), now - LONG_AGO).number


def escalations(product: Product, numbers: list[str]) -> list[str]:
    """Return the number of a lead once for every step that was taken with it."""
    with product.stores() as stores:
        events: list[tuple[str, LeadEvent]] = [(n, event) for n in numbers for event in stores.pipeline.history(n)]
    return [number for number, event in events if event.kind == "escalated"]


def told(product: Product) -> set[str]:
    """Return the leads of which the log, the channel that takes any number a minute, has heard."""
    lines = [line for line in product.log().splitlines() if "超时未答复" in line]
    return {lead.number for lead in leads(product) if any(lead.number in line for line in lines)}


def leads(product: Product):
    with product.stores() as stores:
        return stores.book.list_recent(LEADS)


def kill_relay(product: Product) -> None:
    os.kill(product.relay_pid(), signal.SIGKILL)
