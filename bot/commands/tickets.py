"""Which tickets are there, who is to be answered, and what was sent as proof?"""

from __future__ import annotations

import os
from pathlib import Path

import click

from bot import app
from bot.commands.installation import operator
from bot.commands.lead_moves import find_person
from bot.leads.rules import load_lead_rules
from bot.model import Ticket
from bot.notices.wording import WORDING
from bot.pages.uploads import kind_of
from bot.privacy import mask_name, mask_phone
from bot.settings import Settings, environment
from bot.stores.sql.ticket_records import TicketRecord

_OWNER_ONLY = 0o600
_OTHERS = {"wechat": "公众平台的客服"}
"""Who may look after a ticket without being in staff.yaml."""


@click.group(help="工单：列表、内容、证明文件。")
def tickets() -> None:
    """Hold the commands about tickets."""


@tickets.command("list", help="最近的工单。")
@click.option("--limit", type=click.IntRange(1, 100_000), default=20, show_default=True, help="最多几条")
def list_tickets(limit: int) -> None:
    """Print the newest tickets, a line each."""
    with app.open_stores(Settings.load(environment())) as stores:
        found = stores.pages.tickets.list_recent(limit)
    for record in found:
        words = " ".join(record.ticket.text.split())[:60]
        click.echo(f"{record.number}  {record.opened_at:%Y-%m-%d %H:%M}  {_kind(record)}  {words}")
    click.echo(f"共 {len(found)} 条")


@tickets.command(help="一条工单的全部内容；电话默认隐藏中间部分。")
@click.argument("number", metavar="编号")
@click.option("--full", is_flag=True, help="显示完整姓名电话（会记录）")
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="把证明文件存到这个文件夹（会记录）"
)
def show(number: str, full: bool, folder: Path | None) -> None:
    """Print one ticket, and save the files that came with it."""
    with app.open_stores(Settings.load(environment())) as stores:
        try:
            record = stores.pages.tickets.get(number)
        except KeyError:
            raise click.ClickException(f"没有编号 {number} 的工单，用 parkbot tickets list 查看编号") from None
        if full or folder:
            what = "save_proofs" if folder else "show_ticket"
            stores.records.audit.record(operator(), what, app.real_now(), numbers=[number])
        _say(record, full=full)
        if folder is None:
            return
        for name in record.ticket.proofs:
            click.echo(f"已存 {_save(stores.pages.proofs.read(name), name, folder)}")


@tickets.command(help="接工单：不再提醒别人。")
@click.argument("number", metavar="编号")
@click.option("--by", required=True, help="谁接的（staff.yaml 里的编号或名称）")
def claim(number: str, by: str) -> None:
    """Note who looks after a ticket."""
    settings = Settings.load(environment())
    person = find_person(by, load_lead_rules(settings.config_dir).staff)
    with app.open_stores(settings) as stores:
        try:
            who = stores.pipeline.claim_ticket(number, person.name, app.real_now())
        except KeyError:
            raise click.ClickException(f"没有编号 {number} 的工单，用 parkbot tickets list 查看编号") from None
        if who != person.name:
            raise click.ClickException(f"{number} 已由 {_OTHERS.get(who, who)} 接待")
        stores.records.audit.record(operator(), "claim_ticket", app.real_now(), numbers=[number])
    click.echo(f"已接单。{number}：负责人 {who}")


def _say(record: TicketRecord, *, full: bool) -> None:
    ticket = record.ticket
    click.echo(f"{record.number}  {record.opened_at:%Y-%m-%d %H:%M}  {_kind(record)}")
    click.echo("内容已删除" if record.is_erased else ticket.text)
    if ticket.contact:
        click.echo(f"回复：{_contact(ticket, full=full)}")
    if ticket.proofs:
        click.echo(f"证明文件：{len(ticket.proofs)} 份")


def _contact(ticket: Ticket, *, full: bool) -> str:
    name, phone = ticket.contact.get("contact", ""), ticket.contact["phone"]
    return " ".join(part for part in ((name, phone) if full else (mask_name(name), mask_phone(phone))) if part)


def _kind(record: TicketRecord) -> str:
    return WORDING["tickets"].get(record.ticket.kind, record.ticket.kind)


def _save(content: bytes, name: str, folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{name[:12]}.{kind_of(content)}"
    line = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
    with os.fdopen(line, "wb") as file:
        file.write(content)
    return path


COMMANDS = (tickets,)
