from __future__ import annotations

import csv
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from bot.catalog.catalog import load_catalog
from bot.cli import commands

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests/catalog/importers/samples"
MAPPING = ROOT / "config/import/listings-sample.yaml"
HEADER = (
    "编号,项目名称,楼号,区,街镇,地址,租售,房源类型,状态,面积,最小面积,楼层,可否分割,"
    "层高,承重,行车,牛腿,配电,消防,租金,售价,交付日期,行业,业主电话,底价,备注"
)
GOOD = (
    'A-1,示例园,1号楼,嘉定区,外冈镇,恒永路1号,租,厂房,可租,"3,200",800,1-2,可分割,'
    "8,1t/㎡,10,是,500,丙二,1.2,,,机械加工,13800138000,1.0,x"
)
BAD = "A-2,示例园,2号楼,嘉定区,,,租,厂房,,900,,,,30000,,500kg/㎡,,,,1.2元,,,,13800138000,,"


@pytest.fixture
def config(tmp_path: Path, httpserver: HTTPServer) -> Path:
    """The shipped config, with the stand-in site allowed and no pause between requests."""
    folder = tmp_path / "config"
    folder.mkdir()
    text = (ROOT / "config/import.yaml").read_text(encoding="utf-8")
    text = text.replace("allowed_hosts: [", f"allowed_hosts: ['{httpserver.host}:{httpserver.port}', ")
    text = text.replace("own_hosts: [", f"own_hosts: [{httpserver.host}, ")
    (folder / "import.yaml").write_text(
        text.replace("seconds_between_requests: 1.1", "seconds_between_requests: 0"), encoding="utf-8"
    )
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "drafts"


@pytest.fixture
def run(config: Path, out: Path) -> Callable[..., Result]:
    def invoke(*words: str | Path) -> Result:
        return CliRunner().invoke(
            commands, ["import", *map(str, words), "--out", str(out), "--config", str(config)], catch_exceptions=False
        )

    return invoke


def report_of(out: Path) -> list[dict[str, str]]:
    (path,) = out.glob("import-*.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_copied_article_becomes_drafts_and_a_report(run, out):
    result = run("article", SAMPLES / "article-11779.txt", "--seen-on", "2025-07-15")

    assert result.exit_code == 0, result.output
    assert "新草稿 2 份" in result.output and "批准的办法" in result.output
    assert "date: 2024-10-31" in (out / "articles/post-11779.yaml").read_text(encoding="utf-8")
    assert len(list((out / "listings").glob("listing-*.yaml"))) == 1
    assert {"剩余数量", "总价"} <= {row["列或字段"] for row in report_of(out)}


def test_page_of_an_allowed_site_is_imported_with_its_address(run, out, httpserver):
    html = (SAMPLES / "article.html").read_text(encoding="utf-8")
    httpserver.expect_request("/index.php/post/501.html").respond_with_data(html, content_type="text/html")

    result = run("article", httpserver.url_for("/index.php/post/501.html"))

    assert result.exit_code == 0, result.output
    draft = (out / "articles/post-501.yaml").read_text(encoding="utf-8")
    assert "/index.php/post/501.html" in draft
    assert "13800138000" not in draft
    assert "10-31" in draft


def test_address_of_another_site_is_refused_in_chinese(run, out):
    result = run("article", "http://example.com/x.html")

    assert result.exit_code == 1
    assert "allowed_hosts" in result.output
    assert not out.exists()


@pytest.mark.parametrize("source", ["none.txt", "x\x00y", "/"])
def test_file_that_cannot_be_read_is_said_so(run, source):
    result = run("article", source)

    assert result.exit_code == 1
    assert "读不了" in result.output


def test_importing_again_changes_nothing_and_edited_drafts_are_kept(run, out):
    source = SAMPLES / "article-11779.txt"
    run("article", source)
    draft = out / "articles/post-11779.yaml"

    assert "没有变化 2 份" in run("article", source).output

    draft.write_text("id: post-11779\nsummary: 员工写的\n", encoding="utf-8")
    result = run("article", source)
    assert "--replace" in result.output
    assert "员工写的" in draft.read_text(encoding="utf-8")

    run("article", source, "--replace")
    assert "员工写的" not in draft.read_text(encoding="utf-8")


@pytest.mark.parametrize("where", ["file", "site"])
def test_feed_becomes_a_draft_for_each_item(run, out, httpserver, where):
    httpserver.expect_request("/feed.php").respond_with_data((SAMPLES / "feed.xml").read_bytes())

    result = run("feed", SAMPLES / "feed.xml" if where == "file" else httpserver.url_for("/feed.php"))

    assert result.exit_code == 0, result.output
    assert "新草稿 2 份" in result.output
    assert "date: 2024-10-31" in (out / "articles/post-12001.yaml").read_text(encoding="utf-8")


def test_interface_of_the_site_is_read_page_by_page(run, out, httpserver):
    first = (SAMPLES / "zblog.json").read_text(encoding="utf-8")
    second = first.replace('"PageNow": 1', '"PageNow": 2').replace("1177", "2177").replace("1178", "2178")

    def answer(request: Request) -> Response:
        assert request.args["mod"] == "post" and request.args["act"] == "list"
        return Response(first if request.args["page"] == "1" else second, content_type="application/json")

    httpserver.expect_request("/zb_system/api.php").respond_with_handler(answer)

    result = run("feed", httpserver.url_for("/zb_system/api.php"))

    assert result.exit_code == 0, result.output
    assert {path.name for path in (out / "articles").iterdir()} == {
        "post-11779.yaml", "post-11780.yaml", "post-21779.yaml", "post-21780.yaml",
    }  # fmt: skip


def test_limit_stops_after_so_many_articles(run, out, httpserver):
    httpserver.expect_request("/zb_system/api.php").respond_with_data((SAMPLES / "zblog.json").read_bytes())

    run("feed", httpserver.url_for("/zb_system/api.php"), "--limit", "1")

    assert [path.name for path in (out / "articles").iterdir()] == ["post-11779.yaml"]
    assert len(httpserver.log) == 1


@pytest.mark.parametrize("status", [200, 503])
def test_interface_that_is_off_is_explained(run, httpserver, status):
    body = '{"code": 503, "message": "Web API is disabled.", "data": null, "error": null}'
    httpserver.expect_request("/zb_system/api.php").respond_with_data(body, status=status)

    result = run("feed", httpserver.url_for("/zb_system/api.php"))

    assert result.exit_code == 1
    assert "ZC_API_ENABLE" in result.output and "feed.php" in result.output


def test_page_of_the_list_that_fails_keeps_what_came_before(run, out, httpserver):
    first = (SAMPLES / "zblog.json").read_text(encoding="utf-8")
    httpserver.expect_request("/zb_system/api.php").respond_with_handler(
        lambda request: Response(first if request.args["page"] == "1" else '{"code": 429}')
    )

    result = run("feed", httpserver.url_for("/zb_system/api.php"))

    assert result.exit_code == 1
    assert "列表第 2 页" in result.output and "每分钟" in result.output
    assert len(list((out / "articles").iterdir())) == 2


def test_rows_of_a_table_become_drafts_and_refused_ones_stay_in_the_report(run, out, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text(f"{HEADER}\n{GOOD}\n{BAD}\n", encoding="gb18030")

    result = run("listings", table, "--mapping", MAPPING)

    assert result.exit_code == 1
    assert "共 2 行，收下 1 行，拒收 1 行" in result.output
    assert "13800138000" not in result.output
    refused = [row for row in report_of(out) if row["结果"] == "拒收"]
    assert {row["列或字段"] for row in refused} == {"层高", "行车", "租金"}
    assert all(row["业主电话"] == "13800138000" and row["怎么办"] for row in refused)
    assert [path.name for path in (out / "listings").iterdir()] == ["desk-a-1.yaml"]
    (report,) = out.glob("import-*.csv")
    assert report.stat().st_mode & 0o077 == 0


def test_table_without_a_wrong_row_ends_well_and_names_unused_columns(run, out, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text(f"{HEADER}\n{GOOD}\n", encoding="utf-8")

    result = run("listings", table, "--mapping", MAPPING)

    assert result.exit_code == 0, result.output
    assert "「备注」这一列没有导入" in result.output


def test_imported_listing_passes_the_strict_loader_once_moved(run, out, tmp_path):
    knowledge = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", knowledge)
    table = tmp_path / "table.csv"
    table.write_text(f"{HEADER}\n{GOOD}\n", encoding="utf-8")
    run("listings", table, "--mapping", MAPPING)

    shutil.move(out / "listings/desk-a-1.yaml", knowledge / "listings/desk-a-1.yaml")

    listing = load_catalog(knowledge).listings["desk-a-1"]
    assert (listing.area.m2, listing.rent.value, listing.crane.tonnage_t) == (3200, 1.2, 10)


def test_drafts_go_beside_the_knowledge_by_default(config, tmp_path):
    knowledge = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", knowledge)
    before = set(load_catalog(knowledge).articles)
    words = ["import", "feed", str(SAMPLES / "feed.xml"), "--knowledge", str(knowledge), "--config", str(config)]

    result = CliRunner().invoke(commands, words)

    assert result.exit_code == 0, result.output
    assert (knowledge / "drafts/articles/post-12001.yaml").is_file()
    assert set(load_catalog(knowledge).articles) == before


def test_wrong_mapping_is_told_with_file_and_line(run, tmp_path):
    mapping, table = tmp_path / "m.yaml", tmp_path / "t.csv"
    mapping.write_text(MAPPING.read_text(encoding="utf-8").replace("field: area,", "field: aera,"), encoding="utf-8")
    table.write_text(f"{HEADER}\n{GOOD}\n", encoding="utf-8")

    result = run("listings", table, "--mapping", mapping)

    assert result.exit_code == 1
    assert "m.yaml 第" in result.output and "是不是 area" in result.output


def test_progress_stays_out_of_the_way_when_nobody_watches(run, tmp_path):
    table = tmp_path / "table.csv"
    rows = "\n".join(GOOD.replace("A-1", f"A-{n}").replace("示例园", f"示例{n}园") for n in range(30))
    table.write_text(f"{HEADER}\n{rows}\n", encoding="utf-8")

    result = run("listings", table, "--mapping", MAPPING)

    assert result.exit_code == 0, result.output
    assert "读取房源" not in result.output


def test_addresses_in_drafts_are_those_of_the_site(run, out, httpserver):
    httpserver.expect_request("/zb_system/api.php").respond_with_data((SAMPLES / "zblog.json").read_bytes())
    run("feed", httpserver.url_for("/zb_system/api.php"), "--limit", "2")

    text = (out / "articles/post-11780.yaml").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.strip().startswith("url:")]
    assert urlsplit(line.split(": ", 1)[1]).hostname == "sh-cfw.com"


def test_help_names_the_three_kinds_of_import():
    result = CliRunner().invoke(commands, ["import", "--help"])

    assert all(name in result.output for name in ("article", "feed", "listings"))


def test_progress_is_shown_on_a_terminal(tmp_path, config):
    table = tmp_path / "table.csv"
    table.write_text(f"{HEADER}\n{GOOD}\n", encoding="utf-8")
    words = ["import", "listings", table, "--mapping", MAPPING, "--out", tmp_path / "drafts", "--config", config]
    ours, theirs = pty.openpty()

    done = subprocess.run(
        [sys.executable, "-m", "bot", *map(str, words)], cwd=ROOT, stderr=theirs, stdout=subprocess.PIPE, check=False
    )
    os.close(theirs)

    shown = os.read(ours, 65_536).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "读取房源" in shown
    assert "读取房源" not in done.stdout.decode()
