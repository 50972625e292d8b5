"""What is the answer to one message, and what is remembered of it?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.catalog.catalog import Catalog
from bot.conversation import asking, matching, reading, wording
from bot.conversation.asking import Question, say_facts
from bot.conversation.changes import apply
from bot.conversation.handlers import events, privacy, staff
from bot.conversation.handlers.taking import acknowledge
from bot.conversation.lines import make_line
from bot.conversation.playbook import Playbook
from bot.conversation.returning import recall, remember_lead
from bot.conversation.rules import choose, choose_for_event
from bot.conversation.screening import clean_all, screen_for
from bot.conversation.session import Session
from bot.conversation.situation import Outcome, Situation
from bot.conversation.subjects import add_listing, add_named_listing, add_place
from bot.demand import Questions
from bot.errors import StoreUnavailable
from bot.model import Card, Incoming, IntentScore, Kind, Reply, Understanding
from bot.ports import LeadBook, ReportLinks, Unsaved
from bot.privacy import mask

_NOTHING_SAID = Understanding("", "", (IntentScore("help", 0.0),))
_WORDLESS = {Kind.VOICE: events.take_voice, Kind.LOCATION: events.take_place}
"""What to do with a message that ought to bring words but does not."""
_SLIPS = frozenset({"phone_too_short", "phone_too_long", "phone_no_area_code"})
_NEVER_MUTED = frozenset({Kind.AGENT_JOINED, Kind.AGENT_LEFT, Kind.UNFOLLOW, Kind.AUTHORIZATION_REVOKED})


@dataclass(frozen=True, slots=True)
class Talk:
    """One version of knowledge and playbook, and the stores that outlive it."""

    understander: reading.Understander
    catalog: Catalog
    playbook: Playbook
    book: LeadBook
    unsaved: Unsaved
    questions: Questions
    reports: ReportLinks
    public_url: str = ""

    def answer(
        self, session: Session, incoming: Incoming, now: datetime, *, more_follows: bool = False
    ) -> tuple[Session, Reply]:
        """Return the session after a message and the reply to it.

        When more messages of a burst follow, what needs no answer of its own is kept for the reply to the last one.
        """
        if self.has_person(session, now) and incoming.kind not in _NEVER_MUTED:
            return self._listen(session, incoming, now)
        on_event = choose_for_event(incoming.kind)
        if on_event:
            at = self._situation(session, incoming, _NOTHING_SAID, now)
            return self._close(on_event(at), at)
        words = reading.words_of(session, incoming, self.playbook, self._name_of, self._titles())
        at, outcome = self._converse(session, replace(incoming, text=words), now, more_follows=more_follows)
        is_riddle = not (outcome.understood or outcome.question)
        if more_follows and (outcome.can_wait or is_riddle):
            return self._hold(outcome, at), Reply()
        return self._close(outcome, at)

    def has_person(self, session: Session, now: datetime) -> bool:
        """Say whether a person has the conversation, so that the bot stays silent."""
        return now.timestamp() < session.muted_until

    def _listen(self, session: Session, incoming: Incoming, now: datetime) -> tuple[Session, Reply]:
        """Keep a message for the person who has the conversation; only a visitor's rights are answered by the bot."""
        session = replace(session, scene=incoming.scene or session.scene)
        if choose_for_event(incoming.kind):
            return session, Reply()
        words = reading.words_of(session, incoming, self.playbook, self._name_of, self._titles())
        incoming = replace(incoming, text=words)
        said = reading.understand(self.understander, session, self.playbook, words, now)
        if privacy.is_right(said, session.asking):
            at = self._situation(session, incoming, said, now)
            return self._close(choose(at)(at), at)
        session = self._remember_line(session, "访客", words)
        staff.keep_for_staff(self._situation(session, incoming, _NOTHING_SAID, now))
        return session, Reply()

    def _converse(
        self, session: Session, incoming: Incoming, now: datetime, *, more_follows: bool
    ) -> tuple[Situation, Outcome]:
        if not incoming.text and incoming.kind in _WORDLESS:
            at = self._situation(session, incoming, _NOTHING_SAID, now)
            return at, _WORDLESS[incoming.kind](at)
        said = reading.understand(self.understander, session, self.playbook, incoming.text, now)
        at = replace(self._situation(session, incoming, said, now), more_follows=more_follows)
        outcome = choose(at)(at)
        if not outcome.understood:
            self._note_unanswered(incoming.text, said, now)
        return at, outcome

    def _hold(self, outcome: Outcome, at: Situation) -> Session:
        """Keep what there is to say until the last message of a burst is answered.

        The next message is read as the answer to what would be asked now, for people write in the order of the form.
        """
        told = acknowledge(at)
        parts = tuple(part for part in outcome.parts if outcome.understood and part not in told)
        noted = {**at.changes.new, **at.changes.changed} if told and len(parts) < len(outcome.parts) else {}
        session = outcome.session
        session = replace(session, held=(*session.held, *parts), noted=tuple(dict.fromkeys((*session.noted, *noted))))
        if outcome.ask_next and session.draft:
            personal_too = at.now.timestamp() >= session.refused_until
            entry = self.playbook.form.next_field(session.draft, personal_too=personal_too)
            session = replace(session, asking=entry.id if entry else session.asking)
        return self._remember(session, at, outcome)

    def _situation(self, session: Session, incoming: Incoming, said: Understanding, now: datetime) -> Situation:
        is_stranger = session.draft is None and not session.contact.values
        if session.refuted:
            said, session = replace(said, acts=said.acts | {"correction"}), replace(session, refuted=False)
        if is_stranger and "correction" in said.acts:
            session = remember_lead(session, incoming.visitor, self.book)
        draft = session.draft or session.begin(incoming.key, now)
        changes = add_place(apply(draft, self.playbook.form, said, session.asking), said, self.catalog)
        changes = add_listing(changes, session.focus, self.catalog)
        changes = add_named_listing(changes, self.playbook.form, said, self.catalog)
        session = session.with_draft(changes.draft)
        at = Situation(
            incoming,
            said,
            session,
            changes,
            self.catalog,
            self.playbook,
            self.book,
            self.unsaved,
            self.questions,
            self.reports,
            now,
            self.public_url,
        )
        return recall(at) if is_stranger and changes.new else at

    def _titles(self) -> list[str]:
        return [listing.title for listing in self.catalog.open_listings()]

    def _name_of(self, thing_id: str) -> str:
        thing = self.catalog.parks.get(thing_id) or self.catalog.listings.get(thing_id)
        return thing.name if thing else ""

    def _close(self, outcome: Outcome, at: Situation) -> tuple[Session, Reply]:
        """Add the next question or the resume line, fit it into one message, and remember it."""
        put = asking.add_notice(self._put_question(outcome, at), self.playbook)
        if outcome.card:
            return self._remember(outcome.session, at, outcome), Reply(card=self._clean_card(outcome.card, at))
        before, after = ((), put.before) if outcome.choices else (put.before, ())
        has_person = self.has_person(put.session, at.now)
        held = () if has_person else outcome.session.held
        told = self._tell_facts(outcome, put, at)
        parts, choices = (*held, *told, *self._tell_slip(outcome, at), *before), outcome.choices or put.choices
        session = replace(put.session, held=(), noted=())
        is_back = session.muted_until and not has_person
        if is_back and (parts or put.text):
            parts, session = (at.say("handed_back"), *parts), replace(session, muted_until=0)
        screen = screen_for(session, at.incoming.text, self.catalog.labels.words.unlabelled_area)
        parts, closing = clean_all(screen, parts), clean_all(screen, (*outcome.closing, *after))
        choices = tuple(map(screen.clean_label, choices))
        if not (parts or put.text or choices) and any(outcome.parts):
            parts = (at.say("faq_none"),)
        text, rest = wording.compose(parts, put.text, choices, closing=closing, more=at.say("more_hint"))
        session = self._remember(replace(session, choices=choices, rest=rest), at, outcome)
        return self._remember_line(session, "助手", text), Reply(text)

    def _tell_facts(self, outcome: Outcome, put: Question, at: Situation) -> tuple[str, ...]:
        """Return what is said, the facts of a whole burst noted in one line, and not at all above their summary."""
        noted = acknowledge(replace(at, changes=replace(at.changes, changed={}, dropped=())))
        parts = tuple(part for part in outcome.parts if part not in noted)
        if put.session.asking == asking.CONFIRM and put.text:
            return parts
        values = put.session.draft.values if put.session.draft else {}
        facts = {slot: values[slot] for slot in (*outcome.session.noted, *at.changes.new) if slot in values}
        if not outcome.session.noted or not facts:
            return outcome.parts
        return (at.say("noted", facts=say_facts(facts, self.playbook, values)), *parts)

    def _tell_slip(self, outcome: Outcome, at: Situation) -> tuple[str, ...]:
        """Say that a phone could not be taken, whatever else the message was about."""
        slips = [at.say(unclear.reason) for unclear in at.said.unclear if unclear.reason in _SLIPS]
        is_known = "phone" in at.changes.new or "phone" in at.changes.changed
        return () if is_known or outcome.question in slips else tuple(slips[:1])

    def _clean_card(self, card: Card, at: Situation) -> Card:
        screen = screen_for(at.session, at.incoming.text, self.catalog.labels.words.unlabelled_area)
        title = screen.clean(card.title) or self.playbook.agency.name
        return replace(card, title=title, description=screen.clean(card.description))

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
        if not outcome.question and self._was_filled(session, at):
            return asking.put_next(replace(session, asking=""), self.playbook, at.now)
        return replace(asking.remind(session, self.playbook), text=outcome.question)

    def _was_filled(self, session: Session, at: Situation) -> bool:
        """Say whether a question has told by the way what was pending (租金大概多少 says that it is about a lease)."""
        entry = self.playbook.form.get(session.asking)
        return entry is not None and any(slot in at.changes.new for slot in entry.slots)

    def _put_next(self, session: Session, outcome: Outcome, at: Situation) -> Question:
        """Return the next question; an open one is not put again, for an interruption is no failed answer."""
        entry, draft = self.playbook.form.get(session.asking), session.draft
        is_open = entry and draft and entry.id in draft.asked and self.playbook.form.still_wants(draft, entry)
        if is_open and not outcome.ask_again:
            reminder = asking.remind(session, self.playbook)
            if reminder.before or reminder.text:
                return reminder
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
