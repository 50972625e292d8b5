"""Does every step about a broken promise happen once, whoever looks and whatever dies?"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select

from bot.leads.handling import Handling, LeadRefused
from bot.leads.promise_watch import PromiseWatch
from bot.leads.rules import LeadRules, load_lead_rules
from bot.leads.working_time import WorkingTime
from bot.model import Consent, LeadRequest, Ticket
from bot.stores.sql.database import open_database
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.outbox import SqlOutbox
from bot.stores.sql.pipeline import SqlPipeline
from bot.stores.sql.tables import outbox as outbox_table

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
DUE = MONDAY + timedelta(minutes=15)
EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=SHANGHAI)
RULES: LeadRules = load_lead_rules(Path(__file__).parents[1] / "leads" / "samples")
HOURS = WorkingTime.of(dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("9:00-18:00",)), RULES.calendar)
CHANNELS = ("wecom", "mail")


@dataclass
class HandClock:
    moment: datetime = MONDAY

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


class Office:
    """A lead book with a watch and staff, and a clock to turn."""

    def __init__(self, engine, cipher):
        self.clock = HandClock()
        self.book, self.pipeline = SqlLeadBook(engine, cipher), SqlPipeline(engine, cipher)
        self.outbox, self.engine = SqlOutbox(engine, cipher), engine
        self.handling = Handling(self.book, self.pipeline, RULES, lambda _queue: CHANNELS)
        self.watch = self.new_watch()

    def new_watch(self) -> PromiseWatch:
        return PromiseWatch(self.book, self.pipeline, RULES, HOURS, lambda _queue: CHANNELS, self.clock)

    def register(self, visitor: str = "v1", due: datetime = DUE, queue: str = "sales", owner: str = "town"):
        verdict = {"owner_id": owner, "owner_name": "某组", "due_at": due.isoformat()}
        fields = {"town": ["柳溪镇"], "district": ["东湖区"], "phone": "13800138000"}
        consent = Consent("v1", "联系", MONDAY, f"m-{visitor}")
        request = LeadRequest(f"{visitor}:d", visitor, fields, {}, queue, consent=consent, assessment=verdict)
        return self.book.register(request, (), MONDAY)

    def look_at(self, moment: datetime) -> int:
        self.clock.moment = moment
        return self.watch.look()

    def told(self) -> list[tuple[str, str]]:
        """Return kind and channel of every notice that was ever queued, oldest first."""
        rows = select(outbox_table.c.kind, outbox_table.c.channel).order_by(outbox_table.c.id)
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(rows)]

    def kinds(self) -> list[str]:
        return [kind for kind, channel in self.told() if channel == CHANNELS[0]]

    def owner(self, number: str) -> str:
        return self.book.get(number).progress.owner_id


@pytest.fixture
def office(engine, cipher) -> Office:
    return Office(engine, cipher)


def test_ladder_goes_from_the_owner_over_the_next_to_the_supervisor(office):
    number = office.register().number
    owners = []
    for minute in range(5, 60):
        office.look_at(MONDAY + timedelta(minutes=minute))
        owners.append(office.owner(number))

    assert office.kinds() == ["promise_reminder", "promise_overdue", "promise_escalated"]
    assert [owners[minute] for minute in (0, 9, 10, 24, 25, 54)] == ["town", "town", "east", "east", "boss", "boss"]
    steps = [(event.at - MONDAY, event.step) for event in office.pipeline.history(number)[1:]]
    minutes = [
        (timedelta(minutes=10), "reminder"),
        (timedelta(minutes=15), "next"),
        (timedelta(minutes=30), "supervisor"),
    ]
    assert steps == minutes


def test_every_channel_of_the_queue_hears_of_a_step_in_one_transaction(office):
    lead = office.register()

    assert office.look_at(DUE) == 1
    assert office.told() == [("promise_overdue", "wecom"), ("promise_overdue", "mail")]
    notice = office.outbox.claim(9, 60, DUE)[0]
    assert (notice.number, notice.lead.progress.owner_id, notice.lead.progress.step) == (lead.number, "east", "next")


def test_relay_that_was_away_goes_to_the_supervisor_at_once(office):
    number = office.register().number

    office.look_at(MONDAY + timedelta(hours=3))

    assert (office.kinds(), office.owner(number)) == (["promise_escalated"], "boss")


def test_next_person_is_one_who_is_there_when_the_office_opens(office):
    number = office.register(owner="city", due=EVENING, queue="broker").number
    by_night = office.register("v2", due=EVENING, owner="town").number

    office.look_at(EVENING + timedelta(hours=3))

    assert (office.owner(number), office.owner(by_night)) == ("peers", "east")


def test_supervisor_follows_when_nobody_else_is_left(office):
    number = office.register(queue="broker", owner="peers").number

    office.look_at(DUE)
    office.look_at(DUE + timedelta(hours=1))

    assert (office.kinds(), office.owner(number)) == (["promise_escalated"], "boss")


def test_lead_that_somebody_took_stays_but_the_supervisor_hears_of_it(office):
    lead = office.register()
    office.handling.claim(lead.number, RULES.staff.get("city"), "city", MONDAY)
    for minute in range(60):
        office.look_at(MONDAY + timedelta(minutes=minute))

    assert office.kinds() == ["promise_reminder", "promise_escalated"]
    assert office.owner(lead.number) == "city"


def test_answered_frozen_and_erased_leads_are_left_alone(office):
    answered, frozen, erased = (office.register(visitor).number for visitor in ("v1", "v2", "v3"))
    office.handling.claim(answered, RULES.staff.get("town"), "town", MONDAY)
    office.handling.move(answered, "contacted", "town", MONDAY)
    office.book.withdraw_consent(Ticket("m9", "consent_withdrawn", "v2", ""), (), MONDAY)
    office.book.erase_visitor("v3", MONDAY)

    assert office.look_at(MONDAY + timedelta(days=1)) == 0
    assert office.told() == []
    assert [office.owner(number) for number in (frozen, erased)] == ["town", "town"]


def test_lead_in_the_pool_is_promised_to_nobody(office):
    number = office.register().number
    office.handling.move(number, "公海", "lily", MONDAY, reason="没有时间")

    assert office.look_at(MONDAY + timedelta(hours=2)) == 0
    assert office.owner(number) == ""
    taken = office.handling.claim(number, RULES.staff.get("city"), "city", MONDAY)
    assert (taken.stage, taken.progress.owner_id) == ("assigned", "city")


def test_watch_rests_between_two_looks(office):
    office.register()
    office.watch.look()
    office.clock.moment = DUE
    office.watch.look()
    office.register("v2")

    assert office.look_at(DUE + timedelta(seconds=4)) == 0
    assert office.look_at(DUE + timedelta(seconds=6)) == 1


def test_two_watches_at_once_take_each_step_once(office):
    for number in range(20):
        office.register(f"v{number}")
    watches = [office.new_watch() for _ in range(4)]
    office.clock.moment = DUE

    with ThreadPoolExecutor(4) as pool:
        taken = sum(pool.map(lambda watch: watch.look(), watches))

    assert taken == 20
    assert Counter(office.told()) == {("promise_overdue", channel): 20 for channel in CHANNELS}


def test_of_two_who_claim_one_wins_and_the_other_reads_who(office):
    number = office.register().number
    start, outcomes = threading.Barrier(2), []

    def claim(person: str) -> None:
        start.wait()
        try:
            outcomes.append(office.handling.claim(number, RULES.staff.get(person), person, MONDAY).progress.owner_name)
        except LeadRefused as refused:
            outcomes.append(str(refused))

    threads = [threading.Thread(target=claim, args=(person,)) for person in ("city", "east")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (winner,) = [name for name in outcomes if name in {"全市组", "东区组"}]
    (told,) = [text for text in outcomes if text != winner]
    assert winner in told
    assert office.book.get(number).progress.owner_name == winner


def _ask_for_a_person(office, visitor: str = "v1", due: datetime | None = DUE) -> str:
    ticket = Ticket(f"m-{visitor}-{due}", "human", visitor, "转人工", due_at=due)
    return office.book.open_ticket(ticket, (), MONDAY)


def test_visitor_who_waits_for_a_person_is_told_of_once(office):
    number = _ask_for_a_person(office)

    assert [office.look_at(DUE + timedelta(minutes=minute)) for minute in (-1, 0, 1, 600)] == [0, 1, 0, 0]
    assert office.kinds() == ["promise_ticket"]
    notice = office.outbox.claim(9, 60, office.clock.moment)[0]
    assert (notice.number, notice.ticket.due_at, notice.ticket.text) == (number, DUE, "转人工")


def test_ticket_is_nobodys_trouble_when_none_was_promised_settled_or_erased(office):
    _ask_for_a_person(office, "v1", None)
    _ask_for_a_person(office, "v2")
    _ask_for_a_person(office, "v3")
    claimed = _ask_for_a_person(office, "v4")
    office.book.settle_tickets("v2", "wechat", MONDAY)
    office.book.erase_visitor("v3", MONDAY)
    office.pipeline.claim_ticket(claimed, "东区组", MONDAY)

    assert office.look_at(DUE + timedelta(hours=1)) == 0
    assert office.pipeline.count_overdue(DUE + timedelta(hours=1)) == 0


def test_late_ticket_is_counted_and_urged_until_somebody_takes_it(office):
    number = _ask_for_a_person(office)
    office.look_at(DUE)
    assert office.pipeline.count_overdue(DUE) == 1

    assert office.pipeline.claim_ticket(number, "东区组", DUE) == "东区组"

    assert office.pipeline.count_overdue(DUE) == 0
    assert office.outbox.claim(9, 60, DUE) == ()


def test_of_two_who_take_a_ticket_both_read_who_has_it(office):
    number = _ask_for_a_person(office)

    with ThreadPoolExecutor(8) as pool:
        names = [f"p{n}" for n in range(8)]
        told = list(pool.map(lambda who: office.pipeline.claim_ticket(number, who, MONDAY), names))

    assert len(set(told)) == 1


def test_unknown_ticket_is_a_key_error(office):
    with pytest.raises(KeyError):
        office.pipeline.claim_ticket("T000000-001", "东区组", MONDAY)


def test_four_watches_tell_of_each_late_ticket_once(office):
    for number in range(10):
        _ask_for_a_person(office, f"v{number}")
    watches = [office.new_watch() for _ in range(4)]
    office.clock.moment = DUE

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda watch: watch.look(), watches)) == 10
    assert Counter(office.told()) == {("promise_ticket", channel): 10 for channel in CHANNELS}


def test_watch_killed_again_and_again_tells_each_step_once(engine, cipher, office):
    here = multiprocessing.get_context("fork")
    url = engine.url.render_as_string(hide_password=False)
    leads = [office.register(f"v{number}", due=MONDAY + timedelta(seconds=number)).number for number in range(40)]
    office.clock.moment = MONDAY + timedelta(minutes=5)

    def look_and_die(fatal_commit: int) -> None:
        own_engine = open_database(url)
        event.listen(own_engine, "commit", dying_at(fatal_commit))
        own = Office(own_engine, cipher)
        own.clock.moment = office.clock.moment
        own.watch.look()

    # A look commits once for the list and twice a lead: even ones die after reading it, odd ones while writing it.
    for fatal_commit in (1, 2, 3, 4, 5, 10, 11, 16, 17):
        child = here.Process(target=look_and_die, args=(fatal_commit,))
        child.start()
        child.join(20)
        assert child.exitcode == -signal.SIGKILL
    left_by_the_dead = len(office.kinds())
    while office.new_watch().look():
        pass

    assert 0 < left_by_the_dead < len(leads)
    assert Counter(office.told()) == {("promise_overdue", channel): len(leads) for channel in CHANNELS}
    assert all(len(office.pipeline.history(number)) == 2 for number in leads)
    assert {office.owner(number) for number in leads} == {"east"}


def dying_at(fatal_commit: int):
    """Return what kills the process just before it commits for that time."""
    commits = itertools.count(1)

    def count(_connection) -> None:
        if next(commits) == fatal_commit:
            os.kill(os.getpid(), signal.SIGKILL)

    return count
