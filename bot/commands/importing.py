"""How do articles and listings from outside become drafts that staff approve?"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import click

from bot import app
from bot.catalog.importers.articles import Desk, draft_article
from bot.catalog.importers.decoding import decode
from bot.catalog.importers.drafts import Draft, Written, write
from bot.catalog.importers.feeds import read_feed
from bot.catalog.importers.html_page import read_html
from bot.catalog.importers.known_names import KnownNames, Place, names_of
from bot.catalog.importers.listings import ListingImport
from bot.catalog.importers.mapping import load_mapping
from bot.catalog.importers.page import Page, read_copy
from bot.catalog.importers.report import Outcome, ReportLine, to_csv
from bot.catalog.importers.rules import ImportRules, load_rules
from bot.catalog.importers.sheets import read_table
from bot.catalog.importers.zblog import is_api, list_address, read_posts
from bot.catalog.loading import Shelf, read_shelf
from bot.commands.fetching import Fetched, Fetcher
from bot.commands.folders import folders
from bot.errors import KnowledgeError, SourceRefused
from bot.privacy import mask
from bot.understanding.name_files import read_name_files

Item = TypeVar("Item")
_DAY = click.DateTime(formats=["%Y-%m-%d"])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(file_okay=False, path_type=Path)
_HTML_MARKS = ("<!doctype html", "<html", "<head", "<body")
_LOOKED_AT = 2000
_MOST_SHOWN = 40
"""Lines of the report on the screen; the file has them all."""


@dataclass(slots=True)
class Tally:
    """What an import has brought so far."""

    folder: Path
    replace: bool
    new: int = 0
    same: int = 0
    lines: list[ReportLine] = field(default_factory=list)

    def keep(self, drafts: Iterable[Draft]) -> None:
        """Write drafts, noting those whose place is taken."""
        for draft in drafts:
            became = write(self.folder, draft, replace=self.replace)
            self.new += became is Written.NEW
            self.same += became is Written.SAME
            if became is Written.KEPT:
                remedy = "没有覆盖；要用这次的，请加 --replace，或先移走原来的草稿"
                self.lines.append(ReportLine(Outcome.CONFLICT, draft.name, "", "", "已有同名而内容不同的草稿", remedy))


@click.group("import", help="把外面的文章、房源变成草稿；员工批准后才会用。")
def importing() -> None:
    """Hold the commands that import."""


@importing.command(help="一篇文章：网址（只限 config/import.yaml 许可的网站）、HTML 文件，或从网页复制的 .txt 文件。")
@click.argument("source", metavar="来源")
@click.option("--seen-on", type=_DAY, help="文件是哪天从网页存下来的（2025-07-15），用来推算「8个月前」；网址不用写")
@click.option("--out", type=_OUT, help="草稿放在哪里  [默认：知识库的 drafts/]")
@click.option("--replace", is_flag=True, help="覆盖已有的同名草稿")
@folders
def article(
    source: str, seen_on: datetime | None, out: Path | None, replace: bool, knowledge: Path, config: Path
) -> None:
    """Write the drafts of one article."""
    with _refusals():
        desk = _open_desk(knowledge, config)
        page = _read_article(source, desk.rules, seen_on.date() if seen_on else None)
        tally = Tally(out or knowledge / "drafts", replace)
        _keep_article(page, desk, tally)
    _finish(tally)


@importing.command(
    help="许多文章：RSS/Atom 订阅（Z-BlogPHP 的 feed.php），或 Z-BlogPHP 的接口 zb_system/api.php；网址或文件。"
)
@click.argument("source", metavar="来源")
@click.option("--limit", type=click.IntRange(min=1), help="最多几篇  [默认：全部]")
@click.option("--out", type=_OUT, help="草稿放在哪里  [默认：知识库的 drafts/]")
@click.option("--replace", is_flag=True, help="覆盖已有的同名草稿")
@folders
def feed(source: str, limit: int | None, out: Path | None, replace: bool, knowledge: Path, config: Path) -> None:
    """Write the drafts of the articles that a feed lists."""
    tally = Tally(out or knowledge / "drafts", replace)
    with _refusals():
        desk = _open_desk(knowledge, config)
        with _progress(_read_pages(source, desk.rules, tally, limit), "读取文章", limit) as pages:
            for page in pages:
                _keep_article(page, desk, tally)
    _finish(tally)


@importing.command(
    help="许多房源：xlsx、xls 或 csv 表格，列和字段的对应写在映射文件里（样例 config/import/listings-sample.yaml）。"
)
@click.argument("file", metavar="表格", type=_FILE)
@click.option("--mapping", type=_FILE, required=True, help="映射文件")
@click.option("--out", type=_OUT, help="草稿放在哪里  [默认：知识库的 drafts/]")
@click.option("--replace", is_flag=True, help="覆盖已有的同名草稿")
@folders
def listings(file: Path, mapping: Path, out: Path | None, replace: bool, knowledge: Path, config: Path) -> None:
    """Write the drafts of the rows of a table, and a report of those that were refused."""
    tally = Tally(out or knowledge / "drafts", replace)
    with _refusals():
        desk = _open_desk(knowledge, config)
        wanted = load_mapping(mapping)
        table = read_table(file, desk.rules.sheet, wanted.sheet, wanted.header_row)
        work = ListingImport(table, wanted, desk.rules, desk.names, desk.shelf)
        with _progress(table.rows, "读取房源", len(table.rows)) as rows:
            result = work.run(rows, app.real_now().date())
        tally.lines += [_unused(column) for column in wanted.unused(table.header)]
        tally.lines += result.lines
        tally.keep(result.accepted)
    click.echo(f"共 {len(table.rows)} 行，收下 {len(result.accepted)} 行，拒收 {len(result.refused)} 行")
    _finish(tally, table.header)


def _open_desk(knowledge: Path, config: Path) -> Desk:
    shelf = read_shelf(knowledge)
    return Desk(load_rules(config), read_names(knowledge, shelf), shelf)


def read_names(knowledge: Path, shelf: Shelf) -> KnownNames:
    """Return the names that texts are searched for: parks of the shelf, places and industries of the files."""
    files = read_name_files(knowledge)
    unclear = {entry.name for entry in files.ambiguous}
    places: dict[str, Place] = {}
    for city in files.cities:
        places.update(dict.fromkeys((city.city, *city.aliases), Place(city.city)))
        for district in city.districts:
            names = (district.name, *district.aliases)
            places.update((name, Place(city.city, district.name)) for name in names if name not in unclear)
    return names_of(shelf, places, {word: entry.name for entry in files.industries for word in entry.words})


def _read_article(source: str, rules: ImportRules, seen_on: date | None) -> Page:
    if _is_address(source):
        fetched = Fetcher(rules).fetch(source)
        return read_html(decode(fetched.content, fetched.encoding), rules.noise, app.real_now().date(), fetched.url)
    text = decode(_read_file(source, rules))
    if any(mark in text[:_LOOKED_AT].lower() for mark in _HTML_MARKS):
        return read_html(text, rules.noise, seen_on)
    page = read_copy(text, rules.noise, seen_on)
    if not page.paragraphs:
        raise SourceRefused(f"「{source}」里没有正文", "请检查是不是存错了文件，应是整页复制的文字或网页的 HTML")
    return page


def _read_pages(source: str, rules: ImportRules, tally: Tally, limit: int | None) -> Iterator[Page]:
    """Yield the articles of a feed; when a later page of it fails, what came before stays."""
    found = _read_api(source, rules, tally) if _is_address(source) and is_api(source) else _read_whole(source, rules)
    for number, page in enumerate(found):
        if limit is not None and number >= limit:
            return
        yield page


def _read_whole(source: str, rules: ImportRules) -> Iterator[Page]:
    if _is_address(source):
        fetched = Fetcher(rules).fetch(source)
    else:
        fetched = Fetched(_read_file(source, rules), None, source, 0)
    if fetched.content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        yield from read_posts(decode(fetched.content, fetched.encoding), rules.noise).pages
        return
    yield from read_feed(fetched.content, rules.noise, fetched.encoding)


def _read_api(source: str, rules: ImportRules, tally: Tally) -> Iterator[Page]:
    fetcher = Fetcher(rules)
    for number in range(1, rules.fetch.most_pages + 1):
        try:
            fetched = fetcher.fetch(list_address(source, number), any_status=True)
            listed = read_posts(decode(fetched.content, fetched.encoding), rules.noise)
        except SourceRefused as refused:
            if number == 1:
                raise
            where = f"列表第 {number} 页"
            tally.lines.append(ReportLine(Outcome.REFUSED, where, "", "", refused.what, refused.remedy))
            return
        yield from listed.pages
        if not listed.has_more:
            return


def _keep_article(page: Page, desk: Desk, tally: Tally) -> None:
    imported = draft_article(page, desk)
    tally.lines += imported.lines
    tally.keep(imported.drafts)


def _is_address(source: str) -> bool:
    return "://" in source


def _read_file(source: str, rules: ImportRules) -> bytes:
    path = Path(source)
    try:
        if path.stat().st_size > rules.fetch.most_bytes:
            raise SourceRefused(f"文件超过 {rules.fetch.most_bytes} 字节", "请检查是不是选错了文件")
        return path.read_bytes()
    except (OSError, ValueError) as fault:
        raise SourceRefused(
            f"读不了「{source}」", "请检查文件是否存在、是否有读取权限；网址要以 http:// 开头"
        ) from fault


def _unused(column: str) -> ReportLine:
    return ReportLine(Outcome.NOTE, "表头", column, "", "这一列没有导入", "要导入就在映射文件里加上它")


@contextmanager
def _refusals() -> Iterator[None]:
    """Tell what could not be fetched, read or written without a traceback."""
    try:
        yield
    except (SourceRefused, KnowledgeError) as refused:
        raise click.ClickException(str(refused)) from refused
    except OSError as fault:
        raise click.ClickException(f"写不了草稿：{fault.strerror}。请检查文件夹的权限和磁盘空间") from fault


@contextmanager
def _progress(items: Iterable[Item], label: str, length: int | None) -> Iterator[Iterable[Item]]:
    """Show how far it is, on a terminal only."""
    with click.progressbar(
        items, length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty(), show_eta=length is not None
    ) as shown:
        yield shown


def _finish(tally: Tally, header: Iterable[str] = ()) -> None:
    """Say what was written and what is to be done; exit 1 when anything was refused."""
    for line in tally.lines[:_MOST_SHOWN]:
        click.echo(mask(str(line)))
    if len(tally.lines) > _MOST_SHOWN:
        click.echo(f"……还有 {len(tally.lines) - _MOST_SHOWN} 条，见报告")
    click.echo(f"新草稿 {tally.new} 份，没有变化 {tally.same} 份，在 {tally.folder}")
    if tally.lines:
        report = _write_report(tally, header)
        click.echo(f"报告：{report}（含原始单元格，可能有电话，只给员工看）")
    if tally.new:
        click.echo("批准的办法：按草稿开头的说明核对补齐，把文件移到知识库的同名文件夹，再运行 parkbot check")
    sys.exit(1 if any(line.outcome is Outcome.REFUSED for line in tally.lines) else 0)


def _write_report(tally: Tally, header: Iterable[str]) -> Path:
    tally.folder.mkdir(parents=True, exist_ok=True)
    path = tally.folder / f"import-{app.real_now():%Y%m%d-%H%M%S-%f}.csv"
    path.touch(mode=0o600)
    # With a mark, so that Excel reads it as UTF-8.
    path.write_text(to_csv(tally.lines, tuple(header)), encoding="utf-8-sig", newline="")
    return path


COMMANDS = (importing,)
