from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.catalog.catalog import load_catalog
from bot.catalog.importers.drafts import render
from bot.catalog.importers.listings import ListingImport
from bot.catalog.importers.mapping import SheetMapping, load_mapping
from bot.catalog.importers.report import Outcome
from bot.catalog.importers.sheets import Row, Table
from bot.catalog.loading import Shelf, read_shelf
from bot.catalog.need import Need, Range
from bot.catalog.strict_yaml import parse, read_text

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 3, 1)
HEADER = (
    "编号",
    "标题",
    "区",
    "租售",
    "类型",
    "面积",
    "最小面积",
    "层高",
    "行车",
    "租金",
    "地址",
    "业主电话",
    "园区",
    "别名",
)
MAPPING = """\
id_prefix: desk
source: {title: 示例台账, publisher: null, date: 2026-02-01}
defaults: {city: 上海市, deal: 出租}
columns:
  - {column: 编号, field: id}
  - {column: 标题, field: title}
  - {column: 区, field: district}
  - {column: 租售, field: deal}
  - {column: 类型, field: property_type}
  - {column: 面积, field: area, unit: ㎡, meaning: 建筑面积}
  - {column: 最小面积, field: min_area_m2, unit: ㎡}
  - {column: 层高, field: floor_height_m, unit: m}
  - {column: 行车, field: crane.tonnage_t, unit: t}
  - {column: 租金, field: rent, unit: 元/㎡/天}
  - {column: 地址, field: address}
  - {column: 业主电话, field: staff.contact}
  - {column: 园区, field: park}
  - {column: 别名, field: aliases}
"""
GOOD = {
    "编号": "A-1", "标题": "示例一号厂房", "区": "嘉定区", "类型": "厂房", "面积": "3,200", "最小面积": "800",
    "层高": "8", "行车": "10", "租金": "1.2", "地址": "恒永路1号", "业主电话": "13800138000",
}  # fmt: skip


@pytest.fixture(scope="session")
def mapping() -> SheetMapping:
    return parse(read_text(MAPPING, "mapping.yaml"), SheetMapping)


@pytest.fixture
def run(mapping, rules, desk):
    def run_rows(*rows: dict[str, str], shelf: Shelf | None = None):
        cells = (tuple(row.get(column, "") for column in HEADER) for row in rows)
        table = Table(HEADER, tuple(Row(number, c) for number, c in enumerate(cells, 2)))
        return ListingImport(table, mapping, rules, desk.names, shelf or desk.shelf).run(table.rows, TODAY)

    return run_rows


def test_sound_row_becomes_a_draft_with_raw_wording(run):
    (draft,) = run(GOOD).accepted

    assert draft.name == "listings/desk-a-1.yaml"
    assert draft.data["area"] == {"value": 3200, "unit": "㎡", "raw": "3,200㎡", "meaning": "建筑面积"}
    assert draft.data["rent"]["raw"] == "1.2元/㎡/天"
    assert draft.data["crane"] == {"tonnage_t": 10}
    assert draft.data["deal"] == ["rent"]
    assert draft.data["clear_height_m"] is None


def test_draft_moved_to_its_folder_is_loaded_and_found(run, tmp_path):
    knowledge = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", knowledge)
    (knowledge / "drafts/listings").mkdir(parents=True)
    waiting = knowledge / "drafts/listings/desk-a-1.yaml"
    waiting.write_text(render(run(GOOD).accepted[0]), encoding="utf-8")

    assert "desk-a-1" not in load_catalog(knowledge).listings

    waiting.rename(knowledge / "listings/desk-a-1.yaml")
    catalog = load_catalog(knowledge, TODAY)
    need = Need(deal="rent", property_types=("厂房",), districts=("嘉定区",), area=Range(1000, 2000))
    assert [match.listing.id for match in catalog.find_listings(need).possible] == ["desk-a-1"]


def test_draft_that_is_broken_does_no_harm_while_it_waits(tmp_path):
    knowledge = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", knowledge)
    (knowledge / "drafts/listings").mkdir(parents=True)
    (knowledge / "drafts/listings/x.yaml").write_text("a: [\n", encoding="utf-8")

    assert load_catalog(knowledge).listings


def test_staff_only_columns_stay_apart_from_public_ones(run):
    (draft,) = run(GOOD).accepted

    assert draft.data["staff"] == {"contact": "13800138000"}
    assert "13800138000" not in render(draft).partition("\nstaff:")[0]


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"行车": "500kg/㎡"}, "行车", "kg/㎡"),
        ({"层高": "30000"}, "层高", "毫米"),
        ({"租金": "35"}, "租金", "35 元/㎡/天"),
        ({"租金": "500元/月"}, "租金", "元/㎡/天"),
        ({"类型": "厂方"}, "类型", "不认识"),
        ({"标题": ""}, "标题", "title"),
        ({"标题": "最好的厂房"}, "标题", "最好"),
        ({"地址": "找 13800138000"}, "地址", "手机号"),
        ({"最小面积": "5000"}, "", "最小面积"),
        ({"区": "=1+1"}, "区", "公式"),
        ({"地址": "长" * 3000}, "地址", "太长"),
        ({"标题": "题" * 61}, "标题", "题题"),
        ({"园区": "没有的园区"}, "园区", "没有这个园区"),
        ({"标题": "上海氢能港"}, "标题", "重复"),
    ],
)  # fmt: skip
def test_wrong_row_is_refused_with_its_column_and_all_its_cells(run, change, column, words, shelf):
    if change.get("标题") == "上海氢能港":
        change = {"标题": shelf.parks[0].record.name}

    result = run({**GOOD, **change})

    assert result.accepted == []
    (line,) = [line for line in result.lines if words in str(line) or words in line.reason]
    assert (line.outcome, line.where, line.field) == (Outcome.REFUSED, "第 2 行", column)
    assert line.remedy
    assert line.cells == tuple({**GOOD, **change}.get(name, "") for name in HEADER)


def test_every_fault_of_a_row_is_told_at_once(run):
    result = run({**GOOD, "行车": "500kg/㎡", "层高": "30000", "类型": "厂方"})

    assert {line.field for line in result.lines} == {"行车", "层高", "类型"}


def test_refused_rows_do_not_keep_the_others_back(run):
    result = run(
        GOOD, {**GOOD, "编号": "A-2", "标题": "示例二号厂房", "层高": "x"}, {**GOOD, "编号": "A-3", "标题": "三"}
    )

    assert [draft.id for draft in result.accepted] == ["desk-a-1", "desk-a-3"]
    assert result.refused == {3}


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (GOOD, "和第 2 行完全相同"),
        ({**GOOD, "标题": "另一个"}, "编号和第 2 行重复"),
        ({**GOOD, "编号": "A-9"}, "重复"),
        ({**GOOD, "编号": "A-9", "标题": "另一个", "别名": "示例一号厂房"}, "重复"),
    ],
)
def test_second_row_of_the_same_space_is_refused(run, second, words):
    result = run(GOOD, second)

    assert [draft.id for draft in result.accepted] == ["desk-a-1"]
    assert [words in line.reason for line in result.lines] == [True]


def test_rows_without_a_number_get_an_id_that_stays_the_same(run):
    nameless = {**GOOD, "编号": ""}

    first, second = (run(nameless).accepted[0].id for _ in range(2))

    assert first == second
    assert first.startswith("desk-")


@pytest.mark.parametrize("number", ["../../etc/passwd", "一号楼-2", "A 1", "x" * 500])
def test_numbers_of_any_form_give_safe_file_names(run, number):
    (draft,) = run({**GOOD, "编号": number}).accepted

    assert draft.id.replace("-", "").isalnum() and draft.id.isascii() and len(draft.id) <= 60


def test_negotiable_rent_is_unknown_and_said_so(run):
    (draft,) = run({**GOOD, "租金": "面议"}).accepted

    assert draft.data["rent"] is None
    assert draft.data["price_note"] == "来源写「面议」"


def test_park_is_known_by_its_name_or_id(run, shelf):
    park = shelf.parks[0].record

    assert run({**GOOD, "园区": park.name}).accepted[0].data["park"] == park.id
    assert run({**GOOD, "园区": park.id}).accepted[0].data["park"] == park.id


def test_known_listing_is_compared_field_by_field_not_overwritten(run, tmp_path, rules):
    (tmp_path / "listings").mkdir()
    (tmp_path / "listings/desk-a-1.yaml").write_text(render(run(GOOD).accepted[0]), encoding="utf-8")
    before = read_shelf(tmp_path)

    result = run({**GOOD, "层高": "9", "业主电话": ""}, shelf=before)

    assert [(line.outcome, line.field, line.value) for line in result.lines] == [
        (Outcome.CONFLICT, "floor_height_m", "9")
    ]
    assert len(result.accepted) == 1


def test_sample_mapping_reads_a_table_of_its_own_columns(rules, desk):
    wanted = load_mapping(ROOT / "config/import/listings-sample.yaml")
    header = tuple(dict.fromkeys((*(rule.column for rule in wanted.columns), *wanted.title_from)))
    known = {
        "项目名称": "示例园", "楼号": "1号楼", "房源类型": "车间", "租售": "租", "区": "嘉定区",
        "面积": "800", "租金": "1.1",
    }  # fmt: skip
    table = Table(header, (Row(2, tuple(known.get(column, "") for column in header)),))

    result = ListingImport(table, wanted, rules, desk.names, desk.shelf).run(table.rows, TODAY)

    assert result.lines == []
    assert result.accepted[0].data["title"] == "示例园 1号楼 车间"
