import pytest

from bot.values import say_value


@pytest.mark.parametrize(
    ("slot", "value", "said"),
    [
        ("area_m2", 3000, "3000㎡"),
        ("area_m2", [2000, 3000], "2000–3000㎡"),
        ("area_m2", [None, 800], "800㎡以内"),
        ("area_m2", [10000, None], "10000㎡以上"),
        ("price", {"value": [None, 1.2], "unit": "yuan/m2/day"}, "1.2元/㎡/天以内"),
        ("price", {"value": 3000000, "unit": "yuan"}, "300万元"),
        ("tax", {"value": [3000000, 5000000], "unit": "yuan/year"}, "300–500万元/年"),
        ("tax", {"value": 350000, "unit": "yuan/mu/year"}, "35万元/亩/年"),
        ("district", ["嘉定区", "昆山市"], "嘉定区、昆山市"),
        ("deal", "rent", "租"),
        ("move_in", "2026-H2", "2026 下半年"),
        ("visit_time", "2026-03-12 am", "2026-03-12 上午"),
        ("area_m2", "看着办", "看着办"),
        ("price", None, "None"),
    ],
)
def test_value_is_said_as_a_broker_says_it(slot, value, said):
    assert say_value(slot, value) == said
