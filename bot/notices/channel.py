"""What does a channel take, and what must it be able to do?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rendered:
    """A notice in words, fit for every channel: phones masked, visitors' words made harmless."""

    title: str
    """One line of at most 60 characters, e.g. the subject of a mail."""
    text: str
    """Whole notice, title included; the least important lines come last and may be cut."""
    quotes: tuple[str, ...] = ()
    """Those lines of the text that hold the visitor's own words."""

    @property
    def without_quotes(self) -> str:
        """Return the text without the visitor's own words."""
        return "\n".join(line for line in self.text.split("\n") if line not in self.quotes)


class Channel(Protocol):
    """A way to reach staff."""

    @property
    def name(self) -> str:
        """Return the word by which routing and outbox know the channel."""

    @property
    def per_minute(self) -> int | None:
        """Return how many messages a minute it takes; None when it does not count."""

    def send(self, rendered: Rendered) -> None:
        """Hand the notice over.

        Raises:
            DeliveryError: it was not accepted.
        """


def cut(text: str, most_bytes: int) -> str:
    """Return the text within a number of UTF-8 bytes, cut at a line's end where one is near, and marked."""
    whole = text.encode("utf-8", "ignore")
    if len(whole) <= most_bytes:
        return whole.decode("utf-8")
    mark = "…"
    kept = whole[: most_bytes - len(mark.encode())].decode("utf-8", "ignore")
    head, newline, _ = kept.rpartition("\n")
    return f"{head if newline and len(head) * 2 > len(kept) else kept}{mark}"
