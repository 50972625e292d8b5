"""Which listings meet a need, how nearly, and what would relaxing one condition add?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.catalog.conditions import judge
from bot.catalog.finding import Finding, Fit
from bot.catalog.need import Need
from bot.catalog.schema.listing import Listing
from bot.catalog.scoring import loss_of, score_of, weight_of


@dataclass(frozen=True, slots=True)
class Match:
    """How one listing meets a need."""

    listing: Listing
    findings: tuple[Finding, ...]
    score: float
    """1 when every condition fits, less with every miss and every unknown; may fall below 0."""

    def having(self, fit: Fit) -> tuple[Finding, ...]:
        """Return the findings in one of the three states."""
        return tuple(finding for finding in self.findings if finding.fit is fit)

    @property
    def is_possible(self) -> bool:
        """Say whether nothing speaks against the listing."""
        return not self.having(Fit.MISFITS)

    @property
    def closest_miss(self) -> Finding | None:
        """Return the only condition that is missed; None when there are none or several."""
        missed = self.having(Fit.MISFITS)
        return missed[0] if len(missed) == 1 else None


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What giving up one condition would add."""

    condition: str
    count: int
    """How many listings miss nothing else."""
    listings: tuple[Listing, ...]
    """The first of them, nearest first."""
    nearest: Finding
    """The smallest miss among them."""


@dataclass(frozen=True, slots=True)
class MatchReport:
    """The answer to a need."""

    possible: tuple[Match, ...]
    """Best first; unknown conditions are allowed."""
    near: tuple[Match, ...]
    """Listings that miss just one condition, nearest first."""
    relaxations: tuple[Relaxation, ...]
    """What giving up each condition would add, most first."""


def match(need: Need, listing: Listing) -> Match:
    """Hold one listing against a need."""
    findings = tuple(judge(need, listing))
    return Match(listing, findings, _score(findings))


def _match_unless_hopeless(need: Need, listing: Listing) -> Match | None:
    """Return None as soon as two conditions are missed, which keeps a large stock fast."""
    findings: list[Finding] = []
    missed = 0
    for finding in judge(need, listing):
        missed += finding.fit is Fit.MISFITS
        if missed > 1:
            return None
        findings.append(finding)
    return Match(listing, tuple(findings), _score(findings))


def find_matches(need: Need, listings: Iterable[Listing], limit: int = 20) -> MatchReport:
    """Hold a few listings against a need and rank them; for a whole stock see `stock.Stock`, which finds the same.

    Args:
        need: what is looked for.
        listings: those to judge, without what is gone.
        limit: how many possible and how many near matches to return, and listings of each relaxation.
    """
    possible: list[Match] = []
    near: list[Match] = []
    for listing in listings:
        found = _match_unless_hopeless(need, listing)
        if found:
            (possible if found.is_possible else near).append(found)
    possible.sort(key=_rank)
    near.sort(key=_rank)
    return MatchReport(tuple(possible[:limit]), tuple(near[:limit]), _relaxations(near, limit))


def order_of(listing: Listing) -> tuple[bool, str]:
    """Return what decides between listings of the same score: invented ones last, then by id."""
    return listing.sample, listing.id


def _rank(found: Match) -> tuple[float, bool, str]:
    return -found.score, *order_of(found.listing)


def _score(findings: Sequence[Finding]) -> float:
    return score_of(map(loss_of, findings), sum(weight_of(finding.condition) for finding in findings))


def _relaxations(near: Sequence[Match], limit: int) -> tuple[Relaxation, ...]:
    by_condition: dict[str, list[tuple[Listing, Finding]]] = defaultdict(list)
    for found in near:
        if found.closest_miss:
            by_condition[found.closest_miss.condition].append((found.listing, found.closest_miss))
    made = [
        Relaxation(condition, len(pairs), tuple(listing for listing, _ in pairs[:limit]), pairs[0][1])
        for condition, pairs in by_condition.items()
    ]
    return tuple(sorted(made, key=lambda relaxation: -relaxation.count))
