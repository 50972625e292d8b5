"""How is staff told which fact visitors ask for, and for whom new stock may be something?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.demand import Candidate, Digest, OpenNeed, OpenQuestion
from bot.notices.quoting import disarm, quote
from bot.notices.wording import WORDING, say
from bot.values import say_value

_NAME = 60
_PLACES = ("town", "district", "city")
"""The first that is known says enough."""


def news_topic(news: OpenQuestion | Digest) -> str:
    """Return what the news is about, for the heading."""
    if isinstance(news, OpenQuestion):
        return f"{quote(news.name, _NAME)} · {quote(news.label, _NAME)}"
    return say("stock_topic", listings=len(news.news), leads=len(_numbers(news)))


def news_lines(news: OpenQuestion | Digest) -> Iterator[str]:
    """Say the news line by line; nothing in it tells who the visitor is."""
    if isinstance(news, OpenQuestion):
        yield say("open_question", name=quote(news.name, _NAME), label=quote(news.label, _NAME))
        yield say("open_question_count", times=news.times, visitors=news.visitors)
        yield say("open_question_remedy", kind=news.kind, id=disarm(news.record_id), field=disarm(news.field))
        return
    yield from _digest_lines(news)


def _digest_lines(digest: Digest) -> Iterator[str]:
    if not digest.news:
        yield say("stock_gone")
    for one in digest.news:
        key = "stock_new" if one.is_new else "stock_changed"
        yield say(key, title=quote(one.title, _NAME))
        by_owner = sorted(one.candidates, key=_owner)
        for owner, candidates in groupby(by_owner, key=_owner):
            yield say("stock_owner", owner=owner, leads="；".join(map(_say_candidate, candidates)))
    if digest.left_out:
        yield say("stock_left_out", count=digest.left_out)


def _say_candidate(candidate: Candidate) -> str:
    fit = say("stock_fits")
    if candidate.miss:
        fit = say("stock_near", miss=candidate.miss, gap=f" {candidate.gap}" if candidate.gap else "")
    return say("stock_lead", number=candidate.need.number, need=_say_need(candidate.need), fit=fit)


def _say_need(need: OpenNeed) -> str:
    place = next((slot for slot in _PLACES if need.fields.get(slot)), "")
    slots = [slot for slot in (place, "area_m2") if need.fields.get(slot)]
    return " ".join(quote(say_value(slot, need.fields[slot]), _NAME) for slot in slots)


def _owner(candidate: Candidate) -> str:
    return quote(candidate.need.owner, _NAME) or WORDING["lines"]["stock_nobody"]


def _numbers(digest: Digest) -> Sequence[str]:
    return sorted({candidate.need.number for one in digest.news for candidate in one.candidates})
