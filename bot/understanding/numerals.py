"""Which value does one numeral have, in digits, characters or both?"""

from __future__ import annotations

import re

from bot.understanding.amounts import Amount, tidy

DIGITS = dict(zip("零一二两三四五六七八九俩仨", (0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3), strict=True))
SCALES = {"十": 10, "百": 100, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
# What follows a lone 一 that means "per", not "one of them".
PER = r"(?:个?(?:平|方(?!便|向|案|面)|m2|月)|天|日|年|亩|层)"
ONE_PER = re.compile(rf"[一1]{PER}")

_TEN, _HUNDRED, _MYRIAD = 10, 100, 10_000
# Spoken neighbours that are a range without following each other: 三五千.
_PAIRS = {(3, 5)}
_COUNTED = r"[万亿平方个亩块元毛吨米人名号公千百十kmts天月年的层部台间度匹]"
_TAIL = re.compile(rf"(?={_COUNTED}|左右|以|上下|样子|不到|[,，。、!?~ +\-\n]|$)")
_LONE_SCALE = re.compile(
    r"[百千万亿](?:(?:把|来|余|多)个?(?:[平方亩块元吨人万]|m2)|(?:[平方亩]|m2|吨)(?!便|向|案|米高))"
)
_SCALE_AFTER_UP = re.compile(r"[百千万亿](?:万|亿)?个?(?:[平方亩块元吨人的,，。、]|m2|$)")
_UP = {"上", "近", "过", "成"}
_ATOM = re.compile(
    r"(?P<arabic>\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"|(?P<digit>[零一二两三四五六七八九俩仨])"
    r"|(?P<scale>个?亿|[十百万]|千(?![瓦伏克米卡])|[kw](?![a-z\d]*[a-z]))"
    r"|(?P<some>几)|(?P<about>[来把])|(?P<more>[多余](?!少|久|大|高|远|层|楼|栋))"
)
_SOME_SCALE = re.compile(r"几[十百千万亿]")
_POINT = re.compile(r"点([零一二三四五六七八九]{1,3})(?![十分刻])")


def count_of(words: str) -> int:
    """Return a whole number below a hundred, in digits or Chinese; 0 when it is none."""
    if words.isdecimal():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    return (DIGITS.get(tens or "一", 0) * _TEN if ten else 0) + DIGITS.get(ones, 0)


def read_numeral(text: str, start: int) -> Amount | None:
    """Return the numeral that starts there, None when no number does."""
    return _Reader(text, start).read()


class _Reader:
    """Reads one numeral, atom by atom; two values run along for adjacent digits (七八百)."""

    def __init__(self, text: str, start: int) -> None:
        self.text, self.start, self.at = text, start, start
        self.total = self.section = (0.0, 0.0)
        self.pending: tuple[float, float] | None = None
        self.pending_at = start
        self.is_exact = False
        """The pending number says its own place: 1万5000, not 一万五."""
        self.approximate = self.vague = False
        self.last_scale = self.scale = 1.0
        self.step = 0.0

    def read(self) -> Amount | None:
        while atom := _ATOM.match(self.text, self.at):
            if not _TAKE[atom.lastgroup or ""](self, atom):
                break
            self.at = atom.end()
        return self._finish() if self.at > self.start else None

    def take_arabic(self, atom: re.Match[str]) -> bool:
        if self.pending is not None or (self.at > self.start and self.last_scale == 1):
            return False
        value = float(atom.group().replace(",", ""))
        if self.last_scale > 1 and (value >= self.last_scale or ONE_PER.match(self.text, self.at)):
            return False
        self._hold(value, value, is_exact=self.is_exact or len(atom.group()) > 1 or self.last_scale == 1)
        return True

    def take_digit(self, atom: re.Match[str]) -> bool:
        value = DIGITS[atom.group()]
        if ONE_PER.match(self.text, self.at):
            return False
        if value == 0 and self.at > self.start:
            self.is_exact = True
            return self.pending is None
        if self.pending is None:
            self._hold(value, value, is_exact=self.is_exact)
            return self._take_point(atom.end())
        return self._widen(value)

    def _widen(self, value: float) -> bool:
        low, high = self.pending or (0.0, 0.0)
        follows = value == low + 1 or (low, value) in _PAIRS
        if self.is_exact or low != high or not follows:
            return False
        self.pending = (low, value)
        return True

    def _take_point(self, end: int) -> bool:
        """Take a spoken fraction (一点二) with the scale after it, and stop there."""
        point = _POINT.match(self.text, end)
        if not point or self.last_scale != 1 or self.pending is None:
            return True
        digits = point[1]
        if len(digits) > 1 and ONE_PER.match(self.text, point.end() - 1):
            digits = digits[:-1]
        value = float(f"{self.pending[0]:.0f}." + "".join(str(DIGITS[digit]) for digit in digits))
        self._hold(value, value, is_exact=True)
        self.at = end + 1 + len(digits)
        scale = _ATOM.match(self.text, self.at)
        if scale and scale["scale"] and self.take_scale(scale):
            self.at = scale.end()
        return False

    def take_scale(self, atom: re.Match[str]) -> bool:
        factor = SCALES[atom.group().lstrip("个")]
        if self.pending is None and not self._may_stand_alone(atom, factor):
            return False
        if self.pending is not None and 1 < self.last_scale <= factor < _MYRIAD:
            self.at, self.pending = self.pending_at, None
            return False
        low, high = self.pending or ((0.0, 0.0) if any(self.section) else (1.0, 1.0))
        self.pending = None
        if factor >= _MYRIAD:
            self._close_section(low, high, factor)
        else:
            self.section = (self.section[0] + low * factor, self.section[1] + high * factor)
        if self.last_scale == 1 or factor >= _MYRIAD:
            self.scale *= factor
        self.last_scale, self.is_exact = factor, False
        return True

    def _may_stand_alone(self, atom: re.Match[str], factor: float) -> bool:
        if factor == _TEN:
            return self.at == self.start or not any(self.section)
        if self.at > self.start:
            return factor >= _MYRIAD and any(self.section)
        is_up = self.text[self.start - 1 : self.start] in _UP and _SCALE_AFTER_UP.match(self.text, self.at)
        return bool(_LONE_SCALE.match(self.text, self.at) or is_up) and atom.group() not in "kw"

    def _close_section(self, low: float, high: float, factor: float) -> None:
        low, high = low + self.section[0], high + self.section[1]
        if factor > _MYRIAD:
            low, high = low + self.total[0], high + self.total[1]
            self.total = (0.0, 0.0)
        self.total = (self.total[0] + low * factor, self.total[1] + high * factor)
        self.section = (0.0, 0.0)
        self.step *= factor

    def take_some(self, _: re.Match[str]) -> bool:
        if self.pending is not None:
            lead = self.pending[0]
            if not self.is_exact or lead == 0 or lead % _TEN:
                return False
            self.pending = (lead + 1, lead + 9)
            return True
        self.vague = self.at == self.start
        if self.vague and not _SOME_SCALE.match(self.text, self.at):
            return False
        self._hold(2.0 if self.vague else 1.0, 9.0, is_exact=False)
        self.approximate = self.vague
        return True

    def take_about(self, atom: re.Match[str]) -> bool:
        if self.at == self.start or not _TAIL.match(self.text, atom.end()):
            return False
        self.approximate = True
        return True

    def take_more(self, atom: re.Match[str]) -> bool:
        if self.at == self.start or self.step or not _TAIL.match(self.text, atom.end()):
            return False
        self.step = self._find_step()
        self.approximate = True
        return True

    def _find_step(self) -> float:
        """Return the place that 多 fills: 1000 for 4000多, 100 for 3500多."""
        if self.pending is None:
            return self.last_scale
        if self.last_scale >= _HUNDRED and not self.is_exact:
            return self.last_scale / 10
        step, value = 1.0, self.pending[0]
        while value and value % (step * 10) == 0:
            step *= 10
        return step if value == int(value) else 0.1

    def _hold(self, low: float, high: float, *, is_exact: bool) -> None:
        self.pending, self.pending_at, self.is_exact = (low, high), self.at, is_exact

    def _finish(self) -> Amount:
        low, high = self.pending or (0.0, 0.0)
        if self.pending and self.last_scale >= _HUNDRED and not self.is_exact:
            low, high = low * self.last_scale / 10, high * self.last_scale / 10
        low = tidy(self.total[0] + self.section[0] + low)
        high = tidy(self.total[1] + self.section[1] + high)
        spread = (low, tidy(low + self.step - 1)) if self.step > 1 else None
        return Amount(low, high, self.start, self.at, self.approximate, self.vague, spread=spread, scale=self.scale)


_TAKE = {
    "arabic": _Reader.take_arabic,
    "digit": _Reader.take_digit,
    "scale": _Reader.take_scale,
    "some": _Reader.take_some,
    "about": _Reader.take_about,
    "more": _Reader.take_more,
}
