"""What may a file under config/dialogues say?"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.model import Json


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expected(_Strict):
    """What a reply must and must not say."""

    all: list[str] = []
    any: list[str] = []
    none: list[str] = []


class Step(_Strict):
    """One thing that happens, and what is expected of it."""

    user: str | None = None
    burst: list[str] = []
    """Messages that arrive together, and are answered by one reply."""
    voice: str | None = None
    """What the platform heard; 「无」 when it sent no transcript."""
    location: str | None = None
    """The platform's words for a place; 「无」 for a bare point on the map."""
    image: bool = False
    menu: str | None = None
    """Key of a button of the account's menu."""
    tap: Annotated[int | None, Field(ge=1)] = None
    """The n-th choice of the last reply is tapped."""
    scan: str | None = None
    follow: str | None = None
    """Scene of the code, or 「无」."""
    unfollow: bool = False
    staff: Literal["joined", "left"] | None = None
    wait_minutes: Annotated[float, Field(ge=0)] = 0
    repeat: bool = False
    """The platform delivers the last message again: same reply, nothing happens twice."""
    reply: Expected | str | None = None
    silent: bool = False
    asks: str | None = None
    """The field that is asked after this step; 「无」 for none."""
    draft: dict[str, Json] = {}
    gone: list[str] = []
    """Slots that the draft must not have."""
    stage: Literal["collecting", "confirming", "registered"] | None = None
    muted: bool | None = None
    lead: dict[str, Json] = {}
    """Fields of the newest lead."""
    leads: int | None = None
    notices: int | None = None
    """Notices of new leads that wait for staff, over all channels."""
    updates: int | None = None
    tickets: int | None = None
    questions: int | None = None
    """Notices that ask staff for a fact that nobody knows."""
    events: list[str] = []
    """What happened to the newest lead, in order: registered, amended, withdrawn ..."""


class Dialogue(_Strict):
    """A conversation that must keep working."""

    about: str
    """The requirement, in one sentence."""
    now: datetime | None = None
    steps: Annotated[list[Step], Field(min_length=1)]
