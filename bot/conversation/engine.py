"""How is one message answered once, in order, in time, whatever is broken behind us?"""

from __future__ import annotations

import secrets
from collections.abc import Callable
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
            replies: dict[str, str] = {}
            for payload in turn.waiting:
                message = Incoming.from_json(payload)
                session, reply = self._answer_one(talk, session, message)
                if session.forgotten:
                    replies = dict.fromkeys(replies, Reply().to_json())
                replies[message.key] = reply.to_json()
                own = reply if message.key == incoming.key else own
            if talk.has_person(session, self.clock.now()):
                # A person took the conversation while this was being worked out: what was not sent stays unsaid.
                replies = dict.fromkeys(replies, Reply().to_json())
                own = Reply() if own is not None else None
            session = self._forget(incoming.visitor, session)
            turn = self.store.finish(incoming.visitor, holder, dump(session), replies)
            if turn.state is TurnState.BUSY:
                return None
        return own

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

    def _answer_one(self, talk: Talk, session: Session, message: Incoming) -> tuple[Session, Reply]:
        """Answer one message; a fault of ours costs that answer, not the session or the messages behind it."""
        try:
            return talk.answer(session, message, self.clock.now())
        except Exception as fault:  # noqa: BLE001 - one of the three places that may: the visitor gets an apology
            log.error("turn_failed", kind=message.kind.value, fault=place_of(fault))  # noqa: TRY400
            return session, Reply(talk.playbook.wording.say("apology"))

    def _answer_without_memory(self, talk: Talk, incoming: Incoming) -> Reply:
        """Answer as to a stranger: no state is read or kept, and the visitor is told."""
        _, reply = self._answer_one(talk, Session(), incoming)
        if reply.is_silent or reply.card:
            return reply
        return Reply(f"{reply.text}\n\n{talk.playbook.wording.say('no_memory')}")
