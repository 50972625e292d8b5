"""What may the file of a frequent question say?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, model_validator

from bot.catalog.schema.pieces import Name, Record, Slug, Text, Topic

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_LONGEST_ANSWER = 1800
"""UTF-8 bytes; leaves room for a closing line inside WeChat's 2,048 (Customer_Service_Messages.html)."""


class Faq(Record):
    """A frequent question with the careful answer."""

    id: Slug
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    """The intents it may answer."""
    general_for: Topic | None = None
    """The intent that it answers when the words do not decide between several."""
    questions: Annotated[tuple[Name, ...], Field(min_length=2)]
    """The first one is how the question is shown."""
    answer: Text
    fallbacks: Mapping[Topic, Text] = {}
    """What stands for a placeholder whose value is not configured."""
    must_not: tuple[Name, ...] = ()
    """Phrases that neither this answer nor one made of it may contain."""
    never: tuple[Text, ...] = ()
    """What an answer may never do, in words for editors."""
    handoff: bool = False
    """A person should take over after the answer."""
    sources: tuple[Text, ...] = ()

    @property
    def placeholders(self) -> frozenset[str]:
        """Return the names of the values that the answer needs."""
        return frozenset(_PLACEHOLDER.findall(self.answer))

    @model_validator(mode="after")
    def _is_consistent(self) -> Faq:
        if len(self.answer.encode()) > _LONGEST_ANSWER:
            raise ValueError(f"回答太长，最多 {_LONGEST_ANSWER // 3} 个汉字")
        said = [phrase for phrase in self.must_not if phrase in self.answer]
        if said:
            raise ValueError(f"回答里有 must_not 禁止的「{said[0]}」")
        if self.general_for is not None and self.general_for not in self.topics:
            raise ValueError("general_for 要写 topics 里的一个")
        stray = set(self.fallbacks) - self.placeholders
        if stray:
            raise ValueError(f"fallbacks 里的「{min(stray)}」在回答里没有用到")
        return self

    def answer_with(self, values: Mapping[str, str]) -> str:
        """Return the answer with its placeholders filled; values that are missing or empty use their fallback.

        Raises:
            KeyError: a placeholder has neither value nor fallback.
        """

        def fill(match: re.Match[str]) -> str:
            name = match.group(1)
            return values.get(name) or self.fallbacks[name]

        return _PLACEHOLDER.sub(fill, self.answer)
