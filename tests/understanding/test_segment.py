from __future__ import annotations

import stat
from pathlib import Path

from bot.understanding.segment import Segmenter


def test_words_come_with_their_places():
    words = Segmenter().lcut("嘉定有厂房吗")

    assert all("嘉定有厂房吗"[start:end] == word for word, start, end in words)
    assert words[-1][2] == 6


def test_user_words_stay_whole():
    assert "徐行" in [word for word, _, _ in Segmenter(["徐行"]).lcut("徐行华亭都行")]


def test_firm_words_win_against_their_neighbours():
    words = [word for word, _, _ in Segmenter((), ["厂房"]).lcut("嘉定有厂房租吗")]

    assert "厂房" in words


def test_only_the_first_500_characters_are_cut():
    assert Segmenter().lcut("园" * 20_000)[-1][2] == 500


def test_dictionary_words_are_told_from_other_strings():
    segmenter = Segmenter()

    assert segmenter.is_word("面积") and not segmenter.is_word("面鸡")
    assert segmenter.is_ordinary("幼儿园") and not segmenter.is_ordinary("云谷")


def test_the_compiled_dictionary_lies_where_nobody_else_can_write():
    Segmenter()
    folder = Path.home() / ".cache" / "parkbot"

    assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0
