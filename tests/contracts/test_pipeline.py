"""What does every pipeline of leads promise?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from bot.errors import LeadChanged, StoreUnavailable
from bot.model import Consent, LeadRequest, Ticket
from bot.pipeline import Pipeline
from bot.ports import LeadBook
from bot.progress import Change, OpenPromise
from bot.stores.sql.database import open_database
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.outbox import SqlOutbox
from bot.stores.sql.pipeline import SqlPipeline
from bot.stores.sql.rotation import SqlKeyRotation
from bot.stores.sql.tables import lead_events, metadata

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DUE = NOW + timedelta(minutes=15)
LATER = NOW + timedelta(hours=1)
PHONE = "13800138000"


@pytest.fixture
def book(engine, cipher) -> LeadBook:
    return SqlLeadBook(engine, cipher)


@pytest.fixture
def pipeline(engine, cipher) -> Pipeline:
    return SqlPipeline(engine, cipher)


@pytest.fixture
def outbox(engine, cipher) -> SqlOutbox:
    return SqlOutbox(engine, cipher)


def _verdict(owner: str = "east", due: datetime | None = DUE) -> dict:
    return {"owner_id": owner, "owner_name": f"{owner}组", "due_at": due.isoformat() if due else None}


def _request(visitor: str = "v1", owner: str = "east", due: datetime | None = DUE, **fields) -> LeadRequest:
    known = {"district": ["东湖区"], "phone": PHONE, **fields}
    consent = Consent("v1", "联系", NOW, f"m-{visitor}")
    return LeadRequest(f"{visitor}:draft", visitor, known, {}, consent=consent, assessment=_verdict(owner, due))


def _claim(lead, owner: str = "west", **more) -> Change:
    progress = replace(lead.progress, owner_id=owner, owner_name=f"{owner}组", claimed_at=LATER)
    return Change("claimed", owner, "assigned", progress, **more)


def _escalation(lead, step: str, notice: str) -> Change:
    return Change("escalated", "watch", lead.stage, replace(lead.progress, step=step), notice=notice)


def test_new_lead_has_the_owner_and_the_promise_of_its_assessment(book):
    progress = book.register(_request(), (), NOW).progress

    assert (progress.owner_id, progress.owner_name, progress.due_at) == ("east", "east组", DUE)
    assert (progress.claimed_at, progress.step, progress.changes) == (None, "", 0)


def test_lead_without_assessment_promises_nothing(book, pipeline):
    lead = book.register(replace(_request(), assessment={}), (), NOW)

    assert (lead.progress.owner_id, lead.progress.due_at) == ("", None)
    assert pipeline.find_promises(9, "supervisor") == ()


def test_change_is_written_with_its_line_of_history(book, pipeline):
    lead = book.register(_request(), (), NOW)
    pause = replace(lead.progress, next_contact=date(2027, 3, 1), due_at=None)

    moved = pipeline.change(lead, Change("moved", "lily", "paused", pause, "王先生说年后再看", forced=True), (), LATER)

    assert moved == book.get(lead.number)
    assert (moved.stage, moved.updated_at, moved.version) == ("paused", LATER, 1)
    assert (moved.progress.next_contact, moved.progress.changes) == (date(2027, 3, 1), 1)
    registered, event = pipeline.history(lead.number)
    assert (registered.kind, registered.at, registered.after) == ("registered", NOW, "")
    assert (event.kind, event.at, event.who, event.before, event.after) == ("moved", LATER, "lily", "new", "paused")
    assert (event.reason, event.forced, event.next_contact) == ("王先生说年后再看", True, date(2027, 3, 1))


def test_stale_change_is_refused_and_leaves_nothing_behind(book, pipeline, outbox):
    lead = book.register(_request(), (), NOW)
    first = pipeline.change(lead, _claim(lead, "west"), (), NOW)

    with pytest.raises(LeadChanged):
        pipeline.change(lead, _claim(lead, "north", notice="lead_assigned"), ("wecom",), NOW)

    assert book.get(lead.number) == first
    assert len(pipeline.history(lead.number)) == 2
    assert outbox.claim(9, 60, LATER) == ()


def test_of_eight_people_who_take_a_lead_one_gets_it(book, pipeline):
    lead = book.register(_request(), (), NOW)

    def take(name: str) -> str:
        try:
            return pipeline.change(lead, _claim(lead, name), (), NOW).progress.owner_id
        except LeadChanged:
            return ""

    with ThreadPoolExecutor(8) as pool:
        winners = [name for name in pool.map(take, (f"p{number}" for number in range(8))) if name]

    assert winners == [book.get(lead.number).progress.owner_id]


@pytest.mark.parametrize("what", ["amend", "withdraw", "erase"])
def test_change_of_what_the_visitor_has_changed_meanwhile_is_refused(book, pipeline, what):
    lead = book.register(_request(), (), NOW)
    {
        "amend": lambda: book.amend(lead.number, _request(deal="rent"), (), LATER),
        "withdraw": lambda: book.withdraw_consent(Ticket("m9", "consent_withdrawn", "v1", ""), (), LATER),
        "erase": lambda: book.erase_visitor("v1", LATER),
    }[what]()

    with pytest.raises(LeadChanged):
        pipeline.change(lead, _claim(lead), (), LATER)


def test_unknown_number_is_a_key_error(book, pipeline):
    lead = book.register(_request(), (), NOW)

    with pytest.raises(KeyError):
        pipeline.history("L261123-999")
    with pytest.raises(KeyError):
        pipeline.change(replace(lead, number="L261123-999"), _claim(lead), (), NOW)


def test_notice_of_a_step_takes_the_place_of_the_one_before(book, pipeline, outbox):
    lead = book.register(_request(), ("wecom",), NOW)
    lead = pipeline.change(lead, _escalation(lead, "reminder", "promise_reminder"), ("wecom",), NOW)
    pipeline.change(lead, _escalation(lead, "next", "promise_overdue"), ("wecom", "mail"), NOW)

    notices = outbox.claim(9, 60, NOW)
    kinds = [(notice.kind, notice.channel) for notice in notices]
    assert kinds == [("lead_registered", "wecom"), ("promise_overdue", "wecom"), ("promise_overdue", "mail")]
    assert notices[1].lead.progress.step == "next"


def test_nobody_is_urged_about_a_lead_that_was_taken_frozen_or_erased(book, pipeline, outbox):
    taken, frozen, erased = (book.register(_request(visitor), (), NOW) for visitor in ("v1", "v2", "v3"))
    for lead in (taken, frozen, erased):
        pipeline.change(lead, _escalation(lead, "next", "promise_overdue"), ("wecom",), NOW)

    taken = book.get(taken.number)
    pipeline.change(taken, _claim(taken), (), LATER)
    book.withdraw_consent(Ticket("m9", "consent_withdrawn", "v2", ""), (), LATER)
    book.erase_visitor("v3", LATER)

    assert outbox.claim(9, 60, LATER) == ()


def test_escalation_is_no_contact_but_work_of_staff_is(book, pipeline):
    lead = book.register(_request(), (), NOW)

    escalated = pipeline.change(lead, _escalation(lead, "next", ""), (), LATER)
    claimed = pipeline.change(escalated, _claim(escalated), (), LATER)

    assert (escalated.updated_at, claimed.updated_at) == (NOW, LATER)


def test_reason_is_sealed_erased_with_the_visitor_and_survives_new_keys(book, pipeline, engine, cipher):
    lead = book.register(_request(), (), NOW)
    pipeline.change(lead, Change("moved", "lily", "lost", lead.progress, f"联系不上：{PHONE} 王先生"), (), NOW)

    with engine.connect() as connection:
        content = str([connection.execute(select(table)).all() for table in metadata.sorted_tables])
    assert PHONE not in content
    assert "王先生" not in content

    assert SqlKeyRotation(engine, cipher).run().unreadable == 0
    assert pipeline.history(lead.number)[-1].reason == f"联系不上：{PHONE} 王先生"
    book.erase_visitor("v1", LATER)
    moved, erased = pipeline.history(lead.number)[1:]
    assert (moved.kind, moved.after, moved.reason, erased.kind) == ("moved", "lost", "", "erased")


def test_odd_words_are_written_without_a_foreign_error(book, pipeline):
    odd = "\0\ud800😀'\"" + "长" * 500
    lead = book.register(_request(), (), NOW)
    progress = replace(lead.progress, owner_id=odd, owner_name=odd, step=odd)

    changed = pipeline.change(lead, Change(odd, odd, "assigned", progress, odd), (), NOW)

    assert changed == book.get(lead.number)
    assert pipeline.history(lead.number)[-1].reason == odd


def test_leads_are_found_by_stage_owner_and_passed_promise(book, pipeline):
    for number, (owner, due) in enumerate([("east", DUE), ("west", DUE), ("east", LATER), ("east", None)]):
        book.register(_request(f"v{number}", owner, due), (), NOW)
    third = book.get("L261123-003")
    pipeline.change(third, replace(_claim(third, "east"), stage="contacted"), (), NOW)

    def numbers(**wanted) -> list[str]:
        return [lead.number[-1] for lead in pipeline.find(9, **wanted)]

    assert numbers() == ["4", "3", "2", "1"]
    assert numbers(stage="contacted") == ["3"]
    assert numbers(owner_id="east") == ["4", "3", "1"]
    assert numbers(owner_id="east", stage="new") == ["4", "1"]
    assert numbers(overdue_at=DUE) == []
    assert numbers(overdue_at=DUE + timedelta(seconds=1)) == ["2", "1"]
    assert numbers(overdue_at=LATER + timedelta(days=9)) == ["2", "1"]
    assert len(pipeline.find(2)) == 2


def test_open_promises_come_soonest_first_until_the_last_step(book, pipeline):
    later, soon, done = (
        book.register(_request(visitor, due=due), (), NOW) for visitor, due in (("v1", LATER), ("v2", DUE), ("v3", DUE))
    )
    pipeline.change(done, _escalation(done, "supervisor", ""), (), NOW)

    assert pipeline.find_promises(9, "supervisor") == (
        OpenPromise(soon.number, NOW, DUE),
        OpenPromise(later.number, NOW, LATER),
    )
    assert [promise.number for promise in pipeline.find_promises(1, "supervisor")] == [soon.number]


def test_overdue_promises_are_counted_while_the_visitor_waits(book, pipeline):
    leads = [book.register(_request(f"v{number}"), (), NOW) for number in range(5)]
    pipeline.change(leads[0], replace(_claim(leads[0]), stage="contacted"), (), NOW)
    pipeline.change(leads[1], _claim(leads[1]), (), NOW)
    book.withdraw_consent(Ticket("m9", "consent_withdrawn", "v2", ""), (), NOW)
    book.erase_visitor("v3", NOW)

    assert (pipeline.count_overdue(DUE), pipeline.count_overdue(LATER)) == (0, 2)


def test_correction_keeps_the_promise_and_follows_the_territory(book):
    lead = book.register(_request(), (), NOW)

    amended = book.amend(lead.number, _request(owner="west", due=LATER, deal="rent"), (), LATER)

    assert (amended.progress.owner_id, amended.progress.due_at, amended.progress.changes) == ("west", DUE, 1)


@pytest.mark.parametrize("step", ["claimed", "escalated"])
def test_correction_takes_a_lead_from_nobody_who_has_it(book, pipeline, step):
    lead = book.register(_request(), (), NOW)
    change = _claim(lead, "north")
    pipeline.change(lead, change if step == "claimed" else replace(change, stage="new", progress=replace(
        change.progress, claimed_at=None, step="next")), (), NOW)  # fmt: skip

    amended = book.amend(lead.number, _request(owner="west", due=LATER, deal="rent"), (), LATER)

    assert (amended.progress.owner_id, amended.progress.due_at) == ("north", DUE)


def test_correction_of_an_answered_lead_promises_nothing_new(book, pipeline):
    lead = book.register(_request(), (), NOW)
    answered = replace(_claim(lead, "north").progress, due_at=None)
    pipeline.change(lead, Change("moved", "north", "contacted", answered), (), NOW)

    amended = book.amend(lead.number, _request(owner="west", due=LATER, deal="rent"), (), LATER)

    assert (amended.progress.owner_id, amended.progress.due_at) == ("north", None)


def test_new_consent_begins_the_promise_anew(book, pipeline):
    lead = book.register(_request(), (), NOW)
    pipeline.change(lead, _escalation(lead, "supervisor", ""), (), NOW)
    book.withdraw_consent(Ticket("m9", "consent_withdrawn", "v1", ""), (), NOW + timedelta(minutes=1))
    again = replace(_request(due=LATER, deal="rent"), consent=Consent("v1", "联系", LATER, "m10"))

    amended = book.amend(lead.number, again, (), LATER)

    assert (amended.frozen_at, amended.progress.step, amended.progress.due_at) == (None, "", LATER)


def test_pipeline_without_tables_is_unavailable(cipher):
    pipeline = SqlPipeline(open_database("sqlite://"), cipher)

    with pytest.raises(StoreUnavailable):
        pipeline.count_overdue(NOW)


def test_events_of_before_this_release_still_read(book, pipeline, engine):
    lead = book.register(_request(), (), NOW)
    with engine.begin() as connection:
        connection.execute(lead_events.update().values(plain='{"fields": {}, "missing": []}'))
        connection.execute(text("UPDATE leads SET due_at = NULL"))

    assert [event.kind for event in pipeline.history(lead.number)] == ["registered"]
