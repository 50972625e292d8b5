"""Where does one word end and the next begin?"""

from __future__ import annotations

import logging
import os
import stat
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import jieba

from bot.understanding.text import MOST_CHARACTERS

_ORDINARY_FROM = 5
"""Occurrences in the dictionary's sources; what is rarer there is mostly somebody's name."""
_FIRM = 20_000


class Segmenter:
    """Cuts messages into words; the dictionary is loaded once a process, and words are only ever added to it."""

    def __init__(self, user_words: Iterable[str] = (), firm_words: Iterable[str] = ()) -> None:
        """Add words to the dictionary; its own words among the firm ones win against neighbours (厂房租, not 房租)."""
        self._tokenizer = _load_tokenizer()
        for word in firm_words:
            if _ORDINARY_FROM <= self._tokenizer.FREQ.get(word, 0) < _FIRM:
                self._tokenizer.add_word(word, _FIRM)
        for word in user_words:
            if not self._tokenizer.FREQ.get(word):
                self._tokenizer.add_word(word)

    def lcut(self, text: str) -> list[tuple[str, int, int]]:
        """Return the words with their half-open ranges; only the first 500 characters are read."""
        words, start = [], 0
        for word in self._tokenizer.lcut(text[:MOST_CHARACTERS]):
            words.append((word, start, start + len(word)))
            start += len(word)
        return words

    def is_word(self, text: str) -> bool:
        """Say whether the dictionary or the user words hold the text."""
        return bool(self._tokenizer.FREQ.get(text))

    def is_ordinary(self, text: str) -> bool:
        """Say whether the text is a word of everyday language and not perhaps part of a name."""
        return bool(self._tokenizer.FREQ.get(text, 0) >= _ORDINARY_FROM)


@cache
def _load_tokenizer() -> jieba.Tokenizer:
    jieba.setLogLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(_find_private_folder())
    tokenizer.initialize()
    return tokenizer


def _find_private_folder() -> Path:
    """Return a folder for the compiled dictionary that nobody else can write: jieba unmarshals what it finds there."""
    try:
        folder = Path.home() / ".cache" / "parkbot"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except (OSError, RuntimeError):
        return Path(tempfile.mkdtemp(prefix="parkbot-"))
    is_private = found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077
    return folder if is_private and os.access(folder, os.W_OK) else Path(tempfile.mkdtemp(prefix="parkbot-"))
