"""What is the answer to one message, and what is remembered of it?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.catalog.catalog import Catalog
from bot.conversation import asking, form, matching, wording
from bot.conversation.handlers import events
from bot.conversation.playbook import Playbook
from bot.conversation.routes import choose, choose_for_event
from bot.conversation.session import Draft, Session
from bot.conversation.situation import Outcome, Situation
from bot.errors import StoreUnavailable
from bot.model import Incoming, IntentScore, Kind, Reply, Understanding
from bot.ports import LeadBook, Unsaved
from bot.privacy import mask

_MORE = {"更多", "继续看", "下文"}
_NOTHING_SAID = Understanding("", "", (IntentScore("help", 0.0),))
_LINE_LENGTH = 80
"""Characters of one line of the talk in a staff notice."""


class Understander(Protocol):
    """Turns words into an understanding; understanding/ has the real one."""

    def understand(self, raw: str, *, expect: str | None, now: datetime) -> Understanding:
        """Return what the words mean when `expect` is the slot that was just asked for."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One version of knowledge and playbook, and the stores that outlive it."""

    understander: Understander
    catalog: Catalog
    playbook: Playbook
    book: LeadBook
    unsaved: Unsaved
    public_url: str = ""

    def answer(self, session: Session, incoming: Incoming, now: datetime) -> tuple[Session, Reply]:
        """Return the session after a message and the reply to it."""
        on_event = choose_for_event(incoming.kind)
        if on_event:
            at = self._situation(session, incoming, _NOTHING_SAID, now)
            return self._close(on_event(at), at)
        words = self._words(session, incoming)
        if now.timestamp() < session.muted_until:
            return self._remember_line(session, "访客", words), Reply()
        if words in _MORE and session.rest:
            return self._page(session)
        return self._converse(session, replace(incoming, text=words), now)

    def _converse(self, session: Session, incoming: Incoming, now: datetime) -> tuple[Session, Reply]:
        if not incoming.text.strip() and incoming.kind is Kind.VOICE:
            at = self._situation(session, incoming, _NOTHING_SAID, now)
            return self._close(events.take_voice(at), at)
        said = self._understand(session, incoming.text, now)
        at = self._situation(session, incoming, said, now)
        outcome = choose(at)(at)
        if not outcome.understood:
            self._note_unanswered(incoming.text, said, now)
        return self._close(outcome, at)

    def _understand(self, session: Session, text: str, now: datetime) -> Understanding:
        """Return what the words mean; a number in a correction is read as what it corrects (不是两千二，是两千六)."""
        said = self.understander.understand(text, expect=self.playbook.form.expects(session.asking), now=now)
        if "correction" not in said.acts or not said.unclear or session.draft is None:
            return said
        for slot, known in session.draft.values.items():
            again = self.understander.understand(text, expect=slot, now=now)
            if any(claim.slot == slot and claim.excluded and claim.value == known.value for claim in again.claims):
                return again
        return said

    def _situation(self, session: Session, incoming: Incoming, said: Understanding, now: datetime) -> Situation:
        draft = session.draft or Draft(incoming.key, now, values=dict(session.contact.values))
        changes = form.apply(draft, self.playbook.form, said, session.asking)
        session = session.with_draft(changes.draft)
        return Situation(
            incoming, said, session, changes, self.catalog, self.playbook, self.book, self.unsaved, now, self.public_url
        )

    def _words(self, session: Session, incoming: Incoming) -> str:
        """Return what the message stands for: a choice by number or tap, a menu button, a place."""
        text = incoming.text.strip()
        if incoming.kind is Kind.MENU_CLICK:
            return self.playbook.menus.keys.get(text, text)
        if incoming.kind is Kind.LOCATION:
            return incoming.label
        if text.isdecimal() and 0 < int(text[:3]) <= len(session.choices) and not self._asks_for_number(session):
            return session.choices[int(text[:3]) - 1].sends
        return text

    def _asks_for_number(self, session: Session) -> bool:
        entry = self.playbook.form.get(session.asking)
        return entry is not None and not entry.options and entry.kind in {"area", "price", "tax", "phone"}

    def _page(self, session: Session) -> tuple[Session, Reply]:
        text, rest = wording.compose((session.rest,))
        return replace(session, rest=rest, turns=session.turns + 1), Reply(text)

    def _close(self, outcome: Outcome, at: Situation) -> tuple[Session, Reply]:
        """Add the next question or the resume line, fit it into one message, and remember it."""
        session, parts, question, choices = outcome.session, outcome.parts, outcome.question, outcome.choices
        if outcome.ask_next and self._still_pending(session) and not outcome.ask_again:
            session, matches = matching.show_once(at, session)
            parts = (*parts, *matches, asking.repeat(session, self.playbook))
        elif outcome.ask_next:
            session, matches = matching.show_once(at, session)
            next_question = asking.put_next(session, self.playbook, at.now)
            session, question = next_question.session, next_question.text
            said = () if session.asking == asking.CONFIRM else parts
            parts, choices = (*said, *matches, *next_question.before), next_question.choices or choices
        elif outcome.resume:
            parts = (*parts, asking.repeat(session, self.playbook))
        text, rest = wording.compose(parts, question, choices)
        misses = session.misses if not outcome.understood else 0
        session = replace(session, turns=session.turns + 1, choices=choices, rest=rest, misses=misses)
        if at.incoming.text:
            session = self._remember_line(session, "访客", at.incoming.text)
        return self._remember_line(session, "助手", text), Reply(card=outcome.card) if outcome.card else Reply(text)

    def _still_pending(self, session: Session) -> bool:
        """Say whether the last question is still open: an interruption is no failed answer, so it is not put again."""
        entry = self.playbook.form.get(session.asking)
        return entry is not None and session.draft is not None and self.playbook.form.still_wants(session.draft, entry)

    def _remember_line(self, session: Session, who: str, text: str) -> Session:
        kept = self.playbook.limits.kept_lines
        if not kept or not text:
            return session
        line = f"{who}:{mask(' '.join(text.split()))[:_LINE_LENGTH]}"
        return replace(session, lines=(*session.lines, line)[-kept:])

    def _note_unanswered(self, text: str, said: Understanding, now: datetime) -> None:
        try:
            self.book.record_unanswered(mask(text)[:200], said.intent, now)
        except StoreUnavailable:
            # The visitor's answer matters more than the statistics.
            return
