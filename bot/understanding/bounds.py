"""How exactly is an amount meant: at least, at most, about?"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.understanding.amounts import Amount

_NOT = r"(?:不|别|勿|甭)(?:要|能|可以?|得|想|用|允许)?"
_BEFORE = re.compile(
    rf"(?:(?P<least>{_NOT}(?:少于|低于|小于|矮于)|至少|最少|起码|最低|最小|最起码|不下|超过|大于|高于|多于|不止|>=?|≥"
    r"|保底|打底|[上过](?=$)|at least|over|more than|above)"
    rf"|(?P<most>{_NOT}(?:超过?|多于|大于|高于|过)|最多|顶多|至多|最高|最大|上限|封顶|小于|少于|低于|不到|不足|未满"
    r"|<=?|≤|控制在|under|below|less than|up to|max)"
    r"|(?P<about>大概|大约|大致|差不多|接近|将近|估计|约莫|约|(?<![最附靠远])近|around|about|approx|~|≈))"
    r"[ :]?(?:也|都)?(?:是|在|为|有|要|到|个|于|能|达到|得)?[ :]?$"
)
_AFTER = re.compile(
    r" ?(?:(?P<least>(?:及|或|或者|或者说)?(?:以上|往上|朝上|向上)|起步|起(?![租重吊来步见订])|打底|开外|保底|\+"
    r"|or more|or above)"
    r"|(?P<most>(?:及|或|或者)?(?:以内|之内|以下|往下|之下)|封顶|为限|内(?![部环销容蒙河外有])|顶天|or less)"
    r"|(?P<about>左右|上下|出头|的?样子|差不多|浮动|大小|这样子?|多一?点|(?:不到|不足)一?点))"
)
_WINDOW = 12
_MOST_CUES = 3


def qualify(shape: str, amount: Amount, start: int, end: int) -> Amount:
    """Return the amount with the bounds said beside it; its start and end take the bounding words in.

    Args:
        shape: the sheet's shape.
        amount: what was said.
        start: where amount and unit begin.
        end: where amount and unit end.
    """
    whole = replace(amount, start=start, end=end)
    for _ in range(_MOST_CUES):
        found = _BEFORE.search(shape[max(0, whole.start - _WINDOW) : whole.start])
        if not found:
            break
        whole = replace(_bound(whole, found, amount), start=whole.start - (found.end() - found.start()))
    for _ in range(_MOST_CUES):
        after = _AFTER.match(shape[whole.end : whole.end + _WINDOW])
        if not after:
            break
        whole = replace(_bound(whole, after, amount), end=whole.end + after.end())
    return whole


def _bound(whole: Amount, found: re.Match[str], amount: Amount) -> Amount:
    if found["least"]:
        return replace(whole, low=amount.least, high=None, spread=None, options=())
    if found["most"]:
        return replace(whole, low=None, high=amount.most, spread=None, options=())
    return replace(whole, approximate=True)
