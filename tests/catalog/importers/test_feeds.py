from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.importers.feeds import read_feed
from bot.errors import SourceRefused

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>站</title><entry><title>题</title>
<link href="http://example.com/post/7.html"/><published>2024-10-31T18:00:00Z</published>
<content type="html">&lt;p&gt;正文第一段。&lt;/p&gt;</content></entry></feed>"""
BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<rss version="2.0"><channel><title>&b;</title></channel></rss>"""


@pytest.fixture(scope="session")
def rss(samples) -> bytes:
    return (samples / "feed.xml").read_bytes()


def test_items_of_a_feed_become_pages(rss, rules):
    first, second = read_feed(rss, rules.noise)

    assert (first.title, first.post_id, first.posted.day) == ("嘉定示例园区开工&进展", 12001, date(2024, 10, 31))
    assert (first.category, first.tags, first.site) == ("上海工业地产招商", ("嘉定产业园",), "中国产业园区招商网")
    assert first.paragraphs == ("近日,嘉定的园区开工,占地约23.6亩,嘉定又有新厂房。",)
    assert (second.posted.day, second.url, second.is_cut) == (None, "", True)


def test_feed_in_another_encoding_is_read_the_same(rss, rules):
    text = rss.decode().replace('encoding="utf-8"', 'encoding="gb2312"')

    assert read_feed(text.encode("gb18030"), rules.noise) == read_feed(rss, rules.noise)


def test_atom_times_become_days_in_shanghai(rules):
    (page,) = read_feed(ATOM.encode(), rules.noise)

    assert (page.posted.day, page.post_id, page.paragraphs) == (date(2024, 11, 1), 7, ("正文第一段。",))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_feed_with_entities_of_its_own_is_refused(encoding, rules):
    with pytest.raises(SourceRefused, match="ENTITY"):
        read_feed(BOMB.encode(encoding), rules.noise)


@pytest.mark.parametrize(
    "content", [b"", b"<html><body>hello</body></html>", b"\x00\x01\x02", b"http://127.0.0.1/", b"/etc/passwd"]
)
def test_what_is_no_feed_is_refused(content, rules):
    with pytest.raises(SourceRefused):
        read_feed(content, rules.noise)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200))
def test_damaged_feed_is_read_or_refused(rss, rules, noise):
    try:
        pages = read_feed(rss[:400] + noise + rss[400:], rules.noise)
    except SourceRefused:
        return
    assert all(page.title for page in pages)
