"""What is a quantity in another unit, and by which formula?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.catalog.schema.pieces import M2_PER_UNIT

DAYS_A_YEAR = 365
MONTHS_A_YEAR = 12
KG_PER_KN = 1000 / 9.80665

_FORMULA_FACTORS = {"㎡": "1", "亩": "2000 ÷ 3", "公顷": "10000", "平方公里": "1000000"}


@dataclass(frozen=True, slots=True)
class Conversion:
    """A converted value with the sum that made it."""

    value: float
    unit: str
    formula: str

    @property
    def shown(self) -> str:
        """Return value and unit, rounded for reading."""
        return f"{format_number(self.value)} {self.unit}"


def format_number(value: float) -> str:
    """Return a number for reading: two decimals below 100, none above."""
    if abs(value) >= 100:  # noqa: PLR2004 - where decimals stop mattering
        return f"{value:.0f}"
    return f"{value:.2f}".rstrip("0").rstrip(".")


def area_in_m2(value: float, unit: str) -> Conversion:
    """Convert an area to square metres; the unit is one of ㎡, 亩, 公顷, 平方公里.

    Raises:
        KeyError: the unit is not an area.
    """
    result = value * M2_PER_UNIT[unit]
    return _conversion(result, "㎡", f"{_exact(value)} {unit} × {_FORMULA_FACTORS[unit]}")


def area_in_mu(m2: float) -> Conversion:
    """Convert square metres of land to 亩."""
    return _conversion(m2 * 3 / 2000, "亩", f"{_exact(m2)} ㎡ × 3 ÷ 2000")


def rent(
    value: float, unit: str, wanted: str, area_m2: float | None = None, month_days: int | None = None
) -> Conversion:
    """Convert a rent between 元/㎡/天, 元/㎡/月, 元/㎡/年, 元/月 and 元/年.

    Args:
        value: the rent.
        unit: its unit.
        wanted: the unit to convert to.
        area_m2: needed between rents per square metre and totals.
        month_days: days a landlord counts per month; None spreads 365 days over 12 months.

    Raises:
        KeyError: a unit is not a rent.
        ValueError: the area is needed and missing.
    """
    yearly = _per_year(month_days)
    from_total, to_total = unit in _TOTALS, wanted in _TOTALS
    if from_total != to_total and not area_m2:
        raise ValueError("an area is needed to convert between a total and a rent per square metre")
    result, formula = value * yearly[unit][0], f"{_exact(value)} {unit}{yearly[unit][1]}"
    if area_m2 and from_total != to_total:
        result = result / area_m2 if from_total else result * area_m2
        formula += f" {'÷' if from_total else '×'} {_exact(area_m2)} ㎡"
    factor, _ = yearly[wanted]
    steps = (formula + _inverted(yearly[wanted][1])).replace(f" × {MONTHS_A_YEAR} ÷ {MONTHS_A_YEAR}", "")
    return _conversion(result / factor, wanted, steps)


def price_per_m2(value: float, unit: str) -> Conversion:
    """Convert a land price in 万元/亩 to 元/㎡, or leave 元/㎡ as it is.

    Raises:
        KeyError: the unit is neither.
    """
    factor = {"万元/亩": 15.0, "元/㎡": 1.0}[unit]
    return _conversion(value * factor, "元/㎡", f"{_exact(value)} {unit} × {_exact(factor)}")


def price_per_mu(yuan_per_m2: float) -> Conversion:
    """Convert a land price in 元/㎡ to 万元/亩."""
    return _conversion(yuan_per_m2 / 15, "万元/亩", f"{_exact(yuan_per_m2)} 元/㎡ ÷ 15")


def sale_total(value: float, unit: str, m2: float | None, land_m2: float | None = None) -> Conversion | None:
    """Return what a purchase costs in 元, None when the area that its unit needs is not known.

    Args:
        value: the price.
        unit: 元/㎡, 元, 万元 or 万元/亩.
        m2: floor area the price per square metre is counted on.
        land_m2: land area that a price per 亩 is counted on.

    Raises:
        KeyError: the unit is not a price.
    """
    factor, counted_on = _SALE_UNITS[unit]
    if counted_on is None:
        return _conversion(value * factor, "元", f"{_exact(value)} {unit}" + _times(factor))
    area = {"㎡": m2, "亩": land_m2 * 3 / 2000 if land_m2 else None}[counted_on]
    if not area:
        return None
    steps = f"{_exact(value)} {unit} × {_exact(area)} {counted_on}" + _times(factor)
    return _conversion(value * factor * area, "元", steps)


def sale_per_m2(value: float, unit: str, m2: float | None) -> Conversion | None:
    """Return a sale price in 元/㎡, None when a total has no area to be spread over.

    Raises:
        KeyError: the unit is not a price.
    """
    factor, counted_on = _SALE_UNITS[unit]
    if counted_on:
        return price_per_m2(value, unit)
    if not m2:
        return None
    return _conversion(value * factor / m2, "元/㎡", f"{_exact(value)} {unit}{_times(factor)} ÷ {_exact(m2)} ㎡")


_SALE_UNITS: Mapping[str, tuple[int, str | None]] = {
    "元/㎡": (1, "㎡"),
    "元": (1, None),
    "万元": (10_000, None),
    "万元/亩": (10_000, "亩"),
}
"""Factor to 元, and the area that the price is counted on."""
_TOTALS = {"元/月", "元/年"}


def _per_year(month_days: int | None) -> Mapping[str, tuple[float, str]]:
    """Return what a unit is times a year, and the steps; a month of counted days makes a year of twelve of them."""
    days, day_steps = DAYS_A_YEAR, f" × {DAYS_A_YEAR}"
    if month_days:
        days, day_steps = month_days * MONTHS_A_YEAR, f" × {month_days} × {MONTHS_A_YEAR}"
    return {
        "元/㎡/天": (days, day_steps),
        "元/㎡/月": (MONTHS_A_YEAR, f" × {MONTHS_A_YEAR}"),
        "元/㎡/年": (1, ""),
        "元/月": (MONTHS_A_YEAR, f" × {MONTHS_A_YEAR}"),
        "元/年": (1, ""),
    }


def _inverted(steps: str) -> str:
    swapped = {"×": "÷", "÷": "×"}
    return "".join(swapped.get(character, character) for character in steps)


def _times(factor: int) -> str:
    return f" × {factor}" if factor > 1 else ""


def _conversion(value: float, unit: str, steps: str) -> Conversion:
    rounded = round(value, 4)
    return Conversion(rounded, unit, f"{steps} = {format_number(rounded)} {unit}")


def _exact(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
