"""Is a named thing wanted, ruled out, or what the visitor has now?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.model import Claim

_NAME = "\x02"
"""Stands for every character of a name of the kind that is judged."""
_OTHER = "\x03"
"""Stands for every character of a place while a trade or a kind of property is judged."""

_PLACES = frozenset({"city", "district", "town", "park", "listing"})
_KINDS = frozenset({"property_type", "industry"})
_REGIONS = frozenset({"city", "district", "town"})

_STOP = rf"[,，。;!?\n{_OTHER}]|但|而是|不过|改成|换成|然后"
_WANT = (
    r"想|要(?![求么])|找|打算|准备|考虑|计划|希望|需要|寻|搬到|搬去|搬往|挪到|挪去|迁到|迁往|换到|换去|看看"
    r"|求|改到|落户|扩到|拟"
)
_CLAUSE = re.compile(_STOP)
_HERE = r"(?:[区市镇县]|这边|那边|那里|这里|附近|周边)*"
_LIST = (
    rf"(?:[{_NAME}、和跟及与/ ]|或者?|还有|都|就|也|全|那边|这边|那里|这里|那块|的|地区|区域|一带"
    r"|这种|这些|这几个|我们?|房子|方向|行业|企业|类)"
)
_NOT = r"不(?:太|大)?(?:要|想要?|想去|去|考虑|看|接受|需要|用|做|选|喜欢)(?!紧)"

_RULED_OUT_BEFORE = re.compile(
    rf"(?<![要是想在看去用做])(?:{_NOT}|不是|不在|除了|除去|除开|除(?={_NAME})|排除|别(?:再)?(?:给我)?(?:推荐?|找|发|看|介绍|要|往)|勿要|弗要|避开|拒绝)"
    rf"(?P<between>(?:(?!{_STOP}|想|找|就|换|是(?:{_NAME}|$)|(?<!{_NAME})要{_NAME}).){{0,14}})$"
)
_RULED_OUT_AFTER = re.compile(
    rf"^{_LIST}*(?:(?<![要看去考用做]){_NOT}|除外|以外|之外|排除|免谈|勿要|弗要|就?算了|不行(?!的?话|就)|太远|不(?:太)?合适(?!吗|的话|就)|不适合(?=[,，。]|我|$))(?![{_NAME}{_OTHER}]|在|去|给|了解)"
)
_ALSO = re.compile(rf"^{_LIST}{{0,4}}(?:以外|之外|外)?[,，]?(?:还|也)(?:要|需要|想|得)")
_SAME_KIND = re.compile(rf"(?:那种|这种|什么|老|旧|纯|单独的?|做|给我|推|{_NAME}|、|和|或者?|跟|的)*")

_HAD = re.compile(
    rf"(?:老厂(?!房)|旧厂(?!房)|原厂|现厂|老厂房|搬[到来去]了|(?:现在|目前)的|老公司|老地方|原来|原先|原本|以前|现有|现租|现用|之前)(?:(?!{_WANT}|{_STOP}).){{0,10}}$"
)
_NOW = re.compile(
    rf"(?:现在|目前|当前|如今|眼下|一直)(?:(?!{_WANT}|{_STOP}).){{0,6}}(?:在|租|用|位于|住)(?:(?!{_WANT}|{_STOP}).){{0,4}}$"
)
_COMPANY_IN = re.compile(
    rf"(?<![你您他她贵])(?<!你们)(?<!您们)(?<!他们)(?:公司|厂子?|工厂|总部|本部|注册地?|仓库|办公室|厂区|基地)(?:现在|目前|都|就|是|注册|办公|生产|开|设|"
    rf"放)?(?:在|位于)[^{_NAME},，。;!?在]{{0,2}}[{_NAME}、和]*$"
)
_WE_IN = re.compile(rf"(?<!你)(?:我们?|咱们?|人)(?:现在|目前|都|就|是)?在[{_NAME}、和]*$")
_FROM = re.compile(rf"[从由](?:(?!{_WANT}|{_STOP}).){{0,4}}$")
_MOVES = re.compile(
    rf"^(?:[{_NAME}区市镇县]|这边|那边|那里|这里|的?(?:老?厂房?|仓库|公司)){{0,6}}(?:整体)?(?:搬|迁|撤|挪)(?:[过出]?来|出去?|走|到|去|往|至|移|离|厂|址)"
)
_OUT_OF = re.compile(rf"^{_HERE}(?:[过出]来(?!.*(?:怎么|多[远久]|几[公分小]|开车|路线))|[转换移]到)")
_WE_ARE = re.compile(rf"(?:我们?|咱们?)是[{_NAME}]*$")
_OF_THERE = re.compile(r"^(?:这边|本地|当地)?(?:的|人|企业|公司)(?![^,，。]{0,6}(?:厂房|仓库|园区|写字楼|办公))")
_ENDS = re.compile(
    rf"^(?:(?!想|找|打算|准备|希望|{_STOP}).){{0,10}}(?:到期|动迁|拆迁|要拆|被拆|拆了|要收|收回|收走|不续|清退|腾退|涨租|不够用|不够了|不让|退租|关停)"
)
_TARGETED = re.compile(
    rf"^{_HERE}(?:想|要(?![拆收涨搬到动迁退关])|找|租(?!约)|买|购|建|拿|设|寻|看|选|落|扩|投|需|求|有没有|有什么|有哪些|有多少|有几|有吗|哪|什么|多少|吗|还有)"
)
_OFFERS = re.compile(
    r"(?:我|我们|手[里上头]|自己|自家|朋友|老板|业主|房东)[^,，。]{0,8}(?:有|想|要|把)[^。]{0,16}(?:出租|出售|招租|转让|租出去|卖掉|要卖|想卖|招商)|空出来|空着|闲置"
)
_DONE = re.compile(
    rf"^{_LIST}*(?:那个|的事)?(?:已经|都|也)?(?:[定租买找谈签](?:好|下|下来|到|成|妥)?|搞定|解决|落实)了(?!吗|没|么)"
)
"""厂房定了: what follows is about something else."""
_GOES = re.compile(r"搬|迁|换个?|过去|过来|想去|扩")


class Scope:
    """The claims of one message as a whole: what is said of one thing depends on the others."""

    def __init__(self, text: str, claims: Sequence[Claim]) -> None:
        self._claims = claims
        self._regions = [claim for claim in claims if claim.slot in _REGIONS]
        self._of_places = _mask(text, claims, _PLACES, _NAME)
        self._of_kinds = _mask(_mask(text, claims, _PLACES, _OTHER), claims, _KINDS, _NAME)

    def judge(self) -> tuple[Claim, ...]:
        """Return the claims marked as ruled out or current where the words say so."""
        judged = [self._judge(claim) for claim in self._claims]
        wanted = {claim.slot for claim in judged if not claim.current and not claim.excluded}
        return tuple(
            replace(claim, current=False) if claim.slot == "property_type" and claim.slot not in wanted else claim
            for claim in judged
        )

    def _judge(self, claim: Claim) -> Claim:
        if claim.slot in _PLACES:
            if _is_ruled_out(self._of_places, claim):
                return replace(claim, excluded=True)
            return replace(claim, current=claim.slot in _REGIONS and self._is_current(self._of_places, claim))
        if claim.slot in _KINDS:
            if _is_ruled_out(self._of_kinds, claim, only_kinds=True):
                return replace(claim, excluded=True)
            is_there = self._is_current(self._of_kinds, claim) or bool(_DONE.match(_around(self._of_kinds, claim)[1]))
            return replace(claim, current=claim.slot == "property_type" and is_there)
        return claim

    def _is_current(self, text: str, claim: Claim) -> bool:
        left, right = _around(text, claim)
        if _FROM.search(left) and (_MOVES.match(right) or _OUT_OF.match(right)):
            return True
        if _WE_ARE.search(left) and _OF_THERE.match(right):
            return True
        if _OFFERS.search(text) or _TARGETED.match(right.lstrip(_NAME)):
            return False
        if _HAD.search(left) or _NOW.search(left) or _COMPANY_IN.search(left) or _MOVES.match(right):
            return True
        if _ENDS.match(right):
            return not re.search(_WANT, left)
        goes_on = len(self._regions) > 1 or bool(_GOES.search(text[claim.end :]))
        return goes_on and bool(_WE_IN.search(left))


def _is_ruled_out(text: str, claim: Claim, *, only_kinds: bool = False) -> bool:
    left, _ = _around(text, claim)
    found = _RULED_OUT_BEFORE.search(left)
    right = text[claim.end : claim.end + 40]
    if found and (not only_kinds or _SAME_KIND.fullmatch(found["between"])):
        return not ("除" in found.group() and _ALSO.match(right))
    return bool(_RULED_OUT_AFTER.match(right))


def _around(text: str, claim: Claim) -> tuple[str, str]:
    """Return what the clause says before and after a claim."""
    left, right = text[max(0, claim.start - 40) : claim.start], text[claim.end : claim.end + 40]
    return _CLAUSE.split(left)[-1], _CLAUSE.split(right, maxsplit=1)[0]


def _mask(text: str, claims: Sequence[Claim], slots: frozenset[str], mark: str) -> str:
    characters = list(text)
    for claim in claims:
        if claim.slot in slots:
            characters[claim.start : claim.end] = mark * (claim.end - claim.start)
    return "".join(characters)
