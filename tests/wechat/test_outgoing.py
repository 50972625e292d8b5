"""Is whatever we want to say legal, complete and addressed to the right visitor?"""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Card, Incoming, Kind, Reply
from bot.wechat.outgoing import LONGEST_TEXT, fit, legalise, to_xml

INCOMING = Incoming("m:1", "oVisitor_1", "gh_0123456789ab", Kind.TEXT, 1692777600)
HEAD = {"ToUserName": "oVisitor_1", "FromUserName": "gh_0123456789ab", "CreateTime": "1692777601"}
NASTY = st.sampled_from(
    [
        "]]>",
        "<![CDATA[",
        "</Content>",
        "<MsgType>",
        "&amp;",
        "\0",
        "\x1b",
        "\ud800",
        "\r\n",
        "😀",
        "<a href='x'>链接</a>",
    ]
)
ANY_TEXT = st.lists(st.text(st.characters()) | NASTY).map("".join)


def elements(xml: str) -> dict[str, str]:
    root = ET.fromstring(xml)
    assert len({child.tag for child in root}) == len(root)
    return {child.tag: child.text or "" for child in root}


@given(ANY_TEXT)
def test_any_text_makes_exactly_the_intended_elements(text):
    xml = to_xml(Reply(text=text), INCOMING, 1692777601)

    if legalise(text).strip():
        assert elements(xml) == {**HEAD, "MsgType": "text", "Content": legalise(text)}
    else:
        assert xml == ""


@given(ANY_TEXT.map(lambda text: text * 40))
def test_long_text_stays_within_the_limit_and_is_a_beginning(text):
    xml = to_xml(Reply(text=text), INCOMING, 1692777601)

    if xml:
        content = elements(xml)["Content"]
        assert content.strip()
        assert len(content.encode()) <= LONGEST_TEXT
        assert legalise(text).startswith(content)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_card_makes_exactly_one_article(title, description, url):
    xml = to_xml(Reply(card=Card(title, description, url)), INCOMING, 1692777601)

    root = ET.fromstring(xml)
    assert [child.tag for child in root if child.tag == "Articles"] == ["Articles"]
    (item,) = root.findall("Articles/item")
    assert sorted(child.tag for child in item) == ["Description", "PicUrl", "Title", "Url"]
    assert root.findtext("ArticleCount") == "1"
    assert root.findtext("ToUserName") == INCOMING.visitor


@given(ANY_TEXT, ANY_TEXT)
def test_recipients_cannot_break_out_of_their_elements(visitor, account):
    incoming = replace(INCOMING, visitor=legalise(visitor), account=legalise(account))

    found = elements(to_xml(Reply(text="好"), incoming, 1692777601))

    assert (found["ToUserName"], found["FromUserName"]) == (incoming.visitor, incoming.account)


@pytest.mark.parametrize("length", range(1960, 2000))
def test_cut_never_ends_inside_a_link(length):
    link = '<a href="weixin://bizmsgmenu?msgmenucontent=a&msgmenuid=1">看看</a>'

    cut = fit("x" * length + link + "y" * 100, LONGEST_TEXT)

    assert len(cut.encode()) <= LONGEST_TEXT
    assert cut.count("<") in {0, 2}
    assert cut.rstrip("y").endswith(("x", "</a>"))


def test_link_without_an_end_is_still_cut_to_something():
    assert fit('<a href="' + "x" * 3000, LONGEST_TEXT)


def test_text_at_the_limit_is_left_alone():
    text = "园" * 666 + "ab"

    assert fit(text, LONGEST_TEXT) == text


def test_silence_has_no_xml():
    assert to_xml(Reply(), INCOMING, 1692777601) == ""
