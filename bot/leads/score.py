"""How promising is a lead, and why?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.leads.conditions import Case, LeadFacts, holds
from bot.leads.rules import LeadRules
from bot.leads.score_file import GradeRow, Part
from bot.model import Json


@dataclass(frozen=True, slots=True)
class Score:
    """A lead's points; they order the list of staff and decide nothing else."""

    total: int
    """0 to 100."""
    grade: str
    parts: tuple[tuple[str, int], ...]
    """Every line that counted, with its points, in the order of the table."""


def score(fields: Mapping[str, Json], facts: LeadFacts, rules: LeadRules, now: datetime) -> Score:
    """Return the points of a lead; values of a wrong type earn none."""
    case = Case.of(fields, facts, now, rules.score.denials)
    held = [part for part in rules.score.parts if holds(part.when, case)]
    counted = [part for part in held if part is _best_of_group(part, held)]
    total = sum(part.points for part in counted)
    return Score(total, _grade_of(total, rules).name, tuple((part.label, part.points) for part in counted))


def find_grade(name: str, rules: LeadRules) -> GradeRow:
    """Return a grade by name, the lowest one for a name that the table no longer has."""
    grades = rules.score.grades
    return next((grade for grade in grades if grade.name == name), grades[-1])


def _best_of_group(part: Part, held: list[Part]) -> Part:
    if part.group is None:
        return part
    return max((other for other in held if other.group == part.group), key=lambda other: other.points)


def _grade_of(total: int, rules: LeadRules) -> GradeRow:
    return next(grade for grade in rules.score.grades if total >= grade.at_least)
