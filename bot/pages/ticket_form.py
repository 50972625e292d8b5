"""Is what an owner or a holder of rights typed enough for staff to act on?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bot.pages.lead_form import clean, find_phone_fault, read_phone

LONGEST = {"subject": 200, "words": 500, "role": 80, "contact": 20, "phone": 24}
"""Fields of the form with the most characters each takes; all but the name are needed."""
_NEEDED = ("subject", "words", "role")


@dataclass(frozen=True, slots=True)
class TicketKind:
    """One of the forms that end in a ticket."""

    path: str
    ticket: str
    """Kind of the ticket."""
    queue: str
    needs_proof: bool


UPDATE = TicketKind("/owner", "park_update", "supply", needs_proof=True)
TAKEDOWN = TicketKind("/takedown", "takedown", "sales", needs_proof=False)


@dataclass(frozen=True, slots=True)
class CheckedTicket:
    """What the form's values amount to."""

    typed: Mapping[str, str]
    """Cleaned of control characters and surplus length, to be shown again."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """By field, the key of what the page says beside it."""
    files: tuple[bytes, ...] = ()

    @property
    def contact(self) -> dict[str, str]:
        """Return phone and, when it was given, name."""
        name = self.typed["contact"]
        return {"phone": read_phone(self.typed["phone"]), **({"contact": name} if name else {})}


def check_ticket(
    kind: TicketKind, typed: Mapping[str, str], files: tuple[bytes, ...], file_fault: str, own_numbers: Collection[str]
) -> CheckedTicket:
    """Check the typed values and the chosen files.

    Args:
        kind: which form it is.
        typed: what the browser sent.
        files: contents of the files, already looked at.
        file_fault: key of what is wrong with them, empty when nothing is.
        own_numbers: the agency's phones, never a visitor's.
    """
    values = {name: clean(typed.get(name, ""), longest) for name, longest in LONGEST.items()}
    faults = {name: fault for name, fault in _find_faults(kind, values, files, own_numbers) if fault}
    return CheckedTicket(values, {**faults, "proof": file_fault} if file_fault else faults, files)


def _find_faults(
    kind: TicketKind, values: Mapping[str, str], files: tuple[bytes, ...], own_numbers: Collection[str]
) -> Iterable[tuple[str, str]]:
    for name in _NEEDED:
        yield name, "" if values[name] else f"{name}_missing"
    yield "phone", find_phone_fault(values["phone"], own_numbers)
    yield "proof", "proof_missing" if kind.needs_proof and not files else ""
