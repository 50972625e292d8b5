"""Which fixed words stand in a notice?"""

from __future__ import annotations

import tomllib
from pathlib import Path

_FILE = Path(__file__).parent / "templates" / "notice.toml"

WORDING: dict[str, dict[str, str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
"""By table and key, as the file has them."""


def say(key: str, **values: object) -> str:
    """Return one line of a notice with its places filled."""
    return WORDING["lines"][key].format(**values)
