from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.leads.assess import assess
from bot.leads.conditions import LeadFacts
from bot.leads.fields import Slot
from bot.leads.rules import load_lead_rules
from bot.leads.working_time import WorkingTime
from bot.model import Lead, LeadRequest

CONFIG = Path(__file__).parents[2] / "config"
SHIPPED = load_lead_rules(CONFIG)
HOURS = {day: ["9:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
MONDAY = datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Shanghai"))
SLOTS = Slot.__args__

words = st.one_of(
    st.text(max_size=12), st.sampled_from(["buy", "土地", "asap", "2027-01", "嘉定区", "喷漆", "13800138000", "化工"])
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), words),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)
need = st.dictionaries(st.sampled_from([*SLOTS, "unheard_of"]), values, max_size=12)


@settings(deadline=None)
@given(fields=need, other=need, offset=st.integers(0, 60 * 24 * 400), queue=st.sampled_from(["sales", "supply", "?"]))
def test_any_values_are_assessed_within_bounds(fields, other, offset, queue):
    now = MONDAY + timedelta(minutes=offset)
    request = LeadRequest("k1", "v1", fields, {"x": "没有喷漆"}, queue)
    known = Lead(1, "L1", LeadRequest("k2", "v2", other, {}), MONDAY, MONDAY, 1)

    result = assess(request, [known], SHIPPED, HOURS, now)

    assert 0 <= result.score <= 100
    assert sum(points for _, points in result.parts) == result.score
    assert result.due_at is not None and result.due_at > now
    assert WorkingTime.of(HOURS, SHIPPED.calendar).is_open(result.due_at - timedelta(seconds=1))
    assert result.owner_name in result.promise
    assert orjson.loads(orjson.dumps(result.to_values()))["due_at"] == result.due_at.isoformat()


def test_strong_lead_gets_a_person_and_a_time_at_once(request_of, lead_of, at):
    request = request_of(
        phone="13800138000", deal="rent", property_type=["厂房"], district=["嘉定区"], area_m2=[3000, 4000],
        industry=["汽车及零部件"], company="锦程科技有限公司", move_in="2027-01", visit_time="2026-11-25",
    )  # fmt: skip
    other = lead_of("L261101-001", "v2", phone="13800138000")

    result = assess(request, [other], SHIPPED, HOURS, at("2026-11-23T15:14"), owners={"L261101-001": "shanghai"})

    assert (result.score, result.grade, result.queue, result.owner_id) == (85, "A", "sales", "jiading")
    assert result.promise == "今天 15:30 前嘉定招商组回复您"
    assert result.collisions == (
        "疑似同一人：与 L261101-001（2026-11-01）电话相同",
        "可能撞单：L261101-001 由上海招商组跟进，保护期到 2027-01-30",
    )


def test_hazard_changes_the_queue_but_not_the_grade(request_of, at):
    fields = {"phone": "13800138000", "district": ["嘉定区"], "industry": ["机械加工"], "area_m2": 5000}
    plain = assess(request_of(**fields), [], SHIPPED, HOURS, at("2026-11-23T10:00"))
    hazard = assess(request_of(**fields, usage="五金喷漆"), [], SHIPPED, HOURS, at("2026-11-23T10:00"))

    assert (plain.queue, hazard.queue) == ("sales", "specialist")
    assert (plain.score, plain.grade) == (hazard.score, hazard.grade)
    assert hazard.owner_id == "compliance"


def test_lead_on_friday_evening_names_whoever_works_on_monday(rules, hours, request_of, at):
    result = assess(request_of(district=["东湖区"]), [], rules, hours, at("2026-11-28T17:00"))

    assert (result.owner_id, result.promise) == ("east", "11月30日（周一）9:30 前东区组回复您")


@pytest.mark.parametrize("queue", ["broker", "supply"])
def test_peers_and_owners_stay_in_their_queues(request_of, at, queue):
    result = assess(request_of(queue=queue, industry=["化工"]), [], SHIPPED, HOURS, at("2026-11-23T10:00"))

    assert result.queue == queue


def test_facts_from_staff_count_too(request_of, at):
    known = LeadFacts(decision_maker=True, company_checked=True)
    result = assess(request_of(company="锦程科技"), [], SHIPPED, HOURS, at("2026-11-23T10:00"), facts=known)

    assert result.parts == (("有公司名", 5), ("公司已核实", 5), ("能拍板", 5))
