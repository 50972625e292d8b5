"""How must config/staff.yaml be written?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from bot.catalog.schema.pieces import Name, Record, Slug
from bot.catalog.strict_yaml import Document
from bot.errors import Fault
from bot.leads.conditions import Queue
from bot.leads.words import Wording, allowing

Weekday: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Days(Record):
    """Days from the first to the last."""

    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("last 不能早于 first")
        return self

    def holds(self, day: date) -> bool:
        """Say whether a day is among them."""
        return self.first <= day <= self.last


class Person(Record):
    """Somebody, or a group, who takes leads."""

    id: Slug
    name: Name
    """As visitors read it in a promise."""
    queues: Annotated[tuple[Queue, ...], Field(min_length=1)] = ("sales",)
    places: tuple[Name, ...] = ()
    """Towns, districts or names of regions."""
    default: bool = False
    """Takes leads from anywhere that nobody else has."""
    property_types: tuple[Name, ...] = ()
    """Takes only these when the lead names one; empty takes all."""
    duty: Annotated[tuple[Weekday, ...], Field(min_length=1)] = WEEKDAYS
    leave: tuple[Days, ...] = ()

    def is_there(self, day: date, roster_day: Weekday) -> bool:
        """Say whether the person works on a day that the roster counts as that weekday."""
        return roster_day in self.duty and not any(days.holds(day) for days in self.leave)


class AssignmentWords(Record):
    """Why a lead went to somebody, for staff."""

    town: Annotated[Wording, allowing("place")]
    district: Annotated[Wording, allowing("place")]
    region: Annotated[Wording, allowing("place")]
    default: Wording
    card: Wording
    """The visitor scanned the person's card."""
    supervisor: Wording
    absent: Annotated[Wording, allowing("names")]
    """Follows the others when somebody who came first is away."""


class Escalation(Record):
    """What happens when nobody gives a promised answer; all minutes are working time."""

    remind_minutes_before: Annotated[int, Field(ge=0, le=600)] = 5
    """The owner is reminded so long before the promised time; 0 reminds nobody."""
    next_after_minutes: Annotated[int, Field(ge=0, le=600)] = 0
    """So long after the promised time the next person on duty takes over."""
    supervisor_after_minutes: Annotated[int, Field(ge=1, le=600)] = 15
    """So long after the next person the supervisor is told."""
    ticket_after_minutes: Annotated[int, Field(ge=1, le=600)] = 30
    """So long after opening, those are late who were told outside hours that somebody answers then."""


class StaffFile(Record):
    """The whole of staff.yaml."""

    supervisor: Slug
    people: Annotated[tuple[Person, ...], Field(min_length=1)]
    """In the order of preference among equals."""
    regions: Mapping[Name, Annotated[tuple[Name, ...], Field(min_length=1)]] = {}
    """Districts of a city or another stretch of land that people may name as one place."""
    words: AssignmentWords
    escalation: Escalation = Escalation()

    def find(self, text: str) -> Person | None:
        """Return a person by id or name, None when nobody is called so."""
        return next((person for person in self.people if text.strip() in (person.id, person.name)), None)

    def get(self, person_id: str) -> Person | None:
        """Return a person by id, None when nobody has it any more."""
        return next((person for person in self.people if person.id == person_id), None)


def find_staff_faults(document: Document, staff: StaffFile, known_places: Collection[str]) -> Iterator[Fault]:
    """Yield what the schema cannot see: unknown people and places, leads that nobody would take."""
    ids = [person.id for person in staff.people]
    for doubled in (name for name, times in Counter(ids).items() if times > 1):
        yield document.fault(("people",), f"编号「{doubled}」写了两次", "每个人用不同的 id")
    if staff.supervisor not in ids:
        yield document.fault(
            ("supervisor",), f"people 里没有「{staff.supervisor}」", f"可以写：{'、'.join(dict.fromkeys(ids))}"
        )
    if not any(person.default and "sales" in person.queues for person in staff.people):
        yield document.fault(("people",), "没有人兜底：有的区域会没人管", "给 sales 队列的一个人写上 default: true")
    for index, person in enumerate(staff.people):
        yield from _person_faults(document, staff, index, person)
    yield from _place_faults(document, staff, known_places)


def _person_faults(document: Document, staff: StaffFile, index: int, person: Person) -> Iterator[Fault]:
    if not person.places and not person.default and person.id != staff.supervisor:
        what = f"「{person.name}」没有负责的区域，也不兜底，永远分不到线索"
        yield document.fault(("people", index), what, "写上 places，或写 default: true")


def _place_faults(document: Document, staff: StaffFile, known: Collection[str]) -> Iterator[Fault]:
    if not known:
        return
    written: list[tuple[tuple[str | int, ...], str]] = [
        (("people", index, "places", position), place)
        for index, person in enumerate(staff.people)
        for position, place in enumerate(person.places)
        if place not in staff.regions
    ]
    written += [
        (("regions", region, position), place)
        for region, places in staff.regions.items()
        for position, place in enumerate(places)
    ]
    for location, place in written:
        if place not in known:
            yield document.fault(
                location, f"不认识地名「{place}」", "写全称，例如 嘉定区、安亭镇，或先在 regions 里列出"
            )
