"""Which values does a message hold, and which of them must be asked back?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model import Claim, Unclear
from bot.understanding.areas import read_area_answer, read_areas, settle_land
from bot.understanding.building import ANSWERED, read_building, read_building_answer, read_power_density
from bot.understanding.companies import read_companies, read_company_answer, read_named_companies
from bot.understanding.dates import read_dates
from bot.understanding.floors import read_floors, read_one_level, read_storey_answer
from bot.understanding.people import read_name_answer, read_people
from bot.understanding.phones import read_reach
from bot.understanding.prices import read_prices
from bot.understanding.sheet import COUNTED, Sheet
from bot.understanding.spelling import read_spelling
from bot.understanding.taxes import read_taxes
from bot.understanding.terms import read_deposit, read_terms
from bot.understanding.text import MOST_CHARACTERS

_NO_QUANTITIES = re.compile(
    r"\d+(?:\.\d+)?%|百分之[零一二三四五六七八九十百点\d]+|[\d一二三四五六七八九十]+号线"
    r"|(?<![a-z\d])(?!m[23])[a-z]\d+[a-z]?(?![a-z\d])|[48]00(?=电话|热线|客服)"
    r"|20[1-4]\d(?=年|版|规划|届|[\u4e00-\u9fff]{2}规划)|[一二三四五六七八九\d]分之[一二三四五六七八九\d]"
    r"|\d+[+*/×]\d+(?==|等于)"
)
_LIST_MARK = re.compile(r"(?:^|(?<=\n))\d{1,2}(?:[、)](?=\D|\d{3})|[.](?=\D))")
_COUNTED = re.compile(rf"{COUNTED}| ?(?:方|立方|m3|st|nd|th|g|km)")
_LEFT_OVER = re.compile(r"(?P<n>[#$]=*+)(?P<unit> ?(?:吨|t(?![a-z])))?")
_NAMED = re.compile(r"(?:第|[a-z_#.\-/]|不是|没有?|qq)[^#]?$")
_SLANG = frozenset({"886", "88", "666", "233", "520", "1314", "6666", "555", "777", "999"})
_LEAST_ASKED = 10
_CODE = re.compile(r"0\d")
_USED_UP = re.compile(r"水|污|废|产|料|油|气|货|叉车|日|天")

_Read = Callable[[Sheet], None]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read off one message."""

    claims: tuple[Claim, ...]
    """In order of appearance, never overlapping."""
    unclear: tuple[Unclear, ...]


class Extractor:
    """Reads quantities, dates, phones, people and companies off messages."""

    def __init__(self, own_numbers: frozenset[str] = frozenset()) -> None:
        self._own_numbers = frozenset("".join(filter(str.isdecimal, number)) for number in own_numbers)

    def extract(
        self, text: str, expect: str | None, now: datetime, taken: Sequence[tuple[int, int]] = ()
    ) -> Extraction:
        """Return every value with its place; each character is claimed once, the strongest kind first.

        Args:
            text: a normalised message; capital letters are welcome and kept in names.
            expect: the slot that the bot has just asked for; it reads a bare answer.
            now: what relative dates count from.
            taken: places that names (parks, lines) have claimed already.
        """
        sheet = Sheet(text[:MOST_CHARACTERS], expect, now, taken)
        sheet.take_all(_LIST_MARK)
        read_reach(sheet, self._own_numbers)
        for read in _BEFORE_NUMBERS:
            read(sheet)
        sheet.lay_out_amounts()
        for read in _AFTER_NUMBERS:
            read(sheet)
        _read_answer(sheet)
        _ask_back(sheet)
        claims = sorted(sheet.claims, key=lambda claim: claim.start)
        return Extraction(tuple(claims), tuple(sheet.unclear))


def _take_other_numbers(sheet: Sheet) -> None:
    sheet.take_all(_NO_QUANTITIES)


_BEFORE_NUMBERS: tuple[_Read, ...] = (
    read_companies,
    read_deposit,
    read_floors,
    read_dates,
    _take_other_numbers,
    read_power_density,
)
_AFTER_NUMBERS: tuple[_Read, ...] = (
    read_taxes,
    read_prices,
    read_areas,
    settle_land,
    read_building,
    read_terms,
    read_one_level,
    read_named_companies,
    read_spelling,
    read_people,
)
_ANSWERS: dict[str, _Read] = {
    "area_m2": read_area_answer,
    "storey": read_storey_answer,
    "company": read_company_answer,
    "contact": read_name_answer,
    **dict.fromkeys(ANSWERED, read_building_answer),
}


def _read_answer(sheet: Sheet) -> None:
    read = _ANSWERS.get(sheet.expect or "")
    answered = {sheet.expect, "company_status"} if sheet.expect == "company" else {sheet.expect}
    if read and not any(claim.slot in answered for claim in sheet.claims):
        read(sheet)


def _ask_back(sheet: Sheet) -> None:
    """Ask for the unit of a number that nothing explains, unless it counts or names something."""
    for found in sheet.find(_LEFT_OVER):
        start, end = found.span()
        if _is_explained(sheet, found):
            sheet.take(start, end)
        elif found["unit"] and not _USED_UP.search(sheet.left_of(start)):
            sheet.ask("load_t_m2", start, end, ("承重", "行车", "货梯"))
        elif not found["unit"]:
            sheet.ask(sheet.expect or "", start, end)


def _is_explained(sheet: Sheet, found: re.Match[str]) -> bool:
    start, end = found.span()
    said, amount = sheet.text[start:end], sheet.amounts[start]
    is_small = amount.vague or (amount.most < _LEAST_ASKED and "." not in said)
    is_word = not said[0].isdecimal() and amount.scale <= _LEAST_ASKED
    return (
        is_small
        or bool(_CODE.match(said))
        or is_word
        or said in _SLANG
        or bool(_COUNTED.match(sheet.shape, end))
        or bool(_NAMED.search(sheet.shape[:start]))
    )
