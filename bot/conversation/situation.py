"""What does a handler see of a message, and what does it decide?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.catalog.catalog import Catalog
from bot.conversation.changes import Changes
from bot.conversation.playbook import Playbook
from bot.conversation.session import Choice, Draft, Session
from bot.demand import Questions
from bot.model import Card, Incoming, Understanding
from bot.ports import LeadBook, ReportLinks, Unsaved

_HOUR = 3_600


@dataclass(frozen=True, slots=True)
class Situation:
    """One message with everything needed to answer it."""

    incoming: Incoming
    said: Understanding
    session: Session
    """As it was before this message, but for the facts that the message added to its draft."""
    changes: Changes
    catalog: Catalog
    playbook: Playbook
    book: LeadBook
    unsaved: Unsaved
    questions: Questions
    reports: ReportLinks
    now: datetime
    public_url: str = ""
    """Base address of the mobile pages; empty when there are none."""
    more_follows: bool = False
    """The visitor has sent more already, so that what is shown for a need would be shown too early."""

    @property
    def draft(self) -> Draft:
        """Return the draft with the facts of this message."""
        return self.changes.draft

    @property
    def pending(self) -> str:
        """Return what the last reply asked for."""
        return self.session.asking

    def say(self, key: str, **values: object) -> str:
        """Return a sentence in the variant of this turn."""
        return self.playbook.wording.say(key, self.session.turns, **values)

    @property
    def is_back(self) -> bool:
        """Say whether the visitor comes back after a long pause."""
        away = self.now.timestamp() - (self.session.last_at or self.now.timestamp())
        return away > self.playbook.limits.idle_hours * _HOUR

    @property
    def is_idle(self) -> bool:
        """Say whether the visitor comes back to something that was left open."""
        return self.is_back and self.session.is_open

    def was_offered(self, key: str) -> bool:
        """Say whether the last reply had a choice with the words of a reply key, so that a bare yes means that."""
        return any(choice.label == self.say(key) for choice in self.session.choices)

    def page(self, kind: str, thing_id: str) -> str:
        """Return the address of a thing's page, empty when there are no pages."""
        return f"{self.public_url}/{kind}/{thing_id}" if self.public_url else ""

    def with_draft(self, draft: Draft) -> Situation:
        """Return the situation with a changed draft."""
        return replace(self, changes=replace(self.changes, draft=draft), session=self.session.with_draft(draft))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a handler wants said and remembered."""

    session: Session
    parts: tuple[str, ...] = ()
    question: str = ""
    choices: tuple[Choice, ...] = ()
    closing: tuple[str, ...] = ()
    """What stands behind the choices."""
    card: Card | None = None
    ask_next: bool = False
    """Let the form put its next question after the parts."""
    ask_again: bool = False
    """The answer to the pending question was not understood: put it again in other words."""
    resume: bool = False
    """The pending question stands: remind of it in one line."""
    offers: bool = False
    """The question is whether to go on with what was begun earlier or to begin anew."""
    choices_are_hints: bool = False
    """The choices only help a visitor who does not know what to write."""
    understood: bool = True

    @property
    def can_wait(self) -> bool:
        """Say whether nothing is lost when it is said together with the answer to the visitor's next message."""
        needs_answer = self.question or self.card or self.offers or self.session.forgotten
        return self.understood and not needs_answer and (self.choices_are_hints or not self.choices)


Handler = Callable[[Situation], Outcome]


def choices_of(playbook: Playbook) -> tuple[Choice, ...]:
    """Return the quick choices of the welcome."""
    return tuple(Choice(entry.name, entry.says) for entry in playbook.menus.welcome)
