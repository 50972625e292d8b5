"""Do two names mean the same place?"""

from __future__ import annotations

import re
from functools import lru_cache

_SUFFIX = re.compile(r"(?<=..)(?:区|县|市|镇|街道|乡)$")


def is_same_place(one: str, other: str) -> bool:
    """Say whether two names of districts, towns or cities agree, with or without their 区, 县, 市, 镇."""
    return one == other or _core(one) == _core(other)


@lru_cache(maxsize=4096)
def _core(name: str) -> str:
    return _SUFFIX.sub("", name)
