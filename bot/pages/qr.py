"""Which code brings a page from the desk's screen to the phone?"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

import segno

from bot.model import Json

_BORDER = 3
"""Modules of quiet zone; scanners of WeChat want at least two."""
_SCALE = 6
"""Pixels a module in a PNG."""


def draw_code(address: str, form: str) -> bytes:
    """Return the address as a QR code.

    Args:
        address: what the code says.
        form: svg or png.
    """
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind=form, border=_BORDER, **_OPTIONS[form]())
    return picture.getvalue()


_OPTIONS: Mapping[str, Callable[[], dict[str, Json]]] = {
    # A viewBox instead of a size lets the style sheet decide how large it is.
    "svg": lambda: {"omitsize": True, "light": "#fff", "xmldecl": False},
    "png": lambda: {"scale": _SCALE},
}
MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
