"""Which listings are named to staff beside a lead?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.catalog.catalog import Catalog
from bot.catalog.finding import Finding, Fit
from bot.catalog.labels import Labels
from bot.catalog.match import Match
from bot.catalog.need import Need
from bot.catalog.verdicts import say_condition
from bot.leads.wake_up import is_near, need_of
from bot.model import Json, LeadRequest

_MOST = 3


def note_matches(request: LeadRequest, catalog: Catalog, need: Need | None = None) -> LeadRequest:
    """Return the request with the best listings of now in its assessment, for the notice to staff.

    Args:
        request: the lead, already assessed.
        catalog: the stock.
        need: what is looked for; made from the request's fields when it is not given.
    """
    need = need or need_of(request.fields, catalog)
    if need is None or need.is_empty:
        return request
    found = catalog.find_listings(need)
    chosen = [*found.possible, *filter(is_near, found.near)]
    matches = [_say(match, catalog.labels) for match in chosen[:_MOST]]
    noted = {"matches": matches, "matches_left": len(chosen) - len(matches)}
    return replace(request, assessment={**request.assessment, **noted})


def _say(match: Match, labels: Labels) -> dict[str, Json]:
    return {
        "id": match.listing.id,
        "title": match.listing.title,
        "fits": _names(match.having(Fit.FITS), labels),
        "misfits": [_say_miss(finding, labels) for finding in match.having(Fit.MISFITS)],
        "unknown": _names(match.having(Fit.UNKNOWN), labels),
    }


def _names(findings: Sequence[Finding], labels: Labels) -> list[str]:
    return [say_condition(finding, labels) for finding in findings]


def _say_miss(finding: Finding, labels: Labels) -> str:
    return f"{say_condition(finding, labels)} {finding.gap_text}".strip()
