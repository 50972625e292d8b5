"""What is the place to be used for, in the visitor's own words, where no known trade is named?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.model import Claim

_TAKEN = "\0"
_NEED = frozenset({"property_type", "area_m2", "deal"})
_TOLD = frozenset({"industry", "usage"})
_DOES = r"(?:存放|堆放|储存|做|生产|加工|制造|组装|存|放|堆|囤|屯|卖)"
_USED_FOR = re.compile(
    rf"(?:^|(?<=[,，。;!?\s\0])|(?<=[来要想租的库房间里地用]))(?:我们?|主要|专门|用来|拿来|就?是|用于|也?要|想|准备)*{_DOES}"
    r"(?:点儿?|一?些|的?是|一点)?(?P<what>[\u4e00-\u9fffa-z]{2,10}?)"
    r"(?:为主|生意|之类|什么的|用的?|的|哈|哦|嘛|呢)*(?=$|[,，。;!?\s\0]|大概|大约|预计|估计|差不多|然后|最好|面积|需要|[想要]租)"
)
_NO_USAGE = re.compile(
    r"^(?:什么|啥|哪|登记|注册|环评|主|完|好|了|不|过|个|一|到|出|决定|准备|假|心|账|得|的|在|着|起|我|你|他|就|成|满|下|开|大|小|多|几|最|朋友)"
    r"|[吗呢么]|多少|怎么|可以|[能会]不|没有|时候|地方|东西$"
)


def find_usage(text: str, claims: Sequence[Claim]) -> Claim | None:
    """Return what a stated need is for, None when a trade was read already or nothing is said.

    Args:
        text: the message.
        claims: what was read off it.
    """
    slots = {claim.slot for claim in claims if not claim.excluded and not claim.current}
    if slots.isdisjoint(_NEED) or not slots.isdisjoint(_TOLD):
        return None
    left = list(text)
    for claim in claims:
        left[claim.start : claim.end] = _TAKEN * (claim.end - claim.start)
    for found in _USED_FOR.finditer("".join(left)):
        start, end = found.span("what")
        if not _NO_USAGE.search(found["what"]):
            return Claim("usage", text[start:end], start, end, text[start:end])
    return None
