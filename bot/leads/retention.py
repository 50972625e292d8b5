"""How long is each kind of data kept, and does the privacy notice say the same?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, Self, TypeAlias

from pydantic import Field, model_validator

from bot.catalog.schema.pieces import Record
from bot.catalog.strict_yaml import parse, read_document
from bot.errors import Fault, KnowledgeError

FILE: Final = "retention.yaml"
_NOTICE: Final = "privacy.yaml"
_HALF_YEAR = 180
_THREE_YEARS = 1095
_LONGEST = 3650

Days: TypeAlias = Annotated[int, Field(ge=1, le=_LONGEST)]


class RetentionFile(Record):
    """The whole of retention.yaml, in days."""

    leads: Days
    """After the last change of a lead; then it is made anonymous."""
    withdrawn: Days
    """After consent was withdrawn."""
    words: Days
    """What the visitor typed, beside the values read from it."""
    tickets: Days
    notices: Days
    """After a notice was delivered or given up."""
    scans: Days
    unanswered: Days
    questions: Days = _HALF_YEAR
    """Who asked for a fact that nobody knew, and the question itself once nobody asks it any more."""
    gaps: Days = _HALF_YEAR
    """Searches that found nothing."""
    audit: Annotated[int, Field(ge=_HALF_YEAR, le=_LONGEST)]
    """Network logs are to be kept for six months at least (网络安全法 art. 21)."""
    evidence: Annotated[int, Field(ge=_THREE_YEARS, le=_LONGEST)]
    """Answers to questions for consent, after they ended (网络数据安全管理条例 art. 12: three years), and erasures."""

    @model_validator(mode="after")
    def _shorter_than_the_lead(self) -> Self:
        longer = [name for name in ("withdrawn", "words") if getattr(self, name) > self.leads]
        if longer:
            raise ValueError(f"{'、'.join(longer)} 不能比 leads 长，请改短")
        return self

    def limits(self) -> dict[str, timedelta]:
        """Return how long each kind is kept."""
        return {name: timedelta(days=days) for name, days in self.model_dump().items()}


def load_retention(config_dir: Path) -> RetentionFile:
    """Read and check retention.yaml, also against what privacy.yaml promises.

    Raises:
        KnowledgeError: with every fault.
    """
    document = read_document(config_dir / FILE, config_dir)
    file = parse(document, RetentionFile)
    faults = list(_broken_promises(config_dir, file))
    if faults:
        raise KnowledgeError(faults)
    return file


def _broken_promises(config_dir: Path, file: RetentionFile) -> Iterator[Fault]:
    notice = read_document(config_dir / _NOTICE, config_dir)
    text = str(notice.data.get("full", "")) if isinstance(notice.data, dict) else ""
    for name in ("leads", "withdrawn", "words"):
        days = f"{getattr(file, name)} 天"
        if days not in text:
            what = f"告知文字里没有写「{days}」，和 {FILE} 的 {name} 不一致"
            yield notice.fault(("full",), what, "请改成一样的天数，并换一个新的 version")
