"""Who takes a lead?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.leads.fields import names_in
from bot.leads.rules import LeadRules
from bot.leads.staff_file import Person, StaffFile
from bot.model import Json

_SUFFIXES = frozenset({"区", "县", "市", "镇", "乡", "街道"})


@dataclass(frozen=True, slots=True)
class Assignment:
    """The owner of a lead and why, in words for staff."""

    owner_id: str
    owner_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a person has to do with a lead; better claims are larger."""

    rank: int
    person: Person
    reason: str


def assign(
    fields: Mapping[str, Json],
    queue: str,
    rules: LeadRules,
    now: datetime,
    *,
    but: Collection[str] = (),
    wanted: str = "",
) -> Assignment:
    """Return the owner: the nearest territory of the queue whose person works on that day, else the supervisor.

    Args:
        fields: slot values.
        queue: sales, broker, supply or specialist.
        rules: who has which territory and duty.
        now: the moment at which the owner must be there, that is, when the answer is due.
        but: ids of people who have had their turn; the supervisor comes last anyway.
        wanted: id of the person whose card brought the visitor; goes before any territory.
    """
    staff, day = rules.staff, now.date()
    roster_day = rules.calendar.roster_day(day)
    absent: list[str] = []
    for claim in (*_wanted(wanted, staff), *_claims(fields, queue, staff)):
        if claim.person.id in but:
            continue
        if roster_day and claim.person.is_there(day, roster_day):
            return _assignment(claim.person, claim.reason, absent, staff)
        absent.append(claim.person.name)
    supervisor = staff.get(staff.supervisor) or staff.people[0]
    return _assignment(supervisor, staff.words.supervisor, absent, staff)


def _assignment(person: Person, reason: str, absent: Sequence[str], staff: StaffFile) -> Assignment:
    away = staff.words.absent.format(names="、".join(absent)) if absent else ""
    return Assignment(person.id, person.name, reason + away)


def _claims(fields: Mapping[str, Json], queue: str, staff: StaffFile) -> Sequence[_Claim]:
    wanted = names_in(fields, "property_type")
    people = [person for person in staff.people if queue in person.queues and _takes(person, wanted)]
    claims = [claim for person in people if (claim := _claim(person, fields, staff))]
    return sorted(claims, key=lambda claim: -claim.rank)


def _wanted(person_id: str, staff: StaffFile) -> Sequence[_Claim]:
    person = staff.get(person_id)
    return [_Claim(4, person, staff.words.card)] if person else []


def _takes(person: Person, wanted: Sequence[str]) -> bool:
    return not person.property_types or not wanted or not set(wanted).isdisjoint(person.property_types)


def _claim(person: Person, fields: Mapping[str, Json], staff: StaffFile) -> _Claim | None:
    towns, districts = names_in(fields, "town"), names_in(fields, "district")
    cities = names_in(fields, "city")
    regions = [region for region, members in staff.regions.items() if _find_same(members, (*districts, *cities))]
    regions += [region for region in staff.regions if _find_same((region,), districts)]
    own = [place for place in person.places if place not in staff.regions]
    words = staff.words
    ways = (
        (3, words.town, own, towns),
        (2, words.district, own, (*districts, *cities)),
        (1, words.region, person.places, regions),
    )
    for rank, template, places, named in ways:
        place = _find_same(places, named)
        if place:
            return _Claim(rank, person, template.format(place=place))
    return _Claim(0, person, words.default) if person.default else None


def _find_same(places: Sequence[str], named: Sequence[str]) -> str | None:
    return next((place for place in places if any(_is_same(place, name) for name in named)), None)


def _is_same(one: str, other: str) -> bool:
    """Say whether two names agree, where one may lack its 区 or 镇; 长兴县 and 长兴镇 are two places."""
    short, long = sorted((one, other), key=len)
    return one == other or (long.startswith(short) and long[len(short) :] in _SUFFIXES)
