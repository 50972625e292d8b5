"""The quick way of reading YAML: it says what the careful way says, or leaves the file to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.catalog.strict_yaml import find_files, read_text
from bot.catalog.yaml_plain import NotPlain, read_plain
from bot.catalog.yaml_tree import Tree, read_events
from bot.errors import KnowledgeError

ROOT = Path(__file__).parents[2]
PIECES = (
    *("a", "b：", "名称：", "a: ", "b:\n", "- ", "\n", "\n  ", "\n- ", "? ", ": ", ", ", "[", "]", "{", "}", " #x"),
    *("|\n", ">-\n", "'", '"', "\\", "&a ", "*a", "!t ", "%Y", "---\n", "...\n", "null", "~", "=", "\t", "\r\n", "\r"),
    *("\u2028", "\x85", "\ufeff", "\u3000", "\x00", "\x7f", "1.5", "<<: ", "@", "`", "厂房", "  ", "\n    "),
)


def read_carefully(text: str) -> object:
    """Return the content by the slow way alone."""
    tree = Tree("x", text.splitlines())
    for event in read_events(text):
        tree.take(event)
    assert tree.faults == []
    return tree.data


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("a: &x [b]\nc: *x")
@example("a: {b: 1, b: 2}")
@example("名称：厂房")
@example("a:\n  b：1")
@example("a: 1\r\nb: [x,\r\n y]\r\n")
@settings(max_examples=1500, deadline=None)
def test_plain_text_says_what_the_careful_way_says(text: str) -> None:
    try:
        found = read_plain(text)
    except NotPlain:
        return

    assert found == read_carefully(text)
    assert read_text(text, "x").data == found


@pytest.mark.parametrize("folder", ["knowledge", "config"])
def test_own_files_are_plain_or_read_carefully_with_the_same_content(folder: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in find_files(ROOT / folder)]

    plain = 0
    for text in texts:
        assert read_text(text, "x").data == read_carefully(text)
        plain += is_plain(text)
    assert plain > len(texts) / 2


@pytest.mark.parametrize(
    "text",
    ["a: &x 1", "a: *x", "a: !t 1", "a: 1\na: 2", "%YAML 1.1\n---\na: 1", "a: 1\n---\nb: 2", "[" * 5000, "- " * 5000],
)
def test_clever_broken_or_deep_text_is_left_to_the_careful_way(text: str) -> None:
    assert not is_plain(text)


def test_lines_of_a_plain_text_are_found_when_asked_for() -> None:
    document = read_text("a: 1\nb:\n  - c: 2\n    d: 3\n", "x")

    assert document.line_of(("b", 0, "d")) == 4
    assert set(document.lines) == {(), ("a",), ("b",), ("b", 0), ("b", 0, "c"), ("b", 0, "d")}
    assert len(document.lines) == 6


def test_deepest_nesting_is_the_same_both_ways() -> None:
    fits, too_deep = ("[" * depth + "]" * depth for depth in (20, 21))

    assert read_plain(fits) == read_carefully(fits)
    assert not is_plain(too_deep)
    with pytest.raises(KnowledgeError):
        read_text(too_deep, "x")


def is_plain(text: str) -> bool:
    try:
        read_plain(text)
    except NotPlain:
        return False
    return True
