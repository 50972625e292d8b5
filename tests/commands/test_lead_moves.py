from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import Ticket

PHONE, VISITOR = "13800138000", "oVisitorOne"


@pytest.fixture
def promised(stores, request_of, now):
    """Keep a lead whose promised answer is an hour late, and return its number."""
    verdict = {
        "owner_id": "jiading",
        "owner_name": "嘉定招商组",
        "grade": "A",
        "due_at": (now - timedelta(hours=1)).isoformat(),
    }
    with stores() as opened:
        request = replace(request_of("one", now - timedelta(hours=2)), assessment=verdict)
        return opened.book.register(request, (), now - timedelta(hours=2)).number


@pytest.fixture
def lead_of(stores):
    def read(number: str):
        with stores() as opened:
            return opened.book.get(number)

    return read


def test_list_shows_stage_grade_owner_and_what_is_overdue(parkbot, promised):
    result = parkbot("leads", "list")

    assert result.exit_code == 0, result.output
    (line,) = [line for line in result.output.splitlines() if promised in line]
    for words in ("待分配", "A级", "嘉定招商组", "前答复【超时】", "138****8000"):
        assert words in line
    assert PHONE not in result.output


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (("--stage", "待分配"), 1),
        (("--stage", "new"), 1),
        (("--stage", "谈判"), 0),
        (("--owner", "jiading"), 1),
        (("--owner", "嘉定招商组"), 1),
        (("--owner", "somebody-who-left"), 0),
        (("--overdue",), 1),
        (("--overdue", "--owner", "shanghai"), 0),
    ],
)
def test_list_is_narrowed_by_stage_owner_and_overdue(parkbot, promised, filters, count):
    result = parkbot("leads", "list", *filters)

    assert f"共 {count} 条" in result.output
    assert (promised in result.output) == bool(count)


def test_unknown_stage_in_the_list_is_told_with_those_there_are(parkbot, promised):
    result = parkbot("leads", "list", "--stage", "成交")

    assert result.exit_code == 1
    assert "待分配、已分配" in result.output


def test_claimed_lead_belongs_to_whoever_took_it(parkbot, promised, lead_of):
    result = parkbot("leads", "claim", promised, "--by", "上海招商组")

    assert (result.exit_code, result.output) == (0, f"已接单。{promised}：已分配，负责人 上海招商组\n")
    lead = lead_of(promised)
    assert (lead.stage, lead.progress.owner_id) == ("assigned", "shanghai")
    assert lead.progress.claimed_at is not None


def test_second_claim_reads_who_was_first_and_the_same_one_is_no_news(parkbot, promised, lead_of):
    parkbot("leads", "claim", promised, "--by", "shanghai")
    before = lead_of(promised)

    other = parkbot("leads", "claim", promised, "--by", "jiading")
    same = parkbot("leads", "claim", promised, "--by", "shanghai")

    assert (other.exit_code, same.exit_code) == (1, 0)
    assert f"{promised} 已由 上海招商组 接单" in other.output
    assert lead_of(promised) == before


def test_unknown_person_is_told_with_those_there_are(parkbot, promised):
    result = parkbot("leads", "claim", promised, "--by", "王五")

    assert result.exit_code == 1
    assert "jiading（嘉定招商组）" in result.output


@pytest.mark.parametrize(
    "words",
    [
        ("claim", "L000000-001", "--by", "jiading"),
        ("assign", "L000000-001", "jiading"),
        ("move", "L000000-001", "contacted"),
        ("history", "L000000-001"),
    ],
)
def test_unknown_number_is_said_with_a_remedy(parkbot, promised, words):
    result = parkbot("leads", *words)

    assert result.exit_code == 1
    assert "parkbot leads list" in result.output


def test_assigned_lead_is_told_to_staff_and_has_to_be_claimed_again(parkbot, promised, lead_of, stores, now):
    parkbot("leads", "claim", promised, "--by", "jiading")
    result = parkbot("leads", "assign", promised, "长三角招商组", "--by", "jiading")

    assert result.output == f"已转派。{promised}：已分配，负责人 长三角招商组\n"
    assert (lead_of(promised).progress.owner_id, lead_of(promised).progress.claimed_at) == ("delta", None)
    with stores() as opened:
        assert [notice.kind for notice in opened.outbox.claim(9, 60, now + timedelta(minutes=1))] == ["lead_assigned"]
    again = parkbot("leads", "assign", promised, "delta")
    assert "已经归 长三角招商组 负责" in again.output


@pytest.mark.parametrize("stage", ["contacted", "首次联系"])
def test_contacted_lead_has_no_open_promise(parkbot, promised, lead_of, stage):
    parkbot("leads", "claim", promised, "--by", "jiading")
    result = parkbot("leads", "move", promised, stage, "--by", "jiading")

    assert result.output == f"{promised}：首次联系，负责人 嘉定招商组\n"
    assert lead_of(promised).progress.due_at is None
    assert "共 0 条" in parkbot("leads", "list", "--overdue").output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("签约",), "可以直接到：已分配、暂缓、公海、无效、流失"),
        (("签约", "--force"), "请写原因"),
        (("流失", "--reason", "心情"), "从列出的原因里选，可以在冒号后面补充：价格、面积"),
        (("无效",), "请写原因：空号、广告"),
        (("暂缓", "--reason", "年后"), "请填下次联系日期"),
        (("暂缓", "--reason", "年后", "--next-contact", "2020-01-01"), "日期已经过去"),
        (("new",), "已经在这个阶段"),
        (("成交",), "没有这个阶段；可以写：待分配、已分配"),
    ],
)
def test_refused_move_says_why_and_what_can_be_done(parkbot, promised, lead_of, words, told):
    before = lead_of(promised)
    result = parkbot("leads", "move", promised, *words)

    assert result.exit_code == 1
    assert told in result.output
    assert lead_of(promised) == before


def test_day_of_the_next_contact_must_be_a_date(parkbot, promised):
    result = parkbot("leads", "move", promised, "暂缓", "--reason", "年后", "--next-contact", "明年")

    assert result.exit_code == 2


def test_history_tells_who_did_what_and_why_without_the_phone(parkbot, promised):
    parkbot("leads", "claim", promised, "--by", "jiading")
    parkbot("leads", "move", promised, "谈判", "--force", "--reason", f"客户直接来了，电话{PHONE}", "--by", "jiading")
    parkbot("leads", "move", promised, "paused", "--reason", "年后再谈", "--next-contact", "2099-03-01")

    lines = [line.split("  ", 1)[1] for line in parkbot("leads", "history", promised).output.splitlines()]
    assert lines[:3] == [
        "登记",
        "接单，待分配 → 已分配，负责人 嘉定招商组（jiading）",
        "改阶段，已分配 → 谈判/报价，强制，原因：客户直接来了，电话138****8000，负责人 嘉定招商组（jiading）",
    ]
    assert lines[3].startswith("改阶段，谈判/报价 → 暂缓，原因：年后再谈，下次联系 2099-03-01，负责人 嘉定招商组（cli:")


def test_changes_are_audited_with_who_was_at_the_keyboard(parkbot, promised, stores):
    parkbot("leads", "claim", promised, "--by", "jiading")
    parkbot("leads", "move", promised, "contacted", "--by", "jiading")
    parkbot("leads", "assign", promised, "delta")
    parkbot("leads", "claim", promised, "--by", "shanghai")

    with stores() as opened:
        entries = opened.records.audit.list_recent(9)
    assert [(entry.what, entry.lead_number) for entry in entries] == [
        ("assign", promised),
        ("move", promised),
        ("claim", promised),
    ]
    assert all(entry.who.startswith("cli:") for entry in entries)


def test_lead_without_consent_can_only_be_closed(parkbot, promised, stores, lead_of, now):
    with stores() as opened:
        opened.book.withdraw_consent(Ticket("m-9", "consent_withdrawn", VISITOR, "撤回"), (), now)

    for words in (("claim", "--by", "jiading"), ("assign", "delta"), ("move", "contacted", "--force", "--reason", "x")):
        refused = parkbot("leads", words[0], promised, *words[1:])
        assert refused.exit_code == 1
        assert "只能改为「无效」或「流失」" in refused.output
    closed = parkbot("leads", "move", promised, "流失", "--reason", "项目取消")

    assert "已撤回同意" in parkbot("leads", "list").output
    assert (closed.exit_code, lead_of(promised).stage) == (0, "lost")


def test_erased_lead_is_left_alone(parkbot, promised, stores, now):
    with stores() as opened:
        opened.book.erase_visitor(VISITOR, now)

    for words in (("claim", "--by", "jiading"), ("assign", "delta"), ("move", "lost", "--reason", "项目取消")):
        refused = parkbot("leads", words[0], promised, *words[1:])
        assert refused.exit_code == 1
        assert "客户已要求删除个人信息" in refused.output
    assert "已删除" in parkbot("leads", "list").output


def test_closed_lead_comes_back_only_by_force(parkbot, promised, lead_of):
    parkbot("leads", "move", promised, "lost", "--reason", "价格")

    claimed = parkbot("leads", "claim", promised, "--by", "jiading")
    back = parkbot("leads", "move", promised, "contacted", "--force", "--reason", "客户又来了")

    assert "--force" in claimed.output
    assert (back.exit_code, lead_of(promised).stage) == (0, "contacted")


def test_lead_in_work_is_handed_on_but_not_claimed(parkbot, promised, lead_of):
    parkbot("leads", "claim", promised, "--by", "jiading")
    parkbot("leads", "move", promised, "contacted")

    claimed = parkbot("leads", "claim", promised, "--by", "delta")
    assigned = parkbot("leads", "assign", promised, "delta")

    assert "已经在跟进（首次联系，负责人 嘉定招商组）" in claimed.output
    assert (assigned.exit_code, lead_of(promised).stage) == (0, "contacted")


def test_ticket_is_claimed_by_one_and_the_other_reads_by_whom(parkbot, stores, now):
    with stores() as opened:
        number = opened.book.open_ticket(Ticket("m-7", "human", VISITOR, "转人工", due_at=now), (), now)
        settled = opened.book.open_ticket(Ticket("m-8", "human", "oOther", "转人工", due_at=now), (), now)
        opened.book.settle_tickets("oOther", "wechat", now)

    first = parkbot("tickets", "claim", number, "--by", "jiading")
    second = parkbot("tickets", "claim", number, "--by", "delta")
    third = parkbot("tickets", "claim", settled, "--by", "delta")
    unknown = parkbot("tickets", "claim", "T000000-001", "--by", "delta")

    assert first.output == f"已接单。{number}：负责人 嘉定招商组\n"
    assert f"{number} 已由 嘉定招商组 接待" in second.output
    assert f"{settled} 已由 公众平台的客服 接待" in third.output
    assert "parkbot tickets list" in unknown.output
    assert (second.exit_code, third.exit_code, unknown.exit_code) == (1, 1, 1)
