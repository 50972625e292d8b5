"""Does every notice reach staff, whatever fails?"""

from __future__ import annotations

import itertools
import threading

import pytest
import structlog

from bot.errors import DeliveryError, StoreUnavailable
from bot.notices.relay import BACK_OFF, Relay

HOUR = 3600.0


def test_a_due_notice_is_delivered_and_marked(relay, outbox, wecom, make_notice, clock):
    outbox.add(make_notice(1))
    clock.passes(1)

    handled = relay.run_once()

    assert handled == 1
    assert outbox.in_state("delivered") == [1]
    assert wecom.texts() == ["notice L261123-001"]


def test_an_empty_outbox_gives_nothing_to_do(relay):
    assert relay.run_once() == 0


def test_notices_go_out_oldest_first(relay, outbox, mail, make_notice, clock):
    for number in (3, 1, 2):
        outbox.add(make_notice(number, channel="mail"))
    clock.passes(1)

    relay.run_once()

    assert mail.texts() == ["notice L261123-001", "notice L261123-002", "notice L261123-003"]


def test_waits_grow_from_five_seconds_to_an_hour(relay, outbox, mail, make_notice, clock):
    mail.faults = [DeliveryError("down") for _ in range(8)]
    outbox.add(make_notice(1, channel="mail"))
    clock.passes(1)
    waits = []

    for _ in range(8):
        relay.run_once()
        due = outbox.rows[1].due
        waits.append((due - clock.now()).total_seconds())
        clock.passes(waits[-1])

    # A channel that failed twice is left alone for half a minute, so that nothing is tried sooner.
    assert waits == [5, 30, 120, 600, 1800, 3600, 3600, 3600]
    assert tuple(waits[:6]) == BACK_OFF


def test_waits_are_spread_by_chance(outbox, mail, make_notice, clock, plain):
    relay = Relay(outbox, {"mail": mail}, clock, plain, chance=lambda: 1.0)
    mail.faults = [DeliveryError("down")]
    outbox.add(make_notice(1, channel="mail"))
    clock.passes(1)

    relay.run_once()

    assert (outbox.rows[1].due - clock.now()).total_seconds() == pytest.approx(5.5)


def test_a_channel_that_asks_for_a_pause_gets_it(relay, outbox, wecom, make_notice, clock, work_for):
    wecom.faults = [DeliveryError("45009", retry_after=60)]
    outbox.add(make_notice(1))
    outbox.add(make_notice(2))
    clock.passes(1)

    work_for(relay, 59)
    tries_in_the_pause = wecom.tries
    work_for(relay, 60)

    assert tries_in_the_pause == 1
    assert sorted(outbox.in_state("delivered")) == [1, 2]


def test_permanent_refusal_is_given_up_and_alarmed(relay, outbox, wecom, mail, make_notice, clock):
    wecom.faults = [DeliveryError("93000", permanent=True)]
    outbox.add(make_notice(1))
    clock.passes(1)

    with structlog.testing.capture_logs() as lines:
        relay.run_once()

    assert outbox.in_state("given_up") == [1]
    assert "wecom" in mail.texts()[0]
    assert {"channel_failing", "notice_given_up"} <= {line["event"] for line in lines}


def test_wrong_key_does_not_burn_the_whole_queue(relay, outbox, wecom, mail, make_notice, clock, work_for):
    wecom.refuses = {"": DeliveryError("93000", permanent=True)}
    for number in range(1, 51):
        outbox.add(make_notice(number))
    clock.passes(1)

    work_for(relay, 10)
    alarms = len(mail.arrived)
    wecom.refuses = {}
    work_for(relay, 2 * HOUR, step=30)

    assert alarms == 1
    assert len(outbox.in_state("given_up")) <= 2
    assert len(outbox.in_state("delivered")) >= 48


def test_notice_is_given_up_after_three_days(relay, outbox, mail, make_notice, clock, work_for):
    mail.refuses = {"": DeliveryError("down")}
    outbox.add(make_notice(1, channel="mail"))

    work_for(relay, 71 * HOUR, step=600)
    waiting = outbox.in_state("waiting")
    work_for(relay, 3 * HOUR, step=600)

    assert waiting == [1]
    assert outbox.in_state("given_up") == [1]


def test_one_broken_channel_leaves_the_others_served(relay, outbox, wecom, mail, make_notice, clock):
    wecom.faults = [ZeroDivisionError("a bug in the channel")]
    outbox.add(make_notice(1, channel="wecom"))
    outbox.add(make_notice(2, channel="mail"))
    clock.passes(1)

    relay.run_once()

    assert outbox.in_state("delivered") == [2]
    assert outbox.rows[1].reason == "wecom: unexpected ZeroDivisionError"


def test_one_poisonous_notice_does_not_stop_those_behind_it(relay, outbox, mail, make_notice, clock, work_for):
    mail.refuses = {"L261123-001": ValueError("this one only")}
    for number in (1, 2, 3):
        outbox.add(make_notice(number, channel="mail"))
    clock.passes(1)

    work_for(relay, HOUR, step=5)

    assert sorted(outbox.in_state("delivered")) == [2, 3]


def test_notice_refused_inside_a_digest_is_found_by_itself(relay, outbox, wecom, make_notice, clock, work_for):
    wecom.refuses = {"L261123-005": DeliveryError("content refused", permanent=True)}
    for number in range(1, 13):
        outbox.add(make_notice(number))
    clock.passes(1)

    work_for(relay, HOUR, step=5)

    assert outbox.in_state("given_up") == [5]
    assert len(outbox.in_state("delivered")) == 11


def test_notice_that_cannot_be_rendered_holds_up_nobody(outbox, mail, make_notice, clock, plain):
    def fussy(notice):
        if notice.id == 1:
            raise KeyError("no such thing")
        return plain(notice)

    relay = Relay(outbox, {"mail": mail}, clock, fussy, chance=lambda: 0.0)
    for number in (1, 2):
        outbox.add(make_notice(number, channel="mail"))
    clock.passes(1)

    relay.run_once()

    assert outbox.in_state("delivered") == [2]
    assert outbox.in_state("waiting") == [1]


def test_notice_for_a_channel_not_set_up_waits(relay, outbox, make_notice, clock):
    outbox.add(make_notice(1, channel="pigeon"))
    clock.passes(1)

    relay.run_once()

    assert outbox.rows[1].reason == "no channel pigeon is set up"
    assert outbox.in_state("waiting") == [1]


def test_a_slow_channel_takes_turns_with_the_others(
    outbox, mail, make_notice, clock, work_for, plain, scripted_channel
):
    class Slow(scripted_channel):
        def send(self, rendered):
            clock.passes(4.9)
            super().send(rendered)

    slow = Slow("wecom", clock)
    relay = Relay(outbox, {"wecom": slow, "mail": mail}, clock, plain)
    for number in range(1, 21):
        outbox.add(make_notice(number))
    outbox.add(make_notice(21, channel="mail"))
    clock.passes(1)

    relay.run_once()

    assert mail.arrived[0][0] == pytest.approx(5.9)
    assert len(slow.arrived) == 7
    work_for(relay, 60)
    assert len(outbox.in_state("delivered")) == 21


def test_a_hanging_channel_costs_the_others_little(outbox, mail, make_notice, clock, plain):
    release = threading.Event()

    class Hanging:
        name = "wecom"
        per_minute = 20

        def send(self, _rendered):
            release.wait(30)

    relay = Relay(outbox, {"wecom": Hanging(), "mail": mail}, clock, plain, send_seconds=0.05)
    for number in (1, 2, 3):
        outbox.add(make_notice(number))
    outbox.add(make_notice(4, channel="mail"))
    clock.passes(1)

    relay.run_once()
    release.set()

    assert outbox.in_state("delivered") == [4]
    assert outbox.rows[1].reason == "wecom: no answer in 0.05 s"
    assert outbox.rows[2].reason == "wecom: still busy with an earlier notice"


def test_notice_sent_while_the_outbox_went_away_is_not_sent_twice(relay, outbox, mail, make_notice, clock):
    outbox.add(make_notice(1, channel="mail"))
    clock.passes(1)
    tell = outbox.delivered
    outbox.delivered = out_of_reach

    with pytest.raises(StoreUnavailable):
        relay.run_once()
    outbox.delivered = tell
    clock.passes(600)
    relay.run_once()

    assert len(mail.arrived) == 1
    assert outbox.in_state("delivered") == [1]


def out_of_reach(*_):
    raise StoreUnavailable("sql")


def test_the_relay_outlives_stores_and_chores_that_fail(outbox, mail, make_notice, clock, plain):
    stop = threading.Event()
    rounds = itertools.count(1)
    claim = outbox.claim

    def claim_later(*given):
        if next(rounds) <= 2:
            raise StoreUnavailable("sql")
        return claim(*given)

    def broken_chore():
        raise RuntimeError("a chore with a bug")

    def stop_when_done():
        if outbox.in_state("delivered"):
            stop.set()

    outbox.claim = claim_later
    outbox.add(make_notice(1, channel="mail"))
    clock.passes(1)
    relay = Relay(outbox, {"mail": mail}, clock, plain, chores=[broken_chore, stop_when_done])
    thread = threading.Thread(target=relay.run_forever, args=(stop, 0.01))
    thread.start()
    thread.join(5)

    assert not thread.is_alive()
    assert mail.texts() == ["notice L261123-001"]
