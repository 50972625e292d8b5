from __future__ import annotations

import pytest

from bot.understanding.typos import Repairer

_VOCABULARY = ("厂房", "承重", "环评", "安亭", "外冈", "马陆镇", "马陆", "嘉定", "仓库", "江桥", "芝前", "办公")
_WORDS = ("马路", "年底", "之前", "定金", "有", "园区", "没有", "不要", "办公", "厂房", "仓库", "江桥", "找个", "安亭")


def _words(text: str) -> list[tuple[str, int, int]]:
    """Cut greedily by the longest word of a small list, as a segmenter would."""
    cut = []
    at = 0
    while at < len(text):
        word = next((w for w in sorted(_WORDS, key=len, reverse=True) if text.startswith(w, at)), text[at])
        cut.append((word, at, at + len(word)))
        at += len(word)
    return cut


@pytest.fixture(scope="module")
def repairer() -> Repairer:
    return Repairer(_VOCABULARY, _words, lambda word: word in _WORDS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("找个场房", "找个厂房"),
        ("承中多少", "承重多少"),
        ("环平好办吗", "环评好办吗"),
        ("按亭有仓库吗", "安亭有仓库吗"),
        ("外岗园区", "外冈园区"),
        ("马路镇有没有", "马陆镇有没有"),
        ("加定仓库", "嘉定仓库"),
        ("苍库", "仓库"),
    ],
)
def test_slips_by_sound_get_the_known_spelling(repairer, typed, meant):
    assert repairer.repair(typed) == meant


@pytest.mark.parametrize("text", ["年底之前", "加定金", "马路边", "安亭厂房", "", "2000平", "hello", "啊" * 500])
def test_words_and_parts_of_words_are_left_alone(repairer, text):
    assert repairer.repair(text) == text


def test_repaired_text_keeps_its_length(repairer):
    text = "想在加定按亭找场房，承中2吨"

    assert len(repairer.repair(text)) == len(text)


def test_words_that_share_only_their_sound_stay():
    repairer = Repairer(("嘉定",), lambda text: [(c, i, i + 1) for i, c in enumerate(text)], lambda _: False)

    assert repairer.repair("家丁") == "家丁"
