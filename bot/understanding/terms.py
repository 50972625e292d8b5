"""How many people, for how long, on which deposit?"""

from __future__ import annotations

import re

from bot.understanding.sheet import BOUND, GAP, NUMBER, Sheet

_HEADCOUNT = (
    (
        re.compile(
            rf"(?:员工|团队|人员|人数|职工|工人|用工|上班的?)[^\0#$@=,，。;!?\n、]{{0,5}}?{NUMBER}(?:[个名号多]?(?:人|员工)?)"
            r"(?! ?(?:万|平|年|元|块|%|亩|宿舍|间))"
        ),
        2,
    ),
    # Three people may be the party that comes to look.
    (re.compile(rf"{NUMBER} ?[个名号位口]?(?:人(?![民才均工大口])|员工|职工|工人)"), 4),
)
_DESKS = re.compile(rf"{NUMBER} ?个?(?:工位|卡座|办公位)")
_RENT_FREE = (
    re.compile(rf"免租期?{GAP}{{0,3}}?{NUMBER} ?(?P<unit>个?月|天)"),
    re.compile(rf"{NUMBER} ?(?P<unit>个?月|天)的?(?:免租|装修期)"),
)
_YEARS = rf"(?:{NUMBER}|(?P<one>[一1])) ?(?P<unit>年半?|个月)"
_LEASE = (
    re.compile(
        rf"(?:租期|租约|合同|签|长租|短租|租(?![金价])|租用){GAP}{{0,4}}?{_YEARS}(?!后|内|之|前|租金|产权|底|初)",
    ),
    re.compile(rf"{_YEARS}{BOUND}的?(?:租期|长租|起租|租约|合同)"),
)
_ONE = {"年": 1.0, "年半": 1.5, "个月": 0.08}
_DEPOSIT = re.compile(r"押[一二两三四五六1-6]付[一二两三四五六1-9]|付[一二三六1-6]押[一二三1-6]")
_DAYS_A_MONTH = 30


def read_deposit(sheet: Sheet) -> None:
    """Claim how many months of deposit go with how many paid ahead."""
    for found in sheet.find(_DEPOSIT):
        sheet.claim("deposit", found.group(), found.start(), found.end())


def read_terms(sheet: Sheet) -> None:
    """Claim headcount, desks, lease length and rent-free time."""
    _read_headcount(sheet)
    for found in sheet.find(_DESKS):
        sheet.claim_amount("desks", sheet.measure(found))
    for pattern in _RENT_FREE:
        for found in sheet.find(pattern):
            amount = sheet.measure(found)
            sheet.claim_amount("rent_free_months", amount if "月" in found["unit"] else amount.times(1 / _DAYS_A_MONTH))
    for pattern in _LEASE:
        for found in sheet.find(pattern):
            _claim_lease(sheet, found)


def _read_headcount(sheet: Sheet) -> None:
    for pattern, least in _HEADCOUNT:
        for found in sheet.find(pattern):
            if sheet.amounts[found.start("n")].most >= least:
                sheet.claim_amount("headcount", sheet.measure(found))


def _claim_lease(sheet: Sheet, found: re.Match[str]) -> None:
    unit = found["unit"]
    if found["one"]:
        sheet.claim("lease_years", _ONE[unit], found.start(), found.end())
        return
    amount = sheet.measure(found)
    if unit == "个月":
        amount = amount.times(1 / 12).rounded(2)
    sheet.claim_amount("lease_years", amount.plus(0.5) if unit == "年半" else amount)
