"""Which of many numbered things are meant, kept as the bits of one whole number?"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator

_BLOCK = 128
"""Entries of a sorted column whose bits are kept together."""
_SPARSE = 16
"""So few bits are picked out one by one."""
_BITS_OF = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))


def bits_of(numbers: Iterable[int]) -> int:
    """Return the bits of some numbers."""
    octets = bytearray()
    for number in numbers:
        place = number >> 3
        if place >= len(octets):
            octets.extend(bytes(place + 1 - len(octets)))
        octets[place] |= 1 << (number & 7)
    return int.from_bytes(octets, "little")


def numbers_of(bits: int) -> Iterator[int]:
    """Yield the numbers whose bits are set, lowest first."""
    if bits.bit_count() <= _SPARSE:
        while bits:
            lowest = bits & -bits
            yield lowest.bit_length() - 1
            bits ^= lowest
        return
    for place, octet in enumerate(_octets_of(bits)):
        if octet:
            for bit in _BITS_OF[octet]:
                yield place * 8 + bit


class Members(Container[int]):
    """The numbers whose bits are set, to ask for many single ones."""

    def __init__(self, bits: int) -> None:
        self._octets = _octets_of(bits)

    def __contains__(self, number: object) -> bool:
        place = number >> 3 if isinstance(number, int) else -1
        return 0 <= place < len(self._octets) and bool(self._octets[place] >> (number & 7) & 1)  # type: ignore[operator]


class SortedColumn:
    """Numbers sorted by a value, to tell quickly which lie in a range; a number may have several values."""

    def __init__(self, pairs: Iterable[tuple[float, int]]) -> None:
        ordered = sorted(pairs)
        self._values = [value for value, _ in ordered]
        self._numbers = [number for _, number in ordered]
        self._blocks = [bits_of(self._numbers[i : i + _BLOCK]) for i in range(0, len(ordered), _BLOCK)]

    def below(self, bound: float | None) -> int:
        """Return the bits of the numbers with a value below a bound; none without a bound."""
        return self._union(0, self._begin(bound))

    def above(self, bound: float | None) -> int:
        """Return the bits of the numbers with a value above a bound; none without a bound."""
        return self._union(self._end(bound), len(self._values))

    def between(self, low: float | None, high: float | None) -> int:
        """Return the bits of the numbers with a value in a range; None is an open end."""
        return self._union(self._begin(low), self._end(high))

    def downward(self, bound: float | None) -> Iterator[tuple[float, int]]:
        """Yield how far below a bound each value is, with its number, the nearest first."""
        for place in range(self._begin(bound) - 1, -1, -1):
            yield (bound or 0.0) - self._values[place], self._numbers[place]

    def upward(self, bound: float | None) -> Iterator[tuple[float, int]]:
        """Yield how far above a bound each value is, with its number, the nearest first."""
        for place in range(self._end(bound), len(self._values)):
            yield self._values[place] - (bound or 0.0), self._numbers[place]

    def _begin(self, low: float | None) -> int:
        return 0 if low is None else bisect_left(self._values, low)

    def _end(self, high: float | None) -> int:
        return len(self._values) if high is None else bisect_right(self._values, high)

    def _union(self, begin: int, end: int) -> int:
        first, last = -(-begin // _BLOCK), end // _BLOCK
        if first >= last:
            return bits_of(self._numbers[begin:end])
        union = bits_of(self._numbers[begin : first * _BLOCK]) | bits_of(self._numbers[last * _BLOCK : end])
        for block in self._blocks[first:last]:
            union |= block
        return union


def _octets_of(bits: int) -> bytes:
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")
