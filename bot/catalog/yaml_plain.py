"""What does a sound, plain YAML file say, read as fast as can be?

Nearly every knowledge file is plain: no anchors, tags or other cleverness, nothing doubled. Such a file needs
no line numbers. Everything else is left to `yaml_tree`, which is slower and says what is wrong where.
"""

from __future__ import annotations

import re

import yaml
from yaml._yaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode

from bot.catalog.yaml_tree import DEEPEST, UNKNOWN
from bot.errors import BotError
from bot.model import Json

_CLEVER = re.compile(r"(?:^|[\s\[{,:?-])[&*!]", re.MULTILINE)
"""Where an anchor, an alias or a tag may begin."""
_DIRECTIVE_OR_DEEP = re.compile(r"^(?:%|[ \t?:-]{100})", re.MULTILINE)
_FULL_WIDTH_KEY = re.compile(r"^\s*(?:(?:- )*[a-z_0-9]+|[\w一-鿿]{1,8})：", re.MULTILINE)
_LONE_RETURN = re.compile("\r(?!\n)")
_ODD_MARKS = ("\t", "\x85", "\u2028", "\u2029", "\u3000", "\ufeff")
"""Line ends and spaces that need a closer look; control characters are refused by the parser itself."""
_MOST_BRACKETS = 1000
"""The parser works recursively in C, so what could be nested deeper is not given to it."""


class NotPlain(BotError):  # noqa: N818 - says what the file is
    """Raised when a file has to be read carefully; nobody need act."""


def read_plain(text: str) -> Json:
    """Return the content of a plain YAML text; every scalar is text, None when it is unknown.

    Raises:
        NotPlain: the text is wrong, or may be.
    """
    if _is_doubtful(text):
        raise NotPlain
    try:
        node = _Composer(text).get_single_node()
    except (yaml.YAMLError, UnicodeError) as fault:
        raise NotPlain from fault
    return None if node is None else _value_of(node, 0)


class _Composer(CParser):
    """Composes nodes without guessing their types."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)

    def resolve(self, kind: type, value: str, implicit: object) -> str:
        """Give every node the same type."""
        del kind, value, implicit
        return ""

    def descend_resolver(self, parent: Node, index: object) -> None:
        """Keep no path."""

    def ascend_resolver(self) -> None:
        """Keep no path."""


def _is_doubtful(text: str) -> bool:
    return bool(
        any(mark in text for mark in _ODD_MARKS)
        or ("\r" in text and _LONE_RETURN.search(text))
        or (("&" in text or "*" in text or "!" in text) and _CLEVER.search(text))
        or ("：" in text and _FULL_WIDTH_KEY.search(text))
        or _DIRECTIVE_OR_DEEP.search(text)
        or text.count("[") + text.count("{") > _MOST_BRACKETS
    )


def _value_of(node: Json, depth: int) -> Json:
    kind = type(node)
    if kind is ScalarNode:
        return None if not node.style and node.value in UNKNOWN else node.value
    if depth >= DEEPEST:
        raise NotPlain
    if kind is not MappingNode:
        return [_value_of(inner, depth + 1) for inner in node.value]
    content: dict[str, Json] = {}
    for key, inner in node.value:
        if type(key) is not ScalarNode or key.value in content:
            raise NotPlain
        content[key.value] = _value_of(inner, depth + 1)
    return content
