"""What is a quantity in another unit, and what does space cost altogether?"""

from __future__ import annotations

from typing import Literal

from bot.catalog.costs import Cost, CostLine, total_cost
from bot.catalog.schema.listing import Listing
from bot.catalog.units import Conversion
from bot.conversation.handlers import facts, faq
from bot.conversation.situation import Outcome, Situation
from bot.conversation.sums import convert_all
from bot.model import Json
from bot.values import say_money

_MONEY = frozenset({"元", "元/月", "元/年"})
_WAN = 10_000
_ASKS_FOR_SUM = frozenset({"unit_convert", "total_cost", "ask_rent_price", "ask_sale_price"})


def asks_for_sum(at: Situation) -> bool:
    """Say whether a message gives the quantities of the sum that it asks for."""
    if at.said.intent not in _ASKS_FOR_SUM:
        return False
    asks = "question" in at.said.acts or at.said.intent in {"unit_convert", "total_cost"}
    has_both = bool(at.said.wanted("price")) and bool(at.said.wanted("area_m2"))
    return asks and (has_both or at.said.intent == "unit_convert") and bool(convert_all(at.said))


def knows_price(at: Situation) -> bool:
    """Say whether a message means a listing whose price is known."""
    listing = facts.find_subject(at)
    return isinstance(listing, Listing) and _cost(at, listing) is not None


def convert(at: Situation) -> Outcome:
    """Tell the quantities of a message in other units, with the sums; the need stays as it is."""
    made = convert_all(at.said)
    if not made:
        return faq.answer(at)
    lines = "\n".join(_say_sum(one) for one in made)
    text = at.say("sums", lines=lines) if at.said.wanted("price") else lines
    return Outcome(at.session, (text,), resume=bool(at.pending))


def tell_total(at: Situation) -> Outcome:
    """Tell what a listing costs on one basis, with the sum and what is open; else how it is counted."""
    listing = facts.find_subject(at)
    cost = _cost(at, listing) if isinstance(listing, Listing) else None
    if listing is None or cost is None:
        return faq.answer(at)
    return Outcome(at.session, _say_cost(at, listing.name, cost), resume=bool(at.pending))


def _cost(at: Situation, listing: Listing) -> Cost | None:
    return total_cost(listing, _wanted_area(at), at.catalog.labels, _deal(at))


def _deal(at: Situation) -> Literal["rent", "buy"] | None:
    known = at.draft.values.get("deal")
    deals: dict[Json, Literal["rent", "buy"]] = {"rent": "rent", "buy": "buy"}
    return deals.get(known.value) if known and isinstance(known.value, str) else None


def _wanted_area(at: Situation) -> float | None:
    """Return the area that is asked about: that of the message, else that of the need, the larger end of a range."""
    said = at.said.wanted("area_m2")
    known = at.draft.values.get("area_m2")
    value = said[0].value if said else known.value if known else None
    ends = [end for end in (value if isinstance(value, list) else [value]) if isinstance(end, int | float)]
    return max(ends, default=None)


def _say_cost(at: Situation, name: str, cost: Cost) -> tuple[str, ...]:
    lines = [*cost.lines, *([cost.total] if cost.total else [])]
    parts = [at.say("cost", name=name, basis=cost.basis, lines="\n".join(_say_line(line) for line in lines))]
    if cost.open:
        parts.append(at.say("cost_open", facts="、".join(cost.open)))
    if cost.left_out:
        parts.append(at.say("cost_left_out", facts="、".join(cost.left_out)))
    return tuple(parts)


def _say_sum(made: Conversion) -> str:
    is_long = made.unit in _MONEY and made.value >= _WAN
    return f"· {made.formula}（{say_money(made.value, made.unit)}）" if is_long else f"· {made.formula}"


def _say_line(line: CostLine) -> str:
    formula = f"（{line.formula}）" if line.formula else ""
    return f"· {line.label}：{line.amount}{formula}"
