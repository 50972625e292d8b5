from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.importers.mapping import load_mapping
from bot.errors import KnowledgeError, SourceRefused

SAMPLE = Path(__file__).parents[3] / "config/import/listings-sample.yaml"
SMALL = """\
id_prefix: desk
source: {title: 台账, publisher: null, date: null}
columns:
  - {column: 标题, field: title}
  - {column: 面积, field: area, unit: ㎡}
"""


@pytest.fixture
def load(tmp_path):
    def load_text(text: str):
        path = tmp_path / "mapping.yaml"
        path.write_text(text, encoding="utf-8")
        return load_mapping(path)

    return load_text


def test_sample_mapping_is_sound():
    assert {"area", "rent", "crane.tonnage_t", "staff.contact"} <= {rule.field for rule in load_mapping(SAMPLE).columns}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("field: area", "field: aera", "是不是 area"),
        ("unit: ㎡", "unit: 坪", "可以是：㎡"),
        ("field: title", "field: title, unit: m", "没有单位"),
        ("field: title", "field: project", "标题没有来处"),
        ("field: area, unit: ㎡", "field: title", "两列都填"),
        ("id_prefix: desk", "id_prefix: ../x", "id_prefix"),
        ("columns:", "defaults: {deal: 也许}\ncolumns:", "不认识这个说法"),
        ("columns:", "defaults: {cty: 上海市}\ncolumns:", "是不是 city"),
        ("id_prefix: desk\n", "", "id_prefix"),
    ],
)
def test_wrong_mapping_is_refused_with_a_hint(load, old, new, words):
    with pytest.raises(KnowledgeError, match=words):
        load(SMALL.replace(old, new))


def test_missing_columns_are_named_with_the_likely_one(load):
    with pytest.raises(SourceRefused, match=r"标题.*是不是「标题名」"):
        load(SMALL).check_header(["标题名", "面积"])


def test_doubled_column_is_refused(load):
    with pytest.raises(SourceRefused, match="两列都叫「面积」"):
        load(SMALL).check_header(["标题", "面积", "面积"])


def test_columns_that_fill_nothing_are_known(load):
    assert load(SMALL).unused(["标题", "面积", "备注", ""]) == ["备注"]
