"""Which sums of money are no price: taxes, output, investment, fees?"""

from __future__ import annotations

import re

from bot.model import Json
from bot.understanding.amounts import YUAN, Amount
from bot.understanding.sheet import BOUND, COUNTED, GAP, MONEY, Sheet

_MYRIAD = 10_000
_IS_PER_MU = re.compile(r"亩均|亩产|每亩|一亩|/亩|亩税|按亩")
_IS_QUESTION = re.compile(r"要|多少|吗|么|是不是|几年")
_IS_MONTHLY = re.compile(r"每个?月|一个月|月均|/月|月纳税|月税")
_PERIOD = r"(?:(?:/|每|一)?(?:年|个?月|亩)(?:/?(?:年|亩))?)?"
_UNIT = r"(?:个(?!月|平|方|亩|点)|万元?)?"
_SUM = rf"{MONEY}{_UNIT}{_PERIOD}"
_NO_SUM = rf"(?! ?(?:平|亩地|方|m2|吨|米|人)|{COUNTED})"

_TAX = (
    r"(?:(?<![返退免减])(?:税收|纳税|交税|缴税|上税|利税|税金|税额|完税|创税|年税|税贡献|亩税)"
    r"(?!返|优惠|奖励|政策|扶持|筹)|(?:[交缴纳][了过的]?|贡献)(?=[#$]))"
)
_TAX_AFTER = r"(?:的|个)?年?(?:税收|纳税|的税|税(?!收|点|率|费|后|前|务)|利税)"
_PER_MU_TAX = re.compile(
    rf"(?:亩均|亩产|每亩)(?!产值|产出|投资|投入|地价|租金|价|营收|销售){GAP}{{0,7}}?{_SUM}(?!的?(?:产值|地|租金))"
)
_NO_TAX = re.compile(
    r"(?:没什么|没啥|几乎没|基本没|没有什么|没有啥|没多少)税收?(?!的(?:公司|企业|行业))"
    r"|(?:税收?|纳税)(?:基本|几乎)?(?:没有|没多少|为零|是零)(?!要求|限制)|不交税"
)
_FEES = (
    r"物业费?|管理费|电费|水费|停车费|车位费|押金|保证金|定金|订金|意向金|诚意金|中介费|佣金|服务费|转让费|装修费?|工资|薪资"
    r"|月薪|日结|补贴|奖励|返|扶持|罚款|代理费|咨询费|注册费|设备款|贷款|首付|融资|欠"
)
_FEES_AFTER = r"的?(?:押金|定金|物业费?|管理费|补贴|奖励|中介费|佣金|转让费|一度|/度|每度)"
_KINDS = (
    ("registered_capital", r"注册资本金?|注册资金|实缴|认缴", ""),
    ("investment", r"总?投资额?|固投|固定资产|投入|投资强度", r"的?(?:投资|固投)"),
    (
        "output",
        r"产值|营收|营业额|销售额|年销售?|销售收入|年收入|流水|产出|开票额?|营业收入",
        r"的?年?(?:产值|营收|营业额|销售额|流水|销售)",
    ),
    ("other_money", _FEES, _FEES_AFTER),
)
_ANSWER = re.compile(rf"{_SUM}(?! ?(?:平|亩地|方|%|m2|人|米|吨|号|楼|层))")
_NO_ANSWER = re.compile(r"^(?:目前|暂时|现在)?还?(?:没有|没)(?:什么|啥)?(?:税收?|纳税)")
_OTHER_TALK = re.compile(r"租|预算|价|面积|投资|注册|产值|营收|销售|营业额|押|物业|员工")


def _after_cue(cue: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{cue}){GAP}{{0,8}}?{_SUM}{_NO_SUM}")


def _before_cue(cue: str) -> re.Pattern[str]:
    return re.compile(rf"{_SUM}{BOUND}(?:{cue})")


_TAXES = (_PER_MU_TAX, _after_cue(_TAX), _before_cue(_TAX_AFTER))
_OTHERS = tuple(
    (slot, pattern)
    for slot, before, after in _KINDS
    for pattern in (_after_cue(before), *((_before_cue(after),) if after else ()))
)


def read_taxes(sheet: Sheet) -> None:
    """Claim taxes, and what else is money but no price."""
    _claim_none(sheet, _NO_TAX)
    for pattern in _TAXES:
        for found in sheet.find(pattern):
            _claim_tax(sheet, found)
    if sheet.expect == "tax":
        _read_answer(sheet)
    for slot, pattern in _OTHERS:
        for found in sheet.find(pattern):
            _claim_other(sheet, slot, found)


def _read_answer(sheet: Sheet) -> None:
    _claim_none(sheet, _NO_ANSWER)
    for found in sheet.find(_ANSWER):
        if not _OTHER_TALK.search(sheet.left_of(found.start()) + sheet.right_of(found.end())):
            _claim_tax(sheet, found)


def _claim_none(sheet: Sheet, pattern: re.Pattern[str]) -> None:
    for found in sheet.find(pattern):
        sheet.claim("tax", {"value": 0, "unit": "yuan/year"}, found.start(), found.end(), approximate=True)


def _claim_tax(sheet: Sheet, found: re.Match[str]) -> None:
    amount, facts = _in_yuan(sheet, found)
    words = sheet.left_of(found.start()) + found.group()
    if "税" not in words + sheet.right_of(found.start()) and not _IS_PER_MU.search(words) and sheet.expect != "tax":
        return
    if amount.vague and _IS_QUESTION.search(words + sheet.right_of(found.end())):
        sheet.take(found.start(), found.end())
    elif _IS_PER_MU.search(words):
        sheet.claim_sum("tax", amount, "yuan/mu/year", **facts)
    elif _IS_MONTHLY.search(words):
        sheet.claim_sum("tax", amount.times(12), "yuan/year", **facts, said_monthly=True)
    else:
        sheet.claim_sum("tax", amount, "yuan/year", **facts)


def _claim_other(sheet: Sheet, slot: str, found: re.Match[str]) -> None:
    if slot == "other_money":
        sheet.claim_sum(slot, sheet.measure(found), "yuan")
        return
    amount, facts = _in_yuan(sheet, found)
    per_mu = _IS_PER_MU.search(sheet.left_of(found.start()) + found.group())
    unit = "yuan/mu/year" if per_mu else "yuan/year" if slot == "output" else "yuan"
    sheet.claim_sum(slot, amount, unit, **facts)


def _in_yuan(sheet: Sheet, found: re.Match[str]) -> tuple[Amount, dict[str, Json]]:
    """Return the sum in yuan: 个 is spoken for 万, and who leaves the unit out means 万 too."""
    said, amount = sheet.amounts[found.start("n")], sheet.measure(found)
    unit = found.group()[found.end("n") - found.start() :]
    if unit.startswith(("个", "万")):
        return amount.times(_MYRIAD), {}
    if said.kind != YUAN and said.most < _MYRIAD:
        return amount.times(_MYRIAD), {"unit_assumed": True}
    return amount, {}
