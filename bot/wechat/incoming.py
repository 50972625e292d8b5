"""What has the visitor done, whatever WeChat calls it?

https://developers.weixin.qq.com/doc/subscription/guide/product/message/Receiving_standard_messages.html
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from bot.errors import BadRequest
from bot.model import Incoming, Kind
from bot.wechat.elements import Fields

Reader: TypeAlias = Callable[[Incoming, Fields], Incoming]
"""Completes a message of which only the envelope is known."""

LONGEST_SCENE = 64
_SCENE_PREFIX = "qrscene_"
_PAYMENT_PREFIX = "last_trade_no_"
"""Marks followers who came by a payment; not a scene of ours."""
_ID_FORM = re.compile(r"[A-Za-z0-9_@.-]{1,64}")
_NUMBER_FORM = re.compile(r"[0-9]{1,20}")


def parse(fields: Fields) -> Incoming:
    """Return the message or event that the fields describe; unknown ones are silent.

    Raises:
        BadRequest: it says neither from whom nor to whom.
    """
    visitor, account = _word(fields, "FromUserName"), _word(fields, "ToUserName")
    if not (_ID_FORM.fullmatch(visitor) and _ID_FORM.fullmatch(account)):
        raise BadRequest("the message names no sender or no account", 400)
    created = _word(fields, "CreateTime")
    head = Incoming(
        key=_key(fields),
        visitor=visitor,
        account=account,
        kind=Kind.SILENT,
        created_at=int(created) if _NUMBER_FORM.fullmatch(created) else 0,
    )
    kind = _word(fields, "MsgType").lower()
    if kind == "event":
        return _EVENTS.get(_word(fields, "Event").lower(), _stay_silent)(head, fields)
    return _MESSAGES.get(kind, _stay_silent)(head, fields)


def _word(fields: Fields, name: str) -> str:
    return fields.get(name, "").strip()


def _key(fields: Fields) -> str:
    """Return the platform's own number, or for events a digest that leaves no openid readable."""
    number = _word(fields, "MsgId")
    if _word(fields, "MsgType").lower() != "event" and _NUMBER_FORM.fullmatch(number):
        return f"m:{number}"
    # The documentation names sender and time; two events of one visitor in one second do occur (CLICK and LOCATION).
    named = ("FromUserName", "CreateTime", "MsgType", "Event", "EventKey", "OpenID", "MsgId")
    text = "\x00".join(_word(fields, name) for name in named)
    return f"e:{hashlib.sha256(text.encode(errors='replace')).hexdigest()[:32]}"


def _stay_silent(head: Incoming, _fields: Fields) -> Incoming:
    return head


def _read_text(head: Incoming, fields: Fields) -> Incoming:
    return replace(head, kind=Kind.TEXT, text=fields.get("Content", ""), choice_id=_word(fields, "bizmsgmenuid"))


def _read_voice(head: Incoming, fields: Fields) -> Incoming:
    heard = fields.get("Recognition", "").strip()
    return replace(head, kind=Kind.VOICE, text=heard, media_id=_word(fields, "MediaId"))


def _read_image(head: Incoming, fields: Fields) -> Incoming:
    return replace(head, kind=Kind.IMAGE, media_id=_word(fields, "MediaId"), url=_word(fields, "PicUrl"))


def _read_video(head: Incoming, fields: Fields) -> Incoming:
    return replace(head, kind=Kind.VIDEO, media_id=_word(fields, "MediaId"))


def _read_location(head: Incoming, fields: Fields) -> Incoming:
    latitude, longitude = _degrees(fields, "Location_X", 90), _degrees(fields, "Location_Y", 180)
    return replace(
        head, kind=Kind.LOCATION, latitude=latitude, longitude=longitude, label=fields.get("Label", "").strip()
    )


def _degrees(fields: Fields, name: str, limit: float) -> float | None:
    try:
        value = float(_word(fields, name))
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= limit else None


def _read_link(head: Incoming, fields: Fields) -> Incoming:
    return replace(head, kind=Kind.LINK, title=fields.get("Title", "").strip(), url=_word(fields, "Url"))


def _read_mini_program(head: Incoming, fields: Fields) -> Incoming:
    return replace(head, kind=Kind.MINI_PROGRAM, title=fields.get("Title", "").strip(), url=_word(fields, "PagePath"))


def _read_follow(head: Incoming, fields: Fields) -> Incoming:
    key = _word(fields, "EventKey")
    return replace(head, kind=Kind.FOLLOW, scene=_scene(key) if key.startswith(_SCENE_PREFIX) else "")


def _read_scan(head: Incoming, fields: Fields) -> Incoming:
    return replace(head, kind=Kind.SCAN, scene=_scene(_word(fields, "EventKey")))


def _scene(key: str) -> str:
    scene = key.removeprefix(_SCENE_PREFIX)
    if scene.startswith(_PAYMENT_PREFIX):
        return ""
    return "".join(character for character in scene if character.isprintable())[:LONGEST_SCENE]


def _read_unfollow(head: Incoming, _fields: Fields) -> Incoming:
    return replace(head, kind=Kind.UNFOLLOW)


def _read_click(head: Incoming, fields: Fields) -> Incoming:
    return replace(head, kind=Kind.MENU_CLICK, text=_word(fields, "EventKey"))


def _read_awaited_scan(head: Incoming, fields: Fields) -> Incoming:
    """Read a code scanned from the menu while the app shows that a message is coming."""
    return replace(_read_click(head, fields), url=_word(fields, "ScanCodeInfo/ScanResult"))


def _read_agent_joined(head: Incoming, _fields: Fields) -> Incoming:
    return replace(head, kind=Kind.AGENT_JOINED)


def _read_agent_left(head: Incoming, _fields: Fields) -> Incoming:
    return replace(head, kind=Kind.AGENT_LEFT)


def _read_revoked(head: Incoming, fields: Fields) -> Incoming:
    """Read whose profile data must go: here the sender is the platform and OpenID the person.

    https://developers.weixin.qq.com/doc/service/en/guide/h5/authorization_change.html
    """
    person = _word(fields, "OpenID")
    visitor = person if _ID_FORM.fullmatch(person) else head.visitor
    return replace(head, kind=Kind.AUTHORIZATION_REVOKED, visitor=visitor)


_MESSAGES: MappingProxyType[str, Reader] = MappingProxyType(
    {
        "text": _read_text,
        "voice": _read_voice,
        "image": _read_image,
        "video": _read_video,
        "shortvideo": _read_video,
        "location": _read_location,
        "link": _read_link,
        "miniprogrampage": _read_mini_program,
    }
)
_EVENTS: MappingProxyType[str, Reader] = MappingProxyType(
    {
        "subscribe": _read_follow,
        "unsubscribe": _read_unfollow,
        "scan": _read_scan,
        "click": _read_click,
        "scancode_waitmsg": _read_awaited_scan,
        "kf_create_session": _read_agent_joined,
        "kf_switch_session": _read_agent_joined,
        "kf_close_session": _read_agent_left,
        "user_authorization_revoke": _read_revoked,
        "user_authorization_cancellation": _read_revoked,
        # Nothing to say to these: the app or a later message does, or nobody waits.
        "view": _stay_silent,
        "view_miniprogram": _stay_silent,
        "location": _stay_silent,
        "scancode_push": _stay_silent,
        "pic_sysphoto": _stay_silent,
        "pic_photo_or_album": _stay_silent,
        "pic_weixin": _stay_silent,
        "location_select": _stay_silent,
        "templatesendjobfinish": _stay_silent,
        "masssendjobfinish": _stay_silent,
        "publishjobfinish": _stay_silent,
        "subscribe_msg_popup_event": _stay_silent,
        "subscribe_msg_change_event": _stay_silent,
        "subscribe_msg_sent_event": _stay_silent,
        "user_info_modified": _stay_silent,
    }
)
