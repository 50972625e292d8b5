"""How are the best listings told to staff beside a lead?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.model import Json
from bot.notices.quoting import clip, quote
from bot.notices.wording import say

_TITLE = 40
_LINE = 120


def match_lines(assessment: Mapping[str, Json]) -> Iterator[str]:
    """Say which listings come nearest, in three states; nothing when nobody has looked for any."""
    if "matches" not in assessment:
        return
    matches = assessment["matches"]
    yield say("matches") if matches else say("no_matches")
    for position, match in enumerate(matches, 1):
        line = say("match", position=position, title=quote(match["title"], _TITLE), states="；".join(_states(match)))
        yield clip(line, _LINE)
    if assessment.get("matches_left"):
        yield say("matches_left", count=assessment["matches_left"])


def _states(match: Mapping[str, Json]) -> Iterator[str]:
    """Yield how many conditions fit, then those that do not and those that nobody knows, by name."""
    yield say("match_fits", count=len(match["fits"]))
    for state in ("misfits", "unknown"):
        if match[state]:
            yield say(f"match_{state}", names="、".join(match[state]))
