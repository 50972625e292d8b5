"""Which listings meet a need, how nearly, and what would relaxing one condition add?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.catalog.conditions import WEIGHTS, judge
from bot.catalog.finding import Finding, Fit
from bot.catalog.need import Need
from bot.catalog.schema.listing import Listing

_OTHER_WEIGHT = 2.0
_UNKNOWN_SHARE = 0.25
"""An unknown hurts a quarter of a miss."""


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
    listings: tuple[Listing, ...]
    """Nearest first."""
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
    """Hold listings against a need and rank them.

    Args:
        need: what is looked for.
        listings: the stock, without what is gone.
        limit: how many possible and how many near matches to return; relaxations count all.
    """
    possible: list[Match] = []
    near: list[Match] = []
    for listing in listings:
        found = _match_unless_hopeless(need, listing)
        if found:
            (possible if found.is_possible else near).append(found)
    possible.sort(key=_rank)
    near.sort(key=_rank)
    return MatchReport(tuple(possible[:limit]), tuple(near[:limit]), _relaxations(near))


def _rank(found: Match) -> tuple[float, str]:
    return -found.score, found.listing.id


def _score(findings: Sequence[Finding]) -> float:
    if not findings:
        return 1.0
    total = sum(_weight(finding) for finding in findings)
    lost = sum(_loss(finding) for finding in findings)
    return round(1 - lost / total, 4)


def _loss(finding: Finding) -> float:
    if finding.fit is Fit.FITS:
        return 0.0
    if finding.fit is Fit.UNKNOWN:
        return _weight(finding) * _UNKNOWN_SHARE
    return _weight(finding) * (0.5 + min(1.0, finding.gap_share if finding.gap_share is not None else 1.0))


def _weight(finding: Finding) -> float:
    return WEIGHTS.get(finding.condition, _OTHER_WEIGHT)


def _relaxations(near: Sequence[Match]) -> tuple[Relaxation, ...]:
    by_condition: dict[str, list[tuple[Listing, Finding]]] = defaultdict(list)
    for found in near:
        if found.closest_miss:
            by_condition[found.closest_miss.condition].append((found.listing, found.closest_miss))
    made = [
        Relaxation(condition, tuple(listing for listing, _ in pairs), pairs[0][1])
        for condition, pairs in by_condition.items()
    ]
    return tuple(sorted(made, key=lambda relaxation: -len(relaxation.listings)))
