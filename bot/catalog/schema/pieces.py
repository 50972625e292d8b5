"""Which small pieces do all knowledge files share?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Text: TypeAlias = Annotated[str, Field(min_length=1, max_length=2000)]
Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=60)]
Slug: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Topic: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=40)]
Positive: TypeAlias = Annotated[float, Field(gt=0)]

Industry: TypeAlias = Literal[
    "汽车及零部件",
    "新能源",
    "医疗器械",
    "生物医药",
    "集成电路",
    "人工智能",
    "智能制造",
    "机械加工",
    "食品",
    "化工",
    "新材料",
    "电商",
    "物流仓储",
    "印刷包装",
    "软件信息",
    "检测",
]
INDUSTRIES: tuple[str, ...] = get_args(Industry)

M2_PER_UNIT = {"㎡": 1.0, "亩": 2000 / 3, "公顷": 10_000.0, "平方公里": 1_000_000.0}


class Record(BaseModel):
    """Base of everything in a knowledge file: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)


class Source(Record):
    """Where a statement comes from."""

    title: Text
    publisher: Text | None
    url: Text | None
    """Address of the source itself; None when it is not known."""
    published: date | None = Field(alias="date")
    date_note: Text | None = None
    """What is known of the date beyond a day: an edition, or that the text names none."""
    date_derived: Text | None = None
    """Reason, when the day is inferred and not stated."""
    found_on: Text | None = None
    """Address of the page that quotes a source which has no address of its own here."""
    article: Slug | None = None
    """The article of this knowledge base that summarises the source."""
    supports: tuple[str, ...] = ()
    """Fields of the record that this source states; may be left out when it is the only source."""

    @field_validator("url", "found_on")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("链接要以 http:// 或 https:// 开头")
        return value


class Verification(Record):
    """Whether staff have checked a record, how and when."""

    status: Literal["unverified", "phone", "onsite"] = "unverified"
    checked: date | None = Field(default=None, alias="date")

    @model_validator(mode="after")
    def _checked_has_a_date(self) -> Verification:
        if (self.status == "unverified") != (self.checked is None):
            raise ValueError("已核实（phone、onsite）要写核实日期 date，未核实（unverified）不能写")
        return self


class Area(Record):
    """An area as the source states it; square metres are computed from it."""

    value: Positive
    unit: Literal["㎡", "亩", "公顷", "平方公里"]
    raw: Text
    """The source's own words for the number."""
    meaning: Name | None
    """占地, 建筑面积, 规划范围 ...; None when the source does not say."""
    approximate: bool = False

    @property
    def m2(self) -> float:
        """Return the area in square metres."""
        return self.value * M2_PER_UNIT[self.unit]


class Derived(Record):
    """A value that was computed or inferred, never to be shown as the source's statement."""

    field: Name
    value: Text
    reason: Text
    """Formula, or what it was inferred from."""


class Conflict(Record):
    """Statements of the sources that cannot all be true; staff must settle it."""

    about: Name
    statements: Annotated[tuple[Text, ...], Field(min_length=2)]
    effect: Text
    """What the bot does until it is settled."""


class IndustryTag(Record):
    """A canonical industry that a record is found under."""

    name: Industry
    derived: Text | None = None
    """Reason, when the sources do not say it in these words."""


class Distance(Record):
    """How far a named point is, in kilometres; the law wants distance, not travel time."""

    to: Name
    km: Positive
    raw: Text
