from __future__ import annotations

import pytest

from bot.catalog.open_questions import find_settled
from bot.demand import OpenQuestion, QuestionStatus

LISTING = "hefei-beicheng-floors"


@pytest.mark.parametrize(
    ("record_id", "field", "status"),
    [
        (LISTING, "power_kva", None),
        (LISTING, "floor_height_m", QuestionStatus.ANSWERED),
        ("no-such-listing", "floor_height_m", QuestionStatus.CLOSED),
        (LISTING, "no_such_field", QuestionStatus.CLOSED),
    ],
)
def test_question_is_settled_by_what_the_knowledge_base_says(catalog, record_id, field, status):
    question = OpenQuestion("listing", record_id, field, "", "", number="Q1")

    assert find_settled([question], catalog).get("Q1") == status


def test_park_is_looked_up_among_parks(catalog):
    park = next(park for park in catalog.parks.values() if park.rent is None)
    question = OpenQuestion("park", park.id, "rent", park.name, "租金", number="Q1")

    assert find_settled([question], catalog) == {}
