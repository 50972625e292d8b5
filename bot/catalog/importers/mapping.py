"""Which column of a table fills which field of a listing?"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator, model_validator

from bot.catalog.importers.cells import FIELDS, CellRefused, Reading, read_cell, units_of
from bot.catalog.importers.units_written import spell
from bot.catalog.schema.pieces import Name, Record, Slug, Text
from bot.catalog.strict_yaml import parse, read_document
from bot.errors import SourceRefused

Header = Annotated[str, Field(min_length=1, max_length=200)]


class SheetSource(Record):
    """Where the table comes from."""

    title: Text
    publisher: Text | None
    published: date | None = Field(alias="date")


class ColumnRule(Record):
    """How one column is read."""

    column: Header
    field: Name
    unit: Name | None = None
    """Of cells that write none."""
    meaning: Name | None = None
    """Which kind of area: 建筑面积, 套内面积, 占地面积."""
    values: Mapping[str, str] = {}
    """The table's words for ours."""
    tax_included: bool | None = None
    property_fee_included: bool | None = None

    @field_validator("field")
    @classmethod
    def _is_field(cls, field: str) -> str:
        check_field(field)
        return field

    @field_validator("unit")
    @classmethod
    def _is_unit(cls, unit: str | None, info: ValidationInfo) -> str | None:
        units = units_of(info.data.get("field", ""))
        if unit and units is None:
            raise ValueError("这个字段没有单位，请删掉 unit")
        if unit and units is not None and spell(unit) not in units:
            raise ValueError(f"这个字段的单位可以是：{'、'.join(known for known in units if known)}")
        return unit

    def reading(self, bounds: Mapping[str, tuple[float, float]]) -> Reading:
        """Return how the cells are to be read."""
        return Reading(
            self.field,
            self.unit,
            self.meaning,
            self.values,
            self.tax_included,
            self.property_fee_included,
            bounds.get(self.field),
        )


class SheetMapping(Record):
    """What a mapping file says."""

    sheet: Name | None = None
    """None is the first sheet."""
    header_row: Annotated[int, Field(ge=1, le=50)] = 1
    id_prefix: Slug
    """Goes in front of every id, so that two tables never name the same listing."""
    source: SheetSource
    defaults: Mapping[str, str] = {}
    """Fields that are the same in every row, or empty in some."""
    title_from: tuple[Header, ...] = ()
    """Columns that make the title together, where no column is the title."""
    columns: Annotated[tuple[ColumnRule, ...], Field(min_length=1)]

    @field_validator("defaults")
    @classmethod
    def _defaults_are_values(cls, defaults: Mapping[str, str]) -> Mapping[str, str]:
        for field, value in defaults.items():
            check_field(field)
            try:
                read_cell(value, Reading(field))
            except CellRefused as refused:
                raise ValueError(f"{field} 写的是「{value}」：{refused.reason}。{refused.remedy}") from None
        return defaults

    @model_validator(mode="after")
    def _fields_are_filled_once(self) -> SheetMapping:
        fields = [rule.field for rule in self.columns]
        twice = next((field for field in fields if fields.count(field) > 1), None)
        if twice:
            raise ValueError(f"两列都填「{twice}」，请删掉一列")
        if "title" not in fields and not self.title_from:
            raise ValueError("标题没有来处：请给一列写 field: title，或用 title_from 列出拼成标题的列")
        return self

    def check_header(self, header: Sequence[str]) -> None:
        """Make sure that the table has every column that is asked for, once.

        Raises:
            SourceRefused: it has not.
        """
        wanted = dict.fromkeys((*(rule.column for rule in self.columns), *self.title_from))
        missing = [column for column in wanted if column not in header]
        if missing:
            close = [name for column in missing for name in difflib.get_close_matches(column, header, n=1)]
            hint = f"是不是「{'」「'.join(close)}」？" if close else f"表里有：{'、'.join(filter(None, header))}"
            raise SourceRefused(f"表里没有这些列：{'、'.join(missing)}", f"请改映射文件的 column 或 header_row；{hint}")
        twice = next((column for column in wanted if list(header).count(column) > 1), None)
        if twice:
            raise SourceRefused(f"表里有两列都叫「{twice}」", "请先在表里改名")

    def unused(self, header: Sequence[str]) -> list[str]:
        """Return the columns of a table that fill no field."""
        used = {*(rule.column for rule in self.columns), *self.title_from}
        return [column for column in header if column and column not in used]


def check_field(field: str) -> None:
    """Raise ValueError when a column cannot fill that field."""
    if field in FIELDS:
        return
    close = difflib.get_close_matches(field, sorted(FIELDS), n=1)
    raise ValueError(f"没有「{field}」这个字段，" + (f"是不是 {close[0]}？" if close else "字段名见样例"))


def load_mapping(path: Path) -> SheetMapping:
    """Read a mapping file.

    Raises:
        KnowledgeError: with every fault of the file.
    """
    return parse(read_document(path), SheetMapping)
