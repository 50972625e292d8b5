"""Which listing drafts do the rows of a table give, and which rows are refused?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.catalog.checks import find_faults
from bot.catalog.importers.cells import CellRefused, Reading, check_bounds, is_negotiable, read_cell
from bot.catalog.importers.differences import find_differences
from bot.catalog.importers.drafts import Draft, make_id, make_slug, render
from bot.catalog.importers.known_names import KnownNames
from bot.catalog.importers.mapping import SheetMapping
from bot.catalog.importers.report import Outcome, ReportLine
from bot.catalog.importers.rules import ImportRules
from bot.catalog.importers.sheets import Row, Table, join_cells
from bot.catalog.loading import Entry, Shelf
from bot.catalog.schema.listing import Listing
from bot.catalog.schema.staff import StaffNotes
from bot.catalog.strict_yaml import parse, read_text
from bot.catalog.units import rent as convert_rent
from bot.errors import Fault, KnowledgeError
from bot.model import Json

_REQUIRED = tuple(name for name, info in Listing.model_fields.items() if info.is_required())
_LONGEST_ID = 60
_WHOLE = "「文件」"
"""How the strict reader begins a fault of several fields together."""


@dataclass(slots=True)
class Rows:
    """What became of the rows of a table so far."""

    drafts: dict[str, Draft] = field(default_factory=dict)
    """By file name."""
    rows: dict[str, Row] = field(default_factory=dict)
    """The row of each draft, by file name."""
    lines: list[ReportLine] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    """Numbers of the refused rows."""

    @property
    def accepted(self) -> list[Draft]:
        """Return the drafts whose rows stand."""
        return [draft for name, draft in self.drafts.items() if self.rows[name].number not in self.refused]


class ListingImport:
    """Turns the rows of one table into drafts."""

    def __init__(
        self, table: Table, mapping: SheetMapping, rules: ImportRules, names: KnownNames, shelf: Shelf
    ) -> None:
        """Prepare an import.

        Raises:
            SourceRefused: the table lacks columns that the mapping names.
        """
        mapping.check_header(table.header)
        self._header = table.header
        self._mapping = mapping
        self._rules = rules
        self._names = names
        self._shelf = shelf
        self._columns = {rule.field: rule.column for rule in mapping.columns}
        self._readings = [(table.header.index(r.column), r.column, r.reading(rules.bounds)) for r in mapping.columns]
        self._seen: dict[tuple[str, ...], int] = {}
        self._result = Rows()

    def run(self, rows: Iterable[Row], today: date) -> Rows:
        """Return what becomes of the rows.

        Args:
            rows: those of the table, as they come.
            today: dates after it are refused.
        """
        for row in rows:
            self._take(row)
        self._check_schema(today)
        self._compare()
        return self._result

    def _take(self, row: Row) -> None:
        cells = join_cells(self._header, row)
        first = self._seen.setdefault(tuple(cell.strip() for cell in cells), row.number)
        if first != row.number:
            self._refuse(row, "", "", f"和第 {first} 行完全相同", "请删掉一行")
            return
        too_long = next((n for n, cell in enumerate(cells) if len(cell) > self._rules.sheet.most_cell_characters), None)
        if too_long is not None:
            column = self._header[too_long] if too_long < len(self._header) else ""
            self._refuse(row, column, cells[too_long][:40], "这一格太长", "请缩短，或另存为说明文件")
            return
        values = self._read(row, cells)
        if values is not None:
            self._add(row, cells, values)

    def _read(self, row: Row, cells: tuple[str, ...]) -> dict[str, Json] | None:
        """Return the row's fields, None when it is refused."""
        defaults = self._mapping.defaults.items()
        values = {name: read_cell(text, Reading(name)) for name, text in defaults}
        for index, column, reading in self._readings:
            try:
                value = read_cell(cells[index], reading)
                value = self._park_id(value) if reading.field == "park" else value
            except CellRefused as refused:
                self._refuse(row, column, cells[index], refused.reason, refused.remedy)
                continue
            if value is not None:
                values[reading.field] = value
            if reading.field in {"rent", "sale_price"} and is_negotiable(cells[index]):
                values.setdefault("price_note", self._rules.words.negotiable.format(raw=cells[index].strip()))
        self._check_prices(row, cells, values)
        return None if row.number in self._result.refused else values

    def _park_id(self, value: Json) -> Json:
        if value is None or value in self._names.parks.values():
            return value
        if value not in self._names.parks:
            raise CellRefused("库里没有这个园区", "请先建园区，或把这一列改成 field: project")
        return self._names.parks[value]

    def _check_prices(self, row: Row, cells: tuple[str, ...], values: Mapping[str, Json]) -> None:
        area = _square_metres(values.get("area"))
        for name, price, unit in (
            ("rent", _rent_a_day(values.get("rent"), area), "元/㎡/天"),
            ("sale_price", _price_a_metre(values.get("sale_price"), area), "元/㎡"),
        ):
            try:
                check_bounds(price or 0, self._rules.bounds.get(name) if price else None, unit)
            except CellRefused as refused:
                column = self._columns.get(name, "")
                cell = cells[self._header.index(column)] if column else ""
                self._refuse(row, column, cell, f"折合 {refused.reason}", refused.remedy)

    def _add(self, row: Row, cells: tuple[str, ...], values: dict[str, Json]) -> None:
        data = self._data(cells, values)
        data["id"] = self._make_id(values, data)
        draft = Draft("listings", data["id"], data, self._rules.words.approve_listing)
        if draft.name in self._result.rows:
            other = self._result.rows[draft.name].number
            self._refuse(row, self._columns.get("id", ""), data["id"], f"编号和第 {other} 行重复", "请改成不同的编号")
            return
        self._result.drafts[draft.name] = draft
        self._result.rows[draft.name] = row

    def _make_id(self, values: Mapping[str, Json], data: Mapping[str, Json]) -> str:
        own = make_slug(str(values.get("id") or ""))
        prefix = self._mapping.id_prefix
        if own and own.replace("-", "") == "".join(c for c in str(values["id"]).lower() if c.isalnum()):
            return f"{prefix}-{own}"[:_LONGEST_ID].rstrip("-")
        # Numbers with Chinese characters would lose what tells them apart.
        identity = (str(values["id"]),) if values.get("id") else (str(data["title"]), str(data["address"]))
        return make_id(prefix[:40], *identity)

    def _data(self, cells: tuple[str, ...], values: Mapping[str, Json]) -> dict[str, Json]:
        """Return a listing's fields in the schema's order."""
        known = {name: value for name, value in values.items() if "." not in name}
        known.setdefault("title", " ".join(filter(None, (self._cell(cells, c) for c in self._mapping.title_from))))
        known.setdefault("summary", self._summary(known))
        for whole in ("crane", "staff"):
            parts = {name.partition(".")[2]: v for name, v in values.items() if name.startswith(f"{whole}.")}
            known[whole] = parts or None
        source = self._mapping.source
        known["sources"] = [
            {"title": source.title, "publisher": source.publisher, "url": None, "date": source.published}
        ]
        data = {name: known.get(name) for name in Listing.model_fields if name in _REQUIRED or known.get(name)}
        return {**data, "staff": known["staff"]} if known["staff"] else data

    def _cell(self, cells: tuple[str, ...], column: str) -> str:
        return " ".join(cells[self._header.index(column)].split())

    def _summary(self, known: Mapping[str, Json]) -> str:
        words = self._rules.words
        deals = [{"rent": words.rent, "buy": words.buy}[deal] for deal in known.get("deal") or ()]
        place = "".join(str(known[part]) for part in ("city", "district", "town") if known.get(part))
        return words.sheet_summary.format(
            place=place,
            property_type=known.get("property_type") or "",
            deal="、".join(deals),
            source=words.sheet_source,
        )

    def _check_schema(self, today: date) -> None:
        """Hold every draft against the strict loader, alone and together with what is there."""
        entries: list[Entry[Listing]] = []
        for name, draft in self._result.drafts.items():
            try:
                entries.append(_parse(draft))
            except KnowledgeError as wrong:
                self._refuse_faults(name, wrong.faults)
        ids = {entry.record.id for entry in entries}
        others = [entry for entry in self._shelf.listings if entry.record.id not in ids]
        everything = replace(self._shelf, listings=[*others, *entries])
        for fault in find_faults(everything, today):
            if fault.file in self._result.drafts:
                self._refuse_faults(fault.file, [fault])

    def _refuse_faults(self, name: str, faults: Iterable[Fault]) -> None:
        draft = self._result.drafts[name]
        document = read_text(render(draft), name)
        for fault in faults:
            is_whole = fault.what.startswith(_WHOLE)
            places = [place for place, line in document.lines.items() if line == fault.line and place and not is_whole]
            at = str(places[0][0]) if places else ""
            # A name that is taken is told of the record's beginning, where its id stands.
            at = "title" if at == "id" and f"「{draft.data['title']}」" in fault.what else at
            inner = f"{at}.{places[0][1]}" if places and len(places[0]) > 1 else at
            column = self._columns.get(inner) or self._columns.get(at) or at
            what, remedy = (fault.what, fault.remedy) if at else (fault.remedy, "请核对这一行")
            self._refuse(self._result.rows[name], column, "", what, remedy)

    def _compare(self) -> None:
        known = {entry.record.id: entry.record for entry in self._shelf.listings}
        for draft in self._result.accepted:
            if draft.id not in known:
                continue
            where = f"第 {self._result.rows[draft.name].number} 行"
            for found in find_differences(known[draft.id], draft.data):
                reason = f"库里的「{draft.id}」写的是「{found.existing}」"
                remedy = "没有覆盖，请核对后改其中一处"
                self._result.lines.append(
                    ReportLine(Outcome.CONFLICT, where, found.field, found.imported, reason, remedy)
                )

    def _refuse(self, row: Row, column: str, value: str, reason: str, remedy: str) -> None:
        self._result.refused.add(row.number)
        cells = join_cells(self._header, row)
        line = ReportLine(Outcome.REFUSED, f"第 {row.number} 行", column, value, reason, remedy, cells)
        self._result.lines.append(line)


def _parse(draft: Draft) -> Entry[Listing]:
    """Return the draft as the loader would read it, its staff notes apart."""
    public = {name: value for name, value in draft.data.items() if name != "staff"}
    document = read_text(render(replace(draft, data=public)), draft.name)
    if draft.data.get("staff"):
        parse(read_text(render(replace(draft, data=draft.data["staff"])), draft.name), StaffNotes)
    return Entry(parse(document, Listing), document)


def _square_metres(area: Json) -> float | None:
    return float(area["value"]) if area and area["unit"] == "㎡" else None


def _rent_a_day(rent: Json, area: float | None) -> float | None:
    if not rent or (rent["unit"] in {"元/月", "元/年"} and not area):
        return None
    return convert_rent(float(rent["value"]), str(rent["unit"]), "元/㎡/天", area).value


def _price_a_metre(price: Json, area: float | None) -> float | None:
    if not price:
        return None
    value, unit = float(price["value"]), price["unit"]
    totals = {"元": 1.0, "万元": 10_000.0}
    if unit in totals:
        return value * totals[unit] / area if area else None
    return value if unit == "元/㎡" else None
