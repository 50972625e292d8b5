"""What may no turn of any conversation do, whoever the visitor is?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.conversation import reading
from bot.conversation.handlers import privacy
from bot.conversation.session import How, Session, Value
from bot.conversation.talk import Talk
from bot.conversation.wording import LIMIT
from bot.model import Incoming, Lead, Notice, Reply

_MOST_ASKS = 3
_PHONE = re.compile(r"1[3-9]\d{9}")
_NOT_DIGITS = re.compile(r"\D+")
_PLACEHOLDER = re.compile(r"\{\w*\}")
_CONDITION = re.compile(
    r"(?:先|必须|需要|请)留(?:下|个)?(?:您的)?(?:电话|手机号?|联系方式)(?:才|后才|否则)"
    r"|不留(?:电话|手机号?|联系方式)[^。]{0,6}(?:不能|无法|没法|不予)"
)
"""Words that would make the phone a condition (PIPL art. 16)."""
_QUESTIONS = ("ask_confirm", "ask_change", "ask_erase", "offer_to_go_on", "ask_unit", "ask_place", "ask_park")
"""Replies that ask for an answer, besides those of the form."""
_NUMBERS = frozenset({"area_m2", "price", "tax", "floor_height_m", "load_t_m2", "crane_t", "power_kva"})
_SHORTEST_RUN = 4
"""Digits; shorter ones may stand in a phone by chance."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message with what was remembered before and after it."""

    message: Incoming
    reply: Reply
    before: Session
    after: Session
    at: datetime
    leads: Sequence[Lead]
    notices: Sequence[Notice]


@dataclass(slots=True)
class Watch:
    """Looks at every exchange of one visitor and says what went against the rules."""

    talk: Talk
    asked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Wordings in which each field of each draft has been asked."""

    def faults(self, seen: Exchange) -> Iterator[str]:
        """Yield what this exchange did that none may do."""
        yield from self._wrong_words(seen.reply.text)
        yield from self._repeated_questions(seen)
        yield from _lost_values(self.talk, seen)
        yield from _phones_read_as_numbers(seen)
        yield from _phones_without_consent(seen)
        if self.talk.has_person(seen.after, seen.at) and not seen.reply.is_silent and not self._may_speak(seen):
            yield "人工接待时机器人说话了"

    def _may_speak(self, seen: Exchange) -> bool:
        """Say whether a person's presence does not silence the answer: a visitor's rights, or the hand-over itself."""
        is_event = seen.message.kind.value.startswith("agent_")
        words = reading.words_of(seen.before, seen.message, self.talk.playbook, str)
        said = reading.understand(self.talk.understander, seen.before, self.talk.playbook, words, seen.at)
        return is_event or privacy.is_right(said, seen.before.asking)

    def _wrong_words(self, text: str) -> Iterator[str]:
        if len(text.encode()) > LIMIT:
            yield f"回复超过 {LIMIT} 字节"
        agency = self.talk.playbook.agency
        own = {_NOT_DIGITS.sub("", number) for number in (*agency.own_numbers, agency.hotline)}
        if any(number not in own for number in _PHONE.findall(text)):
            yield "回复里出现了完整的手机号"
        if _CONDITION.search(text):
            yield "回复把留电话当成了条件"
        if text and text == self.talk.playbook.wording.say("apology"):
            yield "机器人出错了，回了道歉的话"
        questions = list(self._questions_in(text))
        if len(questions) > 1:
            yield f"一条回复里问了 {len(questions)} 个问题：{'、'.join(questions)}"

    def _questions_in(self, text: str) -> Iterator[str]:
        for entry in self.talk.playbook.form.fields:
            if any(words in text for words in entry.ask):
                yield entry.label
        for key in _QUESTIONS:
            if any(_longest_piece(words) in text for words in self.talk.playbook.wording.variants[key]):
                yield key

    def _repeated_questions(self, seen: Exchange) -> Iterator[str]:
        draft = seen.after.draft
        if draft is None:
            return
        for entry in self.talk.playbook.form.fields:
            words = next((words for words in entry.ask if words in seen.reply.text), None)
            if words is None:
                continue
            asked = self.asked[f"{draft.id}/{entry.id}"]
            if words in asked:
                yield f"「{entry.label}」用同样的话问了两次"
            asked.append(words)
            if len(asked) > _MOST_ASKS:
                yield f"「{entry.label}」问了超过 {_MOST_ASKS} 次"


def _longest_piece(words: str) -> str:
    return max(_PLACEHOLDER.split(words), key=len)


def _lost_values(talk: Talk, seen: Exchange) -> Iterator[str]:
    """A filled slot changes only by a correction, by its own answer, or over what a scan had guessed."""
    old, new = seen.before.draft, seen.after.draft
    if old is None or new is None or old.id != new.id:
        return
    pending = talk.playbook.form.get(seen.before.asking)
    for slot, known in old.values.items():
        now = new.values.get(slot)
        if now is None or now.value == known.value or known.how is How.SCANNED or now.how is How.CORRECTED:
            continue
        if not (now.how is How.ASKED and pending and slot in pending.slots):
            yield f"「{slot}」没有更正却从「{known.value}」变成了「{now.value}」"


def _phones_read_as_numbers(seen: Exchange) -> Iterator[str]:
    phones = _PHONE.findall(seen.message.text)
    if not phones or seen.after.draft is None:
        return
    rest = _PHONE.sub(" ", seen.message.text)
    known = seen.before.draft.values if seen.before.draft else {}
    for slot, value in seen.after.draft.values.items():
        if slot in _NUMBERS and known.get(slot) != value and _is_of_phone(value, phones, rest):
            yield f"手机号被当成了「{slot}」"


def _is_of_phone(value: Value, phones: Sequence[str], rest: str) -> bool:
    digits = _NOT_DIGITS.sub("", value.raw)
    return len(digits) >= _SHORTEST_RUN and digits not in rest and any(digits in phone for phone in phones)


def _phones_without_consent(seen: Exchange) -> Iterator[str]:
    for lead in seen.leads:
        consent = lead.request.consent
        is_used = "phone" in lead.request.fields and lead.frozen_at is None
        if is_used and (consent is None or not consent.version):
            yield f"线索 {lead.number} 带着电话，却没有告知和同意"
    for notice in seen.notices:
        if notice.ticket and _PHONE.search(" ".join((notice.ticket.text, *notice.ticket.transcript))):
            yield f"工单 {notice.number} 里有完整的手机号"
