"""In which way is something said: asked, confirmed, denied, corrected, skipped?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.understanding.intent_files import ActFile
from bot.understanding.phrases import LONGEST, Phrases

_CORRECTING = tuple(
    re.compile(pattern)
    for pattern in (
        # 不是两千，是三千; 我不租了要买; 面积缩到两千; 号码给错了; 厂房不合适，还是找仓库.
        r"不是[^,，。]{1,14}[,，]?(?:而)?是(?!不|否)|[,，]?不是[^,，。]{1,14}(?:是|要)",
        r"不(?:租|买|要)了?[,，]?(?:我|我们|就)?(?:要|改|想|还是|换)(?!求)",
        r"(?<![能会])(?<!可以)(?:缩|挪|减|降|变|调|加|提)(?:小|少|低|减|整|动|高|大)?(?:到|成|为|去)",
        r"[说写报填打输发留给讲记弄搞](?:得|的)?[少多大小错反漏混晚早](?:了|咯|啦)(?!吗|多少)|有误(?!差)",
        r"太(?:大|小|多|少|远|近|贵|高|低|偏)(?:了|咯|啦)?[,，]",
        r"(?:不合适|不适合|不行|不好|不考虑)了?[,，]?(?:我们?)?(?:还是|就|改)(?:找|换|改|要|选|看|租|买)",
    )
)
_TOPIC_ASKED = re.compile(r"^[^,，没不]{1,6}呢$")
"""租金呢; 还没注册呢 is no question."""
_WHATEVER = re.compile(
    r"(?:哪|什么|啥|怎么|多少|几)[^,，。?？]{0,5}?(?:都|也)(?:可以|行|好|能|成|没问题|无所谓|没关系|接受)"
    r"|都(?:可以|行|能)的?$"
)
"""哪个区都可以: whatever suits, and no question."""
_NO_QUESTION = re.compile(
    r"^(?:你好|您好|哈喽|hello|hi)?[,，!。 ]*(?:在吗|在么|在不在|有人吗|有人么|有人在吗|人在吗)"
    r"[呀啊哦]?[,，。!?？\s]+(?=.)"
    r"|(?<!有)(?:没有?|没得|莫得|冇)个?(?:啥子?|什么|哪)"
)
"""在吗，我想找厂房; 没什么要求."""
_DENIED = re.compile(
    r"(?:这个|这块|目前|暂时|基本|倒|也|都)*(?:没有?|没得|莫得|木有|冇|无)"
    r"(?:得|啥子?|什么|任何|特别的?|别的|其他的?|硬性的?|太多的?)*"
    r"(?:要求|讲究|条件|限制|说法|忌讳|需要|了|的|哈|哦|嘛|呢)*[。.!！~～ ]*$"
    r"|(?:还是|先|那)?(?:别|莫|不要|不用|不必|甭|勿|唔好|唔使)(?:再)?(?:转|给|提?交|发|告诉|提供|透露)"
)
"""没啥讲究, 莫转给他们: a no to the pending question in whatever words."""


_ALLOWED = frozenset({"share"})
_ALLOWING = re.compile(
    r"(?:嗯+|好|行|可以|同意|没问题|要得|那就|就|对)*[的呀啊吧哈,，。 ]*(?:你们?|麻烦)?(?:都|就)?"
    r"(?:可以|能)?(?:给|转|让|发|交|叫|告诉)(?:给|交)?(?:他|她|对方|园区|运营|物业|那边)"
)
_WAVERING = re.compile(r"不|别|莫|没|再|考虑|但|等|吗|？|\?")
"""可以给他们, 那就转给园区吧: leave to pass details on, in whatever words."""


_YES_OR_NO = frozenset({"share", "change", "erase"})
_REFUSING = re.compile(r"(?:不要|不用|不了|不必|不行|不同意|不可以|先不|别|莫)[了的吧嘛哈]?[,，。!！ ]")
"""不要，你们的人带我去就好."""
_SUPPOSED = re.compile(r"还(?:没|在|有|能|可以)[^,，。]{1,10}吧[?？。]*$")
"""还没租出去吧."""
_OR_NOT = re.compile(
    r"([\u4e00-\u9fff])不\1|(?:能|可以|有|是|会|在|行|得).{0,14}(?<![都也就说差还要并是])不(?:嘛|哦|哈|呢|撒)?[。?？]*$"
)
"""收不收, 能停17米5的车不: a question without a question word."""


class ActReader:
    """Finds the ways of saying in a message; the words come from knowledge/acts.yaml."""

    def __init__(self, acts: Mapping[str, ActFile]) -> None:
        self._contains = {name: act.contains for name, act in acts.items() if act.contains}
        self._together = [(name, _one_after_other(*pair)) for name, act in acts.items() for pair in act.together]
        self._phrases = Phrases(acts)

    def read(self, text: str, expect: str | None) -> frozenset[str]:
        """Return the acts of a normalised message.

        A bare yes or no counts only while a question is pending; commands have words of their own.
        """
        found = self._read_parts(text, is_asked=bool(expect)) | self._phrases.read(text, is_asked=bool(expect))
        if any(pattern.search(text) for pattern in _CORRECTING):
            found.add("correction")
        if expect and len(text) <= LONGEST and _DENIED.match(text):
            found.add("deny")
        elif expect in _ALLOWED and len(text) <= LONGEST and _ALLOWING.match(text) and not _WAVERING.search(text):
            found.add("confirm")
        if expect in _YES_OR_NO and _REFUSING.match(text):
            found.add("deny")
        if _OR_NOT.search(text) or _SUPPOSED.search(text):
            found.add("question")
        if "?" in text or "？" in text or _TOPIC_ASKED.match(text):
            found.add("question")
        return frozenset(found)

    def _read_parts(self, text: str, *, is_asked: bool) -> set[str]:
        """Return what words anywhere in a message say."""
        certain = _WHATEVER.sub("", text)
        plain = _NO_QUESTION.sub("", certain)
        found = {name for name, words in self._contains.items() if any(word in plain for word in words)}
        if is_asked and certain != text and "question" not in found:
            found.add("any_value")
        return found | {name for name, pattern in self._together if pattern.search(text)}


def _one_after_other(first: Iterable[str], second: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for a word of the first list and close behind it one of the second."""
    left, right = ("|".join(map(re.escape, words)) for words in (first, second))
    return re.compile(rf"(?:{left})[^,，。;!?？\s]{{0,5}}(?:{right})")
