"""How does an operator show, erase, re-seal and expire personal data?"""

from __future__ import annotations

import re
import sys
from dataclasses import asdict

import click
import orjson

from bot import app
from bot.commands.installation import open_installation, operator
from bot.leads.retention import load_retention
from bot.model import Json
from bot.settings import Settings, environment

_NUMBER = re.compile(r"L\d{6}-\d+")
_PHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}|0\d{9,11}")
_LABELS = {
    "leads": "到期匿名的线索",
    "withdrawn": "撤回同意后删除的线索",
    "words": "删去原话的记录",
    "tickets": "清空的工单",
    "notices": "删除的通知记录",
    "scans": "不再对应到人的扫码记录",
    "unanswered": "删除的没答上来的问题",
    "questions": "删除的待核实问题和提问记录",
    "gaps": "删除的缺口记录",
    "audit": "删除的查看记录",
    "evidence": "删除的同意凭据",
    "sessions": "过期的备用会话",
    "proofs": "删除的证明文件",
}


@click.group(help="个人信息：查看、删除、更换密钥。")
def privacy() -> None:
    """Hold the commands about personal data."""


@privacy.command(help="一位访客的全部个人信息，可作为副本交给本人（会记录）。「谁」写 openid、线索编号或手机号。")
@click.argument("who", metavar="谁")
def show(who: str) -> None:
    """Print everything kept of one visitor as JSON, one object for each identity that the phone stands for."""
    with open_installation() as stores:
        for visitor in _visitors_of(stores, who):
            click.echo(orjson.dumps(_all_of(stores, visitor), option=orjson.OPT_INDENT_2).decode())


@privacy.command(help="删除一位访客的个人信息（线索、草稿、会话、未发出的通知）。「谁」写 openid、线索编号或手机号。")
@click.argument("who", metavar="谁")
@click.confirmation_option(prompt="删除后不能恢复，确定吗？")
def erase(who: str) -> None:
    """Erase what is kept of one visitor; by phone also of whoever left it on the pages."""
    with open_installation() as stores:
        count = sum(_erase(stores, visitor) for visitor in _visitors_of(stores, who))
        stores.pages.proofs.sweep()
    click.echo(f"已删除，涉及 {count} 条线索")


def _visitors_of(stores: app.Stores, who: str) -> list[str]:
    """Return the visitors that an openid, the number of a lead or a phone stands for."""
    who = who.strip()
    if _NUMBER.fullmatch(who):
        try:
            visitor = stores.book.get(who).request.visitor
        except KeyError:
            raise click.ClickException(f"没有编号 {who} 的线索，用 parkbot leads list 查看编号") from None
        if not visitor:
            raise click.ClickException(f"线索 {who} 的个人信息已经删除")
        return [visitor]
    digits = re.sub(r"[\s-]", "", who)
    if not _PHONE.fullmatch(digits):
        return [who]
    visitors = dict.fromkeys(lead.request.visitor for lead in stores.book.find_by_phone(digits))
    if not visitors:
        raise click.ClickException("没有留过这个号码的线索；还没登记的草稿请用 openid 查")
    return list(visitors)


def _all_of(stores: app.Stores, visitor: str) -> dict[str, Json]:
    leads, records = stores.book.find_by_visitor(visitor), stores.records
    numbers = [lead.number for lead in leads]
    records.audit.record(operator(), "show_visitor", app.real_now(), numbers=numbers, visitor=visitor)
    session = stores.sessions.read(visitor)
    return {
        "leads": [asdict(lead) for lead in leads],
        "consents": [asdict(consent) for consent in stores.book.find_consents(visitor)],
        "tickets": [
            {"number": number, "at": at, "ticket": asdict(ticket)}
            for number, at, ticket in records.visitors.find_tickets(visitor)
        ],
        "scans": [{"scene": scene, "at": at} for scene, at in records.visitors.find_scans(visitor)],
        "asked": [{"about": about, "fact": fact, "at": at} for about, fact, at in records.visitors.find_asked(visitor)],
        "searches": [
            {"conditions": conditions, "at": at} for conditions, at in records.visitors.find_searches(visitor)
        ],
        "session": orjson.loads(session) if session else None,
    }


def _erase(stores: app.Stores, visitor: str) -> int:
    now = app.real_now()
    numbers = [lead.number for lead in stores.book.find_by_visitor(visitor)]
    stores.records.audit.record(operator(), "erase_visitor", now, numbers=numbers, visitor=visitor)
    stores.unsaved.forget(visitor)
    count = stores.book.erase_visitor(visitor, now)
    stores.sessions.forget(visitor)
    return count


@privacy.command(help="用最新的密钥重新加密全部资料，之后旧密钥可以停用。")
def rotate() -> None:
    """Seal everything with the newest key; exit 1 when something cannot be opened."""
    with app.open_stores(Settings.load(environment())) as stores:
        stores.records.audit.record(operator(), "rotate_keys", app.real_now())
        rows = stores.records.rotation.run()
        files, unreadable_files = stores.records.spool.reseal()
        proofs, unreadable_proofs = stores.pages.proofs.reseal()
    unreadable = rows.unreadable + unreadable_files + unreadable_proofs
    click.echo(f"已重新加密 {rows.changed + files + proofs} 份")
    if unreadable:
        click.echo(f"有 {unreadable} 份打不开：请把加密它们的旧密钥加回 PARKBOT_DATA_KEY 再运行一次", err=True)
        sys.exit(1)
    click.echo(
        "旧密钥可以从 PARKBOT_DATA_KEY 里去掉了；Redis 里的会话 72 小时内自动换新，提前去掉的话进行中的对话会从头开始"
    )


@privacy.command(help="谁在什么时候查看、导出、删除过个人信息。")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="最多几条")
def audit(limit: int) -> None:
    """Print the newest entries of the audit."""
    with app.open_stores(Settings.load(environment())) as stores:
        entries = stores.records.audit.list_recent(limit)
    for entry in entries:
        click.echo(f"{entry.at:%Y-%m-%d %H:%M:%S}  {entry.who}  {entry.what}  {entry.lead_number or '-'}")
    click.echo(f"共 {len(entries)} 条")


@click.group(help="保存期限。")
def retention() -> None:
    """Hold the commands about how long data are kept."""


@retention.command(help="匿名或删除到期的资料（期限见 config/retention.yaml），可以每天运行。")
@click.option("--dry-run", is_flag=True, help="只数一数，不改动")
def run(dry_run: bool) -> None:
    """Settle what is past its time."""
    settings = Settings.load(environment())
    limits = load_retention(settings.config_dir).limits()
    with app.open_stores(settings) as stores:
        now, records = app.real_now(), stores.records
        if dry_run:
            counts = {**records.retention.count(limits, now), "sessions": records.fallback.count_past()}
        else:
            records.audit.record(operator(), "retention_run", now)
            counts = {**records.retention.run(limits, now), "sessions": records.fallback.purge()}
            counts["proofs"] = stores.pages.proofs.sweep()
    for name, count in counts.items():
        click.echo(f"{_LABELS[name]}：{count}")
    click.echo("只是试算，没有改动" if dry_run else "已处理完")


COMMANDS = (privacy, retention)
