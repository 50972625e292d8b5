"""Does every message and event of WeChat become the right Incoming, plain and encrypted?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadRequest
from bot.model import Incoming, Kind
from bot.wechat.incoming import parse

XML = Path(__file__).parent / "xml"
VISITOR = "oVisitor_0000000000000000001"
PERSON = "oPerson_00000000000000000002"
ENVELOPE = Incoming("", VISITOR, "gh_0123456789ab", Kind.SILENT, 1692777600)


def expected(kind: Kind, **values: object) -> Incoming:
    return replace(ENVELOPE, kind=kind, **values)


def message(number: int, kind: Kind, **values: object) -> Incoming:
    return expected(kind, key=f"m:242061234567800{number:02}", **values)


EXPECTED = {
    "text": message(1, Kind.TEXT, text="太仓有没有3000平的厂房?"),
    "text_with_choice": message(2, Kind.TEXT, text="看双凤的园区", choice_id="101"),
    "text_with_markup": message(3, Kind.TEXT, text="<a href=x>1 < 2 && 3</a> ]]]]><![CDATA[ &"),
    "image": message(4, Kind.IMAGE, media_id="image-media", url="http://mmbiz.qpic.cn/mmbiz_jpg/abc/0"),
    "voice": message(5, Kind.VOICE, media_id="voice-media"),
    "voice_recognised": message(6, Kind.VOICE, media_id="voice-media", text="我想租一个厂房。"),
    "video": message(7, Kind.VIDEO, media_id="video-media"),
    "shortvideo": message(8, Kind.VIDEO, media_id="video-media"),
    "location": message(9, Kind.LOCATION, latitude=31.458, longitude=121.13, label="江苏省苏州市太仓市"),
    "location_impossible": message(10, Kind.LOCATION),
    "link": message(11, Kind.LINK, title="招商政策", url="https://mp.weixin.qq.com/s/abc"),
    "miniprogrampage": message(12, Kind.MINI_PROGRAM, title="园区地图", url="pages/map"),
    "unknown_message": message(13, Kind.SILENT),
    "event_subscribe": expected(Kind.FOLLOW),
    "event_subscribe_scene": expected(Kind.FOLLOW, scene="poster_42"),
    "event_subscribe_payment": expected(Kind.FOLLOW),
    "event_unsubscribe": expected(Kind.UNFOLLOW),
    "event_scan": expected(Kind.SCAN, scene="poster_42"),
    "event_scan_long": expected(Kind.SCAN, scene="场" * 64),
    "event_click": expected(Kind.MENU_CLICK, text="MENU_PARKS"),
    "event_view": expected(Kind.SILENT),
    "event_view_miniprogram": expected(Kind.SILENT),
    "event_location": expected(Kind.SILENT),
    "event_scancode_push": expected(Kind.SILENT),
    "event_scancode_waitmsg": expected(Kind.MENU_CLICK, text="MENU_SCAN", url="https://parks.example.com/l/8"),
    "event_pic_sysphoto": expected(Kind.SILENT),
    "event_pic_photo_or_album": expected(Kind.SILENT),
    "event_pic_weixin": expected(Kind.SILENT),
    "event_location_select": expected(Kind.SILENT),
    "event_templatesendjobfinish": expected(Kind.SILENT),
    "event_subscribe_msg_popup": expected(Kind.SILENT),
    "event_subscribe_msg_change": expected(Kind.SILENT),
    "event_subscribe_msg_sent": expected(Kind.SILENT),
    "event_publishjobfinish": expected(Kind.SILENT),
    "event_masssendjobfinish": expected(Kind.SILENT),
    "event_kf_create_session": expected(Kind.AGENT_JOINED),
    "event_kf_switch_session": expected(Kind.AGENT_JOINED),
    "event_kf_close_session": expected(Kind.AGENT_LEFT),
    "event_user_authorization_revoke": expected(Kind.AUTHORIZATION_REVOKED, visitor=PERSON),
    "event_user_authorization_cancellation": expected(Kind.AUTHORIZATION_REVOKED, visitor=PERSON),
    "event_user_info_modified": expected(Kind.SILENT),
    "event_unknown": expected(Kind.SILENT),
}


def fields(**changes: str) -> dict[str, str]:
    usual = {"FromUserName": VISITOR, "ToUserName": "gh_0123456789ab", "CreateTime": "1692777600", "MsgType": "event"}
    return {**usual, **changes}


def test_every_sample_message_has_an_expected_value():
    assert {path.stem for path in XML.glob("*.xml")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_each_kind_of_message_is_understood_and_answered(webhook, name):
    push = webhook.platform.messages.arbitrary(EXPECTED[name].visitor, (XML / f"{name}.xml").read_text())

    delivery = webhook.platform.deliver(push)

    assert (delivery.problem, delivery.text) == ("", webhook.listener.reply.text)
    (incoming,) = webhook.listener.heard
    assert replace(incoming, key=EXPECTED[name].key) == EXPECTED[name]
    assert incoming.key == EXPECTED[name].key or incoming.key.startswith("e:")


def test_events_are_told_apart_by_event_and_key_within_a_second():
    events = [{"Event": "CLICK", "EventKey": "A"}, {"Event": "CLICK", "EventKey": "B"}, {"Event": "LOCATION"}]

    keys = {parse(fields(**event)).key for event in events}

    assert len(keys) == 3


def test_key_of_an_event_stays_the_same_and_hides_the_visitor():
    first, second = (parse(fields(Event="CLICK", EventKey="A")) for _ in range(2))

    assert first.key == second.key
    assert VISITOR not in first.key


def test_message_with_an_odd_number_still_gets_a_short_key():
    incoming = parse(fields(MsgType="text", MsgId="7" * 5000, Content="hi"))

    assert len(incoming.key) == 34


def test_scene_keeps_only_printable_characters():
    incoming = parse(fields(Event="SCAN", EventKey="qrscene_po\u202est\ner"))

    assert incoming.scene == "poster"


@pytest.mark.parametrize("missing", ["FromUserName", "ToUserName"])
@pytest.mark.parametrize("value", ["", "a" * 65, "]]><x>", "o\ud800"])
def test_message_without_usable_ends_is_refused(missing, value):
    with pytest.raises(BadRequest):
        parse(fields(**{missing: value}))


NAMES = [
    "MsgType",
    "Event",
    "EventKey",
    "CreateTime",
    "MsgId",
    "Content",
    "Location_X",
    "Location_Y",
    "OpenID",
    "Label",
]
WORDS = st.sampled_from(
    ["event", "text", "location", "SCAN", "subscribe", "nan", "1e999", "qrscene_", "user_authorization_revoke"]
)


@given(st.dictionaries(st.sampled_from(NAMES), WORDS | st.text(st.characters())))
def test_any_fields_with_good_ends_make_an_incoming(changes):
    incoming = parse(fields(**changes))

    assert len(incoming.key) <= 34
    assert len(incoming.scene) <= 64
