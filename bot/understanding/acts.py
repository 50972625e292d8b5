"""In which way is something said: asked, confirmed, denied, corrected, skipped?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.understanding.intent_files import ActFile

_DECORATION = re.compile(
    r"[\s,，。.!！?？~～、…:：;；\"'“”]+|(?<=.)[吧啊呀哦噢喔哈呢嘛啦咯哟哎诶]+$|^(?:那|嗯|额|呃|哦|好的|好|请|麻烦|帮我|我要|我想|那就|就)(?=..)"
)
_NOT_BUT = re.compile(r"不是[^,，。]{1,14}[,，]?(?:而)?是(?!不|否)|[,，]?不是[^,，。]{1,14}(?:是|要)")
_TOPIC_ASKED = re.compile(r"^[^,，没不]{1,6}呢$")
"""租金呢; 还没注册呢 is no question."""
_LONGEST_WHOLE = 14
"""Characters; a longer message says more than one of these words."""


class ActReader:
    """Finds the ways of saying in a message; the words come from knowledge/acts.yaml."""

    def __init__(self, acts: Mapping[str, ActFile]) -> None:
        self._contains = {name: act.contains for name, act in acts.items() if act.contains}
        self._whole = _by_words((name, act.whole) for name, act in acts.items())
        self._asked = _by_words((name, act.asked) for name, act in acts.items())

    def read(self, text: str, expect: str | None) -> frozenset[str]:
        """Return the acts of a normalised message.

        A bare yes or no counts only while a question is pending; commands have words of their own.
        """
        found = {name for name, words in self._contains.items() if any(word in text for word in words)}
        if _NOT_BUT.search(text):
            found.add("correction")
        if len(text) <= _LONGEST_WHOLE:
            for form in {text.strip(), _undress(text)}:
                found |= self._whole.get(form, frozenset())
                if expect:
                    found |= self._asked.get(form, frozenset())
        if "?" in text or "？" in text or _TOPIC_ASKED.match(text):
            found.add("question")
        return frozenset(found)


def _undress(text: str) -> str:
    """Return the message without particles, polite beginnings and punctuation."""
    previous = None
    while previous != text:
        previous, text = text, _DECORATION.sub("", text)
    return text


def _by_words(acts: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for name, words in acts:
        for word in words:
            table.setdefault(_undress(word) or word, set()).add(name)
    return {word: frozenset(names) for word, names in table.items()}
