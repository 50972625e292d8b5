"""Do notices keep their order and the robots' pace, in a crowd and after an outage?"""

from __future__ import annotations

from dataclasses import replace

from bot.errors import DeliveryError
from bot.notices.channels.log import LogChannel
from bot.notices.channels.wecom import WeComRobot
from bot.notices.relay import Relay
from bot.notices.render import render

HOUR = 3600.0


def test_more_than_ten_waiting_are_joined_into_one_message(relay, outbox, wecom, make_notice, clock):
    for number in range(1, 13):
        outbox.add(make_notice(number))
    clock.passes(1)

    relay.run_once()

    assert len(wecom.arrived) == 2
    assert all(f"L261123-{number:03d}" in wecom.texts()[0] for number in range(1, 11))
    assert len(outbox.in_state("delivered")) == 12


def test_ten_waiting_go_one_by_one(relay, outbox, wecom, make_notice, clock):
    for number in range(1, 11):
        outbox.add(make_notice(number))
    clock.passes(1)

    relay.run_once()

    assert len(wecom.arrived) == 10


def test_more_than_twenty_a_minute_wait_and_are_not_lost(relay, outbox, wecom, make_notice, clock, work_for):
    for number in range(1, 31):
        outbox.add(make_notice(number))
        clock.passes(1)
        relay.run_once()
    in_thirty_seconds = len(wecom.arrived)
    work_for(relay, 90)

    assert in_thirty_seconds == 20
    assert len(outbox.in_state("delivered")) == 30
    assert_paced([at for at, _ in wecom.arrived])


def test_300_notices_of_an_outage_arrive_20_a_minute(relay, outbox, wecom, make_notice, clock, work_for):
    wecom.refuses = {"": DeliveryError("down")}
    for number in range(1, 301):
        outbox.add(make_notice(number))
        work_for(relay, 6 * HOUR / 300, step=24)
    wecom.refuses = {}
    work_for(relay, 2 * HOUR, step=5)

    numbers = [line for text in wecom.texts() for line in numbers_in(text)]
    assert len(outbox.in_state("delivered")) == 300
    assert sorted(numbers) == [f"L261123-{number:03d}" for number in range(1, 301)]
    assert_paced([at for at, _ in wecom.arrived])


def test_a_backlog_that_is_due_at_once_goes_oldest_first(relay, outbox, wecom, make_notice, clock, work_for):
    for number in range(1, 301):
        outbox.add(make_notice(number))
    clock.passes(6 * HOUR)

    work_for(relay, 120)

    numbers = [line for text in wecom.texts() for line in numbers_in(text)]
    assert numbers == [f"L261123-{number:03d}" for number in range(1, 301)]
    assert_paced([at for at, _ in wecom.arrived])


def test_outage_of_ten_minutes_is_told_elsewhere_once(relay, outbox, wecom, mail, make_notice, clock, work_for):
    wecom.refuses = {"": DeliveryError("down")}
    outbox.add(make_notice(1))
    clock.passes(1)

    work_for(relay, 500, step=5)
    early = len(mail.arrived)
    work_for(relay, 3 * HOUR, step=5)

    assert early == 0
    assert len(mail.arrived) == 1
    assert "【警报】通知渠道 wecom 发不出去" in mail.texts()[0]


def test_alarm_rings_again_after_a_recovery(relay, outbox, wecom, mail, make_notice, clock, work_for):
    for number in (1, 2):
        wecom.refuses = {"": DeliveryError("down")}
        outbox.add(replace(make_notice(number), created_at=clock.now()))
        work_for(relay, HOUR, step=5)
        wecom.refuses = {}
        work_for(relay, 2 * HOUR, step=5)

    assert len(mail.arrived) == 2
    assert sorted(outbox.in_state("delivered")) == [1, 2]


def test_real_notice_reaches_a_robot_after_bad_weather(outbox, robots, stand_ins, make_notice, clock, work_for):
    channels = {"wecom": WeComRobot(robots.webhooks()["wecom"], 0.3), "log": LogChannel()}
    relay = Relay(outbox, channels, clock, lambda notice: render(notice, {}, lambda _: "", {}), chance=lambda: 0.0)
    stand_ins.fail_next(html=True, status=502)
    stand_ins.fail_next(code=-1)
    stand_ins.fail_next(code=45009)
    outbox.add(make_notice(1))
    clock.passes(1)

    work_for(relay, HOUR, step=5)

    assert outbox.in_state("delivered") == [1]
    assert [one.text.splitlines()[0] for one in stand_ins.received] == ["【新线索】L261123-001 · 招商"]
    assert "13800138000" not in stand_ins.received[0].text


def numbers_in(text):
    return [word.strip("…") for word in text.split() if word.startswith("L261123-")]


def assert_paced(times):
    assert all(later - earlier >= 60 for earlier, later in zip(times, times[20:], strict=False))
