"""What does an XML body of the platform say, and is it harmless to read?

Neither wechatpy's parser nor xmltodict is used for it: they accept a document type and any depth, and
turn doubled elements into lists that their readers do not expect.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias
from xml.parsers import expat

from bot.errors import BadRequest

Fields: TypeAlias = Mapping[str, str]
"""Text by element; nested elements are joined by a slash (ScanCodeInfo/ScanResult)."""

DEEPEST = 8
_UNREADABLE = 400
_CONTROL = bytes(byte for byte in range(1, 32) if byte not in b"\t\n\r")
"""Visitors paste them and XML forbids them; NUL stays, nobody pastes it."""


def _refuse(reason: str) -> BadRequest:
    return BadRequest(reason, _UNREADABLE)


class _Collector:
    """Gathers the text of the leaves while expat reads."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self._path: list[str] = []
        self._text: list[str] = []
        self._top: set[str] = set()
        self._is_leaf = False

    def declare(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() != "utf-8":
            raise _refuse("the XML declares another encoding than UTF-8")

    def refuse_doctype(self, *_: object) -> None:
        raise _refuse("the XML has a document type")

    def start(self, name: str, _attributes: object) -> None:
        depth = len(self._path)
        if depth == 0 and name != "xml":
            raise _refuse("the XML has another root than <xml>")
        if depth == DEEPEST:
            raise _refuse("the XML is nested too deeply")
        if depth == 1:
            self._note_once(name)
        self._path.append(name)
        self._text = []
        self._is_leaf = True

    def _note_once(self, name: str) -> None:
        if name in self._top:
            raise _refuse("the XML has an element twice")
        self._top.add(name)

    def end(self, _name: str) -> None:
        if self._is_leaf:
            self.fields.setdefault("/".join(self._path[1:]), "".join(self._text))
        self._is_leaf = False
        self._path.pop()

    def text(self, data: str) -> None:
        self._text.append(data)


def read_fields(body: bytes) -> Fields:
    """Return the fields of a body; of repeated nested elements the first one.

    Raises:
        BadRequest: the body is not plain, flat UTF-8 XML.
    """
    collector = _Collector()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.XmlDeclHandler = collector.declare
    parser.StartDoctypeDeclHandler = collector.refuse_doctype
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.text
    try:
        # Decoded here because expat, even when told UTF-8, follows a UTF-16 byte order mark.
        parser.Parse(body.translate(None, delete=_CONTROL).decode(), True)
    except (expat.ExpatError, UnicodeDecodeError) as fault:
        raise _refuse("the body is not UTF-8 XML") from fault
    return collector.fields
