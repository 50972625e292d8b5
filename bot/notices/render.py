"""What does staff read in a notice?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.model import Json, Lead, Notice, Ticket
from bot.notices.channel import Rendered
from bot.notices.facts import headline, need_lines
from bot.notices.matches import match_lines
from bot.notices.news import news_lines, news_topic
from bot.notices.quoting import clip, quote
from bot.notices.wording import WORDING, say
from bot.privacy import mask_phone
from bot.progress import Progress

PageUrl: TypeAlias = Callable[[Notice], str]
"""Returns the address of the console page of a lead or ticket, "" when there is none."""

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_TITLE = 60
_TALK_LINES = 5
_TALK_LINE = 60
_WORDS = 120
_SCENE = 40
_MISSING = 80
_COLLISIONS = 3
_HOUR = 60
"""Minutes."""


def render(notice: Notice, labels: Mapping[str, str], page_url: PageUrl, scenes: Mapping[str, str]) -> Rendered:
    """Say a notice on one screen; the same notice always gives the same words.

    Args:
        notice: what happened.
        labels: what each slot is called, by slot; an unnamed one is called by its id.
        page_url: where staff see everything in full.
        scenes: what each known QR scene is called, by scene.
    """
    heading = say("heading", kind=_kind(notice), number=notice.number, topic=_topic(notice))
    talk = tuple(_talk(notice))
    lines = [heading, *_body(notice, labels, scenes), *_footer(notice, page_url), *talk]
    return Rendered(_title(notice, labels), "\n".join(lines), (*_asked(notice.ticket), *talk))


def render_digest(notices: Sequence[Rendered]) -> Rendered:
    """Say several notices in one message, a line each."""
    count = len(notices)
    items = [say("digest_item", position=n, title=notice.title) for n, notice in enumerate(notices, 1)]
    return Rendered(say("digest_title", count=count), "\n".join([say("digest", count=count), *items]))


def _title(notice: Notice, labels: Mapping[str, str]) -> str:
    about = headline(notice.lead.request, labels) if notice.lead else _topic(notice).lstrip()
    return clip(f"{_kind(notice)} {notice.number} {about}".strip(), _TITLE)


def _kind(notice: Notice) -> str:
    return WORDING["kinds"].get(notice.kind, notice.kind)


def _topic(notice: Notice) -> str:
    """Return the queue of a lead, or what a ticket or other news is about."""
    topic = ""
    if notice.lead:
        topic = WORDING["queues"].get(notice.lead.request.queue, notice.lead.request.queue)
    elif notice.ticket:
        topic = WORDING["tickets"].get(notice.ticket.kind, notice.ticket.kind)
    elif notice.news:
        topic = news_topic(notice.news)
    return say("topic", topic=topic) if topic else ""


def _body(notice: Notice, labels: Mapping[str, str], scenes: Mapping[str, str]) -> Iterator[str]:
    if notice.attempts:
        yield say("again")
    if notice.lead:
        yield from _urging(notice, notice.lead.progress)
        yield from _lead_lines(notice.lead, labels, scenes)
    if notice.ticket:
        if notice.ticket.due_at and notice.kind in WORDING["urging"]:
            yield WORDING["urging"][notice.kind].format(due=_time(notice.ticket.due_at))
        yield from _ticket_lines(notice.ticket, notice.number, scenes)
    if notice.news:
        yield from news_lines(notice.news)


def _lead_lines(lead: Lead, labels: Mapping[str, str], scenes: Mapping[str, str]) -> Iterator[str]:
    request = lead.request
    if lead.version > 1:
        yield say("updated", version=lead.version)
    yield from _assessment_lines(lead)
    yield from need_lines(request, labels)
    yield from match_lines(request.assessment)
    yield _source(request.scene, scenes)
    if request.consent:
        yield say("consent", time=_time(request.consent.given_at))
    yield say("known", count=len(request.fields))
    if request.missing:
        yield say("missing", labels=quote("、".join(request.missing), _MISSING))


def _assessment_lines(lead: Lead) -> Iterator[str]:
    """Yield grade with its reasons, owner with the promised time, and collisions; nothing before they are known."""
    assessment = lead.request.assessment
    if not assessment:
        return
    parts = " ".join(f"{label}{points:+d}" for label, points in assessment["parts"])
    yield say("grade", grade=assessment["grade"], score=assessment["score"], parts=quote(parts, _WORDS))
    yield _owner_line(lead.progress, assessment)
    for text in assessment["collisions"][:_COLLISIONS]:
        yield say("collision", text=quote(text, _WORDS))


def _owner_line(progress: Progress, assessment: Mapping[str, Json]) -> str:
    """Return who answers by when: whoever has the lead now, or was chosen by the rules while nobody has it."""
    moved = progress.owner_id not in {"", assessment.get("owner_id")}
    owner = progress.owner_name if moved else assessment["owner_name"]
    reason = say("handed_on") if moved else assessment["owner_reason"]
    first_due = assessment["due_at"]
    due = progress.due_at if progress.owner_id or not first_due else datetime.fromisoformat(first_due)
    values = {"owner": owner, "reason": reason}
    return say("owner", due=_time(due), **values) if due else say("owner_without_due", **values)


def _urging(notice: Notice, progress: Progress) -> Iterator[str]:
    """Yield what is to be done about a promise, for the notices that are about one."""
    if notice.kind not in WORDING["urging"] or progress.due_at is None:
        return
    key = notice.kind if progress.claimed_at is None else f"{notice.kind}_claimed"
    minutes = max(0, int((notice.created_at - progress.due_at).total_seconds() // 60))
    late = say("late_minutes", minutes=minutes) if minutes < _HOUR else say("late_hours", hours=minutes // _HOUR)
    owner = progress.owner_name
    yield WORDING["urging"][key].format(owner=owner, due=_time(progress.due_at), late=late)


def _ticket_lines(ticket: Ticket, number: str, scenes: Mapping[str, str]) -> Iterator[str]:
    yield from _asked(ticket)
    if ticket.contact:
        yield say("answer_to", phone=mask_phone(ticket.contact["phone"]), number=number)
    if ticket.proofs:
        yield say("proofs", count=len(ticket.proofs), number=number)
    yield _source(ticket.scene, scenes)


def _asked(ticket: Ticket | None) -> Iterator[str]:
    if ticket and ticket.text:
        yield say("asked", text=quote(ticket.text, _WORDS))


def _source(scene: str, scenes: Mapping[str, str]) -> str:
    if not scene:
        return say("no_source")
    return say("source", scene=scenes.get(scene) or quote(scene, _SCENE))


def _footer(notice: Notice, page_url: PageUrl) -> Iterator[str]:
    yield say("time", time=_time(notice.created_at))
    url = page_url(notice)
    if url:
        yield say("page", url=url)


def _talk(notice: Notice) -> Iterator[str]:
    about = notice.lead.request if notice.lead else notice.ticket
    lines = about.transcript[-_TALK_LINES:] if about else ()
    if lines:
        yield say("transcript")
    for line in lines:
        speaker, mark, words = line.partition(":")
        yield say("said", text=quote(f"{speaker}：{words}" if mark else line, _TALK_LINE))


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(_SHANGHAI):%Y-%m-%d %H:%M}"
