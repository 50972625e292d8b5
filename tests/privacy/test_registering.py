from __future__ import annotations

import sqlite3
from contextlib import contextmanager

import pytest

PHONE = "13800138000"
NEED = f"嘉定租2000平厂房,做机加工,王先生{PHONE}"


@pytest.fixture
def database_away(folder):
    @contextmanager
    def hold():
        lock = sqlite3.connect(folder / "parkbot.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            lock.rollback()
            lock.close()

    return hold


def test_consent_says_which_version_for_what_when_and_in_which_message(chat, knowledge):
    chat.says(NEED, "确认")

    consent = chat.leads[0].request.consent
    privacy = knowledge.playbook.privacy
    assert (consent.version, consent.purpose, consent.receiver) == (privacy.version, privacy.purpose, "")
    assert (consent.message_key, consent.given_at) == ("m1", chat.clock.now())


def test_nobody_hears_of_a_phone_before_the_yes(chat):
    chat.says(NEED)

    assert chat.notices == []
    assert chat.leads == []
    assert chat.stores.book.find_consents(chat.visitor) == ()


def test_lead_without_a_person_needs_no_consent(chat):
    chat.says("嘉定租2000平厂房,做机加工", "不留电话")
    for _ in range(8):
        chat.says("确认" if chat.session.asking == "confirm" else "跳过")
        if chat.leads:
            break

    assert chat.leads[0].request.consent is None


def test_correction_while_the_database_is_away_is_not_lost(chat, database_away):
    chat.says(NEED)
    with database_away():
        chat.says("确认", "面积改成3000平")
    assert chat.leads == []

    chat.stores.unsaved.replay(chat.stores.book)

    (lead,) = chat.leads
    assert lead.request.fields["area_m2"] in (3000, [3000, 3000])
    assert lead.version == 2


def test_correction_after_a_late_registration_changes_that_lead(chat, database_away):
    chat.says(NEED)
    with database_away():
        chat.says("确认")
    chat.stores.unsaved.replay(chat.stores.book)

    chat.says("面积改成3000平")

    (lead,) = chat.leads
    assert lead.request.fields["area_m2"] in (3000, [3000, 3000])
    assert lead.number in chat.replies[-1]
