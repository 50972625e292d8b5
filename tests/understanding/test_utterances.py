from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.model import Understanding
from tests.support.wording import NOW, shipped_understander

HERE = Path(__file__).parent
FILES = sorted(path.name for path in HERE.glob("utterances*.jsonl"))
COARSE = yaml.safe_load((HERE / "coarse_intents.yaml").read_text(encoding="utf-8"))
LISTS = {"district", "town", "industry", "property_type"}
CORE = {
    "area_m2", "price", "district", "industry", "property_type", "deal",
    "phone", "company", "contact", "tax", "move_in",
}  # fmt: skip
PLACES = {"deal", "property_type", "district", "town"}
LOOSE = {"out_of_scope", "complaint", "ask_register_company", "correct_info", "article_search"}
"""Labels whose stray places and kinds of property do not count."""
LEAST_RIGHT = 0.9
LEAST_F1 = 0.93
MOST_REJECTED = 0.04
LEAST_STRANGERS = 0.7


@cache
def read_rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


@cache
def understand(text: str, expect: str | None) -> Understanding:
    return shipped_understander().understand(text, expect=expect, now=NOW)


def heard(row: dict[str, Any]) -> Understanding:
    return understand(row["text"], (row.get("context") or {}).get("expect"))


def labels(row: dict[str, Any]) -> set[str]:
    intent = heard(row).intent
    return set(COARSE.get(intent, [intent]))


def is_right(row: dict[str, Any]) -> bool:
    return not labels(row).isdisjoint([*row["intents"], *row.get("alt_intents", [])])


def comparable(slot: str, value: Any) -> Any:
    if slot in LISTS:
        return sorted(value if isinstance(value, list) else [value])
    return value.replace(" ", "").lower() if isinstance(value, str) else value


def count_slots(rows: list[dict[str, Any]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        got = shipped_understander().slots_of(heard(row))
        skipped = {*row["optional_slots"], *(PLACES - set(row["slots"]) if row["intent"] in LOOSE else ())}
        for slot in CORE - skipped:
            wanted, found = row["slots"].get(slot), got.get(slot)
            same = wanted is not None and found is not None and comparable(slot, wanted) == comparable(slot, found)
            counts["right"] += same
            counts["missed"] += wanted is not None and not same
            counts["wrong"] += found is not None and not same
    return counts


@pytest.mark.parametrize("name", FILES)
def test_most_messages_nobody_tuned_for_are_understood(name: str) -> None:
    rows = read_rows(name)

    wrong = [f"{row['id']} {heard(row).intent}" for row in rows if not is_right(row)]

    assert 1 - len(wrong) / len(rows) >= LEAST_RIGHT, wrong


@pytest.mark.parametrize("name", FILES)
def test_hardly_any_real_visitor_is_turned_away(name: str) -> None:
    visitors = [row for row in read_rows(name) if row["intent"] != "out_of_scope"]

    rejected = [row["id"] for row in visitors if "out_of_scope" in labels(row) and not is_right(row)]

    assert len(rejected) / len(visitors) <= MOST_REJECTED, rejected


def test_most_messages_about_other_things_are_recognised() -> None:
    strangers = [row for name in FILES for row in read_rows(name) if row["intent"] == "out_of_scope"]

    missed = [row["id"] for row in strangers if not is_right(row)]

    assert 1 - len(missed) / len(strangers) >= LEAST_STRANGERS, missed


@pytest.mark.parametrize("name", FILES)
def test_the_facts_of_a_lead_are_read_off_messages(name: str) -> None:
    counts = count_slots(read_rows(name))

    f1 = 2 * counts["right"] / (2 * counts["right"] + counts["missed"] + counts["wrong"])

    assert f1 >= LEAST_F1, counts
