"""What does a handler see of a message, and what does it decide?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.catalog.catalog import Catalog
from bot.conversation.form import Changes
from bot.conversation.playbook import Playbook
from bot.conversation.session import Choice, Draft, Session
from bot.model import Card, Incoming, Understanding
from bot.ports import LeadBook, Unsaved


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
    now: datetime
    public_url: str = ""
    """Base address of the mobile pages; empty when there are none."""

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
    card: Card | None = None
    ask_next: bool = False
    """Let the form put its next question after the parts."""
    ask_again: bool = False
    """The answer to the pending question was not understood: put it again in other words."""
    resume: bool = False
    """The pending question stands: remind of it in one line."""
    understood: bool = True


Handler = Callable[[Situation], Outcome]


def choices_of(playbook: Playbook) -> tuple[Choice, ...]:
    """Return the quick choices of the welcome."""
    return tuple(Choice(entry.name, entry.says) for entry in playbook.menus.welcome)
