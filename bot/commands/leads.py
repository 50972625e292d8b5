"""Which leads are there?"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import orjson
import structlog
import xlsxwriter

from bot import app
from bot.model import Json, Lead
from bot.privacy import mask, mask_name, mask_phone
from bot.settings import Settings, environment
from bot.values import say_value

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "=", "+", "-", "@")
"""Characters with which a spreadsheet begins a formula, full-width ones included."""
_COLUMNS = ("number", "created_at", "stage", "queue", "scene", "version")
_SLOTS = (
    "deal", "property_type", "district", "town", "area_m2", "industry", "usage", "floor_height_m", "load_t_m2",
    "crane_t", "power_kva", "fire_class", "storey", "move_in", "price", "tax", "company", "contact", "phone",
)  # fmt: skip

log = structlog.get_logger()


@click.group(help="线索:列表、详情、导出。")
def leads() -> None:
    """Hold the commands about leads."""


@leads.command("list", help="最近的线索(姓名电话隐藏中间部分)。")
@click.option("--limit", default=20, show_default=True)
def list_leads(limit: int) -> None:
    """Print the newest leads."""
    with app.open_stores(Settings.load(environment())) as stores:
        found = stores.book.list_recent(limit)
    for lead in found:
        row = _row(lead, full=False)
        facts = " ".join(str(row[slot]) for slot in _SLOTS if row[slot])
        click.echo(f"{lead.number}  {lead.created_at:%Y-%m-%d %H:%M}  第{lead.version}版  {facts}")
    click.echo(f"共 {len(found)} 条")


@leads.command(help="一条线索的全部内容。")
@click.argument("number")
@click.option("--full", is_flag=True, help="显示完整姓名电话(会记录)")
def show(number: str, full: bool) -> None:
    """Print one lead."""
    with app.open_stores(Settings.load(environment())) as stores:
        try:
            lead = stores.book.get(number)
        except KeyError:
            raise click.ClickException(f"没有编号 {number} 的线索,用 parkbot leads list 查看编号") from None
    _audit(full, 1)
    for name, value in _row(lead, full=full).items():
        if value not in ("", None):
            click.echo(f"{name}: {value}")
    for line in lead.request.transcript:
        click.echo(f"  {mask(line)}")


@leads.command(help="导出线索。")
@click.option("--format", "form", type=click.Choice(["xlsx", "csv", "jsonl"]), default="xlsx", show_default=True)
@click.option("--full", is_flag=True, help="包含完整姓名电话(会记录)")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="文件名;csv、jsonl 可省略,写到屏幕")
@click.option("--limit", default=10_000, show_default=True)
def export(form: str, full: bool, output: Path | None, limit: int) -> None:
    """Export leads, masked unless --full."""
    with app.open_stores(Settings.load(environment())) as stores:
        rows = [_row(lead, full=full) for lead in stores.book.list_recent(limit)]
    _audit(full, len(rows))
    if form == "xlsx":
        target = output or Path("leads.xlsx")
        _write_xlsx(target, rows)
        click.echo(f"已导出 {len(rows)} 条到 {target}")
        return
    text = _as_csv(rows) if form == "csv" else "".join(orjson.dumps(row).decode() + "\n" for row in rows)
    if output:
        output.write_text(text, encoding="utf-8-sig" if form == "csv" else "utf-8")
    else:
        sys.stdout.write(text)


def _row(lead: Lead, *, full: bool) -> dict[str, Json]:
    request = lead.request
    facts = {slot: _shown(slot, request.fields.get(slot), full=full) for slot in _SLOTS}
    meta = (
        lead.number,
        lead.created_at.isoformat(timespec="seconds"),
        lead.stage,
        request.queue,
        request.scene,
        lead.version,
    )
    return {**dict(zip(_COLUMNS, meta, strict=True)), **facts}


def _shown(slot: str, value: Json, *, full: bool) -> str:
    if value is None:
        return ""
    if full or slot not in {"phone", "contact"}:
        return say_value(slot, value)
    return mask_phone(str(value)) if slot == "phone" else mask_name(str(value))


def as_cell(value: Json) -> str:
    """Return a value as spreadsheet text that can never run as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) or text.startswith(_FORMULA_STARTS) else text


def _as_csv(rows: Sequence[Mapping[str, Json]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow((*_COLUMNS, *_SLOTS))
    writer.writerows([as_cell(value) for value in row.values()] for row in rows)
    return text.getvalue()


def _write_xlsx(path: Path, rows: Sequence[Mapping[str, Json]]) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("leads")
        for column, name in enumerate((*_COLUMNS, *_SLOTS)):
            sheet.write_string(0, column, name)
        for line, row in enumerate(rows, 1):
            for column, value in enumerate(row.values()):
                sheet.write_string(line, column, as_cell(value))


def _audit(full: bool, count: int) -> None:
    if full:
        log.warning("personal_data_shown_in_full", leads=count)


COMMANDS = (leads,)
