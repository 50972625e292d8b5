"""Which rules have operations people set for leads?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from bot.catalog.strict_yaml import Document, parse, read_document
from bot.errors import Fault, KnowledgeError
from bot.leads.calendar_file import Calendar, HolidayFile, build_calendar, find_calendar_faults
from bot.leads.score_file import ScoreFile
from bot.leads.staff_file import StaffFile, find_staff_faults

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class LeadRules:
    """The content of score.yaml, staff.yaml and holidays.yaml, checked as a whole."""

    score: ScoreFile
    staff: StaffFile
    calendar: Calendar


def load_lead_rules(config_dir: Path, known_places: Collection[str] = ()) -> LeadRules:
    """Read and check the three files.

    Args:
        config_dir: the folder.
        known_places: full names of cities, districts and towns; when given, other names in staff.yaml are faults.

    Raises:
        KnowledgeError: with every fault of the three files.
    """
    faults: list[Fault] = []
    score = _read(config_dir, "score.yaml", ScoreFile, faults, lambda _document, _file: ())
    staff = _read(
        config_dir,
        "staff.yaml",
        StaffFile,
        faults,
        lambda document, file: find_staff_faults(document, file, known_places),
    )
    holidays = _read(config_dir, "holidays.yaml", HolidayFile, faults, find_calendar_faults)
    if faults or score is None or staff is None or holidays is None:
        raise KnowledgeError(faults)
    return LeadRules(score[1], staff[1], build_calendar(*holidays))


def _read(
    config_dir: Path,
    name: str,
    model: type[Model],
    faults: list[Fault],
    find_faults: Callable[[Document, Model], Iterable[Fault]],
) -> tuple[Document, Model] | None:
    try:
        document = read_document(config_dir / name, config_dir)
        file = parse(document, model)
    except KnowledgeError as wrong:
        faults.extend(wrong.faults)
        return None
    faults.extend(find_faults(document, file))
    return document, file
