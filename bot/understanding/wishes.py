"""Does the visitor want to rent or to buy, what for, and near which metro line?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Wish(NamedTuple):
    """A stretch of a message that states a wish in so many words."""

    slot: str
    value: str
    start: int
    end: int


_OWN_OFFER = re.compile(
    r"(?:我|我们|咱们?|手[里上头]|自己|自家|自有|朋友|亲戚|老板|业主|房东|这边)[^,，。;!?没]{0,6}有(?!没有)[^。;!?]{0,24}(?:出租|出售|招租|转租|转让|"
    r"租出去|卖掉|要卖|想卖|外租|对外|分租)"
    r"|(?:想|要|准备|打算|欲|帮[我忙]们?|委托|把)[^,，。;!?]{0,12}(?:出租|出售|招租|转租|转让|租出去|租掉|卖掉|卖出去|外租)"
    r"|^(?:出租|出售)[^有吗么?]{0,6}[:：厂仓办写独土标]|(?:厂房|仓库|办公楼|写字楼)出[租售][^吗?]*(?:委托|联系|1\d{10})"
    r"|代为出租|有得租|没租"
    r"|i have .{0,20}for (?:rent|sale)|(?:本人|家里|自家)[^,，。]{0,6}(?:厂房|仓库)"
    r"|(?:已经?(?:租|卖)(?:掉|出|完|了)|都(?:租|卖)(?:掉|出去|完|出了|了))|(?:怎么|如何)(?:发布|登记|挂)|招租|(?:出租|出售)信息|挂(?:出租|出售|牌)"
)
_SPACE = (
    r"(?:厂房|仓库|库房|车间|写字楼|办公|实验室|研发楼|场地"
    r"|冷库|平库|高台库|立体库|独栋|独院|仓储|标厂|铺子|门面|铺面|商铺)"
)
_RENT = re.compile(
    r"求租|承租|整租|合租|短租|长租|分租|出租|待租|可租|租赁(?!合同|备案|税|登记|期|法|权|押金|面积|政策)|租用|租住|想租|要租|能租|可以租|租得到|租个|租下|租(?=\d|"
    r"[一两二三四五六七八九十百几半][个块间栋层套年亩千百万十到至\d])"
    r"|租(?=[个块间栋套点些到]|在|厂|仓|办|写|库|土|车|地|商|楼|独|单|整|小|大|一|研|实|冷|标|的(?!房东)|[呢啊呀吧么嘛吗哦伐哇不没]|不买|就行|就好|[,，。;!?\s撒噻哟咯]|$)|"
    rf"租(?=[^,，。;!?\d租赁金户约期客价费售]{{0,6}}{_SPACE})|"
    r"有租|for rent|(?<![a-z])(?:rent|lease|leasing)(?![a-z])"
)
_NO_RENT = re.compile(
    r"(?:月|年|日|(?<![厂库用])房|天|免|押|起|涨|降|退|续|转|招|已|没|未|收|交|付|算|减|包|缴|均|总|地|现|在|正|一直|目前|原来|以前|之前)$"
)
_RENT_NOUN = re.compile(
    r"租(?:金|约|期|户|客|赁合同|售|价|费|合同|房合同|的房东)|出租(?:车|方|人)|(?:我们?|现在|目前)租的"
)
_BUY = re.compile(
    r"求购|购买|购置|想购|欲购|拟购|购入|置业|置办|添置|收购|买断|要买|想买|买下|能买|可以买|买个|买(?=[\d块间栋套层亩厂仓办写地独一个二两三几的吗呢么吧嘛撒噻啊呀哦哈,，。;\s]|整|大|小|不租|就|土|产|"
    rf"$)|买(?=[^,，。;!?\d买卖方家]{{1,6}}{_SPACE})|"
    r"购(?=[\d地厂房置得])|出售|(?<![专买])卖(?=的|吗|不|么)|待售|在售|(?<![a-z])(?:buy|purchase|for sale)(?![a-z])"
)
_NO_BUY = re.compile(r"(?:采|团|代|网|选|预|认|申|回|统|政府|邀|抢|外|专|内|拍|转|不|别|小|大)$")
_BUY_NOUN = re.compile(r"购(?:物|电)|买(?:单|卖|菜|保险|断货|房子住)|出售(?:方|人)|租售")
_EITHER = re.compile(
    r"租售|(?:租|买)(?:的?[或/、]者?|还是|和|跟|都行|也行|,|，)+(?:买|租)|可租可[买售]|租买|租或者?买|能租能买|(?:出租|出售)(?:或者?|还是|和|、)(?:出售|出租)"
)
_NEGATED = re.compile(r"(?:不(?:想|要|考虑|打算|准备|是|需要|能)?|没(?:打算|想)|别|非|暂不)$")

_PURPOSE_WORDS = {
    "生产": "生产 加工 制造 组装",
    "仓储": "仓储 仓库 存货 放货 堆货 存储 囤货",
    "办公": "办公",
    "研发": "研发 实验 试制",
    "展示": "展示 展厅 展览 样品间",
    "注册": "注册",
}
_PURPOSES = {word: purpose for purpose, words in _PURPOSE_WORDS.items() for word in words.split()}
_PURPOSE = "|".join(_PURPOSES)
_PURPOSE_CUED = re.compile(
    rf"(?:用来|用于|用作|用做|作为|当作?|主要是?|拿来|用途(?:是|为)?|(?<![加工])(?<!招)做|搞|只|纯|供|(?<![可所])以)(?P<first>{_PURPOSE})(?![厂公类企设成工地办])"
    rf"|(?P<before>{_PURPOSE})(?:用途|使用|为主|自用|专用|用(?![地房水电车工品户了]))"
    rf"|(?P<left>{_PURPOSE})(?:加|兼|带|和|跟|\+|及|、|一体|与)(?P<right>{_PURPOSE})"
)
_PURPOSE_BARE = re.compile(rf"(?:{_PURPOSE})")
_METRO = re.compile(r"(?:地铁|轨交|轨道交通|轻轨)?第?(?P<n>\d{1,2}|[一二三四五六七八九]?十?[一二三四五六七八九十])号线")
_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九", 1)}
_DEAL_ANSWER = {"rent": re.compile(r"租"), "buy": re.compile(r"买|购")}


def find_wishes(text: str, expect: str | None) -> Iterator[Wish]:
    """Yield metro lines, the deal when it is wished for, and purposes when they are stated."""
    yield from _find_lines(text)
    yield from _find_deals(text, expect)
    yield from _find_purposes(text, expect)
    for value, pattern in _BARE_TYPES.items():
        for found in pattern.finditer(text):
            yield Wish("property_type", value, found.start(), found.end())


_STORE = re.compile(r"(?<=[甲乙丙丁戊]类)[库仓](?!存)|(?<=[甲乙丙][一二12])类?[库仓](?!存)")
_LAND = re.compile(
    r"(?<=[有没找看])(?:得)?地(?=[卖出招拍转])|(?<=[拿买购批拍要])(?:点|一?块)?地(?![铁方址下区点板面上理段税道])|(?:(?<=亩)|(?<=公顷))的?地(?![铁址下区板面上理税])"
)


def find_lines(text: str) -> Iterator[Wish]:
    """Yield the numbered metro lines."""
    return _find_lines(text)


def _find_lines(text: str) -> Iterator[Wish]:
    for found in _METRO.finditer(text):
        number = _read_number(found["n"])
        if number:
            yield Wish("metro_line", f"{number}号线", found.start(), found.end())


def _read_number(said: str) -> int:
    if said.isdecimal():
        return int(said)
    tens, ten, ones = said.rpartition("十")
    if not ten:
        return _DIGITS.get(said, 0)
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def _find_deals(text: str, expect: str | None) -> Iterator[Wish]:
    if _EITHER.search(text):
        return
    is_offer = bool(_OWN_OFFER.search(text))
    found = [] if is_offer else [*_find_deal("rent", text), *_find_deal("buy", text)]
    if not found and expect == "deal":
        found = [
            Wish("deal", value, at.start(), at.end())
            for value, pattern in _DEAL_ANSWER.items()
            for at in pattern.finditer(text)
            if not _NEGATED.search(text[: at.start()])
        ]
    yield from found


def _find_deal(value: str, text: str) -> Iterator[Wish]:
    wanted, before, noun = _DEALS[value]
    nouns = [found.span() for found in noun.finditer(text)]
    for found in wanted.finditer(text):
        left = text[max(0, found.start() - 6) : found.start()]
        is_noun = any(start <= found.start() < end for start, end in nouns)
        if not (is_noun or before.search(left) or _NEGATED.search(left)):
            yield Wish("deal", value, found.start(), found.end())


def _find_purposes(text: str, expect: str | None) -> Iterator[Wish]:
    pattern = _PURPOSE_BARE if expect == "purpose" else _PURPOSE_CUED
    for found in pattern.finditer(text):
        groups: list[str | int] = [name for name, said in found.groupdict().items() if said]
        groups = groups or [0]
        for group in groups:
            said = found[group]
            yield Wish("purpose", _PURPOSES[said], *found.span(group))


_BARE_TYPES = {"土地": _LAND, "仓库": _STORE}
_DEALS = {"rent": (_RENT, _NO_RENT, _RENT_NOUN), "buy": (_BUY, _NO_BUY, _BUY_NOUN)}
