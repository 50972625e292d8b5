"""What does an HTML page say, part by part?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import lxml.html
import trafilatura
from lxml import etree
from trafilatura.settings import Document

from bot.catalog.importers.cleaning import drop_noise, one_line
from bot.catalog.importers.page import Page, post_id_of, read_copy
from bot.catalog.importers.posted import Posted, find_posted
from bot.errors import SourceRefused

_MOST_ELEMENTS = 50_000
_MOST_CHARACTERS = 500_000
"""Of visible text; an article has a few thousand."""
_UNREAD = ("script", "style", "noscript", "template", "iframe", "svg", "head")
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td",
    "th", "tr", "ul",
})  # fmt: skip
_STATED_DATES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[translate(@name, 'PUBDATELIS', 'pubdatelis')='publishdate']/@content",
    "//meta[translate(@name, 'PUBDATE', 'pubdate')='pubdate']/@content",
    "//*[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//article//time/@datetime",
    "//script[@type='application/ld+json']/text()[contains(., 'datePublished')]",
)
_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')


def read_html(text: str, noise: Sequence[str], seen_on: date | None, url: str = "") -> Page:
    """Take apart the HTML of an article page.

    Args:
        text: the page.
        noise: phrases of text that belongs to no article.
        seen_on: the day on which the page was read, None when that is not known.
        url: where it was read; empty takes the address that the page itself names.

    Raises:
        SourceRefused: there is no article in it.
    """
    tree = _parse(text)
    posted = _find_stated_date(tree)
    found = trafilatura.bare_extraction(text, include_comments=False, include_tables=True, with_metadata=True)
    if not isinstance(found, Document) or not found.text:
        raise SourceRefused("网页里没有找到正文", "请检查地址，或把网页的文字复制成 .txt 文件再导入")
    rough = read_copy(_visible_text(tree), noise, seen_on)
    title = one_line(found.title or rough.title)
    link = url or rough.url or _web_address(found.url)
    return replace(
        rough,
        title=title,
        paragraphs=tuple(_paragraphs(found.text, title, noise)),
        posted=posted or (rough.posted if rough.posted.raw else _find_byline(found.text, seen_on)),
        url=link,
        post_id=post_id_of(link),
        category=rough.category or one_line("".join((found.categories or [])[:1])),
        tags=rough.tags or tuple(one_line(tag) for tag in found.tags or ()),
        site=rough.site or one_line(found.sitename or ""),
    )


def visible_lines(fragment: str) -> str:
    """Return the text of a piece of HTML, one block a line; plain text stays as it is."""
    return _visible_text(_parse(fragment)) if fragment.strip() else ""


def _parse(text: str) -> lxml.html.HtmlElement:
    # Bytes with one known encoding: lxml refuses text that declares another.
    parser = lxml.html.HTMLParser(
        huge_tree=False, no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as fault:
        raise SourceRefused("网页读不懂，或是空的", "请检查文件，或把网页的文字复制成 .txt 文件再导入") from fault
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        raise SourceRefused(f"网页超过 {_MOST_ELEMENTS} 个元素", "请把网页的文字复制成 .txt 文件再导入")
    return tree


def _visible_text(tree: lxml.html.HtmlElement) -> str:
    pieces, size = [], 0
    for piece in _walk(tree):
        pieces.append(piece)
        size += len(piece)
        if size > _MOST_CHARACTERS:
            break
    return "".join(pieces)


def _walk(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield the text in document order, without recursion, a line end around each block."""
    unread = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            unread += tag in _UNREAD
            if tag in _BLOCKS:
                yield "\n"
            if element.text and not unread:
                yield _inline(element.text)
            continue
        unread -= tag in _UNREAD
        if tag in _BLOCKS:
            yield "\n"
        if element.tail and not unread:
            yield _inline(element.tail)


def _inline(text: str) -> str:
    """Return text as browsers show it: line ends in the source are blanks."""
    return re.sub(r"[\r\n\t]+", " ", text)


def _find_stated_date(tree: lxml.html.HtmlElement) -> Posted | None:
    """Return the absolute date that the page's own markup states; nothing is read out of the text."""
    for path in _STATED_DATES:
        for value in tree.xpath(path)[:3]:
            said = _LD_DATE.search(str(value))
            posted = find_posted(said.group(1) if said else str(value)[:40], None)
            if posted and posted.day:
                return posted
    return None


def _find_byline(text: str, seen_on: date | None) -> Posted:
    """Return what a short line at the top of the text says of the date."""
    for line in text.split("\n")[:3]:
        found = find_posted(line, seen_on) if len(line) < 80 else None  # noqa: PLR2004 - a line under the title
        if found:
            return found
    return Posted(None)


def _paragraphs(text: str, title: str, noise: Sequence[str]) -> Iterator[str]:
    for number, line in enumerate(text.split("\n")):
        kept = drop_noise(line, noise)
        is_byline = number < 3 and len(kept) < 80 and find_posted(kept, None)  # noqa: PLR2004 - as above
        if kept and kept != title and not is_byline:
            yield kept


def _web_address(url: str | None) -> str:
    return url if url and urlsplit(url).scheme in {"http", "https"} else ""
