"""What does every lead book promise about consent: given, refused, withdrawn, handed on?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.model import WITHDRAWAL, Consent, ConsentRecord, LeadRequest, Ticket
from bot.stores.spool import Spool
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.outbox import SqlOutbox
from bot.stores.sql.tables import consents, lead_events

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = timedelta(hours=1)
PHONE, NAME, VISITOR, PARK = "13800138000", "王建国", "openid-1", "云谷智造园运营公司"
CONSENT = Consent("v1", "联系看房", NOW, "message-1")
REQUEST = LeadRequest(
    "draft-1", VISITOR, {"area_m2": [1000, None], "phone": PHONE, "contact": NAME}, {"phone": PHONE},
    consent=CONSENT, transcript=("访客:我姓王",),
)  # fmt: skip
STOP = Ticket("message-2", WITHDRAWAL, VISITOR, "请停止联系")
SHARING = Consent("v1", "安排看房", NOW, "message-3", receiver=PARK)


@pytest.fixture
def book(engine, cipher) -> SqlLeadBook:
    return SqlLeadBook(engine, cipher)


@pytest.fixture
def outbox(engine, cipher) -> SqlOutbox:
    return SqlOutbox(engine, cipher)


def test_consent_of_a_lead_is_kept_as_evidence(book, engine, cipher):
    book.register(REQUEST, (), NOW)

    assert book.find_consents(VISITOR) == (ConsentRecord("v1", "联系看房", "", agreed=True, answered_at=NOW),)
    with engine.connect() as connection:
        (row,) = connection.execute(select(consents)).all()
    assert row.answer_digest == cipher.digest_key("message-1")


def test_same_consent_is_kept_once_and_a_new_version_again(book):
    lead = book.register(REQUEST, (), NOW)
    later = replace(CONSENT, given_at=NOW + HOUR, message_key="message-5")
    book.amend(lead.number, replace(REQUEST, fields={"phone": "13900139000"}, consent=later), (), NOW + HOUR)
    newer = replace(later, version="v2", message_key="message-6")
    book.amend(lead.number, replace(REQUEST, consent=newer), (), NOW + HOUR)

    assert [record.version for record in book.find_consents(VISITOR)] == ["v1", "v2"]


def test_withdrawal_freezes_every_lead_and_tells_staff_once(book, outbox):
    first = book.register(REQUEST, (), NOW).number
    second = book.register(replace(REQUEST, key="draft-2"), (), NOW).number

    assert book.withdraw_consent(STOP, ("wecom",), NOW + HOUR) == (first, second)

    assert book.get(first).frozen_at == book.get(second).frozen_at == NOW + HOUR
    assert book.get(first).request.consent is None
    assert [record.withdrawn_at for record in book.find_consents(VISITOR)] == [NOW + HOUR]
    (notice,) = outbox.claim(9, 60, NOW + HOUR)
    assert (notice.kind, notice.ticket) == ("ticket_opened", STOP)


def test_withdrawing_again_is_no_news(book, outbox):
    number = book.register(REQUEST, (), NOW).number
    book.withdraw_consent(STOP, ("wecom",), NOW + HOUR)

    assert book.withdraw_consent(STOP, ("wecom",), NOW + HOUR) == (number,)
    assert book.withdraw_consent(replace(STOP, key="message-8"), ("wecom",), NOW + 2 * HOUR) == (number,)
    assert len(outbox.claim(9, 60, NOW + 3 * HOUR)) == 1


def test_queued_notice_of_a_frozen_lead_has_no_person(book, outbox):
    book.register(REQUEST, ("wecom", "mail"), NOW)
    book.withdraw_consent(STOP, (), NOW + HOUR)

    notices = outbox.claim(9, 60, NOW + HOUR)

    assert len(notices) == 2
    assert PHONE not in str(notices)
    assert NAME not in str(notices)
    assert "访客:我姓王" not in str(notices)
    assert notices[0].lead.request.fields == {"area_m2": [1000, None]}


def test_frozen_lead_is_no_longer_found_by_its_phone(book):
    book.register(REQUEST, (), NOW)
    book.withdraw_consent(STOP, (), NOW + HOUR)

    assert book.find_by_phone(PHONE) == ()
    assert len(book.find_by_visitor(VISITOR)) == 1


def test_wish_not_to_be_contacted_counts_without_any_lead(book, outbox):
    assert book.withdraw_consent(STOP, ("wecom",), NOW) == ()

    (record,) = book.find_consents(VISITOR)
    assert (record.agreed, record.is_active, record.answered_at) == (False, False, NOW)
    assert len(outbox.claim(9, 60, NOW)) == 1


def test_lead_from_before_the_withdrawal_comes_in_frozen(book, outbox, cipher, tmp_path):
    spool = Spool(tmp_path / "spool", cipher)
    spool.keep(REQUEST, ("wecom",), NOW)
    book.withdraw_consent(STOP, (), NOW + HOUR)
    spool.replay(book)

    (lead,) = book.find_by_visitor(VISITOR)
    assert lead.frozen_at is not None
    assert lead.request.consent is None
    assert book.find_by_phone(PHONE) == ()
    assert PHONE not in str(outbox.claim(9, 60, NOW + 2 * HOUR))


def test_withdrawal_kept_on_disk_is_carried_out_when_sql_is_back(book, outbox, cipher, tmp_path):
    number = book.register(REQUEST, ("wecom",), NOW).number
    spool = Spool(tmp_path / "spool", cipher)
    spool.keep(STOP, ("wecom",), NOW + HOUR)

    assert spool.replay(book) == 1

    assert book.get(number).frozen_at == NOW + HOUR
    assert PHONE not in str(outbox.claim(9, 60, NOW + HOUR))


def test_new_consent_makes_a_new_lead_and_leaves_the_old_one_frozen(book):
    old = book.register(REQUEST, (), NOW)
    book.withdraw_consent(STOP, (), NOW + HOUR)
    anew = replace(CONSENT, given_at=NOW + 2 * HOUR, message_key="message-7")

    new = book.register(replace(REQUEST, key="draft-2", consent=anew), (), NOW + 2 * HOUR)

    assert (new.frozen_at, new.request.consent) == (None, anew)
    assert book.get(old.number).frozen_at == NOW + HOUR
    assert [record.is_active for record in book.find_consents(VISITOR)] == [False, True]


def test_correction_without_consent_leaves_a_lead_frozen(book):
    number = book.register(REQUEST, (), NOW).number
    book.withdraw_consent(STOP, (), NOW + HOUR)

    lead = book.amend(number, replace(REQUEST, fields={"area_m2": 9}, consent=None), (), NOW + 2 * HOUR)

    assert lead.frozen_at == NOW + HOUR


def test_correction_with_a_new_consent_thaws_a_lead(book):
    number = book.register(REQUEST, (), NOW).number
    book.withdraw_consent(STOP, (), NOW + HOUR)
    anew = replace(CONSENT, given_at=NOW + 2 * HOUR, message_key="message-7")

    book.amend(number, replace(REQUEST, consent=anew), (), NOW + 2 * HOUR)

    assert book.get(number).frozen_at is None
    assert len(book.find_by_phone(PHONE)) == 1


def test_correction_keeps_what_the_rules_said_of_the_lead(book):
    number = book.register(REQUEST, (), NOW).number
    changed = replace(REQUEST, fields={"area_m2": 9}, assessment={"grade": "A"})

    assert book.amend(number, changed, (), NOW).request.assessment == {"grade": "A"}


def test_nobody_else_may_have_the_details_without_an_answer(book):
    number = book.register(REQUEST, (), NOW).number

    assert book.may_share(number, PARK) is False


def test_consent_holds_for_the_named_receiver_only(book):
    number = book.register(REQUEST, (), NOW).number
    book.record_consent(VISITOR, SHARING, agreed=True)

    assert book.may_share(number, PARK) is True
    assert book.may_share(number, "另一家公司") is False


def test_last_answer_about_a_receiver_decides(book):
    number = book.register(REQUEST, (), NOW).number
    book.record_consent(VISITOR, SHARING, agreed=True)
    book.record_consent(VISITOR, replace(SHARING, message_key="message-4", given_at=NOW + HOUR), agreed=False)

    assert book.may_share(number, PARK) is False
    assert [record.agreed for record in book.find_consents(VISITOR)[1:]] == [True, False]


def test_one_message_is_one_answer(book):
    book.record_consent(VISITOR, SHARING, agreed=False)
    book.record_consent(VISITOR, SHARING, agreed=False)

    assert len(book.find_consents(VISITOR)) == 1


def test_withdrawal_ends_consents_for_receivers_too(book):
    number = book.register(REQUEST, (), NOW).number
    book.record_consent(VISITOR, SHARING, agreed=True)
    book.withdraw_consent(STOP, (), NOW + HOUR)

    assert book.may_share(number, PARK) is False
    assert not any(record.is_active for record in book.find_consents(VISITOR))


def test_erasure_ends_consents_and_keeps_no_person_in_them(book):
    number = book.register(REQUEST, (), NOW).number
    book.record_consent(VISITOR, SHARING, agreed=True)
    book.erase_visitor(VISITOR, NOW + HOUR)

    assert book.may_share(number, PARK) is False
    assert [record.withdrawn_at for record in book.find_consents(VISITOR)] == [NOW + HOUR] * 2


def test_answer_from_before_an_erasure_is_not_kept(book):
    book.erase_visitor(VISITOR, NOW + HOUR)
    book.record_consent(VISITOR, SHARING, agreed=True)
    book.register(REQUEST, (), NOW)

    assert book.find_consents(VISITOR) == ()


def test_sharing_an_unknown_lead_is_a_key_error(book):
    with pytest.raises(KeyError):
        book.may_share("L000000-001", PARK)


def test_history_says_when_consent_was_withdrawn(book, engine):
    book.register(REQUEST, (), NOW)
    book.withdraw_consent(STOP, (), NOW + HOUR)

    with engine.connect() as connection:
        kinds = connection.scalars(select(lead_events.c.kind).order_by(lead_events.c.id)).all()
    assert kinds == ["registered", "withdrawn"]
