"""Finds invented records that are shown without their mark."""

from __future__ import annotations

import re

from bot.catalog.catalog import Catalog
from bot.catalog.samples import NAME_START


class Marks:
    """Knows every invented record of a catalog by its names and by the way its name goes on after the mark."""

    def __init__(self, catalog: Catalog) -> None:
        records = [*catalog.parks.values(), *catalog.listings.values(), *catalog.articles.values()]
        bare = {record.name.removeprefix(NAME_START) for record in records if record.sample}
        bare |= {alias for record in records if record.sample for alias in record.aliases}
        assert bare
        names = "|".join(map(re.escape, sorted(bare, key=len, reverse=True)))
        self._named = re.compile(names)
        self._unmarked = re.compile(f"(?<!{NAME_START})(?:{names})")

    def shows(self, text: str) -> bool:
        return bool(self._named.search(text))

    def unmarked(self, text: str) -> list[str]:
        return self._unmarked.findall(text)
