from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.playbook import load_playbook
from bot.conversation.reading import words_of
from bot.conversation.session import Choice, Session
from bot.model import Incoming, Kind

PLAYBOOK = load_playbook(Path(__file__).parents[2] / "config")
SHOWN = Session(shown=("a", "b", "c"))
CHOICES = Session(asking="deal", choices=(Choice("租", "想租"), Choice("买", "想买")))


def words(session: Session, text: str, kind: Kind = Kind.TEXT, label: str = "") -> str:
    message = Incoming("m1", "v", "gh", kind, 0, text, label=label)
    return words_of(session, message, PLAYBOOK, lambda thing: f"园区{thing}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第二个", "园区b"),
        ("第2个层高多少", "园区b层高多少"),
        ("前两个对比一下", "园区a和园区b对比一下"),
        ("第一个和第三个哪个好", "园区a和园区c哪个好"),
        ("第九个", "第九个"),
        ("三个月内搬", "三个月内搬"),
        ("第一年免租吗", "第一年免租吗"),
        ("2", "2"),
    ],
)
def test_place_in_the_last_list_stands_for_its_name(text, expected):
    assert words(SHOWN, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", "想租"), ("2。", "想买"), ("第二个", "想买"), ("3", "3"), ("12", "12"), ("²", "²"), ("一百", "一百")],
)
def test_number_stands_for_the_choice_it_stood_before(text, expected):
    assert words(CHOICES, text) == expected


def test_number_is_a_quantity_where_a_quantity_was_asked():
    session = Session(asking="area", choices=(Choice("甲", "甲"),))

    assert words(session, "1") == "1"


def test_menu_button_and_place_stand_for_words():
    assert words(Session(), "HUMAN", Kind.MENU_CLICK) == PLAYBOOK.menus.keys["HUMAN"]
    assert words(Session(), "", Kind.LOCATION, "嘉定区安亭镇") == "嘉定区安亭镇"
