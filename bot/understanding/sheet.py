"""Which stretches of a message are still unread, and what was read so far?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.model import Claim, Json, Unclear
from bot.understanding.amounts import YUAN, Amount
from bot.understanding.bounds import qualify
from bot.understanding.compounds import find_amounts
from bot.understanding.ranges import join_numbers, join_range
from bot.understanding.text import lower

TAKEN = "\0"
NUMBER = r"(?P<n>#=*+)"
MONEY = r"(?P<n>[#$]=*+)"
LENGTH = r"(?P<n>[#@]=*+)"
GAP = r"[^\0#$@=,，。;!?\n]"
"""One character between a cue and its amount: same clause, no other amount."""
BOUND = r"(?P<bound>以上|以下|以内|之内|左右|上下|起|及以上)?"
"""A bound between a unit and the word that it belongs to: 10吨以上的行车."""

COUNTED = (
    r" ?(?:[栋幢套间家位次条台部辆只件批层楼号站线弄室厅座排期路成倍折公千小分秒年月日天"
    r"度个项届强级款种笔门码口点名股遍回趟斤%"
    r"×÷*=≈\x01]|车位|分之)"
)
"""What follows a number that counts things, so that it is neither money nor a measure."""

# A visitor's own # or $ must not look like a number's mark.
_NO_MARKS = dict.fromkeys(map(ord, "#$@="), "\x01")
_SAME_UNIT = re.compile(
    r"(#=*+)(个?(?:平方米|平米|平方|平|方|m2)|亩|吨|t|kva|kw|千瓦|年|个月|人|层|万|公斤)"
    r"(?P<how>到|至|-|~|—|或者?是?|还是|、|/)(#=*+)(?=\2)"
)
_RANGE_WORDS = "到至-~—"
_CURRENCY = re.compile(r"(?:¥|rmb) ?(?=#)")
_CLAUSE_END = re.compile(r"[,，。;!?\n]")
_EXCLUDED_BEFORE = re.compile(
    r"(?:不想?要|不需要|用不着|不用|无需|不必|除了|除去|除开|排除|不考虑|不是|拒绝|别给?我?(?:推|找|要|看)?|勿要|不接受)"
    r"[^,，。;#$@\0]{0,4}$"
)
_EXCLUDED_AFTER = re.compile(
    r"(?:那?[种个]?的?)?(?:我们?)?(?:都|就|也|一律)?"
    r"(?:不要|除外|不考虑|不看|不接受|免谈|不行[,，。!]?$|就算了|太[大小高贵])"
)
_REPLACED = re.compile(r"[^,，。#$@]{0,3}?(?:改成|改为|改到|换成|换到|换为|变成|变为|调到|调成)")
_OUTGROWN = re.compile(r"[^,，。#$@]{0,3}?(?:扩到|扩大到|扩成|增加到|搬到|扩建)")
_WANT = r"(?:要|想|找|需|求|拟|准备|打算|考虑|改|预算|希望|租个|买个)"
_CURRENT = re.compile(
    rf"(?:现在|目前|现有|现租|现用|老厂|原来|原先|以前|我们之前|^之前|当前|已有|自有|现厂)(?!.*{_WANT})"
)
_MERELY = re.compile(r"才(?:有|是|那么)?$")
_WANTED = frozenset({
    "area_m2", "area_per_floor_m2", "land_m2", "price", "floor_height_m", "clear_height_m", "load_t_m2",
    "power_kva", "power_kw", "crane", "crane_t", "storey", "truck_m",
})  # fmt: skip
"""Slots that say what is looked for; for these it matters whether they are not wanted, or what is there now."""


class Sheet:
    """The working paper of one message: every reader takes what it understands off it."""

    def __init__(self, text: str, expect: str | None, now: datetime, taken: Sequence[tuple[int, int]] = ()) -> None:
        self.said = text
        self.text = lower(text)
        self.words = self.text.replace(TAKEN, " ")
        """The text with what was taken blotted out."""
        self.shape = self.words.translate(_NO_MARKS)
        """The same, with numbers as marks of their kind and length: 3000平 is #===平."""
        self.expect = expect
        self.now = now
        self.amounts: dict[int, Amount] = {}
        self.claims: list[Claim] = []
        self.unclear: list[Unclear] = []
        for start, end in taken:
            self.take(start, min(end, len(text)))

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield matches in the shape that nobody has taken meanwhile."""
        for found in pattern.finditer(self.shape):
            if self.shape.startswith(found.group(), found.start()):
                yield found

    def find_words(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield matches in the words that nobody has taken meanwhile; numbers stand there as written."""
        for found in pattern.finditer(self.words):
            if self.words.startswith(found.group(), found.start()):
                yield found

    def take(self, start: int, end: int) -> None:
        """Mark a stretch as read."""
        if start < end:
            mark = TAKEN * (end - start)
            self.shape = self.shape[:start] + mark + self.shape[end:]
            self.words = self.words[:start] + mark + self.words[end:]

    def take_all(self, pattern: re.Pattern[str]) -> None:
        """Mark everything in the words that matches as read."""
        for found in self.find_words(pattern):
            self.take(found.start(), found.end())

    def lay_out_amounts(self) -> None:
        """Find the amounts in what is left and put their marks into the shape."""
        for amount in join_numbers(self.shape, find_amounts(self.shape)):
            self._lay_out(amount)
        for found in list(self.find(_CURRENCY)):
            old = self.amounts.pop(found.end())
            self._lay_out(replace(old, start=found.start(), kind=YUAN))
        for found in list(self.find(_SAME_UNIT)):
            self._join(found)

    def _join(self, found: re.Match[str]) -> None:
        left, right = self.amounts[found.start(1)], self.amounts[found.start(4)]
        whole = join_range(left, right) if left.is_single and right.is_single else None
        if whole:
            is_range = found["how"] in _RANGE_WORDS
            self._lay_out(whole if is_range else replace(whole, options=(whole.least, whole.most)))

    def _lay_out(self, amount: Amount) -> None:
        self.amounts[amount.start] = amount
        mark = amount.kind + "=" * (amount.end - amount.start - 1)
        self.shape = self.shape[: amount.start] + mark + self.shape[amount.end :]

    def measure(self, found: re.Match[str], group: str = "n") -> Amount:
        """Return the matched amount with the bounds said beside the number and around the whole match."""
        start, end = found.span(group)
        inner = qualify(self.shape, self.amounts[start], start, end)
        if found.groupdict().get("bound"):
            inner = qualify(self.shape, inner, inner.start, found.start("bound"))
        return qualify(self.shape, inner, min(found.start(), inner.start), max(found.end(), inner.end))

    def left_of(self, start: int) -> str:
        """Return what the clause says before a place."""
        return _CLAUSE_END.split(self.shape[:start])[-1]

    def right_of(self, end: int) -> str:
        """Return what the clause says after a place."""
        return _CLAUSE_END.split(self.shape[end:], maxsplit=1)[0]

    def claim(self, slot: str, value: Json, start: int, end: int, *, approximate: bool = False, **detail: Json) -> None:
        """Note a value and take its words off the sheet."""
        left, right = self.left_of(start), self.shape[end : end + 12]
        is_wanted = slot in _WANTED
        excluded = is_wanted and bool(
            _EXCLUDED_BEFORE.search(left) or _EXCLUDED_AFTER.match(right) or _REPLACED.match(right)
        )
        current = is_wanted and bool(_CURRENT.search(left) or _MERELY.search(left) or _OUTGROWN.match(right))
        self.claims.append(Claim(slot, value, start, end, self.said[start:end], approximate, excluded, current, detail))
        self.take(start, end)

    def claim_amount(self, slot: str, amount: Amount, **detail: Json) -> None:
        """Note an amount as the value of a slot."""
        facts = {**facts_of(amount), **detail}
        self.claim(slot, value_of(amount), amount.start, amount.end, approximate=amount.approximate, **facts)

    def claim_sum(self, slot: str, amount: Amount, unit: str, **detail: Json) -> None:
        """Note an amount of money per something as the value of a slot."""
        value = {"value": value_of(amount), "unit": unit}
        facts = {**facts_of(amount), **detail}
        self.claim(slot, value, amount.start, amount.end, approximate=amount.approximate, **facts)

    def ask(self, slot: str, start: int, end: int, options: tuple[str, ...] = (), reason: str = "ask_unit") -> None:
        """Note that a stretch must be asked back, and take it off the sheet."""
        self.unclear.append(Unclear(slot, self.said[start:end], options, reason))
        self.take(start, end)


def value_of(amount: Amount) -> Json:
    """Return a number, or [low, high] with None for an open end."""
    return amount.low if amount.is_single else [amount.low, amount.high]


def facts_of(amount: Amount) -> dict[str, Json]:
    """Return what the value alone does not say: options to choose from, how far a 多 reaches."""
    facts: dict[str, Json] = {}
    if amount.options:
        facts["options"] = list(amount.options)
    if amount.spread:
        facts["range"] = list(amount.spread)
    return facts
