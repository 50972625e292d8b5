"""How does a draft become a file that staff can read, mend and approve?"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

from bot.model import Json

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 60
_WIDE = 1_000_000
"""No line is folded: a continuation may look like a key with a full-width colon to the strict reader."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A record that staff have not approved yet."""

    kind: str
    """The folder it goes to once approved: articles or listings."""
    id: str
    data: Mapping[str, Json]
    comments: Sequence[str] = ()

    @property
    def name(self) -> str:
        """Return the file's path below the folder of drafts."""
        return f"{self.kind}/{self.id}.yaml"


class Written(Enum):
    """What became of a draft's file."""

    NEW = "new"
    SAME = "same"
    """The very same draft is there already."""
    KEPT = "kept"
    """Another draft of that name is there and was left alone."""


def make_slug(text: str) -> str:
    """Return a name fit for an id and a file: lower-case letters, digits and hyphens; may be empty."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return _NOT_SLUG.sub("-", plain).strip("-")[:_LONGEST_SLUG].strip("-")


def make_id(prefix: str, *parts: str) -> str:
    """Return an id that stays the same for the same parts, whatever characters they hold."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
    return f"{prefix}-{digest[:10]}"


def render(draft: Draft) -> str:
    """Return the text of a draft's file, which the strict reader understands."""
    comments = "".join(f"# {line}\n" for comment in draft.comments for line in comment.splitlines())
    return comments + yaml.dump(
        dict(draft.data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDE, default_flow_style=False
    )


def write(folder: Path, draft: Draft, *, replace: bool = False) -> Written:
    """Write a draft below the folder of drafts; an existing one is overwritten only on demand.

    Raises:
        OSError: the folder cannot be written.
    """
    path = folder / draft.kind / f"{draft.id}.yaml"
    text = render(draft)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not replace:
        return Written.SAME if path.read_bytes() == text.encode() else Written.KEPT
    # Written aside and renamed: a draft is never seen half, and a link in its place is not followed.
    aside = path.with_name(f".{path.name}.tmp")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
    return Written.NEW


class _Dumper(yaml.CSafeDumper):
    """Writes values the way the strict reader wants them: no anchors, doubtful text quoted."""

    def ignore_aliases(self, data: Any) -> bool:
        """Say that nothing is ever written as a reference."""
        del data
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    doubtful = "：" in text or "\n" in text
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if doubtful else None)


def _represent_number(dumper: _Dumper, number: float) -> yaml.ScalarNode:
    text = str(int(number)) if number == int(number) else repr(number)
    return dumper.represent_scalar("tag:yaml.org,2002:float" if "." in text else "tag:yaml.org,2002:int", text)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(float, _represent_number)
