"""What has happened on each visitor's phone so far?"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.model import Json
from bot.ports import Clock

Side: TypeAlias = Literal["visitor", "account", "note"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line on the phone: a bubble of the visitor, a bubble or card of the account, or a grey note."""

    number: int
    """Counted from 1 in each conversation; never used twice."""
    at: int
    """Unix milliseconds."""
    side: Side
    kind: str
    content: Mapping[str, Json]
    nonce: str = ""
    """The page's own name for what it sent, so that it finds its bubble again."""


@dataclass(slots=True)
class _Phone:
    entries: deque[Entry]
    following: bool = False
    written: int = 0
    facts: Mapping[str, Json] = field(default_factory=dict)


class ConversationLog:
    """Remembers the newest conversations in this process; the oldest visitors and lines are forgotten."""

    def __init__(self, clock: Clock, visitors: int = 200, entries: int = 300) -> None:
        self._clock = clock
        self._most_visitors = visitors
        self._most_entries = entries
        self._phones: OrderedDict[str, _Phone] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, visitor: str, side: Side, kind: str, content: Mapping[str, Json], nonce: str = "") -> None:
        """Write one more line."""
        at = int(self._clock.now().timestamp() * 1000)
        with self._lock:
            phone = self._phone(visitor)
            phone.written += 1
            phone.entries.append(Entry(phone.written, at, side, kind, content, nonce))

    def since(self, visitor: str, number: int) -> Sequence[Entry]:
        """Return the lines after that number, oldest first."""
        with self._lock:
            return [entry for entry in self._phone(visitor).entries if entry.number > number]

    def newest_number(self, visitor: str) -> int:
        """Return the number of the newest line, 0 when there is none."""
        with self._lock:
            return self._phone(visitor).written

    def set_following(self, visitor: str, following: bool) -> None:
        """Remember that the visitor follows the account, or no longer does."""
        with self._lock:
            self._phone(visitor).following = following

    def is_following(self, visitor: str) -> bool:
        """Say whether the visitor follows the account."""
        with self._lock:
            return self._phone(visitor).following

    def set_facts(self, visitor: str, facts: Mapping[str, Json]) -> None:
        """Keep the technical facts of the visitor's last delivery."""
        with self._lock:
            self._phone(visitor).facts = facts

    def facts(self, visitor: str) -> Mapping[str, Json]:
        """Return the technical facts of the last delivery; empty before the first."""
        with self._lock:
            return self._phone(visitor).facts

    def _phone(self, visitor: str) -> _Phone:
        phone = self._phones.setdefault(visitor, _Phone(deque(maxlen=self._most_entries)))
        self._phones.move_to_end(visitor)
        while len(self._phones) > self._most_visitors:
            self._phones.popitem(last=False)
        return phone
