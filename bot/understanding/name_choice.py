"""Which of the names that overlap in a message are meant?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from bot.understanding.name_index import Hit, Term
from bot.understanding.places import Doubt, Place

_LANDMARK = Term("landmark", "")
_ROAD = re.compile(
    r"(?:[东南西北中]|[东南西北]?[一二三四五六七八九]?)(?:路|大道|公路|高速|快速路|街(?!道)|大桥|隧道|立交)"
)
_STATION = re.compile(
    r"[东南西北]?(?:地铁站?|轻轨站|火车站|高铁站?|动车站|汽车站|客运站|站(?!点)|机场|码头|大学|学院|中学|小学|医院|酒店|宾馆|支行|分行|人(?!才|工|员|社|气))"
)
_MARKS = "区县市镇乡道"
_NEAR = re.compile(r"(?:的)?(?:附近|旁边?|周边|边上|周围|一带|沿线|区域)")

_MADE = re.compile(
    r"(?:做|搞|从事|生产|经营|主营|主做|加工|开|制造|销售|研发|属于|行业是?|产品是|我们是|用于|专业|干|存放?|堆放?|囤|屯|储存?|放)(?:的是|点|些|个|一些|一家|一个)?$"
)
_TRADE = re.compile(
    r"(?:行业|企业|工?厂(?!房)|公司|类(?!型)|产业|制造|生产|加工|产品|业务|项目|销售|研发|机构|的(?:公司|企业|厂))"
)
_SOUGHT = re.compile(r"(?:租|找|要|买|寻|求|需要?|个|处|块|间|层|平|方|米|㎡|m2|的|小|大|点|些|想|有)$")
_NOT_SOUGHT = re.compile(r"加|和|兼|带|、|用|区|室|的|为|要|人|费|自|功|环|一体|设|在|搬|有|都|也|多")
_ABOUT_THE_BOT = re.compile(r"[你您](?!们)(?:是|用的?|到底|其实|就)[^,，。;!?]{0,4}$")
_LAND_NUMBER = re.compile(r"(?:104|195|198|一零四|一九五|一九八)$")


def is_landmark(hit: Hit) -> bool:
    """Say whether the name is no place to move to."""
    first = hit.targets[0]
    return isinstance(first, Term) and first.slot == "landmark"


def list_landmarks(text: str, hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the roads, stations and schools that bear a place's name; a place near a station stays a place."""
    for hit in hits:
        first = hit.targets[0]
        if not isinstance(first, Place | Doubt):
            continue
        found = None if text[hit.end - 1] in _MARKS else _ROAD.match(text, hit.end)
        station = _STATION.match(text, hit.end)
        if not found and station and (isinstance(first, Doubt) or not _NEAR.match(text, station.end())):
            found = station
        if found:
            yield Hit(hit.start, found.end(), (_LANDMARK,))


def select(candidates: Iterable[Hit], taken: Collection[tuple[int, int]], text: str, expect: str | None) -> list[Hit]:
    """Return the names that are meant, in order: the longest win, weak words yield to strong ones.

    Args:
        candidates: everything that might be a name.
        taken: stretches that mean something else.
        text: the message.
        expect: the slot just asked for; its weak words count as they stand.
    """
    free = [not any(start <= place < end for start, end in taken) for place in range(len(text))]
    chosen: list[Hit] = []
    for hit in sorted(candidates, key=lambda hit: -hit.length):
        if all(free[hit.start : hit.end]) and _is_likely(hit, text, expect):
            free[hit.start : hit.end] = [False] * hit.length
            chosen.append(hit)
    strong = {slot for hit in chosen for slot in _slots(hit, weak=False)}
    return sorted(hit for hit in chosen if not strong & _slots(hit, weak=True))


def _slots(hit: Hit, *, weak: bool) -> set[str]:
    return {target.slot for target in hit.targets if isinstance(target, Term) and target.is_weak is weak}


def _is_likely(hit: Hit, text: str, expect: str | None) -> bool:
    term = hit.targets[0]
    if not isinstance(term, Term):
        return True
    if term.slot == "property_type" and term.value == "土地":
        return not _LAND_NUMBER.search(text[: hit.start])
    if term.slot == "industry" and _ABOUT_THE_BOT.search(text[: hit.start]):
        return False
    if not term.is_weak or term.slot == expect:
        return True
    left, right = text[max(0, hit.start - 8) : hit.start], text[hit.end :]
    if term.slot == "industry":
        return bool(_MADE.search(left) or _TRADE.match(right)) or hit.length == len(text)
    return bool(_SOUGHT.search(left)) and not _NOT_SOUGHT.match(right)
