from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.importers.cleaning import normalise
from bot.catalog.importers.drafts import Draft, Written, make_id, make_slug, render, write
from bot.catalog.strict_yaml import read_text

CELLS = st.text(max_size=60).map(lambda text: " ".join(normalise(text).split())).filter(bool)
VALUES = st.recursive(
    CELLS | st.none(), lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(
        st.text(string.ascii_lowercase, min_size=1, max_size=8), inner, min_size=1, max_size=3
    ), max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.text(string.ascii_lowercase, min_size=1, max_size=8), VALUES, min_size=1, max_size=4), CELLS)
def test_whatever_a_cell_holds_comes_back_unchanged(data, comment):
    draft = Draft("listings", "x", data, [comment])

    assert read_text(render(draft), "x.yaml").data == data


@given(st.text(max_size=80), st.text(max_size=80))
def test_ids_are_slugs_whatever_they_are_made_of(one, other):
    allowed = set(string.ascii_lowercase + string.digits + "-")

    assert set(make_slug(one)) <= allowed and len(make_slug(one)) <= 60
    assert set(make_id("listing", one, other)) <= allowed


@pytest.mark.parametrize(
    ("text", "slug"), [("A-01 号", "a-01"), ("../../etc/passwd", "etc-passwd"), ("Ａ１", "a1"), ("厂房", "")]
)
def test_slug_keeps_letters_and_digits_only(text, slug):
    assert make_slug(text) == slug


def test_numbers_are_written_without_needless_decimals():
    text = render(Draft("listings", "x", {"a": 600.0, "b": 4.2, "c": True, "d": "：: 好"}))

    assert "a: 600\n" in text and "b: 4.2\n" in text and "c: true\n" in text
    assert read_text(text, "x").data["d"] == "：: 好"


def test_existing_draft_is_left_alone_unless_told_otherwise(tmp_path):
    first, second = Draft("articles", "x", {"id": "x"}), Draft("articles", "x", {"id": "x", "title": "新"})

    assert write(tmp_path, first) is Written.NEW
    assert write(tmp_path, first) is Written.SAME
    assert write(tmp_path, second) is Written.KEPT
    assert "title" not in (tmp_path / "articles/x.yaml").read_text(encoding="utf-8")
    assert write(tmp_path, second, replace=True) is Written.NEW
    assert "title" in (tmp_path / "articles/x.yaml").read_text(encoding="utf-8")
    assert [path.name for path in (tmp_path / "articles").iterdir()] == ["x.yaml"]


def test_link_in_the_place_of_a_draft_is_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("old")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/x.yaml").symlink_to(secret)

    write(tmp_path, Draft("articles", "x", {"id": "x"}), replace=True)

    assert secret.read_text() == "old"
