from __future__ import annotations

import pytest

from bot.understanding.text import MOST_CHARACTERS, normalise


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("２０００平", "2000平"),
        ("Ｖ信", "v信"),
        ("800㎡", "800m2"),
        ("廠房出租，淨高九米", "厂房出租，净高九米"),
        ("後天來臺灣路看倉庫", "后天来台湾路看仓库"),
        ("KVA and SQM", "kva and sqm"),
        ("租金多少？？？？", "租金多少?"),
        ("好的。。。。", "好的。"),
        ("嘉定 厂房 出租", "嘉定厂房出租"),
        ("租 3000 平", "租3000平"),
        ("need 3000 sqm", "need 3000 sqm"),
        ("电话:\n\n138\t0013 8000", "电话:\n13800138000"),
        ("零\u200b宽\ufeff字\u202e符", "零宽字符"),
        ("蕞低多少", "最低多少"),
        ("1️⃣3️⃣8", "138"),
        ("三千  五千", "三千 五千"),
    ],
)
def test_decoration_and_spelling_are_put_aside(raw, text):
    assert normalise(raw).text == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("138 0013 8000", "13800138000"),
        ("1 3 8 0 0 1 3 8 0 0 0", "13800138000"),
        ("1 2 0 0 平", "1200平"),
        ("12 000 平", "12000平"),
        ("3 500平", "3500平"),
        ("20 00平", "2000平"),
        ("2000 3000平", "2000 3000平"),
        ("10 10 10", "10 10 10"),
        ("2000 13800138000", "2000 13800138000"),
    ],
)
def test_spaces_are_closed_only_inside_one_number(raw, text):
    assert normalise(raw).text == text


def test_full_width_comma_is_kept_apart_from_the_thousands_comma():
    assert normalise("２,000平").text == "2,000平"
    assert normalise("2000，3000都行").text == "2000，3000都行"


@pytest.mark.parametrize("raw", ["😀👍🏻", "[玫瑰][玫瑰]", "[抱拳] ☀️", "❤️"])
def test_only_emoji_leaves_no_text_but_is_remembered(raw):
    found = normalise(raw)

    assert found.text == ""
    assert found.only_emoji


@pytest.mark.parametrize("raw", ["", "   ", "。。。", "好", "你好[微笑]"])
def test_other_messages_are_not_only_emoji(raw):
    assert not normalise(raw).only_emoji


def test_brackets_around_ordinary_words_stay():
    assert normalise("[嘉定]厂房").text == "[嘉定]厂房"


def test_raw_text_is_kept_untouched():
    raw = "Ａ廠\ud800房  [微笑]"

    assert normalise(raw).raw == raw


def test_capitals_are_kept_at_the_same_offsets():
    found = normalise("我们是ABC公司 v信Lin88")

    assert found.cased == "我们是ABC公司 v信Lin88"
    assert len(found.cased) == len(found.text)


def test_long_messages_are_cut_for_analysis():
    assert len(normalise("厂" * 20_000).text) == MOST_CHARACTERS
    assert len(normalise("\ufdfa" * 20_000).text) <= MOST_CHARACTERS


def test_lone_surrogates_and_control_characters_vanish():
    assert normalise("a\ud800b\x00c\x1bd\udfff").text == "abcd"
