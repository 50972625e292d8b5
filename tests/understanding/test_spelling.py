from __future__ import annotations

import pytest

from bot.understanding.spelling import respell_by_sound


@pytest.mark.parametrize(
    ("say", "character"), [("名字写错一个字，是前程的程", "程"), ("应该是锦绣的锦字", "锦"), ("是欧阳的阳吧", "阳")]
)
def test_character_is_known_by_the_word_it_stands_in(read, say, character):
    assert {claim.slot: claim.value for claim in read(say).claims}["spelling"] == character


@pytest.mark.parametrize("say", ["厂房的价格", "我们公司的人", "嘉定的厂房"])
def test_other_things_of_something_spell_nothing(read, say):
    assert "spelling" not in {claim.slot for claim in read(say).claims}


def test_name_takes_the_character_of_the_same_sound():
    assert respell_by_sound("锦诚五金", "程") == "锦程五金"
    assert respell_by_sound("成都锦诚五金制品有限公司", "程") == "成都锦程五金制品有限公司"


def test_name_with_that_sound_twice_stays_as_it_is():
    assert respell_by_sound("诚信城投", "程") is None


def test_name_without_that_sound_stays_as_it_is():
    assert respell_by_sound("宏顺钢构", "程") is None
