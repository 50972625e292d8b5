from __future__ import annotations

from bot.understanding.keywords import learn

LESSON = [
    (["租金", "多少", "长度:短"], "ask_rent_price"),
    (["租金", "怎么", "算"], "ask_rent_price"),
    (["地址", "多少", "号"], "ask_address"),
    (["地址", "在", "哪"], "ask_address"),
    (["你好", "在", "吗"], "greet"),
    (["你好", "长度:短"], "greet"),
]


def best(traits: list[str]) -> str:
    scores = learn(LESSON).score(traits)
    return max(scores, key=lambda intent: scores[intent])


def test_words_seen_with_an_intent_speak_for_it():
    assert best(["租金", "呢"]) == "ask_rent_price"
    assert best(["地址", "呢"]) == "ask_address"


def test_a_word_that_two_intents_share_decides_for_neither():
    scores = learn(LESSON).score(["多少"])

    assert abs(scores["ask_rent_price"] - scores["ask_address"]) < abs(learn(LESSON).score(["租金"])["ask_rent_price"])


def test_learning_twice_gives_the_same_weights():
    assert learn(LESSON).score(["租金", "多少"]) == learn(LESSON).score(["租金", "多少"])


def test_the_weightiest_traits_are_named_first():
    strongest = learn(LESSON).strongest(["多少", "租金"], "ask_rent_price")

    assert strongest[0][0] == "租金"


def test_the_nearest_example_of_an_intent_is_found():
    assert learn(LESSON).nearest(["地址", "在", "哪", "里"], "ask_address")[0] == 3


def test_traits_of_one_sentence_only_are_not_learned():
    assert "怎么" not in learn(LESSON).numbers
    assert "长度:短" in learn(LESSON).numbers


def test_a_message_of_unknown_traits_speaks_for_nothing():
    assert set(learn(LESSON).score(["没", "见", "过"]).values()) == {0.0}
