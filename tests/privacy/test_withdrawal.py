from __future__ import annotations

from functools import partial

import pytest

from bot.app import load_knowledge
from bot.notices.render import render
from bot.settings import ROOT

PHONE, NAME = "13800138000", "王建国"
NEED = f"嘉定租2000平厂房,做机加工,{NAME}{PHONE}"
WORDS = ["撤回同意", "不要联系我", "别再打电话", "不要再联系我了", "别再给我打电话", "我要撤回同意", "撤销授权"]


@pytest.fixture
def registered(chat):
    chat.says(NEED, "确认")
    assert len(chat.leads) == 1
    return chat


@pytest.mark.parametrize("words", WORDS)
def test_one_sentence_stops_all_contact_at_once(registered, words):
    reply = registered.says(words)

    assert "已停止" in reply
    (lead,) = registered.leads
    assert lead.frozen_at == registered.clock.now()
    assert lead.stage == "new"
    assert not any(consent.is_active for consent in registered.stores.book.find_consents(registered.visitor))


def test_staff_are_told_once_with_the_number_of_the_lead(registered):
    number = registered.leads[0].number
    registered.says("撤回同意", "撤回同意", "不要联系我")

    tickets = {notice.ticket for notice in registered.notices if notice.ticket}
    (ticket,) = tickets
    assert ticket.kind == "consent_withdrawn"
    assert number in ticket.text
    assert PHONE not in str(ticket)


def test_queued_notices_no_longer_say_who_it_is(registered, knowledge):
    registered.says("撤回同意")

    words = partial(render, labels=knowledge.playbook.labels, page_url=lambda _: "", scenes={})
    said = "\n".join(words(notice).text for notice in registered.notices)
    assert "撤回同意" in said
    for person in (PHONE, NAME, "138****8000", "王"):
        assert person not in said


def test_questions_are_answered_as_before(registered):
    registered.says("不要联系我")

    assert "嘉定氢能港" in registered.says("嘉定有哪些园区")
    assert "安亭" in registered.says("嘉定氢能港在哪")


def test_nobody_is_asked_for_contact_until_the_cool_down_is_over(registered):
    registered.says("撤回同意")
    registered.says("我要租青浦3000平仓库做电商")
    for _ in range(8):
        reply = registered.says("跳过")
        assert not any(asked in reply for asked in ("手机号吗", "怎么称呼", "哪家公司"))
    registered.says("确认")

    assert "phone" not in registered.leads[0].request.fields
    assert registered.leads[0].request.consent is None


def test_details_given_anew_make_a_new_lead_with_notice_and_consent(registered):
    registered.says("撤回同意")

    reply = registered.says(f"青浦租3000平仓库放电商货,{NAME}{PHONE}")
    assert "个人信息说明" in reply
    registered.says("确认")

    new, old = registered.leads
    assert (new.frozen_at, new.request.fields["phone"]) == (None, PHONE)
    assert new.request.consent is not None
    assert old.frozen_at is not None


def test_withdrawing_before_anything_is_registered_drops_the_details(chat):
    chat.says(NEED)
    assert "确认" in chat.replies[-1]

    chat.says("撤回同意")

    values = chat.session.draft.values
    assert "phone" not in values
    assert "contact" not in values
    assert values["area_m2"].value == [2000, 2000] or values["area_m2"].value == 2000
    assert chat.leads == []


def test_withdrawal_is_kept_on_disk_while_the_database_is_away(registered, folder):
    (folder / "parkbot.db").rename(folder / "away.db")
    database = folder / "parkbot.db"
    database.mkdir()
    try:
        reply = registered.says("撤回同意")
    finally:
        database.rmdir()
        (folder / "away.db").rename(database)

    assert "已停止" in reply or "已记下" in reply
    registered.stores.unsaved.replay(registered.stores.book)
    assert registered.leads[0].frozen_at is not None


def test_words_of_withdrawal_are_no_erasure(registered):
    registered.says("撤回同意")

    assert registered.session.asking == ""
    assert registered.leads[0].request.fields["phone"] == PHONE


def test_every_sentence_about_consent_names_nothing_of_one_agency():
    playbook = load_knowledge(ROOT / "knowledge", ROOT / "config").playbook

    texts = [
        text for key in ("withdrawn", "withdrawn_later", "withdraw_failed") for text in playbook.wording.variants[key]
    ]
    assert texts
    assert not any(playbook.agency.name in text or playbook.agency.hotline in text for text in texts)
