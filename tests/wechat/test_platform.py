"""Is the stand-in platform as strict and as patient as the real one?"""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from bot.model import Card
from bot.simulator.platform import Platform
from bot.simulator.platform_messages import to_elements

VISITOR = "oVisitor_0000000000000000001"
ACCOUNT = "gh_0123456789ab"
HEAD = {"ToUserName": VISITOR, "FromUserName": ACCOUNT, "CreateTime": 1692777600}
TEXT = {**HEAD, "MsgType": "text", "Content": "好"}
ARTICLE = {"Title": "园区", "Description": "", "PicUrl": "", "Url": "https://parks.example.com/"}
NEWS = {**HEAD, "MsgType": "news", "ArticleCount": 1, "Articles": (ARTICLE,)}


def xml(fields) -> str:
    return f"<xml>{to_elements(fields)}</xml>"


@pytest.fixture
def platform(httpserver, clock) -> Platform:
    return Platform(httpserver.url_for("/wechat"), "exampleToken123", "wx0123456789abcdef", "x" * 43, clock, "plain")


@pytest.fixture
def deliver(httpserver, platform):
    def answer_with(body, mode="plain", status=200):
        httpserver.expect_request("/wechat").respond_with_data(body, status=status)
        speaker = replace(platform, mode=mode)
        return speaker.deliver(speaker.messages.text(VISITOR, "你好"))

    return answer_with


@pytest.mark.parametrize("body", ["", "success", " success\n"])
def test_success_or_nothing_is_silence(deliver, body):
    delivery = deliver(body)

    assert (delivery.text, delivery.card, delivery.problem) == ("", None, "")


def test_text_is_shown_as_it_is(deliver):
    assert deliver(xml({**TEXT, "Content": " 1 < 2 ]]> & 😀\n"})).text == " 1 < 2 ]]> & 😀\n"


def test_news_is_shown_as_a_card(deliver):
    assert deliver(xml(NEWS)).card == Card("园区", "", "https://parks.example.com/")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("ok", "XML"),
        ("<xml>", "XML"),
        ("<html/>", "<xml>"),
        ("\ufeff<!DOCTYPE xml><xml/>", "DTD"),
        ("<xml>\x08</xml>", "XML"),
        (xml({**TEXT, "ToUserName": ACCOUNT, "FromUserName": VISITOR}), "收件人"),
        (xml({**TEXT, "FromUserName": "gh_other"}), "收件人"),
        (xml({**TEXT, "CreateTime": "now"}), "CreateTime"),
        (xml({**TEXT, "MsgType": "Text"}), "回复类型"),
        (xml({**TEXT, "MsgType": ""}), "回复类型"),
        (xml({**TEXT, "Content": " "}), "空"),
        (xml({**TEXT, "Content": "园" * 683}), "2048"),
        (xml({**TEXT, "Extra": "x"}), "Extra"),
        (xml(HEAD | {"MsgType": "text"}), "Content"),
        (xml(TEXT).replace("<MsgType>", "<MsgType>a</MsgType><MsgType>"), "回复类型"),
        (xml(TEXT).replace("<Content>", "<Content>a</Content><Content>"), "Content"),
        (xml(TEXT).replace("<Content>", "<Content><b/>"), "别的元素"),
        (xml({**NEWS, "ArticleCount": 2, "Articles": (ARTICLE, ARTICLE)}), "一条"),
        (xml({**NEWS, "Articles": (ARTICLE, ARTICLE)}), "item"),
        (xml({**NEWS, "Articles": ({**ARTICLE, "Title": ""},)}), "标题"),
    ],
)
def test_reply_that_wechat_would_not_show_is_a_problem(deliver, body, problem):
    delivery = deliver(body)

    assert problem in delivery.problem
    assert (delivery.text, delivery.card) == ("", None)


@pytest.mark.parametrize("body", [xml(TEXT), "<xml><Encrypt>x</Encrypt></xml>"])
def test_reply_in_safe_mode_must_be_sealed(deliver, body):
    assert deliver(body, mode="safe").problem


@pytest.mark.parametrize(
    "damage",
    [
        {"MsgSignature": "0" * 40},
        {"TimeStamp": "x"},
        {"Nonce": "other"},
        {"Encrypt": "!"},
        {},
    ],
    ids=str,
)
def test_broken_seal_is_a_problem(deliver, platform, damage):
    stranger = replace(platform.envelope, appid="wxffffffffffffffff")
    sealed = {"Encrypt": stranger.encrypt(xml(TEXT).encode()), "MsgSignature": "", "TimeStamp": "1", "Nonce": "1"}

    assert deliver(xml({**sealed, **damage}), mode="safe").problem


def test_error_status_is_tried_three_times_with_fresh_signatures(httpserver, deliver):
    delivery = deliver("", status=500)

    requests = [request for request, _ in httpserver.log]
    assert (delivery.attempts, delivery.problem) == (3, "HTTP 状态 500")
    assert len({request.args["nonce"] for request in requests}) == 3
    assert len({request.data for request in requests}) == 1


@pytest.fixture
def patient_server():
    """A server that takes further requests while one is held up."""
    with HTTPServer(threaded=True) as server:
        yield server


def test_slow_answer_is_given_up_and_asked_for_again(patient_server, platform):
    release = threading.Event()
    arrivals: list[bool] = []

    def hold_the_first_two(_request) -> Response:
        arrivals.append(True)
        if len(arrivals) < 3:
            release.wait(5)
        return Response(xml(TEXT))

    patient_server.expect_request("/wechat").respond_with_handler(hold_the_first_two)
    hasty = replace(platform, url=patient_server.url_for("/wechat"), patience=0.2)

    delivery = hasty.deliver(hasty.messages.text(VISITOR, "你好"))
    release.set()

    assert (delivery.attempts, delivery.text, delivery.problem) == (3, "好", "")
    assert delivery.elapsed >= 0.4


def test_server_that_is_not_there_is_a_problem(clock):
    nobody = Platform("http://127.0.0.1:9/wechat", "exampleToken123", "wx0", "x" * 43, clock)

    delivery = nobody.deliver(nobody.messages.text(VISITOR, "你好"))

    assert (delivery.attempts, delivery.status) == (3, 0)
    assert delivery.problem
    assert nobody.shake_hands()


def test_every_builder_makes_a_message_the_webhook_takes(webhook):
    messages = webhook.platform.messages
    pushes = [
        messages.text(VISITOR, "你好", choice_id="7"),
        messages.image(VISITOR),
        messages.voice(VISITOR, "你好"),
        messages.voice(VISITOR),
        messages.video(VISITOR),
        messages.video(VISITOR, short=True),
        messages.location(VISITOR, 31.4, 121.1, "太仓"),
        messages.link(VISITOR, "标题", "https://parks.example.com/"),
        messages.mini_program_page(VISITOR, "地图"),
        messages.subscribe(VISITOR),
        messages.subscribe(VISITOR, "poster"),
        messages.unsubscribe(VISITOR),
        messages.scan(VISITOR, "poster"),
        messages.click(VISITOR, "MENU"),
        messages.view(VISITOR, "https://parks.example.com/"),
        messages.view_mini_program(VISITOR, "pages/index"),
        messages.location_report(VISITOR, 31.4, 121.1),
        messages.scancode(VISITOR, "MENU", "x"),
        messages.scancode(VISITOR, "MENU", "x", waits=True),
        messages.pictures_sent(VISITOR, "MENU"),
        messages.location_select(VISITOR, "MENU", 31.4, 121.1),
        messages.template_sent(VISITOR),
        *(messages.subscribe_notice(VISITOR, step) for step in ("popup", "change", "sent")),
        messages.publish_finished(VISITOR),
        messages.mass_send_finished(VISITOR),
        *(messages.agent_session(VISITOR, step) for step in ("create", "switch", "close")),
    ]

    deliveries = [webhook.platform.deliver(push) for push in pushes]

    assert {(delivery.problem, delivery.attempts) for delivery in deliveries} == {("", 1)}
    assert len({heard.key for heard in webhook.listener.heard}) == len(pushes)


@pytest.mark.parametrize("step", ["revoke", "cancellation"])
def test_withdrawn_authorization_names_the_person(webhook, step):
    webhook.platform.deliver_once(webhook.platform.messages.authorization(VISITOR, step))

    assert [heard.visitor for heard in webhook.listener.heard] == [VISITOR]
