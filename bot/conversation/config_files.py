"""How must the files under config/ be written?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from bot.conversation import form

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Agency(_Strict):
    """Who runs the account; unknown facts are null and said as 待核实."""

    name: Text
    services: Text
    hotline: Text
    own_numbers: list[str] = []
    """Every number of the agency, never taken for a visitor's."""
    hours: str | None = None
    address: str | None = None
    website: str | None = None
    fee_policy: str | None = None
    takedown: str | None = None
    icp: str | None = None
    wechat_name: str | None = None
    """What the account is called in WeChat, when that is not the agency's name."""
    example: Text = "1500平 厂房"
    """What a visitor might write, with places that the agency works in."""
    landline_example: Text = "区号-12345678"
    follow_qr: Annotated[str, Field(pattern=r"^[\w-]+\.(png|jpg)$")] | None = None
    """Picture file beside agency.yaml with the account's QR code."""


class OptionFile(_Strict):
    """A ready answer as lead.yaml writes it."""

    label: Text
    sends: Text


class FieldFile(_Strict):
    """One field as lead.yaml writes it."""

    id: Text
    label: Text
    kind: Text
    slots: Annotated[list[str], Field(min_length=1)]
    ask: Annotated[list[str], Field(min_length=2)]
    why: Text
    required: bool = False
    core: bool = False
    personal: bool = False
    unless: dict[str, list[str]] = {}
    only: dict[str, list[str]] = {}
    """Asked only when a slot has one of these values (production asks for the process)."""
    tells: list[Text] = []
    """Words by which a statement fills the field in passing (有喷涂)."""
    vague: dict[str, list[str]] = {}
    """Values that are too wide to go without the question, by slot."""
    unit: str = ""
    """Added to a bare number that answers the question."""
    options: list[OptionFile] = []
    words: list[Text] = []
    """What visitors call the field, besides its label (电话错了, 为什么要电话)."""

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        if kind not in form.KINDS:
            raise ValueError(f"kind 只能是 {'、'.join(sorted(form.KINDS))}")
        return kind

    @field_validator("ask")
    @classmethod
    def _different_words(cls, ask: list[str]) -> list[str]:
        if len(set(ask)) < len(ask):
            raise ValueError("几种问法要不一样")
        return ask


class FormFile(_Strict):
    """The whole of lead.yaml."""

    fields: Annotated[list[FieldFile], Field(min_length=1)]
    extras: list[str] = []
    minimum: Annotated[list[str], Field(min_length=1)]
    most_asks: Annotated[int, Field(ge=1, le=3)]
    most_skips: Annotated[int, Field(ge=1)]
    labels: dict[str, str]
    """What each slot is called in summaries and notices."""

    @field_validator("minimum")
    @classmethod
    def _known_fields(cls, minimum: list[str], info: ValidationInfo) -> list[str]:
        known = {f.id for f in info.data.get("fields", [])}
        unknown = [field_id for field_id in minimum if field_id not in known]
        if unknown:
            raise ValueError(f"fields 里没有 {'、'.join(unknown)}")
        return minimum


class Queue(_Strict):
    """Who hears of the leads of one kind."""

    channels: Annotated[list[str], Field(min_length=1)]


class SceneFile(_Strict):
    """What a QR code tells about the visitor who scanned it."""

    label: Text
    park: str | None = None
    listing: str | None = None
    article: str | None = None
    person: str | None = None
    """Id in staff.yaml of the colleague whose card it is; leads that come by it are theirs."""
    slots: dict[str, Any] = {}
    """Slot values that the place of the QR code already tells, e.g. district: [嘉定区]."""


class Routing(_Strict):
    """The whole of routing.yaml."""

    queues: dict[str, Queue]
    hours: Mapping[str, list[str]]
    """Opening hours by weekday, as 「9:00-18:00」."""
    scenes: dict[str, SceneFile] = {}

    @field_validator("queues")
    @classmethod
    def _has_sales(cls, queues: dict[str, Queue]) -> dict[str, Queue]:
        if "sales" not in queues:
            raise ValueError("必须有 sales 队列")
        return queues

    @field_validator("hours")
    @classmethod
    def _readable_hours(cls, hours: Mapping[str, list[str]]) -> Mapping[str, list[str]]:
        unknown = set(hours) - set(WEEKDAYS)
        if unknown:
            raise ValueError(f"星期只能写 {'、'.join(WEEKDAYS)}")
        return hours


class Limits(_Strict):
    """The whole of limits.yaml."""

    refusal_days: Annotated[int, Field(ge=1)]
    """After a visitor declines to give name or phone, they are not asked again for so long."""
    mute_minutes: Annotated[int, Field(ge=1)]
    """The bot speaks again so long after the last word of a person."""
    idle_hours: Annotated[int, Field(ge=1)]
    """After so long without a message a half-told need is taken up again by asking whether to go on."""
    most_reminders: Annotated[int, Field(ge=1, le=5)] = 3
    """How often a visitor is reminded of one open question."""
    kept_lines: Annotated[int, Field(ge=0, le=20)]
    listed_parks: Annotated[int, Field(ge=1, le=10)]
    listed_matches: Annotated[int, Field(ge=1, le=3)]


class Privacy(_Strict):
    """The whole of privacy.yaml; a changed text needs a new version."""

    version: Text
    notice: Text
    purpose: Text
    sharing_purpose: Text
    """Why details are handed to a park operator or landlord; asked for separately."""
    ticket_notice: Text | None = None
    """Stands beside the forms by which an owner updates a park or a holder of rights has a page taken down."""
    ticket_purpose: Text | None = None
    full: Text
    """The whole text, shown on the page /privacy."""

    @field_validator("notice")
    @classmethod
    def _complete(cls, notice: str) -> str:
        missing = [name for name in ("{agency}", "{hotline}", "{privacy_url}") if name not in notice]
        if missing:
            raise ValueError(f"告知文字缺少 {'、'.join(missing)}")
        return notice


class MenuEntry(_Strict):
    """One quick choice."""

    name: Text
    says: Text
    """The message that a tap on it stands for."""


class Button(_Strict):
    """One button of the account's menu: it sends a key, opens an address, or unfolds up to five others.

    Platform rule: 3 buttons, 5 each below, names of 4 and 8 characters (doc/offiaccount/Custom_Menus).
    """

    name: Annotated[str, Field(min_length=1, max_length=8)]
    key: str = ""
    url: str = ""
    buttons: Annotated[list[Button], Field(max_length=5)] = []


class Menus(_Strict):
    """The whole of menus.yaml."""

    welcome: list[MenuEntry]
    clarify: Annotated[dict[str, MenuEntry], Field(min_length=2)]
    """What to offer when a message was not understood for sure, by intent; the first ones most often."""
    menu: Annotated[list[Button], Field(max_length=3)] = []
    keys: dict[str, str] = {}
    """What the key of a menu button stands for."""


class QuestionFile(_Strict):
    """Which fields of a park or a listing a question is about."""

    words: Annotated[list[Text], Field(min_length=1)]
    intent: str | None = None
    """The intent for which this line also answers when no words match."""
    park: list[str]
    listing: list[str]
