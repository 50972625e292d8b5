"""Which articles does a feed list?"""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import feedparser

from bot.catalog.importers.cleaning import drop_noise, one_line
from bot.catalog.importers.decoding import decode
from bot.catalog.importers.html_page import visible_lines
from bot.catalog.importers.page import Page, post_id_of
from bot.catalog.importers.posted import Posted
from bot.errors import SourceRefused
from bot.model import Json

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_OWN_ENTITIES = re.compile(r"<!(?:ENTITY|DOCTYPE[^>]*\[)", re.IGNORECASE)
_NO_FEED = ("不是 RSS 或 Atom 订阅", "请检查地址，Z-BlogPHP 的订阅一般是 feed.php")
_HEADERS = {"content-type": "application/xml; charset=utf-8"}


def read_feed(content: bytes, noise: Sequence[str], declared: str | None = None) -> list[Page]:
    """Return the articles of an RSS or Atom feed.

    Args:
        content: the feed.
        noise: phrases of text that belongs to no article.
        declared: the encoding that the server named, if any.

    Raises:
        SourceRefused: it is no feed, or one that defines entities (which can blow a small file up).
    """
    text = _DECLARATION.sub("", decode(content, declared)).lstrip("\ufeff")
    if _OWN_ENTITIES.search(text):
        raise SourceRefused("订阅里自己定义了实体（DOCTYPE/ENTITY），可能是攻击", "正常的 RSS 用不到，请联系网站管理员")
    # As a stream: feedparser takes text that looks like an address or a path for one.
    try:
        parsed = feedparser.parse(BytesIO(text.encode("utf-8", "replace")), response_headers=_HEADERS)
    except Exception as fault:  # its loose parser lets through whatever it stumbles on
        raise SourceRefused(*_NO_FEED) from fault
    if not parsed.get("version"):
        raise SourceRefused(*_NO_FEED)
    site = one_line(parsed.feed.get("title", ""))
    return list(_read_entries(parsed.entries, site, noise))


def _read_entries(entries: Sequence[Any], site: str, noise: Sequence[str]) -> Iterator[Page]:
    for entry in entries:
        title = one_line(visible_lines(entry.get("title", "")))
        if not title:
            continue
        terms = [one_line(tag.get("term") or "") for tag in entry.get("tags", ())]
        terms = [term for term in terms if term]
        link = entry.get("link", "")
        yield Page(
            title=title,
            paragraphs=paragraphs_of(_content_of(entry), title, noise),
            posted=_posted(entry),
            url=link if link.startswith(("http://", "https://")) else "",
            post_id=post_id_of(link),
            category=terms[0] if terms else "",
            tags=tuple(terms[1:]),
            site=site,
        )


def paragraphs_of(html: str, title: str, noise: Sequence[str]) -> tuple[str, ...]:
    """Return the paragraphs of a piece of HTML, without noise and the repeated title."""
    lines = (drop_noise(line, noise) for line in visible_lines(html).split("\n"))
    return tuple(line for line in lines if line and line != title)


def _content_of(entry: Any) -> str:
    contents = entry.get("content") or [{}]
    return str(contents[0].get("value") or entry.get("summary", ""))


def _posted(entry: Any) -> Posted:
    """Return the day of publication in Shanghai; feedparser gives times in UTC."""
    when: Json = entry.get("published_parsed")
    said = one_line(entry.get("published", ""))
    if not when:
        return Posted(None, said)
    try:
        return Posted(datetime.fromtimestamp(timegm(when), UTC).astimezone(_SHANGHAI).date(), said)
    except (ValueError, OverflowError, OSError):
        return Posted(None, said)
