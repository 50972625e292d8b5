"""How must config/score.yaml be written?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Annotated, Self, TypeAlias, TypeVar, get_args

from pydantic import Field, field_validator, model_validator

from bot.catalog.schema.pieces import Name, Record
from bot.leads.conditions import Queue, When
from bot.leads.stages import Hint, Stage
from bot.leads.words import Wording, allowing

MOST = 100
"""Points that a perfect lead has."""
_LONGEST_WAIT = 10_000
"""Minutes of working time; a promise further away is none."""

_ERASED = "已删除"

Key = TypeVar("Key", bound=str)
_Term: TypeAlias = Annotated[str, Field(min_length=1, max_length=40)]


class Part(Record):
    """One line of the score."""

    label: Name
    points: Annotated[int, Field(ge=1, le=MOST)]
    when: When
    group: str | None = None
    """Of the rows of one group only the best that holds counts."""


class Response(Record):
    """How soon a lead is answered, in working time."""

    days: Annotated[int, Field(ge=0, le=10)] = 0
    """First wait for the opening of the next working day, the second next, ..."""
    minutes: Annotated[int, Field(ge=1, le=_LONGEST_WAIT)]


class GradeRow(Record):
    """One grade: the points it begins at and its response."""

    name: Annotated[str, Field(min_length=1, max_length=10)]
    at_least: Annotated[int, Field(ge=0, le=MOST)]
    response: Response


class QueueRow(Record):
    """One way into a queue; the first row that holds decides."""

    queue: Queue
    label: Name
    """Why, for staff."""
    when: When


class PromiseFile(Record):
    """How a promise is worded."""

    round_to_minutes: Annotated[int, Field(ge=1, le=60)]
    weekdays: Annotated[tuple[Name, ...], Field(min_length=7, max_length=7)]
    """Monday first."""
    morning_ends: Annotated[int, Field(ge=1, le=12)]
    """Hour up to which tomorrow is said as tomorrow morning."""
    today: Annotated[Wording, allowing("time", "owner")]
    tomorrow_morning: Annotated[Wording, allowing("time", "owner")]
    tomorrow: Annotated[Wording, allowing("time", "owner")]
    later: Annotated[Wording, allowing("month", "day", "weekday", "time", "owner")]
    unknown: Annotated[Wording, allowing("owner")]
    """When the opening hours tell no time."""


class CollisionFile(Record):
    """What counts as the same customer, and how staff are told."""

    protection_days: Annotated[int, Field(ge=1, le=3650)]
    legal_forms: tuple[_Term, ...]
    """Endings that do not tell companies apart; longest first is not needed."""
    place_prefixes: tuple[_Term, ...]
    no_company: tuple[_Term, ...]
    """Answers to the question for the company that name none."""
    same_phone: Annotated[Wording, allowing("number", "date")]
    same_company: Annotated[Wording, allowing("number", "date")]
    other_owner: Annotated[Wording, allowing("number", "date", "owner", "until")]


class StagesFile(Record):
    """The words of the stages."""

    labels: Mapping[Stage, Name]
    reasons: Mapping[Stage, Annotated[tuple[Name, ...], Field(min_length=1)]]
    """Listed reasons by stage; a stage without a list takes any."""
    refusals: Mapping[Hint, Wording]

    def find(self, text: str) -> Stage | None:
        """Return the stage of an id, a label or one of the words that a label joins with a stroke."""
        wanted = text.strip()
        named = ((stage, (stage.value, label, *label.split("/"))) for stage, label in self.labels.items())
        return next((stage for stage, names in named if wanted in names), None)

    def label(self, stage: str) -> str:
        """Return what staff call a stage; an erased lead is in none of them any more."""
        return {str(known): label for known, label in self.labels.items()}.get(stage, _ERASED)

    @field_validator("labels")
    @classmethod
    def _complete_labels(cls, labels: Mapping[Stage, str]) -> Mapping[Stage, str]:
        return _complete(labels, tuple(Stage))

    @field_validator("refusals")
    @classmethod
    def _complete_refusals(cls, refusals: Mapping[Hint, str]) -> Mapping[Hint, str]:
        return _complete(refusals, get_args(Hint))


class ScoreFile(Record):
    """The whole of score.yaml."""

    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    grades: Annotated[tuple[GradeRow, ...], Field(min_length=1)]
    queues: tuple[QueueRow, ...]
    queue_kept: Name
    """Why a lead is in the queue that the talk put it in, for staff."""
    queue_default: Name
    denials: tuple[_Term, ...]
    promise: PromiseFile
    collision: CollisionFile
    stages: StagesFile

    @field_validator("parts")
    @classmethod
    def _within_most(cls, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        best: defaultdict[str, int] = defaultdict(int)
        for number, part in enumerate(parts):
            group = part.group or f"#{number}"
            best[group] = max(best[group], part.points)
        if sum(best.values()) > MOST:
            raise ValueError(f"各行加起来最高 {sum(best.values())} 分（同组只算一行），请减到 {MOST} 分以内")
        doubled = [label for label, times in Counter(part.label for part in parts).items() if times > 1]
        if doubled:
            raise ValueError(f"名称重复：{'、'.join(doubled)}")
        return parts

    @model_validator(mode="after")
    def _falling_grades(self) -> Self:
        starts = [grade.at_least for grade in self.grades]
        if starts != sorted(set(starts), reverse=True) or starts[-1] != 0:
            raise ValueError("grades 要从高分到低分写，最后一级 at_least 写 0")
        if len({grade.name for grade in self.grades}) < len(starts):
            raise ValueError("grades 的 name 不能重复")
        return self


def _complete(words: Mapping[Key, str], keys: Sequence[Key]) -> Mapping[Key, str]:
    missing = [str(key) for key in keys if key not in words]
    if missing:
        raise ValueError(f"缺少 {'、'.join(missing)}")
    return words
