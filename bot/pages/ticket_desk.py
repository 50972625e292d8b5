"""How does a filled-in form with its files become a ticket for staff?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.conversation.playbook import Playbook
from bot.errors import StoreUnavailable
from bot.model import Ticket
from bot.pages.lead_desk import Receipt, State
from bot.ports import Clock, LeadBook, ProofShelf, Unsaved


class TakeTicket(Protocol):
    """Takes a checked form to staff."""

    def __call__(self, ticket: Ticket, files: tuple[bytes, ...], queue: str) -> Receipt:
        """Open the ticket, its files first; the same ticket twice is one."""


@dataclass(frozen=True, slots=True)
class TicketDesk:
    """Takes tickets to the lead book, or to local disk while that is away; their files always to local disk."""

    book: LeadBook
    unsaved: Unsaved
    proofs: ProofShelf
    playbook: Callable[[], Playbook]
    clock: Clock

    def take(self, ticket: Ticket, files: tuple[bytes, ...], queue: str) -> Receipt:
        """Open the ticket, its files first; the same ticket twice is one."""
        now, channels = self.clock.now(), self.playbook().channels_of(queue)
        try:
            names = tuple(self.proofs.keep(content, ticket.key) for content in files)
        except StoreUnavailable:
            return Receipt(State.FAILED)
        ticket = replace(ticket, proofs=names)
        try:
            return Receipt(State.REGISTERED, self.book.open_ticket(ticket, channels, now))
        except StoreUnavailable:
            return self._keep(ticket, channels)

    def _keep(self, ticket: Ticket, channels: Sequence[str]) -> Receipt:
        try:
            self.unsaved.keep(ticket, channels, self.clock.now())
        except StoreUnavailable:
            return Receipt(State.FAILED)
        return Receipt(State.DELAYED)


def refuse_tickets(ticket: Ticket, files: tuple[bytes, ...], queue: str) -> Receipt:
    """Take nothing: what a site without a lead book does, so that its visitor is sent to the hotline."""
    del ticket, files, queue
    return Receipt(State.FAILED)
