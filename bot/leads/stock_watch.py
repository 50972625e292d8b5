"""What does a new version of the knowledge base change for those who have asked already?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.catalog.catalog import Catalog
from bot.catalog.fingerprints import fingerprints
from bot.catalog.open_questions import find_settled
from bot.demand import Digest, Questions, StockBook, StockState
from bot.leads.wake_up import match_needs
from bot.ports import Clock

_MOST_NEEDS = 5_000
"""The newest ones; what is older has been matched by people more than once."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the stock has found."""

    is_first: bool
    """Nothing was known before, so everything was noted and nothing told."""
    listings: int
    """New and changed ones."""
    digest: Digest
    settled: int = 0
    """Questions to staff that are not open any more."""


class StockWatch:
    """Compares the stock with that of the last look, tells staff for whom the news is something, closes questions."""

    def __init__(self, questions: Questions, stock: StockBook, clock: Clock) -> None:
        self._questions = questions
        self._stock = stock
        self._clock = clock

    def look(self, catalog: Catalog, channels: Sequence[str]) -> Look:
        """Note the present stock and queue one digest, both or neither; of several lookers one does it.

        The first look ever only notes the stock: nobody wants to hear of all of it at once.

        Raises:
            StoreUnavailable: nothing was noted; look again.
        """
        settled = find_settled(self._questions.list_open(), catalog)
        if settled:
            self._questions.settle(settled, self._clock.now())
        state, present, found = self._compare(catalog)
        if state.looks and present == state.fingerprints:
            return Look(False, 0, found.digest, len(settled))
        told = found.digest if found.digest.news else None
        done = self._stock.record_look(state, present, told, channels, self._clock.now())
        return Look(found.is_first, found.listings, found.digest if done else Digest(()), len(settled))

    def preview(self, catalog: Catalog) -> Look:
        """Return what a look would find, and leave everything alone."""
        _, _, found = self._compare(catalog)
        return Look(
            found.is_first, found.listings, found.digest, len(find_settled(self._questions.list_open(), catalog))
        )

    def _compare(self, catalog: Catalog) -> tuple[StockState, Mapping[str, str], Look]:
        state, present = self._stock.read_state(), fingerprints(catalog.open_listings())
        known = state.fingerprints
        changed = {one: one not in known for one, mark in present.items() if known.get(one) != mark}
        is_first = state.looks == 0
        needs = self._stock.list_open_needs(_MOST_NEEDS) if changed and not is_first else ()
        return state, present, Look(is_first, len(changed), match_needs(catalog, changed, needs))
