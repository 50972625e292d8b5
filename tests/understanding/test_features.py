from __future__ import annotations

from bot.understanding.features import Sketcher, list_traits

SKETCHER = Sketcher({"rent_word": ["房租", "租金"], "ask_amount": ["多少", "几个"], "rent_out": ["出租"]})


def test_words_stand_for_their_concepts():
    sketch = SKETCHER.sketch("租金多少", [])

    assert sketch.concepts() == {"rent_word": "租金", "ask_amount": "多少"}
    assert "词组:ask_amount+rent_word" in list_traits(sketch)


def test_a_word_that_cuts_through_a_name_is_none():
    without_name = SKETCHER.sketch("厂房租吗", [])
    with_name = SKETCHER.sketch("厂房租吗", [(0, 2, "property_type")])

    assert "rent_word" in without_name.concepts()
    assert with_name.concepts() == {}


def test_places_and_amounts_look_alike_whatever_they_are():
    one = SKETCHER.sketch("嘉定3000平", [(0, 2, "district")])
    other = SKETCHER.sketch("青浦五百方", [(0, 2, "district")])

    assert list_traits(one) == list_traits(other)


def test_a_part_keeps_only_what_lies_within():
    sketch = SKETCHER.sketch("嘉定,租金多少", [(0, 2, "district")])

    assert sketch.part(0, 2).concepts() == {}
    assert sketch.part(3, 7).concepts() == sketch.concepts()
    assert sketch.part(3, 7).spans == ()


def test_without_concepts_a_sketch_still_has_traits():
    assert "形式:没有汉字" in list_traits(Sketcher({}).sketch("hi", []))
