"""What does a saved copy of an article page say, part by part?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.catalog.importers.cleaning import drop_noise, one_line, split_lines, strip_title
from bot.catalog.importers.posted import Posted, find_posted
from bot.errors import SourceRefused

_CRUMB = re.compile(r"当前位置[:：]\s*(.+)")
_CRUMB_PARTS = re.compile(r"\s*[>»›/]\s*")
_LINK = re.compile(r"本文链接[:：]\s*(https?://[^\s<>\"']+)")
_TAGS = re.compile(r"^标签[:：]\s*(.+)")
_SITE = re.compile(r"本文由\s*(.{2,40}?)\s*发布")
_RELATED = re.compile(r"^(?:相关(?:文章|推荐|阅读|内容)|猜你喜欢|推荐阅读)[:：]?$")
_FOOT = re.compile(
    r"版权声明[:：]|本文链接[:：]|^标签[:：]|^分享给朋友|^(?:相关(?:文章|推荐|阅读|内容)|猜你喜欢|推荐阅读)[:：]?$"
)
_CUT = re.compile(r"(?:\.{3,}|…+)$")
_POST_ID = re.compile(r"/post/(\d{1,9})(?:\.html)?$|[?&]id=(\d{1,9})(?:&|$)")
_LONGEST_BYLINE = 80
_LONGEST_TITLE = 120
_TAG_MARKS = re.compile(r"[,，、|\s]+")


@dataclass(frozen=True, slots=True)
class Related:
    """Another page that the page shows the beginning of."""

    title: str
    excerpt: str
    """Without the repeated title; noise is still in it."""


@dataclass(frozen=True, slots=True)
class Page:
    """An article page taken apart; empty means that the page does not say."""

    title: str
    paragraphs: tuple[str, ...]
    posted: Posted
    url: str = ""
    post_id: int | None = None
    category: str = ""
    tags: tuple[str, ...] = ()
    site: str = ""
    related: tuple[Related, ...] = ()

    @property
    def is_cut(self) -> bool:
        """Say whether only the beginning of the text is there."""
        return not self.paragraphs or bool(_CUT.search(self.paragraphs[-1]))


def read_copy(text: str, noise: Sequence[str], seen_on: date | None) -> Page:
    """Take apart the plain text of a page.

    Args:
        text: what selecting the whole page and copying gives.
        noise: phrases of text that belongs to no article.
        seen_on: the day on which the page was read, None when that is not known.

    Raises:
        SourceRefused: there is no article in it.
    """
    lines = split_lines(text)
    head, rest = _split_head(lines)
    if not head:
        raise SourceRefused("没有内容", "请检查是不是存错了文件")
    title = one_line(head[0])[:_LONGEST_TITLE]
    url = _first(_LINK, lines)
    crumbs = [part for part in _CRUMB_PARTS.split(_first(_CRUMB, lines)) if part]
    return Page(
        title=title,
        paragraphs=tuple(line for line in _body(rest, noise) if line != title),
        posted=_posted(head[1:], seen_on),
        url=url,
        post_id=post_id_of(url),
        category=crumbs[-2] if len(crumbs) > 2 else "",  # noqa: PLR2004 - home > category > page
        tags=split_tags(_first(_TAGS, lines)),
        site=_first(_SITE, lines),
        related=tuple(_read_related(lines)),
    )


def split_tags(text: str) -> tuple[str, ...]:
    """Return the tags of a line of tags."""
    return tuple(tag for tag in _TAG_MARKS.split(text) if tag)


def post_id_of(url: str) -> int | None:
    """Return the number of a post from its address, None when the address has none."""
    found = _POST_ID.search(url)
    return int(found.group(1) or found.group(2)) if found else None


def _split_head(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return title and byline, and what follows."""
    start = next((n + 1 for n, line in enumerate(lines) if _CRUMB.search(line)), 0)
    end = start + 1
    if end < len(lines) and len(lines[end]) <= _LONGEST_BYLINE and find_posted(lines[end], None):
        end += 1
    return list(lines[start:end]), list(lines[end:])


def _posted(byline: Sequence[str], seen_on: date | None) -> Posted:
    found = find_posted(byline[0], seen_on) if byline else None
    return found or Posted(None)


def _body(lines: Sequence[str], noise: Sequence[str]) -> Iterator[str]:
    """Yield the paragraphs up to the foot of the page, without noise."""
    for line in lines:
        if _FOOT.search(line):
            return
        kept = drop_noise(line, noise)
        if kept:
            yield kept


def _first(pattern: re.Pattern[str], lines: Sequence[str]) -> str:
    found = next((m for line in lines if (m := pattern.search(line))), None)
    return one_line(found.group(1)) if found else ""


def _read_related(lines: Sequence[str]) -> Iterator[Related]:
    start = next((n for n, line in enumerate(lines) if _RELATED.match(line)), None)
    if start is None:
        return
    title, excerpt = "", ""
    rest = lines[start + 1 :]
    for line, follows in zip(rest, (*rest[1:], ""), strict=True):
        if one_line(line) == title:
            continue
        if not title or one_line(line) == one_line(follows) or _looks_like_title(line):
            if title:
                yield Related(title, strip_title(title, excerpt))
            title, excerpt = one_line(line)[:_LONGEST_TITLE], ""
        else:
            excerpt = f"{excerpt}   {line}".strip()
    if title:
        yield Related(title, strip_title(title, excerpt))


def _looks_like_title(line: str) -> bool:
    return len(line) < _LONGEST_BYLINE and "。" not in line and not _CUT.search(line)
