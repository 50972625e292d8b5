from __future__ import annotations

import json
import threading

import pytest

from bot.conversation.session import dump
from bot.model import Kind

PHONE, NAME, COMPANY, OPENID = "13800138000", "王建国", "云谷精工", "oVisitorOne"
SPOKEN = "幺三八零零幺三八零零零"
SECRETS = (PHONE, NAME, COMPANY, SPOKEN, OPENID)


@pytest.fixture
def readable(folder):
    """Find what could be read in any file of the data directory, JSON escapes and UTF-16 too."""

    def find() -> list[tuple[str, str]]:
        found = []
        for path in (path for path in folder.rglob("*") if path.is_file()):
            content = path.read_bytes()
            found += [(path.name, secret) for secret in SECRETS for form in _forms(secret) if form in content]
        return found

    return find


def _forms(secret: str) -> list[bytes]:
    return [
        secret.encode(),
        json.dumps(secret).strip('"').encode(),
        secret.encode("utf-16-le"),
        secret.encode("gb18030"),
    ]


def _rewrite_log_of(chat) -> None:
    """Let Valkey write its file anew, as it does by itself now and then."""
    chat.stores.redis.call(lambda redis: redis.bgrewriteaof())
    for _ in range(500):
        info = chat.stores.redis.call(lambda redis: redis.info("persistence"))
        if not info["aof_rewrite_in_progress"] and not info["aof_rewrite_scheduled"]:
            return
        threading.Event().wait(0.01)
    raise AssertionError("the rewrite did not end")


def test_search_would_find_a_readable_file(folder, readable):
    (folder / "leak.json").write_text(json.dumps({"contact": NAME}))

    assert readable() == [("leak.json", NAME)]


def test_no_file_ever_holds_a_person_in_clear(chat, readable, folder):
    said = [
        f"嘉定租2000平厂房,做机加工,{COMPANY},{NAME}{PHONE}",
        "确认",
        f"我的电话是{SPOKEN}",
        "转人工",
        "我想去看嘉定氢能港",
        "同意",
        "我的信息",
        "撤回同意",
        f"青浦租3000平仓库,{NAME}{PHONE}",
        "确认",
    ]
    for text in said:
        chat.says(text)
        assert readable() == [], text
    chat.happens(Kind.SCAN, "poster-jiading")
    lead = chat.leads[0]
    chat.stores.unsaved.keep(lead.request, ("log",), chat.clock.now())
    chat.stores.records.fallback.save(chat.visitor, dump(chat.session), {"m": f"{NAME}您好"})
    _rewrite_log_of(chat)

    assert readable() == []
    assert {"parkbot.db", "parkbot.db-wal"} <= {path.name for path in folder.rglob("*")}
    assert list(folder.rglob("*.aof"))
    assert list(folder.glob("spool/*"))


def test_after_erasure_nothing_of_the_visitor_opens_with_any_key(chat, readable, folder):
    chat.says(f"嘉定租2000平厂房,做机加工,{NAME}{PHONE}", "确认", "转人工")
    number = chat.leads[0].number
    chat.stores.unsaved.keep(chat.leads[0].request, ("log",), chat.clock.now())
    chat.stores.records.fallback.save(chat.visitor, dump(chat.session), {"m": f"{NAME}您好"})

    chat.says("删除我的信息", "确认删除")
    _rewrite_log_of(chat)

    assert readable() == []
    assert list(folder.glob("spool/*.lead")) == []
    assert chat.stores.book.find_by_phone(PHONE) == ()
    assert chat.stores.book.get(number).request.visitor == ""
    assert chat.stores.records.visitors.find_tickets(chat.visitor) == ()
    assert chat.stores.records.fallback.read(chat.visitor) is None
    assert {notice.ticket.kind for notice in chat.notices} == {"erased"}


def test_copy_from_before_the_erasure_does_not_come_back(chat):
    chat.says(f"嘉定租2000平厂房,做机加工,{NAME}{PHONE}", "确认")
    request, then = chat.leads[0].request, chat.clock.now()
    chat.says("删除我的信息", "确认删除")
    chat.stores.unsaved.keep(request, ("log",), then)

    chat.stores.unsaved.replay(chat.stores.book)

    assert chat.leads == []
    assert chat.stores.book.find_by_phone(PHONE) == ()


def test_what_was_not_understood_is_kept_masked_and_without_a_visitor(chat):
    chat.says(f"哔哩吧啦咕噜{PHONE}")

    kept = chat.stores.unanswered.list_newest(9)
    assert not any(PHONE in found.text for found in kept)
