from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.clock import SystemClock
from bot.simulator.pages import create_simulator
from bot.simulator.platform import Platform
from bot.simulator.surroundings import MenuEntry, Scene, places_of

PLACES = places_of(["上海市嘉定区", "上海市松江区"])
VISITOR = "oVisitor_0000000000000000001"
STATE = f"/simulator/api/visitors/{VISITOR}"
ACTIONS = f"{STATE}/actions"
NOBODY_LISTENS = "http://127.0.0.1:9/wechat"


@pytest.fixture
def client() -> FlaskClient:
    """Ask a simulator whose webhook is not running."""
    platform = Platform(NOBODY_LISTENS, "exampleToken123", "wx0123456789abcdef", "a" * 43, SystemClock())
    app = Flask(__name__)
    scenes, menu = [Scene("poster", "<海报>")], [MenuEntry("空的")]
    app.register_blueprint(create_simulator(platform, tuple, scenes, PLACES, menu, account_name="<园区>"))
    return app.test_client()


def test_page_forbids_everything_that_is_not_its_own(client):
    response = client.get("/simulator/")

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert response.headers["Cache-Control"] == "no-store"


def test_names_from_configuration_are_escaped_on_the_page(client):
    page = client.get("/simulator/").text

    assert "&lt;园区&gt;" in page
    assert "&lt;海报&gt;" in page


def test_webhook_that_is_down_shows_the_banner_after_three_attempts(client):
    state = client.post(ACTIONS, json={"action": "follow"}).json

    assert [(entry["side"], entry["kind"]) for entry in state["entries"]] == [("note", "followed"), ("note", "failed")]
    assert state["delivery"]["attempts"] == 3
    assert state["delivery"]["status"] == 0
    assert state["delivery"]["problem"]


@pytest.mark.parametrize(
    ("body", "error", "status"),
    [
        ({"action": "text", "text": "  "}, "text_empty", 400),
        ({"action": "text", "text": "长" * 2049}, "text_unusable", 400),
        ({"action": "text", "text": ["a"]}, "text_unusable", 400),
        ({"action": "text", "text": "a", "nonce": 1}, "text_unusable", 400),
        ({"action": "location", "latitude": 91, "longitude": 0}, "place_unusable", 400),
        ({"action": "location", "latitude": "31", "longitude": 0}, "place_unusable", 400),
        ({"action": "location", "latitude": 10**400, "longitude": True}, "place_unusable", 400),
        ({"action": "location", "latitude": float("nan"), "longitude": 0}, "place_unusable", 400),
        ({"action": "scan", "scene": "unknown"}, "scene_unknown", 400),
        ({"action": "menu", "label": "没有"}, "menu_unknown", 400),
        ({"action": "menu", "label": "空的"}, "menu_unknown", 400),
        ({"action": "dance"}, "action_unknown", 400),
        ({"action": {}}, "text_unusable", 400),
        ({}, "action_unknown", 400),
        ([], "action_unknown", 400),
    ],
    ids=lambda value: str(value)[:40],
)
def test_unusable_actions_are_refused_by_name(client, body, error, status):
    client.post(ACTIONS, json={"action": "follow"})

    response = client.post(ACTIONS, json=body)

    assert (response.json, response.status_code) == ({"error": error}, status)


def test_refused_action_leaves_no_line_on_the_phone(client):
    client.post(ACTIONS, json={"action": "follow"})
    before = client.get(STATE).json

    client.post(ACTIONS, json={"action": "text", "text": ""})

    assert client.get(STATE).json == before


def test_stranger_may_not_write_before_following(client):
    response = client.post(ACTIONS, json={"action": "text", "text": "在吗"})

    assert (response.json, response.status_code) == ({"error": "not_following"}, 409)


def test_form_of_another_site_cannot_act(client):
    response = client.post(ACTIONS, data='{"action": "follow"}', content_type="text/plain")

    assert response.status_code == 400


def test_oversized_body_is_refused(client):
    response = client.post(ACTIONS, json={"action": "text", "text": "a" * 20_000})

    assert response.status_code in {400, 413}
    assert client.get(STATE).json["newest"] == 0


@pytest.mark.parametrize("openid", ["x", "oVisitor_00000000000000000012", "oVisitor_000000000000000000%0a"])
def test_name_that_is_no_openid_is_not_found(client, openid):
    assert client.get(f"/simulator/api/visitors/{openid}").status_code == 404


def test_only_lines_after_the_last_seen_one_are_sent(client):
    client.post(ACTIONS, json={"action": "follow"})

    state = client.get(f"{STATE}?after=1").json

    assert [entry["number"] for entry in state["entries"]] == [2]
    assert client.get(f"{STATE}?after=nonsense").json["newest"] == 2
