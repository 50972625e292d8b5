"""Which leads are there?"""

from __future__ import annotations

import csv
import io
import os
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click
import orjson
import xlsxwriter

from bot import app
from bot.commands import lead_moves
from bot.commands.installation import operator
from bot.conversation.playbook import Playbook
from bot.leads.escalation import is_overdue
from bot.leads.rules import LeadRules, load_lead_rules
from bot.model import ConsentRecord, Json, Lead
from bot.notices.wording import WORDING
from bot.privacy import mask, mask_name, mask_phone
from bot.settings import Settings, environment
from bot.values import say_value

_FORMULA_STARTS = "=+-@|%"
"""Characters with which a spreadsheet may begin a formula, after NFKC, so that full-width ones count too."""
_NO_MARKS = frozenset("ZC")
"""Unicode classes of spaces and controls, which a spreadsheet may skip."""
_LONGEST_CELL = 32_000
"""Characters; a sheet takes 32,767, and leaves a longer cell out without a word."""
_COLUMNS = ("number", "created_at", "stage", "queue", "scene", "version", "frozen_at", "grade", "owner_name", "due_at")
_LABELS = {
    "number": "编号",
    "created_at": "登记时间",
    "stage": "阶段",
    "queue": "队列",
    "scene": "来源",
    "version": "第几版",
    "frozen_at": "撤回同意",
    "grade": "等级",
    "owner_name": "负责人",
    "due_at": "答应的时间",
}
_SLOTS = (
    "deal", "property_type", "city", "district", "town", "park", "listing",
    "area_m2", "industry", "purpose", "usage", "process", "floor_height_m",
    "load_t_m2", "crane_t", "crane", "clear_height_m", "area_per_floor_m2", "land_m2", "truck_m",
    "power_kva", "power_kw", "fire_class", "storey", "certificate", "metro_line", "exclusions",
    "needs_text", "move_in", "visit_time", "price", "tax", "company", "company_status", "contact", "phone",
)  # fmt: skip
_FIGURES = frozenset(
    {
        "area_m2", "price", "tax", "floor_height_m", "load_t_m2", "crane_t", "power_kva", "power_kw", "clear_height_m",
        "area_per_floor_m2", "land_m2", "truck_m",
    }
)  # fmt: skip
"""Slots whose digits are no phone."""
_MASKS = {"phone": mask_phone, "contact": mask_name}


@click.group(help="线索：列表、详情、导出、接单、转派、改阶段。")
def leads() -> None:
    """Hold the commands about leads."""


@leads.command("list", help="最近的线索（姓名电话隐藏中间部分）。")
@click.option("--limit", type=click.IntRange(1, 100_000), default=20, show_default=True, help="最多几条")
@click.option("--stage", default="", help="只列这个阶段，写中文名或编号，例如 待分配 或 new")
@click.option("--owner", default="", help="只列这个人负责的，写 staff.yaml 里的编号或名称")
@click.option("--overdue", is_flag=True, help="只列过了答应的时间还没联系的")
def list_leads(limit: int, stage: str, owner: str, overdue: bool) -> None:
    """Print the newest leads."""
    settings, now = Settings.load(environment()), app.real_now()
    rules = load_lead_rules(settings.config_dir)
    wanted = {"stage": _stage(stage, rules), "owner_id": _owner(owner, rules)}
    with app.open_stores(settings) as stores:
        found = stores.pipeline.find(limit, **wanted, overdue_at=now if overdue else None)
    for lead in found:
        row = _row(lead, full=False)
        facts = " ".join(str(row[slot]) for slot in _SLOTS if row[slot])
        state = "  ".join(_state(lead, rules, now))
        click.echo(f"{lead.number}  {lead.created_at:%Y-%m-%d %H:%M}  {state}  第{lead.version}版  {facts}")
    click.echo(f"共 {len(found)} 条")


@leads.command(help="一条线索的全部内容。")
@click.argument("number", metavar="编号")
@click.option("--full", is_flag=True, help="显示完整姓名电话（会记录）")
def show(number: str, full: bool) -> None:
    """Print one lead with its consents."""
    settings = Settings.load(environment())
    playbook = app.read_playbook(settings)
    with app.open_stores(settings) as stores:
        try:
            lead = stores.book.get(number)
        except KeyError:
            raise click.ClickException(f"没有编号 {number} 的线索，用 parkbot leads list 查看编号") from None
        consents = stores.book.find_consents(lead.request.visitor) if lead.request.visitor else ()
        if full:
            stores.records.audit.record(operator(), "show_full", app.real_now(), numbers=[number])
    labels = {**_LABELS, **playbook.labels}
    row = _row(lead, full=full) | _in_words(lead, playbook)
    for name, value in row.items():
        if value not in ("", None):
            click.echo(f"{labels.get(name, name)}：{value}")
    for line in lead.request.transcript:
        click.echo(f"  {mask(line)}")
    for consent in consents:
        click.echo(f"  {_say_consent(consent)}")
    if lead.frozen_at:
        click.echo("客户已撤回同意：请不要再联系，姓名电话不再显示")


@leads.command(help="导出线索。")
@click.option("--format", "form", type=click.Choice(["xlsx", "csv", "jsonl"]), default="xlsx", show_default=True)
@click.option("--full", is_flag=True, help="包含完整姓名电话（会记录）")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="文件名；csv、jsonl 可省略，写到屏幕")
@click.option("--limit", type=click.IntRange(1, 100_000), default=10_000, show_default=True, help="最多几条")
def export(form: str, full: bool, output: Path | None, limit: int) -> None:
    """Export leads, masked unless --full."""
    with app.open_stores(Settings.load(environment())) as stores:
        found = stores.book.list_recent(limit)
        if full:
            numbers = [lead.number for lead in found]
            stores.records.audit.record(operator(), "export_full", app.real_now(), numbers=numbers)
    rows = [_row(lead, full=full) for lead in found]
    if form == "xlsx":
        target = output or Path("leads.xlsx")
        _write(target, _as_xlsx(rows))
        click.echo(f"已导出 {len(rows)} 条到 {target}")
        return
    text = _as_csv(rows) if form == "csv" else "".join(orjson.dumps(row).decode() + "\n" for row in rows)
    if output:
        _write(output, text.encode("utf-8-sig" if form == "csv" else "utf-8"))
        click.echo(f"已导出 {len(rows)} 条到 {output}")
    else:
        sys.stdout.write(text)


def _in_words(lead: Lead, playbook: Playbook) -> dict[str, Json]:
    """Return what stands in a row by its id or in the machine's form as people say it."""
    scenes, due, frozen = playbook.routing.scenes, lead.progress.due_at, lead.frozen_at
    scene = scenes.get(lead.request.scene)
    return {
        "created_at": f"{lead.created_at:%Y-%m-%d %H:%M}",
        "stage": playbook.rules.score.stages.label(lead.stage),
        "queue": WORDING["queues"].get(lead.request.queue, lead.request.queue),
        "scene": scene.label if scene else lead.request.scene,
        "frozen_at": f"{frozen:%Y-%m-%d %H:%M}" if frozen else "",
        "due_at": f"{due:%Y-%m-%d %H:%M}" if due else "",
    }


def _stage(text: str, rules: LeadRules) -> str:
    if not text:
        return ""
    found = rules.score.stages.find(text)
    if found is None:
        known = "、".join(rules.score.stages.labels.values())
        raise click.ClickException(f"没有阶段「{text}」，可以写：{known}")
    return found.value


def _owner(text: str, rules: LeadRules) -> str:
    """Return the id of an owner; one who has left staff.yaml may still own leads."""
    found = rules.staff.find(text) if text else None
    return found.id if found else text.strip()


def _state(lead: Lead, rules: LeadRules, now: datetime) -> Iterator[str]:
    """Yield stage, grade, owner and the promised time of a lead."""
    yield rules.score.stages.label(lead.stage)
    grade = lead.request.assessment.get("grade")
    if grade:
        yield f"{grade}级"
    yield lead.progress.owner_name or "无人负责"
    if lead.frozen_at:
        yield "已撤回同意"
    elif lead.progress.due_at:
        yield f"{lead.progress.due_at:%m-%d %H:%M}前答复{'【超时】' if is_overdue(lead, now) else ''}"


def _row(lead: Lead, *, full: bool) -> dict[str, Json]:
    request, verdict = lead.request, lead.request.assessment
    is_shown = full and lead.frozen_at is None
    facts = {slot: _shown(slot, request.fields.get(slot), full=is_shown) for slot in _SLOTS}
    meta = {
        "number": lead.number,
        "created_at": lead.created_at.isoformat(timespec="seconds"),
        "stage": lead.stage,
        "queue": request.queue,
        "scene": request.scene,
        "version": lead.version,
        "frozen_at": lead.frozen_at.isoformat(timespec="seconds") if lead.frozen_at else "",
        "grade": verdict.get("grade") or "",
        "owner_name": lead.progress.owner_name,
        "due_at": lead.progress.due_at.isoformat(timespec="seconds") if lead.progress.due_at else "",
    }
    return {name: _storable(value) for name, value in {**meta, **facts}.items()}


def _shown(slot: str, value: Json, *, full: bool) -> str:
    if value is None:
        return ""
    if full:
        return say_value(slot, value)
    if slot in _MASKS:
        return _MASKS[slot](str(value))
    return say_value(slot, value) if slot in _FIGURES else mask(say_value(slot, value))


def _storable(value: Json) -> Json:
    """Return a value that every format takes: no half characters."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _say_consent(consent: ConsentRecord) -> str:
    answer = "同意" if consent.agreed else "不同意"
    about = f"交给{consent.receiver}" if consent.receiver else consent.purpose or "联系"
    ended = f"，{consent.withdrawn_at:%Y-%m-%d %H:%M} 撤回" if consent.withdrawn_at else ""
    return f"{consent.answered_at:%Y-%m-%d %H:%M} {answer}{about}{ended}"


def as_cell(value: Json) -> str:
    """Return a value as spreadsheet text that can never run as a formula, not even after a second saving."""
    text = "" if value is None else _storable(str(value))[:_LONGEST_CELL]
    marks = (character for character in unicodedata.normalize("NFKC", text) if not _is_skipped(character))
    return f"'{text}" if next(marks, "x") in _FORMULA_STARTS or (text[:1] in "\t\r\n" and text) else text


def _is_skipped(character: str) -> bool:
    return unicodedata.category(character)[0] in _NO_MARKS


def _as_csv(rows: Sequence[Mapping[str, Json]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow((*_COLUMNS, *_SLOTS))
    writer.writerows([as_cell(value) for value in row.values()] for row in rows)
    return text.getvalue()


def _as_xlsx(rows: Sequence[Mapping[str, Json]]) -> bytes:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet("leads")
        for column, name in enumerate((*_COLUMNS, *_SLOTS)):
            sheet.write_string(0, column, name)
        for line, row in enumerate(rows, 1):
            for column, value in enumerate(row.values()):
                sheet.write_string(line, column, as_cell(value))
    return content.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read: even masked leads are nobody else's business."""
    if not path.parent.is_dir():
        raise click.ClickException(f"没有文件夹「{path.parent}」，请先建好，或换一个 --output")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)


for _command in lead_moves.COMMANDS:
    leads.add_command(_command)

COMMANDS = (leads,)
