"""What did a check find, and what is to be done?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot import app
from bot.ports import Clock
from bot.settings import Settings


class Level(StrEnum):
    """How bad it is, as it is printed."""

    GOOD = "好"
    WATCH = "注意"
    BAD = "不行"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the result."""

    level: Level
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.level}　{self.what}{f'。{self.remedy}' if self.remedy else ''}"


def good(what: str) -> Finding:
    """Return a finding that asks for nothing."""
    return Finding(Level.GOOD, what)


def watch(what: str, remedy: str) -> Finding:
    """Return a finding that somebody should look at."""
    return Finding(Level.WATCH, what, remedy)


def bad(what: str, remedy: str) -> Finding:
    """Return a finding with which the installation should not run."""
    return Finding(Level.BAD, what, remedy)


@dataclass(frozen=True, slots=True)
class Patient:
    """The installation that is looked at."""

    settings: Settings
    stores: app.Stores
    clock: Clock
    sends: bool = False
    """Send a test notice over every channel."""


Checkup: TypeAlias = Callable[[Patient], Iterator[Finding]]
SettingsCheckup: TypeAlias = Callable[[Settings, Clock], Iterator[Finding]]
