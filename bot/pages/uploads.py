"""Are the uploaded files pictures or PDFs, and not too large?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from werkzeug.datastructures import FileStorage

MOST_FILES: Final = 4
MOST_BYTES: Final = 5 * 1024 * 1024
"""Of all files together."""
_STARTS: Final = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"%PDF-", "pdf"),
)
_RIFF, _WEBP = b"RIFF", b"WEBP"


def read_files(uploads: Iterable[FileStorage]) -> tuple[tuple[bytes, ...], str]:
    """Return the contents of the chosen files and the key of what is wrong with them, empty when nothing is.

    A browser sends one nameless empty part when no file was chosen.
    """
    chosen = [upload for upload in uploads if upload.filename]
    if len(chosen) > MOST_FILES:
        return (), "proof_many"
    contents: list[bytes] = []
    for upload in chosen:
        content = upload.stream.read(MOST_BYTES + 1)
        if sum(map(len, contents)) + len(content) > MOST_BYTES:
            return (), "proof_large"
        if not kind_of(content):
            return (), "proof_kind"
        contents.append(content)
    return tuple(contents), ""


def kind_of(content: bytes) -> str:
    """Return jpg, png, webp or pdf as the first bytes say, whatever the name says; empty for anything else."""
    if content.startswith(_RIFF) and content[8:12] == _WEBP:
        return "webp"
    return next((kind for start, kind in _STARTS if content.startswith(start)), "")
