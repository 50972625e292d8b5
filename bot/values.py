"""How is a canonical value said in Chinese?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.model import Json

_WAN = 10_000
_M2_PER_MU = 2_000 / 3


def say_value(slot: str, value: Json) -> str:
    """Return a slot's canonical value in words that a visitor or a broker uses."""
    try:
        return _SAYERS.get(slot, _say_text)(value)
    except (TypeError, KeyError, ValueError, IndexError):
        return str(value)


def say_fact(slot: str, value: Json, fields: Mapping[str, Json]) -> str:
    """Return a slot's value in words, among the other values of its need: land is counted in 亩."""
    is_land = slot == "area_m2" and "土地" in _names(fields.get("property_type"))
    if not is_land:
        return say_value(slot, value)
    ends = value if isinstance(value, list) else [value]
    mu = [None if end is None else end / _M2_PER_MU for end in ends]
    return f"{say_range(mu if isinstance(value, list) else mu[0], '亩')}（{say_value(slot, value)}）"


def _names(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list | tuple) else [value]


def say_range(value: Json, unit: str) -> str:
    """Return a number or a [low, high] range (None is an open end) with its unit."""
    if not isinstance(value, list):
        return f"{_number(value)}{unit}"
    low, high = value
    if low is None:
        return f"{_number(high)}{unit}以内"
    if high is None:
        return f"{_number(low)}{unit}以上"
    return f"{_number(low)}–{_number(high)}{unit}"


def say_money(value: Json, unit: str = "元") -> str:
    """Return an amount, in 万 from ten thousand on."""
    ends = value if isinstance(value, list) else [value]
    known = [end for end in ends if end is not None]
    if known and min(known) >= _WAN:
        in_wan = [None if end is None else end / _WAN for end in ends]
        return say_range(in_wan if isinstance(value, list) else in_wan[0], f"万{unit}")
    return say_range(value, unit)


def _number(value: Json) -> str:
    number = round(float(value), 2)
    return f"{number:.0f}" if number == int(number) else f"{number:g}"


def _say_text(value: Json) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _say_price(value: Json) -> str:
    unit = _PRICE_UNITS.get(value["unit"], value["unit"])
    return say_money(value["value"], unit)


def _say_tax(value: Json) -> str:
    return say_money(value["value"], "元/亩/年" if value["unit"] == "yuan/mu/year" else "元/年")


def _say_deal(value: Json) -> str:
    return {"rent": "租", "buy": "买"}.get(value, str(value))


def _say_move_in(value: Json) -> str:
    text = str(value)
    if text == "asap":
        return "尽快"
    return text.replace("-H1", " 上半年").replace("-H2", " 下半年")


def _say_visit(value: Json) -> str:
    return str(value).replace(" am", " 上午").replace(" pm", " 下午")


def _say_wish(value: Json) -> str:
    return {True: "要", False: "不要"}.get(value, str(value))


def _in(unit: str) -> Callable[[Json], str]:
    return lambda value: say_range(value, unit)


_PRICE_UNITS = {
    "yuan/m2/day": "元/㎡/天",
    "yuan/m2/month": "元/㎡/月",
    "yuan/m2/year": "元/㎡/年",
    "yuan/m2": "元/㎡",
    "yuan/mu": "元/亩",
    "yuan/month": "元/月",
    "yuan/year": "元/年",
    "yuan": "元",
}


def _say_company_status(value: Json) -> str:
    return {"not_registered": "还没注册", "individual": "个人"}.get(value, str(value))


_SAYERS: dict[str, Callable[[Json], str]] = {
    "area_m2": _in("㎡"),
    "price": _say_price,
    "tax": _say_tax,
    "deal": _say_deal,
    "company_status": _say_company_status,
    "move_in": _say_move_in,
    "visit_time": _say_visit,
    "floor_height_m": _in("米"),
    "load_t_m2": _in("吨/㎡"),
    "crane_t": _in("吨"),
    "crane": _say_wish,
    "clear_height_m": _in("米"),
    "truck_m": _in("米"),
    "power_kw": _in("kW"),
    "area_per_floor_m2": _in("㎡"),
    "land_m2": _in("㎡"),
    "power_kva": _in("kVA"),
}
