"""What would space cost in a year, or to buy, and what of that is not known yet?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.catalog.labels import CostWords, Labels
from bot.catalog.schema.listing import Listing
from bot.catalog.units import Conversion, format_number, rent, sale_per_m2, sale_total
from bot.values import say_money


@dataclass(frozen=True, slots=True)
class CostLine:
    """One amount with the sum that made it."""

    label: str
    amount: str
    """Ready to show, in 万 from ten thousand on."""
    formula: str
    """Empty when the amount is what the source states."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a listing costs, on one basis."""

    basis: str
    """What the amounts are counted on, with the kind of area; empty when there are only prices per square metre."""
    lines: tuple[CostLine, ...]
    """The price per square metre, and the amounts that the sum is made of."""
    total: CostLine | None
    """A year's sum of a lease, or the whole price; None when the area it needs is not known."""
    open: tuple[str, ...]
    """What has to be found out before the sum is whole."""
    left_out: tuple[str, ...]
    """What is known and not counted."""


def total_cost(
    listing: Listing, area_m2: float | None, labels: Labels, deal: Literal["rent", "buy"] | None = None
) -> Cost | None:
    """Return what a listing costs as far as its price is known, None when it is not; nothing is guessed.

    Args:
        listing: the space on offer.
        area_m2: floor area wanted; None takes all that is on offer.
        labels: the words.
        deal: rent or buy; None takes the one whose price is known, the rent first.
    """
    makers = (_MAKERS[deal],) if deal else tuple(_MAKERS.values())
    found = (make(listing, area_m2, labels) for make in makers)
    return next((cost for cost in found if cost), None)


@dataclass(frozen=True, slots=True)
class _Space:
    """How much is paid for."""

    m2: float | None
    said: str
    open: tuple[str, ...] = ()


def _space(listing: Listing, wanted: float | None, labels: Labels) -> _Space:
    words, own = labels.costs, listing.area
    meaning = (own.meaning if own else None) or labels.words.unlabelled_area
    if own and (wanted is None or wanted >= own.m2 or listing.divisible == "no"):
        return _Space(own.m2, _basis(words.on_offer, own.m2, meaning), () if own.meaning else (words.open_meaning,))
    if wanted is None:
        return _Space(None, "", (words.open_area,))
    if listing.divisible == "fixed" and listing.options:
        unit = _nearest_unit(listing, wanted)
        return _Space(unit, _basis(words.on_unit, unit, meaning))
    if listing.min_area_m2 and wanted < listing.min_area_m2:
        return _Space(listing.min_area_m2, _basis(words.on_least, listing.min_area_m2, meaning))
    is_sure = own is not None and listing.divisible == "free"
    return _Space(wanted, _basis(words.on_wish, wanted, meaning), () if is_sure else (words.open_size,))


def _nearest_unit(listing: Listing, wanted: float) -> float:
    """Return the smallest unit that is large enough, the largest one when none is."""
    sizes = sorted(option.area.m2 for option in listing.options)
    return next((size for size in sizes if size >= wanted), sizes[-1])


def _basis(template: str, m2: float, meaning: str) -> str:
    return template.replace("{area}", format_number(m2)).replace("{meaning}", meaning)


def _lease(listing: Listing, wanted: float | None, labels: Labels) -> Cost | None:
    if listing.rent is None:
        return None
    words, own = labels.costs, listing.area.m2 if listing.area else None
    # A rent for the whole says nothing of a part.
    is_whole = listing.rent.unit in {"元/月", "元/年"}
    space = _space(listing, None if is_whole else wanted, labels)
    value, unit = listing.rent.value, listing.rent.unit
    parts = [_line(words.rent_year, rent(value, unit, "元/年", space.m2))] if space.m2 or is_whole else []
    parts += _fee(listing, space, words)
    per_day = [_line(words.per_day, rent(value, unit, "元/㎡/天", own), given=unit)] if own or not is_whole else []
    unsure = (*space.open, *_unsure_of(listing, words))
    total = _sum(parts, words, is_whole=not unsure) if parts else None
    lines = tuple(line for _, line in (*per_day, *parts))
    basis = space.said or (words.whole if is_whole else "")
    return Cost(basis, lines, total, unsure, tuple(_left_out(listing, words)))


def _fee(listing: Listing, space: _Space, words: CostWords) -> list[tuple[float, CostLine]]:
    fee, is_included = listing.property_fee, listing.rent.property_fee_included if listing.rent else None
    if fee is None or is_included is not False or space.m2 is None:
        return []
    return [_line(words.fee_year, rent(fee.value, fee.unit, "元/年", space.m2))]


def _unsure_of(listing: Listing, words: CostWords) -> Iterator[str]:
    if listing.rent is None:
        return
    tax = {None: words.open_tax, False: words.open_tax_amount}
    fees = {
        (None, False): words.open_fee,
        (None, True): words.open_fee_twice,
        (False, False): words.open_fee_amount,
    }
    fee = fees.get((listing.rent.property_fee_included, listing.property_fee is not None))
    yield from filter(None, (tax.get(listing.rent.tax_included), fee))


def _left_out(listing: Listing, words: CostWords) -> Iterator[str]:
    if listing.rent and listing.rent.property_fee_included:
        yield words.left_fee
    if listing.deposit:
        yield words.left_deposit.replace("{text}", listing.deposit)
    if listing.rent_free:
        yield words.left_rent_free.replace("{text}", listing.rent_free)


def _purchase(listing: Listing, wanted: float | None, labels: Labels) -> Cost | None:
    if listing.sale_price is None:
        return None
    words, value, unit = labels.costs, listing.sale_price.value, listing.sale_price.unit
    is_by_area = unit == "元/㎡"
    # What may be rented in parts is sold in parts only where the listing is for sale alone.
    space = _space(listing, wanted if is_by_area and "rent" not in listing.deal else None, labels)
    own = listing.area.m2 if listing.area and listing.property_type != "土地" else None
    square = sale_per_m2(value, unit, own)
    whole = sale_total(value, unit, space.m2, listing.land_area.m2 if listing.land_area else None)
    lines = (_line(words.per_m2, square, given=unit)[1],) if square else ()
    total = _line(words.price_total, whole, given=unit)[1] if whole else None
    needs_area = is_by_area or own is not None
    basis, unsure = (space.said, space.open) if needs_area else (words.whole, ())
    return Cost(basis, lines, total, unsure, (words.left_purchase,))


def _line(label: str, made: Conversion, given: str = "") -> tuple[float, CostLine]:
    return made.value, CostLine(label, _said(made), "" if made.unit == given else made.formula)


def _said(made: Conversion) -> str:
    if "㎡" in made.unit:
        return made.shown
    return say_money(made.value, made.unit)


def _sum(parts: list[tuple[float, CostLine]], words: CostWords, *, is_whole: bool) -> CostLine:
    total = sum(value for value, _ in parts)
    said = say_money(total, "元/年")
    steps = " + ".join(line.amount for _, line in parts)
    formula = f"{steps} = {said}" if len(parts) > 1 else ""
    return CostLine(words.year_total if is_whole else words.known_total, said, formula)


_MAKERS: Mapping[str, Callable[[Listing, float | None, Labels], Cost | None]] = {"rent": _lease, "buy": _purchase}
