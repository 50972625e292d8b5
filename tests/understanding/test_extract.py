from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.understanding.extract import Extractor
from bot.understanding.text import normalise

_HERE = Path(__file__).parent
_HELD_OUT_SHARE = _TRADE_SHARE = 0.95


def _cases(name: str) -> list[tuple[str, str | None, dict[str, Any]]]:
    families = yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
    return [(c["say"], c.get("expect"), _expand(c["slots"])) for cases in families.values() for c in cases]


def _expand(slots: dict[str, Any]) -> dict[str, Any]:
    return {slot: _sum(value) if " yuan" in str(value) else value for slot, value in slots.items()}


def _sum(words: str) -> dict[str, Any]:
    number, _, unit = words.rpartition(" ")
    return {"value": yaml.safe_load(number), "unit": unit}


@pytest.mark.parametrize(("say", "expect", "slots"), _cases("quantities.yaml"))
def test_every_value_of_a_message_and_no_other_is_read(said, say, expect, slots):
    assert said(say, expect) == slots


def test_messages_that_rules_never_saw_are_mostly_read_right(said):
    cases = _cases("quantities_held_out.yaml")

    right = sum(said(say, expect) == slots for say, expect, slots in cases)

    assert right / len(cases) >= _HELD_OUT_SHARE


def test_wordings_of_the_trade_become_slots(said):
    cases = _cases("wordings.yaml")

    right = sum(said(say, expect) == slots for say, expect, slots in cases)

    assert right / len(cases) >= _TRADE_SHARE


def test_places_claimed_by_names_are_left_alone(extractor, now):
    text = "沸城4532附近14号线旁边2000平"
    taken = [(0, 6), (8, 12)]

    found = extractor.extract(text, None, now, taken)

    assert [(claim.slot, claim.value) for claim in found.claims] == [("area_m2", 2000)]
    assert not found.unclear


def test_capital_letters_of_names_survive_reading(extractor, now):
    found = extractor.extract(normalise("公司名称:上海ABC贸易有限公司").cased, None, now)

    assert found.claims[0].value == "上海ABC贸易有限公司"


def test_our_own_numbers_are_never_the_visitors(said):
    assert said("打你们400-012-3021没人接,还有13900009999") == {}


def test_own_numbers_may_be_written_in_any_way(now):
    extractor = Extractor(frozenset({"021-5999 1234"}))

    assert not extractor.extract("02159991234", None, now).claims


@pytest.mark.parametrize(
    ("say", "facts"),
    [
        ("4000多平", {"range": [4000, 4999]}),
        ("2000平或者3000平", {"options": [2000, 3000]}),
        ("2000、3000平都行", {"options": [2000, 3000]}),
        ("20亩地", {"land_mu": 20}),
        ("每层800平,要三层", {"per_floor": 800, "floors": 3}),
        ("10吨行车两部", {"count": 2}),
        ("丁类就行", {"or_stricter": True}),
        ("021-59990000转12", {"extension": "12"}),
        ("税收300", {"unit_assumed": True}),
    ],
)
def test_richer_facts_stand_beside_the_value(read, say, facts):
    claims = read(say).claims

    assert dict(claims[-1].detail) == facts


@pytest.mark.parametrize("say", ["2000平左右", "大概三千平", "千把平", "4000多平", "近6000平", "五百来平"])
def test_approximate_words_mark_the_claim(read, say):
    assert read(say).claims[0].approximate


@pytest.mark.parametrize("say", ["2000平", "三千五百平", "2000到3000平", "2000平以上"])
def test_exact_words_do_not_mark_the_claim(read, say):
    assert not read(say).claims[0].approximate


def test_tax_words_beside_a_price_are_kept(read):
    assert read("1块2不含税").claims[0].detail["tax_included"] is False
    assert read("1块2含税含物业").claims[0].detail == {"tax_included": True, "property_fee_included": True}


def test_bare_45_offers_readings_to_choose_from(read):
    (unclear,) = read("45", "price").unclear

    assert unclear.raw == "45"
    assert unclear.reason == "ask_unit"
    assert "元/㎡/月" in unclear.options
