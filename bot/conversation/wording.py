"""In which words does the bot say something, and does it fit into a WeChat message?"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from bot.conversation.session import Choice

LIMIT = 2000
"""UTF-8 bytes of a text reply; WeChat cuts or refuses above about 2,048 (measured by its users, undocumented)."""
UNKNOWN = "unknown"
"""Key of the word for facts that nobody has told us."""

_LINK = re.compile(r"<a\s[^>]*>.*?</a>", re.DOTALL)
_SENTENCE_END = re.compile(r"[。！？；!?;\n]")


@dataclass(frozen=True, slots=True)
class Wording:
    """Every sentence the bot can say, by key, each in one or more variants."""

    variants: Mapping[str, Sequence[str]]
    constants: Mapping[str, str]
    """Values for placeholders that never change: {agency}, {hotline}, {hours} ..."""

    def say(self, key: str, turn: int = 0, **values: object) -> str:
        """Return the sentence for a key; the turn chooses among its variants.

        Raises:
            KeyError: no reply has that key; `parkbot check` finds this before visitors do.
        """
        texts = self.variants[key]
        return texts[turn % len(texts)].format_map({**self.constants, **values})

    def fill(self, text: str) -> str:
        """Return a text of the knowledge base with its constant placeholders filled; unknown ones say that they are."""
        return _Filler(self.constants).format(text)


class _Filler(string.Formatter):
    def __init__(self, constants: Mapping[str, str]) -> None:
        self.constants = constants

    def get_value(self, key: int | str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        del args, kwargs
        return self.constants.get(str(key)) or self.constants.get(UNKNOWN, "")


def link(choice: Choice, number: int) -> str:
    """Return a choice as a tappable line whose number can be typed as well.

    The link form is undocumented but works on every account; the number is for where it does not.
    """
    sends = quote(choice.sends, safe="")
    return f'{number}. <a href="weixin://bizmsgmenu?msgmenucontent={sends}&msgmenuid={number}">{choice.label}</a>'


def compose(
    body: Iterable[str],
    question: str = "",
    choices: Sequence[Choice] = (),
    *,
    closing: Iterable[str] = (),
    more: str = "",
) -> tuple[str, str]:
    """Join what there is to say into one reply.

    Args:
        body: paragraphs.
        question: what is asked.
        choices: ready answers below the question.
        closing: paragraphs behind the choices.
        more: what to say where the body was cut.

    Returns:
        The text that fits and the rest, kept for 「更多」. The question and the choices always stand in the text.
    """
    text = "\n\n".join(part.strip() for part in body if part and part.strip())
    lines = [link(choice, i) for i, choice in enumerate(choices, 1)]
    asked = "\n".join(part for part in (question.strip(), *lines) if part)
    tail = "\n\n".join(part.strip() for part in (asked, *closing) if part and part.strip())
    if not text:
        return split(tail, LIMIT)
    whole = f"{text}\n\n{tail}" if tail else text
    if _size(whole) <= LIMIT:
        return whole, ""
    hint = f"\n\n{more}" if more else ""
    room = LIMIT - _size(hint) - _size(tail) - 2
    head, rest = split(text, room)
    return "".join((head, hint if rest else "", f"\n\n{tail}" if tail else "")), rest


def split(text: str, limit: int) -> tuple[str, str]:
    """Cut a text after its last sentence within the limit of UTF-8 bytes, never inside a link."""
    if _size(text) <= limit:
        return text, ""
    length = len(text.encode()[:limit].decode(errors="ignore"))
    for found in _LINK.finditer(text):
        if found.start() < length < found.end():
            length = found.start() or found.end()
    ends = [m.end() for m in _SENTENCE_END.finditer(text, 0, length) if not _inside_link(text, m.end())]
    cut = ends[-1] if ends and ends[-1] > length // 3 else length
    return text[:cut].rstrip(), text[cut:].lstrip()


def _inside_link(text: str, position: int) -> bool:
    return any(found.start() < position < found.end() for found in _LINK.finditer(text))


def _size(text: str) -> int:
    return len(text.encode())
