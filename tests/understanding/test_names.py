from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.catalog.catalog import NamedEntity, load_catalog
from bot.errors import KnowledgeError
from bot.understanding.names import Found, NameRecogniser, load_names
from bot.understanding.text import normalise

ROOT = Path(__file__).parents[2]
KNOWLEDGE = ROOT / "knowledge"
LISTS = {"district", "town", "industry", "property_type"}
LEAST_RIGHT = 0.85


@pytest.fixture(scope="module")
def names() -> NameRecogniser:
    return load_names(KNOWLEDGE, load_catalog(KNOWLEDGE).named_things())


def load_cases(name: str) -> list[Any]:
    families = yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["say"]) for family in families.values() for case in family]


def find(names: NameRecogniser, say: str, expect: str | None = None) -> Found:
    return names.find(normalise(say).cased, expect)


def summarise(found: Found) -> dict[str, Any]:
    slots: dict[str, Any] = {}
    for claim in found.claims:
        slot = f"{'-' if claim.excluded else '@' if claim.current else ''}{claim.slot}"
        if claim.slot in LISTS:
            slots[slot] = list(dict.fromkeys([*slots.get(slot, []), *claim.value]))
        else:
            slots.setdefault(slot, claim.value)
    return slots | ({"?": found.unclear[0].slot} if found.unclear else {})


def is_right(names: NameRecogniser, case: dict[str, Any]) -> bool:
    got = summarise(find(names, case["say"], case.get("expect")))
    return without_city(got) == without_city(case["slots"])


def without_city(slots: dict[str, Any]) -> dict[str, Any]:
    return {slot: value for slot, value in slots.items() if slot.lstrip("-@") != "city"}


@pytest.mark.parametrize("case", load_cases("names.yaml"))
def test_names_are_read_as_the_table_says(names, case):
    got = summarise(find(names, case["say"], case.get("expect")))

    assert without_city(got) == without_city(case["slots"])


def test_most_cases_nobody_tuned_for_are_right(names):
    cases = [case.values[0] for case in load_cases("names_held_out.yaml")]

    right = sum(is_right(names, case) for case in cases)

    assert right / len(cases) >= LEAST_RIGHT


def test_a_town_tells_its_district_and_city(names):
    (claim,) = find(names, "北虹桥").claims

    assert claim.value == ["江桥镇"]
    assert claim.detail == {"city": "上海市", "district": "嘉定区", "area": "北虹桥"}


def test_a_zone_that_is_a_park_too_tells_the_park(names):
    (claim,) = find(names, "嘉定工业区").claims

    assert claim.slot == "town"
    assert claim.detail["park"] == "jiading-industrial-zone"


def test_a_known_park_tells_its_id(names):
    (claim,) = find(names, "氢能港租金").claims

    assert (claim.value, claim.detail["id"], claim.raw) == ("嘉定氢能港", "jiading-hydrogen-port", "氢能港")


def test_an_unknown_park_is_marked_as_not_listed(names):
    (claim,) = find(names, "云谷智造园怎么走").claims

    assert (claim.slot, claim.value, claim.detail) == ("park", "云谷智造园", {"unlisted": True})


def test_an_ambiguous_place_offers_its_readings(names):
    (unclear,) = find(names, "双凤").unclear

    assert unclear.options == ("太仓市双凤镇", "长丰县双凤开发区")
    assert unclear.reason == "ask_place"


def test_every_offered_reading_is_understood_when_chosen(names):
    for entry in yaml.safe_load((KNOWLEDGE / "ambiguous_places.yaml").read_text(encoding="utf-8")):
        for option in entry["options"]:
            label = option["district"] + (option.get("town") or "")

            found = find(names, label, "district")

            assert found.unclear == (), label
            towns = [claim.value for claim in found.claims if claim.slot == "town"]
            assert not option.get("town") or towns == [[option["town"]]], label


def test_words_inside_a_company_are_left_alone(names):
    text = "上海安捷冷链物流有限公司想在青浦找仓库"

    found = names.find(text, None, taken=[(0, text.index("想"))])

    assert summarise(found) == {"district": ["青浦区"], "property_type": ["仓库"]}


def test_fixed_names_are_known_before_amounts_are_read(names):
    text = "外冈1704地块离14号线多远"

    assert names.find_fixed(text) == ((0, 8), (9, 13))


def test_two_things_of_one_name_are_asked_back():
    things = [NamedEntity("park", f"p{n}", f"同名园{n}号", ("汇金园",), "嘉定区", None) for n in (1, 2)]
    names = load_names(KNOWLEDGE, things)

    found = find(names, "汇金园租金多少")

    assert found.claims == ()
    assert (found.unclear[0].slot, found.unclear[0].options) == ("park", ("同名园1号", "同名园2号"))


def test_repairable_names_start_where_we_have_most_to_offer(names):
    words = names.vocabulary()

    assert words.index("嘉定") < words.index("溧阳")
    assert all(2 <= len(word) <= 5 for word in words)


def test_a_wrong_industry_is_a_fault_with_its_line(tmp_path):
    (tmp_path / "industries.yaml").write_text("- name: 养鱼\n  words: [鱼塘]\n", encoding="utf-8")

    with pytest.raises(KnowledgeError) as wrong:
        load_names(tmp_path, [])

    assert [(fault.file, fault.line) for fault in wrong.value.faults] == [("industries.yaml", 1)]


def test_an_empty_knowledge_folder_names_nothing_but_wishes(tmp_path):
    names = load_names(tmp_path, [])

    assert summarise(find(names, "想在嘉定租厂房")) == {"deal": "rent"}
