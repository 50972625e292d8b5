"""Which text do the bytes of a file or page hold?"""

from __future__ import annotations

import codecs
import re

from bot.errors import SourceRefused

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]{3,20})""")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHINESE = {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "hz-gb-2312"}
_TRUSTED = {"utf-8", "gb18030", "big5", "utf-16"}
_LOOKED_AT = 4096


def decode(content: bytes, declared: str | None = None) -> str:
    """Return the text of bytes: by their mark, by what is declared, as UTF-8 or as GB18030.

    Args:
        content: the bytes.
        declared: the encoding that the server named, if any.

    Raises:
        SourceRefused: the bytes are no text in any of these.
    """
    for encoding in _candidates(content, declared):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\x00" in text:
            raise SourceRefused("内容里有 NUL 字节，不是文本文件", "请另存为 UTF-8 编码的文本再导入")
        return text
    raise SourceRefused("认不出文字编码", "请另存为 UTF-8 编码再导入")


def _candidates(content: bytes, declared: str | None) -> list[str]:
    by_mark = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    if by_mark:
        return by_mark
    said = _DECLARED.search(content[:_LOOKED_AT])
    inside = said.group(1).decode("ascii") if said else None
    named = [_canonical(name) for name in (declared, inside) if name]
    return [*(name for name in named if name in _TRUSTED and name != "utf-16"), "utf-8", "gb18030"]


def _canonical(name: str) -> str:
    lower = name.strip("\"' ").lower()
    return "gb18030" if lower in _CHINESE else "utf-8" if lower in {"utf8", "utf-8"} else lower
