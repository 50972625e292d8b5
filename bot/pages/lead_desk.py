"""How does a filled-in form become a lead in the same book as the chat's?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.catalog.catalog import Catalog
from bot.conversation.playbook import Playbook
from bot.conversation.session import Draft, How, Value
from bot.errors import StoreUnavailable
from bot.leads.known_leads import assess_beside_known
from bot.leads.matches import note_matches
from bot.model import Consent, Json, Lead, LeadRequest
from bot.ports import Clock, LeadBook, Unsaved

SCENE = "page"
_QUEUE = "sales"


class State(StrEnum):
    """What became of a form."""

    REGISTERED = "registered"
    DELAYED = "delayed"
    """On local disk, to be registered as soon as SQL is back."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Submission:
    """A checked form with the visitor's consent."""

    key: str
    """One-time token of the form: sending it twice gives one lead."""
    visitor: str
    fields: Mapping[str, Json]
    """Canonical values by slot, the phone always among them."""
    raw: Mapping[str, str]
    consent_version: str
    """Version of the privacy notice that was shown beside the ticked box."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the visitor may be told."""

    state: State
    number: str = ""
    """Of the lead; empty unless registered."""
    promise: str = ""
    """When and by whom the visitor is contacted, in words; empty when nothing can be promised."""


@dataclass(frozen=True, slots=True)
class LeadDesk:
    """Takes forms to the lead book, or to local disk while that is away."""

    book: LeadBook
    unsaved: Unsaved
    playbook: Callable[[], Playbook]
    catalog: Callable[[], Catalog]
    clock: Clock

    def submit(self, submission: Submission) -> Receipt:
        """Register the form; a form that was sent before corrects its lead."""
        now, playbook = self.clock.now(), self.playbook()
        request = _request(submission, playbook, now)
        try:
            lead = self._register(request, playbook, now)
        except KeyError:
            # The lead of this form has been erased: only a new form may be stored again.
            return Receipt(State.FAILED)
        except StoreUnavailable:
            return self._keep(request, playbook.channels_of(request.queue), now)
        return Receipt(State.REGISTERED, lead.number, str(lead.request.assessment.get("promise", "")))

    def _register(self, request: LeadRequest, playbook: Playbook, now: datetime) -> Lead:
        request = assess_beside_known(request, self.book, playbook.rules, playbook.routing.hours, now)
        request = note_matches(request, self.catalog())
        channels = playbook.channels_of(request.queue)
        lead = self.book.register(request, channels, now)
        if dict(lead.request.fields) == dict(request.fields):
            return lead
        return self.book.amend(lead.number, request, channels, now)

    def _keep(self, request: LeadRequest, channels: Sequence[str], now: datetime) -> Receipt:
        try:
            self.unsaved.keep(request, channels, now)
        except StoreUnavailable:
            return Receipt(State.FAILED)
        return Receipt(State.DELAYED)


def _request(submission: Submission, playbook: Playbook, now: datetime) -> LeadRequest:
    values = {slot: Value(value, submission.raw.get(slot, ""), How.ASKED) for slot, value in submission.fields.items()}
    draft = Draft(submission.key, now, values)
    return LeadRequest(
        key=submission.key,
        visitor=submission.visitor,
        fields=dict(submission.fields),
        raw=dict(submission.raw),
        queue=_QUEUE,
        scene=SCENE,
        consent=Consent(submission.consent_version, playbook.privacy.purpose, now, submission.key),
        missing=playbook.form.missing(draft),
    )
