"""How is one message answered once, in order, in time, whatever is broken behind us?"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from bot.conversation.session import Session, dump, load
from bot.conversation.talk import Talk
from bot.errors import StoreUnavailable, place_of
from bot.model import Incoming, Kind, Reply
from bot.ports import Clock, SessionStore, Turn, TurnState

_PAUSE = 0.03
"""Seconds between two looks at a visitor's lock."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Engine:
    """Answers messages; the one place that knows locks, retries and broken stores."""

    store: SessionStore
    talk: Callable[[], Talk]
    """Gives the talk over the newest good version of knowledge and config."""
    clock: Clock
    pause: Callable[[float], None]

    def answer(self, incoming: Incoming, deadline: float) -> Reply:
        """Return the reply to a message: the stored one if it was answered before.

        Args:
            incoming: the message.
            deadline: monotonic seconds by which the caller must have the reply.
        """
        if incoming.kind is Kind.SILENT:
            return Reply()
        talk = self.talk()
        holder = secrets.token_hex(8)
        try:
            return self._answer_in_turn(talk, incoming, holder, deadline)
        except StoreUnavailable as fault:
            log.warning("session_store_unavailable", reason=str(fault))
            return self._answer_without_memory(talk, incoming)

    def _answer_in_turn(self, talk: Talk, incoming: Incoming, holder: str, deadline: float) -> Reply:
        payload = incoming.to_json()
        while True:
            turn = self.store.begin(incoming.visitor, incoming.key, payload, holder)
            if turn.state is TurnState.ANSWERED:
                return Reply.from_json(turn.reply or Reply().to_json())
            if turn.state is TurnState.MINE:
                reply = self._work(talk, incoming, holder, turn)
                if reply is not None:
                    return reply
            if self.clock.monotonic() + _PAUSE >= deadline:
                return Reply(talk.playbook.wording.say("busy"))
            self.pause(_PAUSE)

    def _work(self, talk: Talk, incoming: Incoming, holder: str, turn: Turn) -> Reply | None:
        """Answer every waiting message of the visitor in order; None when the lock was lost on the way."""
        session, own = load(turn.session), None
        while turn.waiting:
            session, answers = self._answer_burst(talk, session, [Incoming.from_json(one) for one in turn.waiting])
            own = answers.get(incoming.key, own)
            session = self._forget(incoming.visitor, session)
            replies = {key: reply.to_json() for key, reply in answers.items()}
            turn = self.store.finish(incoming.visitor, holder, dump(session), replies)
            if turn.state is TurnState.BUSY:
                return None
        return own

    def _answer_burst(
        self, talk: Talk, session: Session, messages: Sequence[Incoming]
    ) -> tuple[Session, dict[str, Reply]]:
        """Answer what waits of one visitor as one turn: the last message carries the question to all of them."""
        answers: dict[str, Reply] = {}
        for index, message in enumerate(messages):
            had_person = talk.has_person(session, self.clock.now())
            more_follows = index + 1 < len(messages)
            session, reply = self._answer_one(talk, session, message, more_follows=more_follows)
            taken_over = not had_person and talk.has_person(session, self.clock.now())
            if session.forgotten or taken_over:
                # Gone with the visitor's data, or said too late: a person has the conversation now.
                answers = dict.fromkeys(answers, Reply())
            answers[message.key] = reply
        return session, answers

    def _forget(self, visitor: str, session: Session) -> Session:
        """Erase what the store still keeps of a visitor who asked for it; what fails is tried again next time."""
        if not session.forgotten:
            return session
        try:
            self.store.forget(visitor)
        except StoreUnavailable as fault:
            log.warning("visitor_not_forgotten_everywhere", reason=str(fault))
            return session
        return replace(session, forgotten=False)

    def _answer_one(
        self, talk: Talk, session: Session, message: Incoming, *, more_follows: bool = False
    ) -> tuple[Session, Reply]:
        """Answer one message; a fault of ours costs that answer, not the session or the messages behind it."""
        try:
            return talk.answer(session, message, self.clock.now(), more_follows=more_follows)
        except Exception as fault:  # noqa: BLE001 - one of the three places that may: the visitor gets an apology
            log.error("turn_failed", kind=message.kind.value, fault=place_of(fault))  # noqa: TRY400
            return session, Reply(talk.playbook.wording.say("apology"))

    def _answer_without_memory(self, talk: Talk, incoming: Incoming) -> Reply:
        """Answer as to a stranger: no state is read or kept, and the visitor is told."""
        _, reply = self._answer_one(talk, Session(), incoming)
        if reply.is_silent or reply.card:
            return reply
        return Reply(f"{reply.text}\n\n{talk.playbook.wording.say('no_memory')}")
