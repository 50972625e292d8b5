"""What is asked for in vain, and for whom is new stock something?"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import click

from bot import app
from bot.catalog.catalog import Catalog, load_catalog
from bot.catalog.gaps import say_conditions
from bot.catalog.need import Need
from bot.clock import SystemClock
from bot.commands.leads import as_cell
from bot.demand import DemandGap, OpenQuestion
from bot.leads.stock_watch import Look
from bot.notices.news import news_lines
from bot.settings import Settings, environment

_MOST = 20
"""Lines of each kind on the screen; the table for spreadsheets has them all."""
_COLUMNS = ("类别", "人数", "次数", "内容", "现有房源", "编号", "最近一次")


@dataclass(frozen=True, slots=True)
class _Found:
    gaps: Sequence[tuple[DemandGap, str, int]]
    """With the conditions in words and how many listings may fit by now."""
    topics: Sequence[tuple[str, int]]
    questions: Sequence[OpenQuestion]


@click.command(help="缺口：访客找了没有的房源、没答上来的话题、等着核实的问题，按问的人数排。")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 365), help="最近多少天")
@click.option("--csv", "as_csv", is_flag=True, help="输出成表格（CSV），可以存成文件用 Excel 打开")
def gaps(days: int, as_csv: bool) -> None:
    """Print what was asked for in vain, by number of visitors."""
    settings = Settings.load(environment())
    catalog = load_catalog(settings.knowledge_dir, samples=settings.sample)
    since = app.real_now() - timedelta(days=days)
    with app.open_stores(settings) as stores:
        report = stores.demand.report
        found = _Found(
            [(gap, *_describe(gap, catalog)) for gap in report.count_gaps(since)],
            report.count_unanswered(since),
            stores.demand.questions.list_open(),
        )
    if as_csv:
        writer = csv.writer(sys.stdout, quoting=csv.QUOTE_ALL)
        writer.writerow(_COLUMNS)
        writer.writerows([as_cell(value) for value in row] for row in _rows(found))
        return
    for line in _lines(found, days):
        click.echo(line)


@click.group("match", help="新房源和已有线索的对照。")
def match_() -> None:
    """Hold the commands about new stock for old leads."""


@match_.command(help="把新增和有变化的房源和还在跟进的线索对照，发一条汇总通知；relay 启动和重新载入时也会自动做。")
@click.option("--dry-run", is_flag=True, help="只看结果，不记录也不通知")
def digest(dry_run: bool) -> None:
    """Look at the stock now, or say what a look would find."""
    settings = Settings.load(environment())
    catalog = load_catalog(settings.knowledge_dir, samples=settings.sample)
    with app.open_stores(settings) as stores:
        watch = app.build_stock_watch(stores, SystemClock())
        if dry_run:
            found = watch.preview(catalog)
        else:
            found = watch.look(catalog, app.read_playbook(settings).channels_of("sales"))
    for line in _digest_lines(found):
        click.echo(line)
    click.echo("只是试算，没有记录，也没有通知" if dry_run else "已记录")


def _describe(gap: DemandGap, catalog: Catalog) -> tuple[str, int]:
    conditions = say_conditions(gap.conditions, catalog.labels)
    need = Need.from_slots(gap.conditions)
    return conditions, len(catalog.find_listings(need, limit=len(catalog.listings)).possible)


def _lines(found: _Found, days: int) -> Iterator[str]:
    yield "找了没有的房源："
    for gap, conditions, stock in found.gaps[:_MOST]:
        yield f"  近{days}天 {gap.visitors} 人问 {conditions}，库存 {stock}"
    yield from _rest(len(found.gaps))
    yield "没答上来的话题："
    for topic, count in found.topics[:_MOST]:
        yield f"  近{days}天 {count} 条  {topic}"
    yield from _rest(len(found.topics))
    yield "等着核实的问题："
    for one in found.questions[:_MOST]:
        yield f"  {one.visitors} 人问了 {one.times} 次  {one.number}  {one.name} · {one.label}"
    yield from _rest(len(found.questions))


def _rest(count: int) -> Iterator[str]:
    if count == 0:
        yield "  没有"
    elif count > _MOST:
        yield f"  另有 {count - _MOST} 条，用 --csv 全部列出"


def _rows(found: _Found) -> Iterator[Sequence[object]]:
    for gap, conditions, stock in found.gaps:
        yield ("找房源", gap.visitors, "", conditions, stock, "", f"{gap.last_at:%Y-%m-%d %H:%M}")
    for topic, count in found.topics:
        yield ("没答上来", "", count, topic, "", "", "")
    for one in found.questions:
        last = f"{one.last_asked_at:%Y-%m-%d %H:%M}" if one.last_asked_at else ""
        yield ("待核实", one.visitors, one.times, f"{one.name} · {one.label}", "", one.number, last)


def _digest_lines(found: Look) -> Iterator[str]:
    if found.is_first:
        yield f"第一次对照：只登记现有 {found.listings} 套房源，不发通知；以后新增或有变化的才通知"
    else:
        yield f"新增或有变化的房源 {found.listings} 套"
    if found.settled:
        yield f"资料已补上、可以销号的待核实问题 {found.settled} 个"
    if found.digest.news:
        yield from news_lines(found.digest)
    elif not found.is_first:
        yield "没有线索对得上"


COMMANDS = (gaps, match_)
