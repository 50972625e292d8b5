"""Which drafts does an article page give?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from pydantic import BaseModel

from bot.catalog.importers.adverts import Advert, find_advert
from bot.catalog.importers.cleaning import drop_noise
from bot.catalog.importers.differences import Difference, find_differences
from bot.catalog.importers.drafts import Draft, make_id
from bot.catalog.importers.figures import find_figures, find_key_sentences
from bot.catalog.importers.known_names import KnownNames
from bot.catalog.importers.page import Page, Related
from bot.catalog.importers.report import Outcome, ReportLine
from bot.catalog.importers.rules import ImportRules, Words
from bot.catalog.loading import Shelf
from bot.catalog.schema.article import Article
from bot.catalog.schema.listing import Listing
from bot.catalog.wording import check_wording
from bot.model import Json

_DATELINE = re.compile(r"^([一-鿿]{2,16}?)(\d{1,2})月(\d{1,2})日电")
_SOURCE_LINE = re.compile(r"^(?:文章)?来源[:：]\s*([^\s,，(（]{2,30})")
_LONGEST_NAME = 60
_MOST_TAGS = 20
_MOST_SENTENCES, _LONGEST_SENTENCE = 6, 50
_FRESH_DAYS = 92
"""A news text is posted at most this long after its dateline; older ones are left to staff."""
_SPACE, _OFFERED = "(?:厂房|仓库|写字楼|土地)", "(?:出售|出租|招租)"
_KINDS = (
    ("listing_advert", re.compile(rf"{_SPACE}.{{0,20}}{_OFFERED}|{_OFFERED}.{{0,20}}{_SPACE}")),
    ("service_advert", re.compile(r"注册公司|公司注册|代理记账|工商注册")),
    ("park_profile", re.compile(r"(?:产业园|工业园|科技园)区?(?:简介|介绍|概况)?$|园区介绍")),
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a page gives."""

    drafts: list[Draft]
    lines: list[ReportLine]


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything an import needs to know besides the source."""

    rules: ImportRules
    names: KnownNames
    shelf: Shelf
    """What the knowledge base holds, to compare with."""


def draft_article(page: Page, desk: Desk) -> Imported:
    """Return the drafts of an article and of the space that its page offers beside it, with what staff should know."""
    if urlsplit(page.url).hostname not in desk.rules.own_hosts:
        page = replace(page, post_id=None)
    source = _source(page, desk.rules.words)
    data = _article_data(page, desk, source)
    article_id = f"post-{page.post_id}" if page.post_id else make_id("article", page.url or page.title)
    existing = _find_article(desk.shelf, page)
    differences = find_differences(existing, data) if existing else []
    notes = [*_notes(page, desk.rules)]
    comments = [
        *desk.rules.words.approve_article,
        *(notes or ()),
        *_compared(existing, differences, desk.rules.words),
        desk.rules.words.sentences,
        *(f"- {text}" for text in find_key_sentences(page.paragraphs, _MOST_SENTENCES, _LONGEST_SENTENCE)),
    ]
    draft = Draft("articles", article_id, {"id": article_id, **data}, comments)
    lines = [ReportLine(Outcome.NOTE, page.title, "", "", note, "请在草稿里核对") for note in notes]
    lines += _conflict_lines(page.title, existing, differences)
    adverts = _draft_adverts(page, desk)
    return Imported([draft, *adverts.drafts], [*lines, *adverts.lines])


def _article_data(page: Page, desk: Desk, source: Mapping[str, Json]) -> dict[str, Json]:
    text = "\n".join(page.paragraphs)
    media = _media(page, desk.names)
    facts = [
        {"text": None, "raw": found.quote, "number": found.number, "unit": found.unit}
        for found in find_figures(page.paragraphs)
    ]
    return {
        "post_id": page.post_id,
        "title": page.title[:_LONGEST_NAME],
        "kind": next((kind for kind, pattern in _KINDS if pattern.search(page.title)), "news"),
        "summary": None,
        "excerpt_only": page.is_cut,
        "category": page.category[:_LONGEST_NAME] or None,
        "tags": [tag for tag in page.tags if len(tag) <= _LONGEST_NAME][:_MOST_TAGS],
        "source_media": media,
        "districts": desk.names.find_districts(page.title, text),
        "industry_tags": desk.names.find_industries(page.title, text),
        "parks": desk.names.find_parks(f"{page.title}\n{text}"),
        "facts": facts,
        "rights": "summary_only",
        "source": {**source, "publisher": "，".join(filter(None, (media, page.site))) or None},
    }


def _source(page: Page, words: Words) -> dict[str, Json]:
    posted = page.posted
    source: dict[str, Json] = {"title": page.title, "publisher": None, "url": page.url or None, "date": posted.day}
    if posted.seen_on:
        source["date_derived"] = words.derived_date.format(raw=posted.raw, seen=posted.seen_on.isoformat())
    elif posted.day is None:
        source["date_note"] = words.posted_without_year.format(raw=posted.raw) if posted.raw else words.undated
    return source


def _media(page: Page, names: KnownNames) -> str | None:
    """Return the medium of the dateline or of the line that names the source; reporters are not kept."""
    for paragraph in page.paragraphs:
        dateline, line = _DATELINE.search(paragraph), _SOURCE_LINE.search(paragraph)
        if dateline:
            return names.strip_place(dateline.group(1))
        if line:
            return line.group(1)
    return None


def _notes(page: Page, rules: ImportRules) -> Iterator[str]:
    for phrase in check_wording(page.title):
        yield rules.words.bad_title.format(phrase=phrase)
    if len(page.title) > _LONGEST_NAME:
        yield rules.words.cut_title.format(title=page.title)
    text = f"{page.title}\n" + "\n".join(page.paragraphs)
    for phrase, note in rules.flagged.items():
        if phrase in text:
            yield f"「{phrase}」：{note}"
    for paragraph in page.paragraphs[:3]:
        dateline = _DATELINE.search(paragraph)
        if dateline:
            yield rules.words.dateline.format(raw=_resolve(dateline, page.posted.day))


def _resolve(dateline: re.Match[str], posted: date | None) -> str:
    """Return the dateline's day, with its year when the day of posting leaves no doubt."""
    raw = f"{dateline.group(2)}月{dateline.group(3)}日"
    if posted is None:
        return raw
    for year in (posted.year, posted.year - 1):
        try:
            day = date(year, int(dateline.group(2)), int(dateline.group(3)))
        except ValueError:
            continue
        if timedelta(0) <= posted - day <= timedelta(days=_FRESH_DAYS):
            return f"{raw}（按发布日期推算为 {day.isoformat()}）"
    return raw


def _draft_adverts(page: Page, desk: Desk) -> Imported:
    drafts: list[Draft] = []
    lines: list[ReportLine] = []
    for related, source in _each_advert(page, desk.rules.words):
        cleaned = Related(related.title, drop_noise(related.excerpt, desk.rules.noise))
        advert = find_advert(cleaned, desk.names, desk.rules.words, source)
        if advert:
            draft, said = _draft_advert(advert, page, desk)
            drafts.append(draft)
            lines.extend(said)
    return Imported(drafts, lines)


def _each_advert(page: Page, words: Words) -> Iterator[tuple[Related, Mapping[str, Json]]]:
    """Yield what may offer space, with its source: an advert page itself and what it shows of others."""
    if _KINDS[0][1].search(page.title):
        source = {**_source(page, words), "publisher": page.site or None}
        yield Related(page.title, " ".join(page.paragraphs)), source
    shown = {"publisher": page.site or None, "url": None, "date": None}
    for related in page.related:
        yield related, {**shown, "date_note": words.undated, "found_on": page.url or None}


def _draft_advert(advert: Advert, page: Page, desk: Desk) -> tuple[Draft, list[ReportLine]]:
    words = desk.rules.words
    listing_id = make_id("listing", page.url, str(advert.data["title"]))
    existing = _find_listing(desk.shelf, page.url, advert.data)
    differences = find_differences(existing, advert.data) if existing else []
    comments = [
        *words.approve_listing,
        *_compared(existing, differences, words),
        words.original,
        f"- {advert.original}",
    ]
    draft = Draft("listings", listing_id, {**advert.data, "id": listing_id}, comments)
    title = str(advert.data["title"])
    lines = [
        ReportLine(
            Outcome.CONFLICT,
            title,
            str(conflict["about"]),
            " / ".join(conflict["statements"]),
            "来源前后说法不一",
            str(conflict["effect"]),
        )
        for conflict in advert.data.get("conflicts", ())
    ]
    return draft, [*lines, *_conflict_lines(title, existing, differences)]


def _find_article(shelf: Shelf, page: Page) -> Article | None:
    for entry in shelf.articles:
        known = entry.record
        if (page.post_id and known.post_id == page.post_id) or (page.url and known.source.url == page.url):
            return known
    return None


def _find_listing(shelf: Shelf, url: str, data: Mapping[str, Json]) -> Listing | None:
    """Return the listing that was made from the same page and is for the same project."""
    project = str(data["project"])
    for entry in shelf.listings:
        known = entry.record
        is_same_page = url and any(url in (source.url, source.found_on) for source in known.sources)
        if is_same_page and known.project and (known.project in project or project in known.project):
            return known
    return None


def _compared(existing: Article | Listing | None, differences: Sequence[Difference], words: Words) -> Iterator[str]:
    if existing:
        yield words.existing.format(id=existing.id)
        yield from (f"- {d.field}：库里 {d.existing}，这次 {d.imported}" for d in differences)


def _conflict_lines(title: str, existing: BaseModel | None, differences: Sequence[Difference]) -> list[ReportLine]:
    if existing is None:
        return []
    record = getattr(existing, "id", "")
    if not differences:
        return [ReportLine(Outcome.NOTE, title, "", "", f"库里已有「{record}」，内容一致", "不用处理，可以删掉草稿")]
    return [
        ReportLine(
            Outcome.CONFLICT,
            title,
            d.field,
            d.imported,
            f"库里的「{record}」写的是「{d.existing}」",
            "没有覆盖，请核对后改其中一处",
        )
        for d in differences
    ]
