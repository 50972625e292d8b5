from __future__ import annotations

import pytest

from bot.leads.conditions import LeadFacts
from bot.leads.queue import choose_queue

CASES = {
    "plain need": ({"industry": ["食品"]}, ("租两千平厂房",), "sales", "sales"),
    "peer by words": ({}, ("我是中介，手上有单子",), "sales", "broker"),
    "peer before hazard": ({"industry": ["化工"]}, ("我是中介",), "sales", "broker"),
    "industry": ({"industry": ["化工"]}, (), "sales", "specialist"),
    "industry as a bare word": ({"industry": "化工"}, (), "sales", "specialist"),
    "process in the usage": ({"usage": "家具 喷 漆"}, (), "sales", "specialist"),
    "hazard as a question": ({}, ("有没有甲类库",), "sales", "specialist"),
    "hazard denied": ({}, ("没有酸洗、喷漆",), "sales", "sales"),
    "hazard after a denial": ({}, ("没有酸洗，但有喷漆",), "sales", "specialist"),
    "hazard after but": ({}, ("没有废水不过喷漆有一点",), "sales", "specialist"),
    "not wanted": ({}, ("不要甲类的",), "sales", "sales"),
    "talk has decided": ({"industry": ["化工"]}, (), "supply", "supply"),
    "wrong types": ({"industry": 7, "usage": ["x", 5]}, (None, 3), "sales", "sales"),
}


@pytest.mark.parametrize(("fields", "said", "wished", "queue"), CASES.values(), ids=CASES)
def test_queue_is_that_of_the_first_row_that_holds(rules, at, fields, said, wished, queue):
    choice = choose_queue(fields, LeadFacts(queue=wished, said=said), rules, at("2026-11-23T10:00"))

    assert choice.queue == queue
    assert choice.reason
