import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import mask, mask_name


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("我电话13800138000谢谢", "我电话138****8000谢谢"),
        ("138 0013 8000", "138****8000"),
        ("138-0013-8000", "138****8000"),
        ("一三八零零一三八零零零", "一三八****八零零零"),
        ("021-59991234", "021****1234"),
        ("3000-5000平", "3000-5000平"),
        ("2026-11-23", "2026-11-23"),
    ],
)
def test_phones_are_masked_and_areas_are_not(said, shown):
    assert mask(said) == shown


@given(st.integers(min_value=13000000000, max_value=19999999999), st.sampled_from(["", " ", "-"]))
def test_no_spacing_lets_a_mobile_through(number, gap):
    digits = str(number)
    said = gap.join([digits[:3], digits[3:7], digits[7:]])

    assert digits not in mask(f"打我{said}吧").replace(gap, "")


def test_only_the_family_name_is_shown():
    assert mask_name("王建国") == "王**"
