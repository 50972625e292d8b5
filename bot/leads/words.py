"""Do the visitor's own words say something, and may a wording of ours say it?"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from bot.model import Json

Wording: TypeAlias = Annotated[str, Field(min_length=1, max_length=300)]

_LONGEST = 4000
"""Characters of a visitor's words that are looked through."""
_MOST_TEXTS = 100
_CLAUSE_END = re.compile(r"[,.;!?\n。]|但是?|不过")
"""A list (没有酸洗、喷漆) is one clause: a denial reaches over the whole of it."""
_EITHER = re.compile(r"(.)[不没]\1")
"""有没有, 能不能, 是不是: they ask, they do not deny."""


def allowing(*names: str) -> AfterValidator:
    """Return a check that a wording uses no other placeholders than these."""

    def check(text: str) -> str:
        try:
            parts = [part[1:] for part in string.Formatter().parse(text) if part[1] is not None]
        except ValueError as fault:
            raise ValueError("大括号不成对，占位符写成 {名称}") from fault
        unknown = [str(name) for name, detail, conversion in parts if name not in names or detail or conversion]
        if unknown:
            allowed = "、".join(f"{{{name}}}" for name in names)
            raise ValueError(f"不认识占位符 {'、'.join(unknown)}，可用的：{allowed}")
        return text

    return AfterValidator(check)


def plain(text: str) -> str:
    """Return a text without spaces, differences of case and full-width forms, so that words can be found in it."""
    return re.sub(r"[^\S\n]+", "", unicodedata.normalize("NFKC", text[:_LONGEST])).lower()


def clauses_of(texts: Iterable[Json]) -> tuple[str, ...]:
    """Return the clauses of the texts as `plain` words; what is no text, or too much of it, is left out."""
    joined = "\n".join(islice((text[:_LONGEST] for text in texts if isinstance(text, str)), _MOST_TEXTS))
    return tuple(clause for clause in _CLAUSE_END.split(_EITHER.sub(r"\1", plain(joined))) if clause)


def says_any(clauses: Iterable[str], wanted: Sequence[str], denials: Sequence[str]) -> bool:
    """Say whether one of the wanted words stands in a clause without a denial before it."""
    words = [plain(word) for word in wanted]
    return any(_stands(clause, word, denials) for clause in clauses for word in words)


def _stands(clause: str, word: str, denials: Sequence[str]) -> bool:
    # What is denied before the first occurrence is denied before all of them.
    position = clause.find(word)
    return position >= 0 and not any(denial in clause[:position] for denial in denials)
