"""Strict reading of YAML: nothing guessed, nothing lost, nothing blown up."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from bot.catalog.strict_yaml import Document, find_files, parse, parse_list, read_document, read_text
from bot.errors import KnowledgeError


class Shop(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    close: str | None = None
    size: float | None = None


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(KnowledgeError) as caught:
        read_text(text, "x.yaml")
    return [(fault.line, fault.what) for fault in caught.value.faults]


def test_scalars_stay_text_as_they_were_typed() -> None:
    data = read_text("close: 18:30\ncode: 0123\nans: no\nnothing: null\nempty:\nquoted: 'null'", "x").data

    expected = {"close": "18:30", "code": "0123", "ans": "no", "nothing": None, "empty": None, "quoted": "null"}
    assert data == expected


def test_every_entry_knows_its_line() -> None:
    document = read_text("a: 1\nb:\n  - x\n  - y: 2\n", "x")

    assert [document.line_of(at) for at in (("a",), ("b", 0), ("b", 1, "y"), ("b", 7))] == [1, 3, 4, 2]


def test_doubled_key_is_refused_at_its_second_place() -> None:
    assert faults("a: 1\nb: 2\na: 3\n") == [(3, "「a」写了两次")]


def test_alias_is_refused_before_it_can_multiply() -> None:
    laughs = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    start = time.perf_counter()

    assert faults(laughs)[0][0] == 1
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: &x 1", "用了 & 开头的标记"),
        ("a: *x", "用了星号开头的引用（*名称）"),
        ("a: !!python/object:os.system 1", "用了 ! 开头的标记"),
        ("a: 1\n---\na: 2", "一个文件里有两段内容（多了一行 ---）"),
        ("? [a, b]\n: 1", "名称的位置写了列表或括号"),
    ],
)
def test_clever_yaml_is_refused(text: str, what: str) -> None:
    assert what in [found for _, found in faults(text)]


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 50_000 + "x", "{a: " * 30_000, "? " * 30_000])
def test_deep_nesting_is_refused_quickly(text: str) -> None:
    start = time.perf_counter()

    assert faults(text)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("名称：厂房\n", 1),
        ("id: x\n名称：厂房\n", 2),
        ("a: 1\n- name：厂房\n", 2),
        ("list:\n  - area：3000\n", 2),
    ],
)
def test_full_width_colon_is_named_with_its_line(text: str, line: int) -> None:
    assert line in [found for found, _ in faults(text)]


@pytest.mark.parametrize("text", ["a: |\n  步骤：先登记\n  例：1000", "a: '说明：好'", "a: 他说：好", "a: https：//x"])
def test_full_width_colon_inside_a_text_is_fine(text: str) -> None:
    assert "：" in read_text(text, "x").data["a"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("\ufeffa: 1", "有看不见的 BOM 标记"),
        ("a:\n\tb: 1", "用了制表符(Tab)缩进"),
        ("a:\n\u3000b: 1", "用了全角空格"),
        ("a: 1\x00", "有看不见的控制字符"),
    ],
)
def test_invisible_marks_are_named(text: str, what: str) -> None:
    assert what in [found for _, found in faults(text)]


def test_wrong_encoding_is_guessed_and_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("名称: 厂房".encode("gb18030"))
    (tmp_path / "b.yaml").write_bytes("name: x".encode("utf-16"))

    said = []
    for path in find_files(tmp_path):
        with pytest.raises(KnowledgeError) as caught:
            read_document(path, tmp_path)
        said.append(str(caught.value))
    assert "GBK" in said[0]
    assert "UTF-16" in said[1]


def test_missing_and_huge_files_are_faults(tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    huge.write_bytes(b"#" * 5_000_001)

    for path, what in ((tmp_path / "none.yaml", "读不了这个文件"), (huge, "文件超过 5 MB")):
        with pytest.raises(KnowledgeError, match=what):
            read_document(path)


@pytest.mark.parametrize("text", ["", "# only a remark\n", "---\n"])
def test_empty_file_is_a_fault_for_a_record_and_an_empty_list(text: str) -> None:
    document = read_text(text, "x.yaml")

    with pytest.raises(KnowledgeError, match="文件是空的"):
        parse(document, Shop)
    assert parse_list(document, Shop) == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("nmae: a\nname: b", 1, "是不是想写「name」"),
        ("close: x", 1, "缺少「name」"),
        ("name: a\nsize: 三千", 2, "这里要数字"),
        ("name: {hotline}", 1, "请加引号"),
        ("name: null", 1, "不能没有内容"),
        ("一句话", 1, "这里要「名称: 内容」"),
    ],
)
def test_schema_misfit_says_line_and_remedy(text: str, line: int, words: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        parse(read_text(text, "x.yaml"), Shop)

    assert caught.value.faults[0].line == line
    assert words in str(caught.value)


def outcome(read: Callable[[], Document]) -> tuple[str, bool]:
    """Return the name of the file and whether it was read; every other exception comes through."""
    try:
        return read().file, True
    except KnowledgeError as wrong:
        return wrong.faults[0].file, False


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    assert outcome(lambda: read_text(text, "x.yaml"))[0] == "x.yaml"


@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_by_name(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "x.yaml"
    path.write_bytes(content)

    assert outcome(lambda: read_document(path))[0] == "x.yaml"
