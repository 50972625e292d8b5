from __future__ import annotations

import pytest

from bot.model import Kind

PHONE, NAME = "13800138000", "王建国"
NEED = f"嘉定租2000平厂房,做机加工,{NAME}{PHONE}"


@pytest.fixture
def registered(chat):
    chat.says(NEED, "确认")
    return chat


def test_my_data_lists_need_leads_and_consents_masked(registered):
    number = registered.leads[0].number

    reply = registered.says("我的信息")

    for words in ("138****8000", "王**", number, "2026-11-23", "待分配", "告知版本"):
        assert words in reply
    assert PHONE not in reply
    assert NAME not in reply
    assert len(reply.encode()) <= 2000


def test_frozen_lead_is_shown_as_stopped_and_without_consent(registered):
    registered.says("撤回同意")

    reply = registered.says("我的信息")

    assert "已停止跟进" in reply
    assert "您同意过" not in reply
    assert "138" not in reply


def test_stranger_has_no_data(chat):
    assert "没有记着" in chat.says("我的信息")


def test_privacy_word_shows_the_whole_notice(chat, knowledge):
    reply = chat.says("隐私")

    assert "五、您的权利" in reply
    assert knowledge.playbook.privacy.version in reply


def test_erasure_asks_once_and_then_nothing_is_left(registered):
    number = registered.leads[0].number
    assert "不能恢复" in registered.says("删除我的信息")
    assert len(registered.leads) == 1

    assert "已删除" in registered.says("确认删除")

    assert registered.leads == []
    assert registered.stores.book.get(number).request.fields.keys().isdisjoint({"phone", "contact"})
    (notice,) = {notice.ticket for notice in registered.notices}
    assert (notice.kind, number in notice.text, notice.visitor) == ("erased", True, "")
    assert registered.session.draft is None
    assert "没有记着" in registered.says("我的信息")


def test_declined_erasure_changes_nothing(registered):
    registered.says("删除我的信息", "不删")

    assert len(registered.leads) == 1
    assert registered.session.asking == ""


def test_later_yes_to_something_else_erases_nothing(registered):
    registered.says("删除我的信息", "嘉定有哪些园区")

    registered.says("好的")

    assert len(registered.leads) == 1


def test_erasure_takes_earlier_replies_out_of_the_store(registered):
    registered.says("删除我的信息", "确认删除")
    store, visitor = registered.stores.sessions, registered.visitor

    assert store.begin(visitor, "m0", "{}", "h").reply is None
    store.abandon(visitor, "h")
    assert "已删除" in store.begin(visitor, "m3", "{}", "h").reply


def test_correction_after_registration_changes_the_one_lead(registered):
    registered.says("电话改成13900139000")

    (lead,) = registered.leads
    assert (lead.version, lead.request.fields["phone"]) == (2, "13900139000")


@pytest.mark.parametrize("kind", [Kind.UNFOLLOW, Kind.AUTHORIZATION_REVOKED])
def test_unsubscribing_erases_session_and_profile(registered, kind):
    registered.says("我叫王建国")

    registered.happens(kind)

    session = registered.session
    assert (session.draft, session.contact.values, session.lines) == (None, {}, ())
    store, visitor = registered.stores.sessions, registered.visitor
    assert store.begin(visitor, "m0", "{}", "h").reply is None
