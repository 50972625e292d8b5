"""Is a message, or its end, nothing but fixed words: yes, no, skip, submit, back?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.understanding.intent_files import ActFile

Acts = frozenset[str]
_NONE: Acts = frozenset()
_SUBMITTING: Acts = frozenset({"submit"})
_AGREEING: Acts = frozenset({"confirm", "submit"})
_AGAIN = "restart"
"""算了，从头再来: the last word counts."""
_ENDING: Acts = frozenset({"cancel", "skip"})
"""Not to be asked on, which 「直接登记」 behind it says too."""

_DECORATION = re.compile(
    r"[\s,，。.!！?？~～、…:：;；\"'“”]+|(?<=.)[吧啊呀哦噢喔哈呢嘛啦咯哟哎诶]+$"
    r"|^(?:还是|再|那|嗯|额|呃|哦|好的|好|请|麻烦|帮我|我要|我想|那就|就)(?=..)"
)
_FILLING = re.compile(
    r"[\s,，。.!！~～、…:：;；吧啊呀哦噢喔哈呢嘛哟哎诶撒噻嘞滴的了也]|一[遍次下哈]"
    r"|这个问题|这一?[题项]|问题|这个|这块|那个|目前|暂时|现在|那就|那|就|请|帮我|我"
)
_SUBMITTED = re.compile(
    r"(?:请|麻烦|帮我|帮忙|那就|就|现在|直接|先|可以|给我|确认)*(?:提交|上交)(?:登记|确认|需求|信息|资料)?(?:一下|上去)?"
)
_DONE = re.compile(
    r"(?:直接|就|现在|先|这样|这么|按这个|就按这个)(?:给我|帮我|帮忙|你们|请)*登记(?:上去?|起|了|一下|下来|好|吧|嘛|哈|哦)*$"
)
"""别问了直接给我登记上: the end of a message that wants to be done."""
_LATE = str.maketrans(dict.fromkeys("咯喽啰啦", "了"))
_REPEATED = re.compile(r"(.)\1+")
_PAUSE = re.compile(r"[,，。;；!！\s]+")
_ENDS = "。.!！~～ "
LONGEST = 14
"""Characters; a longer message says more than one of these words."""


class Phrases:
    """Knows the words that mean something only when they are all that is said."""

    def __init__(self, acts: Mapping[str, ActFile]) -> None:
        self._whole = _by_words((name, act.whole) for name, act in acts.items())
        asked = _by_words((name, act.asked) for name, act in acts.items())
        words = self._whole.keys() | asked.keys()
        self._asked = {word: self._whole.get(word, _NONE) | asked.get(word, _NONE) for word in words}

    def read(self, text: str, *, is_asked: bool) -> Acts:
        """Return the acts of a message that is one such word or several (对头，提交; 返回上一题).

        Args:
            text: the message.
            is_asked: a question is pending, so that a bare yes or no counts.
        """
        if len(text) > LONGEST:
            return self.read_last(text)
        words = self._asked if is_asked else self._whole
        found = words.get(text.strip(), _NONE) | words.get(_undress(text), _NONE) | self.read_last(text)
        return found or _join(_split(_REPEATED.sub(r"\1", text.translate(_LATE)), words) or [])

    def read_last(self, text: str) -> Acts:
        """Return the wish to be done that a message ends in (做五金的，提交吧)."""
        *before, last = _PAUSE.split(text.rstrip(_ENDS))
        if len(last) > LONGEST:
            return _NONE
        done = _DONE.search(last)
        if done and self._only_ends(last[: done.start()]):
            return _SUBMITTING
        bare = _undress(last)
        if _SUBMITTED.fullmatch(bare):
            return _AGREEING
        acts = self._whole.get(bare, _NONE)
        return acts & _AGREEING if before and "submit" in acts else _NONE

    def _only_ends(self, text: str) -> bool:
        """Say whether the words before a wish to be done are none, or want no more questions (别问了)."""
        bare = _undress(text)
        return not bare or not _FILLING.sub("", bare) or bool(self._whole.get(bare, _NONE) & _ENDING)


def _join(said: list[Acts]) -> Acts:
    if not said:
        return _NONE
    if _AGAIN in said[-1]:
        return said[-1]
    if "submit" in said[-1] and all(acts & _ENDING for acts in said[:-1]):
        return said[-1] & _AGREEING
    union = _NONE.union(*said)
    return union if union <= _AGREEING else said[0].intersection(*said)


def _split(text: str, words: Mapping[str, Acts], least: int = 1) -> list[Acts] | None:
    """Return the acts word by word, None when anything else is said; 改成 is not 改 and 成."""
    if not text:
        return []
    for length in range(len(text), least - 1, -1):
        if text[:length] in words:
            rest = _split(text[length:], words, least=2 if length == 1 else 1)
            if rest is not None:
                return [words[text[:length]], *rest]
    filling = _FILLING.match(text)
    return _split(text[filling.end() :], words) if filling else None


def _undress(text: str) -> str:
    """Return the message without particles, polite beginnings and punctuation."""
    previous = None
    while previous != text:
        previous, text = text, _DECORATION.sub("", text)
    return text


def _by_words(acts: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, Acts]:
    table: dict[str, set[str]] = {}
    for name, words in acts:
        for word in words:
            table.setdefault(_undress(word) or word, set()).add(name)
    return {word: frozenset(names) for word, names in table.items()}
