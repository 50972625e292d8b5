"""Which things can go wrong, and who must act on each?"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass


class BotError(Exception):
    """Any fault this product knows by name; its text is fit for a log line."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file that operations people edit, said in Chinese."""

    file: str
    line: int
    """Counted from 1; 0 when the fault belongs to the whole file."""
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file} 第 {self.line} 行" if self.line else self.file
        return f"{place}：{self.what}。{self.remedy}"


def place_of(fault: BaseException) -> str:
    """Return the kind of an unexpected fault and where it happened, for the log.

    Neither its text nor a traceback: both may hold a visitor's words.
    """
    frames = traceback.extract_tb(fault.__traceback__)
    where = f" at {frames[-1].filename}:{frames[-1].lineno} {frames[-1].name}" if frames else ""
    return f"{type(fault).__name__}{where}"


class SettingsError(BotError):
    """Raised at start-up for the operator: settings are missing or wrong; lists every fault."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class KnowledgeError(BotError):
    """Raised for the editor of knowledge/ or config/: lists every fault with file, line and remedy."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class BadRequest(BotError):  # noqa: N818 - the name HTTP gives it
    """Raised when a webhook request is not a genuine, readable one; nobody need act, the view refuses it."""

    def __init__(self, reason: str, status: int = 403) -> None:
        super().__init__(reason)
        self.status = status


class StoreUnavailable(BotError):  # noqa: N818 - says a state, not an error
    """Raised when Redis or SQL does not answer in time; the engine answers what it can without it."""


class LeadChanged(BotError):  # noqa: N818 - says what happened to the lead
    """Raised when somebody else has changed a lead since it was read; whoever asked looks again."""


class DeliveryError(BotError):
    """Raised when a channel did not accept a notice; permanent means that trying again is useless."""

    def __init__(self, reason: str, *, permanent: bool = False, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.retry_after = retry_after
        """Seconds that the channel asked us to wait; None leaves it to the back-off."""


class SourceRefused(BotError):  # noqa: N818 - says what happened to the source
    """Raised for the operator when something to import cannot be fetched or read: why, and what to do, in Chinese."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}。{remedy}")
        self.what = what
        self.remedy = remedy
