"""Which park does a visitor name that the knowledge base does not hold?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from bot.understanding.name_files import ParkNames
from bot.understanding.segment import Segmenter

_LONGEST_BODY = 9
_LONGEST_NAME = 12
_VAGUEST = "园区"
_LEAST_STRANGE = 2
"""Characters that belong to no everyday word; one alone is more often a slip than a name."""

_BREAKS = re.compile(
    r"[^\u4e00-\u9fffa-zA-Z0-9()]|有没有|是不是|能不能|可不可以|请问|你们|我们|咱们|他们|这个|那个|哪个|那边|这边|什么|怎么|附近|周边|旁边|最近|目前|现在|关于|介绍|参观|预约|了解|咨询|听说|知道|推荐|看看|考察|登记|入驻|联系|打算|准备|需要|以及|还有|或者|不要|除了|比如|看中|选中|想|要|请|帮|问|看|找|租|买|的|在|到|去|从|离|距|往|进|是|有|跟|与|和|或|对|把|给|了|吗|呢|个|家|下|这|那|哪|发|列|叫|比|选|搬|迁|由|也|都|就|还|很|太|不|没|你|我|他|您|们|类|型|级|文章|报道|新闻|专题|代理|运营|合作|入住|对比|比较|对接|安排|收到|感觉|觉得|认识|熟悉|经过|路过|位于|属于|包括|例如|咱|被|让|叫做|请教|求|先|再|只|才|已经|现有|此|该|贵"
)
_ASKED = re.compile(
    r"(?P<name>[\u4e00-\u9fffa-z0-9]{3,8}?)(?:还有(?:没有)?(?:空)?(?:房|位置|面积|单元|厂房|铺)|有(?:没有)?空(?:房|置|的)|(?:在|是)哪个?[区镇里条]|怎么走|这个?(?:园区?|项目)|那个?(?:园区?|项目))"
)
_ANSWER = re.compile(
    r"^(?:就?是|叫|看中的是|想看|去)?(?P<name>[\u4e00-\u9fffa-z0-9()]{2,12}?)(?:吧|啊|呀|哈|那个|园区)?[。!]?$"
)
_NO_ANSWER = re.compile(
    r"不|没|随便|都|哪|什么|多少|吗|推荐|一样|任意|忘|记|想|可以|还|平|嗯|好|行|对|跳过|取消|返回|人工|谢"
)


class Span(NamedTuple):
    """A stretch that names a park."""

    start: int
    end: int


class UnlistedParks:
    """Recognises a park by the way its name is made and by being no everyday word."""

    def __init__(self, words: ParkNames, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._naming = frozenset(words.naming)
        self._endings = frozenset(words.naming + words.generic)
        self._ordinary = frozenset(words.ordinary)
        self._everyday = frozenset(words.everyday)
        longest_first = sorted(self._endings, key=len, reverse=True)
        self._ending = re.compile(f"(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?![区口])")

    def find(
        self, text: str, words: Sequence[tuple[str, int, int]], known: Collection[tuple[int, int]], expect: str | None
    ) -> Iterator[Span]:
        """Yield the names of unknown parks.

        Args:
            text: the message.
            words: its words from the segmenter.
            known: places and words of the trade in it, which make no name by themselves.
            expect: "park" when the bot has just asked for one.
        """
        edges = {0, *(end for _, _, end in words)}
        for found in self._ending.finditer(text):
            if found.end() in edges or found.group() in self._naming:
                span = self._read_name(text, found, known)
                if span:
                    yield span
        yield from self._find_asked(text, known)
        if expect == "park":
            yield from self._find_answer(text)

    def _read_name(self, text: str, ending: re.Match[str], known: Collection[tuple[int, int]]) -> Span | None:
        end = ending.end()
        start = _find_start(text, ending.start())
        if start == ending.start() or end - start > _LONGEST_NAME or self._ends_in_a_word(text, start, ending):
            return None
        inside = [(left, min(right, ending.start())) for left, right in known if start <= left < ending.start()]
        rest = _without(text, start, ending.start(), inside)
        is_strange = self._has_strange_word if ending.group() == _VAGUEST else self._is_strange
        if is_strange(rest) or (ending.group() in self._naming and (inside or rest != "")):
            return Span(start, end)
        return None

    def _ends_in_a_word(self, text: str, start: int, ending: re.Match[str]) -> bool:
        """Say whether a word such as 幼儿园 reaches into the ending; 嘉创汇 is a name though 创汇 is a word."""
        for at in range(start, ending.start()):
            tail = text[at : ending.end()]
            if tail not in self._endings and self._segmenter.is_ordinary(tail):
                before = text[start:at]
                if tail in self._everyday or len(before) != 1 or before in self._ordinary:
                    return True
        return False

    def _is_strange(self, rest: str) -> bool:
        strange = 0
        for piece in rest.split():
            for word, _, _ in self._segmenter.lcut(piece):
                if word not in self._ordinary and (len(word) == 1 or not self._segmenter.is_ordinary(word)):
                    strange += len(word)
        return strange >= _LEAST_STRANGE

    def _find_asked(self, text: str, known: Collection[tuple[int, int]]) -> Iterator[Span]:
        for found in _ASKED.finditer(text):
            start, end = found.span("name")
            start = _find_start(text, end, start)
            inside = [span for span in known if start < span[1] and span[0] < end]
            if end - start > _LEAST_STRANGE and not inside and self._has_strange_word(text[start:end]):
                yield Span(start, end)

    def _has_strange_word(self, name: str) -> bool:
        words = [word for word, _, _ in self._segmenter.lcut(name)]
        return any(len(word) > 1 and not self._segmenter.is_word(word) for word in words)

    def _find_answer(self, text: str) -> Iterator[Span]:
        found = _ANSWER.match(text)
        if found and not _NO_ANSWER.search(found["name"]) and not self._segmenter.is_ordinary(found["name"]):
            yield Span(*found.span("name"))


def _find_start(text: str, end: int, earliest: int = 0) -> int:
    start = max(earliest, end - _LONGEST_BODY)
    for found in _BREAKS.finditer(text, start, end):
        start = found.end()
    return start


def _without(text: str, start: int, end: int, spans: Collection[tuple[int, int]]) -> str:
    characters = list(text[start:end])
    for left, right in spans:
        characters[left - start : right - start] = " " * (right - left)
    return "".join(characters)
