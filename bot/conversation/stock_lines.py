"""In which words is a listing held against a need: what fits, what does not, what nobody has told us?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.catalog.finding import Finding, Fit
from bot.catalog.match import Match, MatchReport, Relaxation
from bot.catalog.schema.listing import Listing
from bot.conversation.situation import Situation

_BRIEF = ("area", "land_area", "min_area_m2", "floor_height_m", "rent", "sale_price")
"""Facts that stand beside a listing in a list, where they are known."""
_NOT_NEAR = frozenset({"place", "deal"})
"""What is somewhere else, or for sale instead of rent, is nothing near."""
_MARKS = "①②③④⑤⑥⑦⑧⑨"
_MOST_RELAXED = 2


def say_matches(at: Situation, matches: Sequence[Match]) -> str:
    """Return a paragraph a listing: its name, the facts one looks for first, and the three states."""
    return "\n".join(_say_match(at, mark, match) for mark, match in zip(_MARKS, matches, strict=False))


def say_nearest(at: Situation, report: MatchReport) -> str:
    """Return the listing that misses just one condition, with the size of the miss; empty when none is near."""
    near = next((match for match in report.near if is_near(match)), None)
    if near is None or near.closest_miss is None:
        return ""
    return at.say("matches_nearest", name=near.listing.title, miss=_say_miss(at, near.closest_miss))


def say_relaxed(at: Situation, relaxations: Iterable[Relaxation]) -> str:
    """Return what giving up one condition would add; empty when none would add anything."""
    useful = [one for one in relaxations if one.condition != "deal" and one.listings][:_MOST_RELAXED]
    lines = [at.say("matches_relaxed", condition=_name(at, one.condition), count=one.count) for one in useful]
    return "".join(lines)


def is_near(match: Match) -> bool:
    """Say whether a listing misses just one condition, and not the place or whether it is let or sold."""
    return match.closest_miss is not None and match.closest_miss.condition not in _NOT_NEAR


def say_brief(at: Situation, listing: Listing) -> str:
    """Return the facts of a listing that one looks for first, with how far they were checked."""
    lines = {line.field: line for line in at.catalog.facts_of(listing)}
    known = [lines[field] for field in (*_BRIEF, "verification") if field in lines and lines[field].known]
    return "，".join(f"{line.label} {line.value}" for line in known)


def _say_match(at: Situation, mark: str, match: Match) -> str:
    words = at.catalog.labels.fits
    states = ((words.fits, Fit.FITS), (words.misfits, Fit.MISFITS), (words.unknown, Fit.UNKNOWN))
    said = [f"{word}：{_names(at, match.having(fit))}" for word, fit in states if match.having(fit)]
    return "\n".join((f"{mark} {match.listing.title}", f"　{say_brief(at, match.listing)}", f"　{'；'.join(said)}"))


def _say_miss(at: Situation, miss: Finding) -> str:
    values = {"condition": _name(at, miss.condition), "wanted": miss.wanted, "offered": miss.offered}
    key = "match_miss_measured" if miss.gap_text else "match_miss"
    return at.say(key, **values, gap=miss.gap_text)


def _names(at: Situation, findings: Sequence[Finding]) -> str:
    return "、".join(_name(at, finding.condition) for finding in findings)


def _name(at: Situation, condition: str) -> str:
    return str(getattr(at.catalog.labels.conditions, condition))
