from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.clock import SHANGHAI
from bot.conversation.changes import apply
from bot.conversation.playbook import load_playbook
from bot.conversation.session import Draft, How, Value
from bot.model import Claim, IntentScore, Json, Understanding

FORM = load_playbook(Path(__file__).parents[2] / "config").form
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)


def said(*facts: tuple[str, Json], acts: tuple[str, ...] = (), intent: str = "find_park") -> Understanding:
    claims = tuple(Claim(slot, value, i, i + 1, str(value)) for i, (slot, value) in enumerate(facts))
    return Understanding("", "", (IntentScore(intent, 1.0),), claims, acts=frozenset(acts))


def draft(**values: Json) -> Draft:
    return Draft("d1", NOW, {slot: Value(value, str(value), How.SAID) for slot, value in values.items()})


def test_first_value_of_a_slot_is_new():
    changes = apply(draft(), FORM, said(("area_m2", 3000)), "")

    assert changes.draft.values["area_m2"].value == 3000
    assert set(changes.new) == {"area_m2"}


def test_other_value_without_a_correction_is_only_proposed():
    changes = apply(draft(area_m2=2000), FORM, said(("area_m2", 3000)), "")

    assert changes.draft.values["area_m2"].value == 2000
    assert changes.proposed["area_m2"].value == 3000


@pytest.mark.parametrize(
    ("acts", "intent", "asking"),
    [
        (("correction",), "find_park", ""),
        ((), "correct_info", ""),
        ((), "refine_search", ""),
        ((), "find_park", "area"),
    ],
)
def test_correction_or_asked_answer_replaces_the_known_value(acts, intent, asking):
    changes = apply(draft(area_m2=2000), FORM, said(("area_m2", 3000), acts=acts, intent=intent), asking)

    assert changes.draft.values["area_m2"].value == 3000
    assert set(changes.changed) == {"area_m2"}


def test_same_value_again_changes_nothing():
    changes = apply(draft(area_m2=2000), FORM, said(("area_m2", 2000)), "")

    assert not (changes.new or changes.changed or changes.proposed)


def test_new_district_forgets_the_old_town():
    known = draft(district=["嘉定区"], town=["安亭镇"])

    changes = apply(known, FORM, said(("district", ["青浦区"]), acts=("correction",)), "")

    assert changes.draft.values["district"].value == ["青浦区"]
    assert "town" not in changes.draft.values


def test_several_named_districts_are_joined():
    changes = apply(draft(), FORM, said(("district", ["嘉定区"]), ("district", ["青浦区"])), "")

    assert changes.draft.values["district"].value == ["嘉定区", "青浦区"]


def test_fields_are_asked_in_the_order_of_the_form():
    assert FORM.next_field(draft(), personal_too=True).id == "deal"
    assert FORM.next_field(draft(deal="rent"), personal_too=True).id == "property_type"


def test_visitor_with_a_phone_is_asked_only_the_core():
    known = draft(deal="rent", property_type=["厂房"], district=["嘉定区"], area_m2=2000, phone="13800138000")

    assert FORM.next_field(known, personal_too=True) is None


def test_refused_contact_is_not_asked_for():
    everything = draft(deal="rent", property_type=["厂房"], district=["嘉定区"], area_m2=2000, industry=["食品"])
    settled = dict.fromkeys(("process", "needs", "move_in", "price", "tax"), "any")

    known = Draft("d1", NOW, everything.values, settled)

    assert FORM.next_field(known, personal_too=False) is None
    assert FORM.next_field(known, personal_too=True).id == "company"


def test_land_is_not_asked_for_a_move_in_date():
    known = draft(property_type=["土地"])

    assert "move_in" not in [field.id for field in FORM.open_fields(known)]
    assert "入驻时间" not in FORM.missing(known)


def test_field_is_given_up_after_its_last_wording():
    asked = Draft("d1", NOW, asked={"deal": FORM.most_asks})

    assert FORM.next_field(asked, personal_too=True).id == "property_type"


def test_three_skips_end_the_asking_but_for_the_contact():
    known = Draft("d1", NOW, draft(deal="rent").values, dict.fromkeys(("district", "area", "industry"), "skipped"))

    assert [FORM.next_field(known, personal_too=True).id] == ["contact"]
