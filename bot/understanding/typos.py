"""Which words were typed with the wrong characters of the right sound?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product

from bot.understanding.characters import load_sounds

Words = Callable[[str], list[tuple[str, int, int]]]
_SHORTEST, _LONGEST = 2, 5
_MOST_READINGS = 8
_SAME_AT_LEAST = 0.5
"""The share of characters that a slip leaves right; less is another word that happens to sound alike."""
_SEEKING = frozenset("有租找买要求个间平方米㎡套处栋")
"""Behind these a kind of property is expected, so that the sound alone tells it (租场方, 找办工事)."""


class Repairer:
    """Puts the vocabulary's spelling where a message has a homophone that is no word."""

    def __init__(
        self, vocabulary: Iterable[str], words: Words, is_word: Callable[[str], bool], sought: Iterable[str] = ()
    ) -> None:
        """Learn how words sound.

        Args:
            vocabulary: what slips are repaired towards, the likelier first.
            words: cuts a text into words.
            is_word: says whether a text is a word as it stands.
            sought: those of the vocabulary that name what visitors look for.
        """
        self._sought = frozenset(sought)
        self._words = words
        self._is_word = is_word
        self._sounds = load_sounds()
        self._spellings: dict[str, str] = {}
        for word in vocabulary:
            if _SHORTEST <= len(word) <= _LONGEST:
                for reading in self._readings(word):
                    self._spellings.setdefault(reading, word)
        self._beginnings = {reading[:_SHORTEST] for reading in self._spellings}
        self._lengths = tuple(sorted({len(reading) for reading in self._spellings}, reverse=True))

    def repair(self, text: str) -> str:
        """Return the text with such slips corrected; its length never changes."""
        slips = list(self._find_slips(text))
        if not slips:
            return text
        edges = {edge for _, start, end in self._words(text) for edge in (start, end)}
        edges |= {start for start, spelling in slips if spelling in self._sought and text[start - 1] in _SEEKING}
        repaired, free = text, 0
        for start, spelling in slips:
            end = start + len(spelling)
            if start >= free and start in edges and end in edges and not self._is_word(text[start:end]):
                repaired = repaired[:start] + spelling + repaired[end:]
                free = end
        return repaired

    def _find_slips(self, text: str) -> Iterator[tuple[int, str]]:
        for start in range(len(text) - 1):
            if any(pair in self._beginnings for pair in self._readings(text[start : start + _SHORTEST])):
                windows = (text[start : start + length] for length in self._lengths if start + length <= len(text))
                is_sought = text[start - 1 : start] in _SEEKING
                spellings = (self._find_spelling(window, is_sought=is_sought) for window in windows)
                yield from ((start, spelling) for spelling in spellings if spelling)

    def _find_spelling(self, window: str, *, is_sought: bool) -> str | None:
        for reading in self._readings(window):
            spelling = self._spellings.get(reading)
            is_meant = is_sought and spelling in self._sought
            if spelling and spelling != window and (is_meant or _likeness(spelling, window) >= _SAME_AT_LEAST):
                return spelling
        return None

    def _readings(self, word: str) -> Iterator[str]:
        """Return the ways to read a word, one sign a syllable; none when a character has no sound."""
        ways = product(*(self._sounds.get(character, "") for character in word))
        return map("".join, islice(ways, _MOST_READINGS))


def _likeness(one: str, other: str) -> float:
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)
