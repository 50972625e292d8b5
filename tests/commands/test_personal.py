from __future__ import annotations

import json
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from bot import app
from bot.conversation.session import Session, dump
from bot.errors import KnowledgeError
from bot.model import Ticket
from bot.settings import Settings
from bot.stores.embedded import EmbeddedRedis

PHONE, NAME, VISITOR = "13800138000", "王建国", "oVisitorOne"


@pytest.fixture
def redis_url(folder):
    server = EmbeddedRedis(folder)
    yield server.start()
    server.stop()


@pytest.fixture
def talked(settings, filled, redis_url) -> app.Stores:
    """Keep a session and a given reply beside the lead."""
    with app.open_stores(settings.model_copy(update={"redis_url": redis_url})) as stores:
        stores.sessions.begin(VISITOR, "m1", "我姓王", "holder")
        stores.sessions.finish(VISITOR, "holder", dump(Session(scene="gate")), {"m1": "好的"})
        yield stores


def test_show_gives_a_whole_copy_and_is_audited(parkbot, talked, filled, stores):
    result = parkbot("privacy", "show", VISITOR)

    kept = json.loads(result.output)
    assert kept["leads"][0]["request"]["fields"]["phone"] == PHONE
    assert [consent["agreed"] for consent in kept["consents"]] == [True]
    assert kept["tickets"][0]["ticket"]["text"] == "我要找人"
    assert kept["scans"][0]["scene"] == kept["session"]["scene"] == "gate"
    (entry,) = talked.records.audit.list_recent(9)
    assert (entry.what, entry.lead_number) == ("show_visitor", filled)


def test_show_of_a_stranger_is_empty(parkbot, redis_url):
    kept = json.loads(parkbot("privacy", "show", "oNobody").output)

    assert kept.pop("session") is None
    assert set(kept) >= {"leads", "consents", "tickets", "scans", "asked", "searches"}
    assert not any(kept.values())


def test_erase_reaches_every_store_and_is_audited(parkbot, talked, filled, request_of, now):
    talked.unsaved.keep(request_of("spooled", now), ("log",), now)

    result = parkbot("privacy", "erase", VISITOR, "--yes")

    assert "涉及 1 条线索" in result.output
    assert talked.book.get(filled).stage == "erased"
    assert talked.sessions.read(VISITOR) is None
    assert talked.sessions.begin(VISITOR, "m1", "p", "h2").reply is None
    assert talked.records.spool.count() == 0
    assert talked.records.visitors.find_tickets(VISITOR) == ()
    assert [entry.what for entry in talked.records.audit.list_recent(9)] == ["erase_visitor"]


@pytest.mark.parametrize("form", ["{number}", PHONE, "138 0013 8000"])
def test_visitor_of_the_pages_is_erased_by_number_or_phone(parkbot, talked, filled, form):
    result = parkbot("privacy", "erase", form.format(number=filled), "--yes")

    assert "涉及 1 条线索" in result.output
    assert talked.book.get(filled).stage == "erased"
    assert talked.book.find_by_phone(PHONE) == ()


@pytest.mark.parametrize(
    ("who", "said"), [("L991231-001", "没有编号"), ("13800138999", "没有留过这个号码"), ("{erased}", "已经删除")]
)
def test_nobody_is_erased_when_nobody_is_meant(parkbot, talked, filled, who, said):
    if who == "{erased}":
        parkbot("privacy", "erase", filled, "--yes")
        who = filled
    result = parkbot("privacy", "erase", who, "--yes")

    assert result.exit_code == 1
    assert said in result.output


def test_erase_asks_first(parkbot, talked, filled):
    result = parkbot("privacy", "erase", VISITOR)

    assert result.exit_code == 1
    assert talked.book.get(filled).stage == "new"


def test_erase_starts_the_embedded_redis_when_nothing_runs(parkbot, filled):
    result = parkbot("privacy", "erase", VISITOR, "--yes")

    assert result.exit_code == 0, result.output


def test_rotation_lets_the_old_key_be_dropped(parkbot, filled, env, stores, request_of, now):
    old, new = env["PARKBOT_DATA_KEY"], Fernet.generate_key().decode()
    with stores() as opened:
        opened.unsaved.keep(request_of("spooled", now, "oOther"), ("log",), now)

    rotated = parkbot("privacy", "rotate", PARKBOT_DATA_KEY=f"{new},{old}")
    shown = parkbot("leads", "show", filled, "--full", PARKBOT_DATA_KEY=new)

    assert "已重新加密 4 份" in rotated.output
    assert PHONE in shown.output
    with app.open_stores(Settings.load({**env, "PARKBOT_DATA_KEY": new})) as opened:
        assert opened.unsaved.replay(opened.book) == 1


def test_rotation_says_when_something_cannot_be_opened(parkbot, filled):
    result = parkbot("privacy", "rotate", PARKBOT_DATA_KEY=Fernet.generate_key().decode())

    assert result.exit_code == 1
    assert "旧密钥" in result.output


def test_audit_lists_who_did_what(parkbot, filled):
    parkbot("leads", "show", filled, "--full")

    result = parkbot("privacy", "audit")

    assert "show_full" in result.output
    assert filled in result.output
    assert PHONE not in result.output


def test_dry_run_counts_and_changes_nothing(parkbot, stores, request_of, now, filled):
    with stores() as opened:
        then = now - timedelta(days=400)
        old = opened.book.register(request_of("old", then, "oOther"), (), then).number

    result = parkbot("retention", "run", "--dry-run")

    assert "到期匿名的线索：1" in result.output
    assert "没有改动" in result.output
    with stores() as opened:
        assert opened.book.get(old).stage == "new"


def test_run_settles_what_is_due_once(parkbot, stores, request_of, now, filled):
    with stores() as opened:
        then = now - timedelta(days=400)
        old = opened.book.register(request_of("old", then, "oOther"), (), then).number

    first, second = parkbot("retention", "run"), parkbot("retention", "run")

    assert "到期匿名的线索：1" in first.output
    assert "到期匿名的线索：0" in second.output
    with stores() as opened:
        assert opened.book.get(old).stage == "erased"
        assert opened.book.get(filled).stage == "new"
        assert opened.records.audit.list_recent(1)[0].what == "retention_run"


def test_run_removes_expired_fallback_sessions(parkbot, settings, env):
    with app.open_stores(settings.model_copy(update={"session_seconds": 60})) as opened:
        opened.records.fallback.save(VISITOR, "session", {"m1": "好的"})
    later = app.real_now() + timedelta(hours=80)

    class Later:
        def now(self):
            return later

        def monotonic(self):
            return later.timestamp()

    with app.open_stores(settings, Later()) as opened:
        assert opened.records.fallback.count_past() == 2
        assert opened.records.fallback.purge() == 2
        assert opened.records.fallback.is_empty()
    assert "过期的备用会话：0" in parkbot("retention", "run").output


def test_broken_limits_are_refused_before_anything_is_touched(parkbot, filled, folder):
    config = folder / "config"
    config.mkdir()
    (config / "retention.yaml").write_text("leads: 一年\n", encoding="utf-8")

    result = parkbot("retention", "run", PARKBOT_CONFIG_DIR=str(config))

    assert isinstance(result.exception, KnowledgeError)
    assert "retention.yaml" in str(result.exception)


def test_frozen_lead_says_so_in_the_list_of_a_visitor(parkbot, talked, filled, now):
    talked.book.withdraw_consent(Ticket("m-9", "consent_withdrawn", VISITOR, "撤回"), ("log",), now)

    kept = json.loads(parkbot("privacy", "show", VISITOR).output)

    assert kept["leads"][0]["frozen_at"]
    assert kept["consents"][0]["withdrawn_at"]
