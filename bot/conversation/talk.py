"""What is the answer to one message, and what is remembered of it?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.catalog.catalog import Catalog
from bot.conversation import asking, matching, reading, wording
from bot.conversation.asking import Question
from bot.conversation.changes import apply
from bot.conversation.handlers import events, staff
from bot.conversation.lines import make_line
from bot.conversation.playbook import Playbook
from bot.conversation.routes import choose, choose_for_event
from bot.conversation.session import Session
from bot.conversation.situation import Outcome, Situation
from bot.conversation.subjects import add_place
from bot.errors import StoreUnavailable
from bot.model import Incoming, IntentScore, Kind, Reply, Understanding
from bot.ports import LeadBook, Unsaved
from bot.privacy import mask

_NOTHING_SAID = Understanding("", "", (IntentScore("help", 0.0),))
_WORDLESS = {Kind.VOICE: events.take_voice, Kind.LOCATION: events.take_place}
"""What to do with a message that ought to bring words but does not."""
_NEVER_MUTED = frozenset({Kind.AGENT_JOINED, Kind.AGENT_LEFT, Kind.UNFOLLOW, Kind.AUTHORIZATION_REVOKED})


@dataclass(frozen=True, slots=True)
class Talk:
    """One version of knowledge and playbook, and the stores that outlive it."""

    understander: reading.Understander
    catalog: Catalog
    playbook: Playbook
    book: LeadBook
    unsaved: Unsaved
    public_url: str = ""

    def answer(self, session: Session, incoming: Incoming, now: datetime) -> tuple[Session, Reply]:
        """Return the session after a message and the reply to it."""
        if self.has_person(session, now) and incoming.kind not in _NEVER_MUTED:
            return self._keep_quiet(session, incoming, now), Reply()
        on_event = choose_for_event(incoming.kind)
        if on_event:
            at = self._situation(session, incoming, _NOTHING_SAID, now)
            return self._close(on_event(at), at)
        words = reading.words_of(session, incoming, self.playbook, self._name_of)
        return self._converse(session, replace(incoming, text=words), now)

    def has_person(self, session: Session, now: datetime) -> bool:
        """Say whether a person has the conversation, so that the bot stays silent."""
        return now.timestamp() < session.muted_until

    def _keep_quiet(self, session: Session, incoming: Incoming, now: datetime) -> Session:
        """Keep a message for the person who has the conversation; the bot does not answer it."""
        session = replace(session, scene=incoming.scene or session.scene)
        if choose_for_event(incoming.kind):
            return session
        words = reading.words_of(session, incoming, self.playbook, self._name_of)
        session = self._remember_line(session, "访客", words)
        staff.keep_for_staff(self._situation(session, replace(incoming, text=words), _NOTHING_SAID, now))
        return session

    def _converse(self, session: Session, incoming: Incoming, now: datetime) -> tuple[Session, Reply]:
        if not incoming.text and incoming.kind in _WORDLESS:
            at = self._situation(session, incoming, _NOTHING_SAID, now)
            return self._close(_WORDLESS[incoming.kind](at), at)
        said = reading.understand(self.understander, session, self.playbook, incoming.text, now)
        at = self._situation(session, incoming, said, now)
        outcome = choose(at)(at)
        if not outcome.understood:
            self._note_unanswered(incoming.text, said, now)
        return self._close(outcome, at)

    def _situation(self, session: Session, incoming: Incoming, said: Understanding, now: datetime) -> Situation:
        draft = session.draft or session.begin(incoming.key, now)
        changes = add_place(apply(draft, self.playbook.form, said, session.asking), said, self.catalog)
        session = session.with_draft(changes.draft)
        return Situation(
            incoming, said, session, changes, self.catalog, self.playbook, self.book, self.unsaved, now, self.public_url
        )

    def _name_of(self, thing_id: str) -> str:
        thing = self.catalog.parks.get(thing_id) or self.catalog.listings.get(thing_id)
        return thing.name if thing else ""

    def _close(self, outcome: Outcome, at: Situation) -> tuple[Session, Reply]:
        """Add the next question or the resume line, fit it into one message, and remember it."""
        put = asking.add_notice(self._put_question(outcome, at), self.playbook)
        if outcome.card:
            return self._remember(outcome.session, at, outcome), Reply(card=outcome.card)
        before, after = ((), put.before) if outcome.choices else (put.before, ())
        parts, choices = (*outcome.parts, *before), outcome.choices or put.choices
        session = put.session
        if session.muted_until and (parts or put.text):
            parts, session = (at.say("handed_back"), *parts), replace(session, muted_until=0)
        closing = (*outcome.closing, *after)
        text, rest = wording.compose(parts, put.text, choices, closing=closing, more=at.say("more_hint"))
        session = self._remember(replace(session, choices=choices, rest=rest), at, outcome)
        return self._remember_line(session, "助手", text), Reply(text)

    def _put_question(self, outcome: Outcome, at: Situation) -> Question:
        """Return the question of a reply: the handler's own, the form's next, or a reminder of the pending one."""
        session = replace(outcome.session, offered=False)
        if outcome.ask_next:
            session, matches = matching.show_once(at, session)
            put = self._put_next(session, outcome, at)
            return replace(put, before=(*matches, *put.before))
        if not (outcome.offers or outcome.resume):
            return Question(session, text=outcome.question)
        if at.is_idle and (outcome.question or outcome.choices):
            offer = asking.offer_to_go_on(session, self.playbook)
            return Question(offer.session, (offer.text,), outcome.question)
        if at.is_idle:
            return asking.offer_to_go_on(session, self.playbook)
        return replace(asking.remind(session, self.playbook), text=outcome.question)

    def _put_next(self, session: Session, outcome: Outcome, at: Situation) -> Question:
        """Return the next question; an open one is not put again, for an interruption is no failed answer."""
        entry = self.playbook.form.get(session.asking)
        is_pending = entry and session.draft and self.playbook.form.still_wants(session.draft, entry)
        if is_pending and not outcome.ask_again:
            return asking.remind(session, self.playbook)
        return asking.put_next(session, self.playbook, at.now)

    def _remember(self, session: Session, at: Situation, outcome: Outcome) -> Session:
        session = replace(
            session,
            turns=session.turns + 1,
            last_at=at.now.timestamp(),
            misses=0 if outcome.understood else session.misses,
            proposed=session.proposed if session.asking == asking.CHANGE else {},
        )
        return self._remember_line(session, "访客", at.incoming.text)

    def _remember_line(self, session: Session, who: str, text: str) -> Session:
        kept = self.playbook.limits.kept_lines
        if not kept or not text:
            return session
        return replace(session, lines=(*session.lines, make_line(session, who, text))[-kept:])

    def _note_unanswered(self, text: str, said: Understanding, now: datetime) -> None:
        try:
            self.book.record_unanswered(mask(text)[:200], said.intent, now)
        except StoreUnavailable:
            # The visitor's answer matters more than the statistics.
            return
