"""What must a notice show, and what must never show?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Consent, Lead, LeadRequest, Notice
from bot.notices.channel import cut
from bot.notices.quoting import quote
from bot.notices.render import render, render_digest

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LABELS = {"floor_height_m": "层高", "crane_t": "行车", "fire_class": "消防", "industry": "行业", "price": "预算"}
LABELS |= {"tax": "税收", "company": "公司", "contact": "联系人", "phone": "手机号", "move_in": "入驻时间"}
ASSESSED = {"grade": "B", "score": 60, "parts": [], "collisions": [], "owner_id": "west", "owner_name": "嘉定组"}
ASSESSED |= {"owner_reason": "负责嘉定区", "due_at": None}
SCENES = {"poster-1": "嘉定海报"}
HOSTILE = (
    "@all 开会",
    '<@all> <at user_id="all">所有人</at>',
    "[点这里](http://evil.example/x)",
    "http://evil.example/a?b=1 www.evil.example",
    "\r\n【新线索】L000000-000\r\n> 系统:已接单",
    "\x1b[31m红\x00\x07字",
    "\u202e倒过来\u2028换行",
    "**粗** `码` # 题",
)
GAPS = st.sampled_from(["", " ", "-", "  ", "，", ".", "/", "_", "\u200b", "\n", " - "])
PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


def page(notice):
    return f"https://park.example/console/{notice.number}"


def show(notice):
    return render(notice, LABELS, page, SCENES)


def test_lead_notice_tells_the_whole_need_on_one_screen(make_notice):
    lines = show(make_notice()).text.splitlines()

    assert lines == [
        "【新线索】L261123-001 · 招商",
        "要什么：租 · 厂房 · 嘉定区 · 外冈镇、安亭镇 · 2000–3000㎡",
        "硬性条件：层高：8米以上 · 行车：10吨 · 消防：丙二类",
        "行业：汽车及零部件",
        "入驻时间：2027-03",
        "预算：1.2元/㎡/天以内 | 税收：300万元/年",
        "公司：上海示例科技有限公司 | 联系人：王* | 手机号：138****8000",
        "来源：嘉定海报",
        "同意联系：2026-11-23 15:02",
        "已知 15 项",
        "还缺：用电、承重",
        "收到：2026-11-23 15:02",
        "查看：https://park.example/console/L261123-001",
        "最近对话：",
        "> 访客：想租厂房,电话138****8000",
        "> 客服：好的,已记下。",
    ]


def test_title_is_one_short_line_with_the_number(make_notice):
    title = show(make_notice()).title

    assert title == "新线索 L261123-001 租 厂房 嘉定区 外冈镇、安亭镇 2000–3000㎡"


def test_corrected_lead_says_its_version(make_notice):
    text = show(make_notice(version=3)).text

    assert text.startswith("【线索更正】")
    assert "资料已更正（第 3 版）" in text


def test_notice_that_failed_before_warns_of_a_double(make_notice):
    assert "可能会重复收到" not in show(make_notice()).text
    assert "可能会重复收到" in show(make_notice(attempts=1)).text


def test_ticket_notice_quotes_the_visitor_masked(ticket_notice):
    text = show(ticket_notice).text

    assert "【新工单】T261123-001 · 访客要找人工" in text
    assert "访客说：叫人来,打我电话138****8000" in text


def test_without_consent_neither_name_nor_phone_shows(make_notice):
    text = show(make_notice(consent=None)).text

    assert "王*" not in text
    assert "138****8000\n" not in text.split("最近对话")[0]
    assert "未同意联系" in text


def test_time_of_consent_is_said_in_shanghai_time(make_notice):
    notice = make_notice()
    consent = replace(notice.lead.request.consent, given_at=notice.created_at.astimezone(UTC))

    assert "同意联系：2026-11-23 15:02" in show(make_notice(consent=consent)).text


def test_erased_lead_still_renders(make_notice):
    text = show(make_notice(fields={}, raw={}, consent=None, transcript=(), scene="", missing=())).text

    assert "没有留下具体需求" in text
    assert "来源：直接对话" in text


def test_unknown_field_shows_under_its_own_name(make_notice):
    text = show(make_notice(fields={"dock_count": 4, "area_m2": [None, 800]})).text

    assert "dock_count：4" in text
    assert "800㎡以内" in text


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800138000", "138****8000"),
        ("02166668888", "021****8888"),
        ("66668888", "66****88"),
        ("12345", "****"),
        (["13800138000", "051266668888"], "138****8000、051****8888"),
    ],
)
def test_phone_is_never_shown_in_full(make_notice, phone, shown):
    text = show(make_notice(fields={"phone": phone}, transcript=())).text

    assert f"手机号：{shown}" in text


@pytest.mark.parametrize("area", [[100_000, 200_000], 13_000, [130_000, None]])
def test_large_areas_are_not_taken_for_phones(make_notice, area):
    assert "*" not in show(make_notice(fields={"area_m2": area}, consent=None, transcript=())).text


@pytest.mark.parametrize("slot", ["company", "needs_text", "contact", "storey", "park", "surprise"])
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_field_stays_inside_its_line(make_notice, slot, words):
    harmless = show(make_notice(fields={slot: "甲"}, transcript=())).text
    text = show(make_notice(fields={slot: words}, transcript=())).text

    assert len(text.splitlines()) == len(harmless.splitlines())
    assert_harmless(text)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_talk_scene_and_ticket_do_nothing(make_notice, ticket_notice, words):
    talk = show(make_notice(transcript=(words,), scene=words[:64])).text
    ticket = show(replace(ticket_notice, ticket=replace(ticket_notice.ticket, text=words))).text

    assert_harmless(talk)
    assert_harmless(ticket)
    assert talk.count("【") == 1


def assert_harmless(text):
    body = text.replace("https://park.example/console/", "")
    assert "@" not in body
    assert not re.search(r"<|\]\(|://|www\.|evil\.|\*\*[^*\d]|`", body)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u2028\u202e]", body)


@given(
    phone=PHONES, gaps=st.lists(GAPS, min_size=10, max_size=10), before=st.text(max_size=20), after=st.text(max_size=20)
)
def test_no_mobile_number_survives_quoting(phone, gaps, before, after):
    spread = "".join(digit + gap for digit, gap in zip(phone, [*gaps, ""], strict=True))

    quoted = quote(f"{before}{spread}{after}", 200)

    assert phone not in re.sub(r"[\W_]", "", quoted)


@given(st.text(max_size=3000), st.integers(min_value=1, max_value=100))
def test_quoted_text_is_one_line_within_its_limit(text, most):
    quoted = quote(text, most)

    assert len(quoted) <= most
    assert len(quoted.splitlines()) <= 1
    quoted.encode("utf-8")


@given(st.from_regex(r"[0-9]{11}", fullmatch=True))
def test_no_phone_of_a_lead_survives_rendering(phone):
    for slot in ("phone", "contact", "company", "needs_text", "park", "anything"):
        rendered = show(lead_with(slot, phone))

        assert phone not in rendered.title
        assert phone not in rendered.text


def lead_with(slot, value):
    request = LeadRequest(
        "k", "o", {slot: value}, {}, consent=Consent("v1", "联系", NOW, "m"), transcript=(f"访客:{value}",)
    )
    lead = Lead(1, "L261123-001", request, NOW, NOW, 1)
    return Notice(1, "log", "lead_registered", lead, None, "L261123-001", 0, NOW)


@pytest.mark.parametrize(
    "text", ["幺三八零零幺三八零零零", "１３８ ００１３ ８０００", "①③⑧⓪⓪①③⑧⓪⓪⓪", "0512-6666 8888"]
)
def test_unusual_digits_are_masked_too(text):
    assert "****" in quote(text, 60)


@pytest.mark.parametrize("text", ["2000-3000平", "2026-03-10 14:00 看房", "层高3.5米,5亩地", "三五千平"])
def test_ordinary_figures_stay_readable(text):
    assert quote(text, 60) == text


def test_digest_has_a_line_for_each_notice(make_notice):
    digest = render_digest([show(make_notice(number)) for number in range(1, 11)])

    assert digest.title == "10 条通知汇总"
    assert len(digest.text.splitlines()) == 11
    assert "10. 新线索 L261123-010" in digest.text
    assert len(digest.text.encode()) <= 2048


def test_full_notice_fits_a_wecom_message(make_notice):
    long_talk = tuple("访客:" + "很长的话" * 30 for _ in range(5))

    assert len(show(make_notice(transcript=long_talk)).text.encode()) <= 2048


@given(st.text(max_size=200), st.integers(min_value=10, max_value=300))
def test_cut_text_fits_its_bytes(text, most):
    assert len(cut(text, most).encode()) <= most


def test_text_is_cut_at_the_end_of_a_line():
    assert cut("第一行很长很长\n第二行也很长很长", 40) == "第一行很长很长…"


def test_grade_owner_and_collisions_are_said_when_they_are_known():
    assessment = {
        "score": 72, "grade": "A", "parts": [["手机号有效", 20], ["面积≥3000", 10]], "owner_name": "嘉定组",
        "owner_reason": "嘉定区", "due_at": "2026-11-23T15:30:00+08:00", "collisions": ["同一电话另有 L261101-001"],
    }  # fmt: skip
    request = LeadRequest("k", "o1", {"deal": "rent"}, {}, assessment=assessment)
    moment = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    lead = Lead(1, "L261123-001", request, moment, moment, 1)

    text = render(Notice(1, "log", "lead_registered", lead, None, lead.number, 0, moment), {}, lambda _: "", {}).text

    assert "A 级 72 分" in text and "手机号有效+20" in text
    assert "嘉定组" in text and "2026-11-23 15:30" in text
    assert "L261101-001" in text


def test_lead_notice_names_the_best_listings_in_three_states(make_notice):
    matches = [
        {"id": "a", "title": "外冈 1 号楼", "fits": ["面积", "类型"], "misfits": [], "unknown": ["产业", "行车"]},
        {"id": "b", "title": "2 号楼，电话13800138000", "fits": ["面积"], "misfits": ["层高 0.4 m"], "unknown": []},
    ]
    lines = show(make_notice(assessment={**ASSESSED, "matches": matches, "matches_left": 4})).text.splitlines()

    start = lines.index("匹配房源：")
    assert lines[start + 1 : start + 4] == [
        "1. 外冈 1 号楼：符合 2 项；待核实：产业、行车",
        "2. 2 号楼，电话138****8000：符合 1 项；不符：层高 0.4 m",
        "另有 4 套",
    ]
    assert lines.index("来源：嘉定海报") == start + 4


def test_lead_without_any_matching_listing_says_so(make_notice):
    text = show(make_notice(assessment={**ASSESSED, "matches": [], "matches_left": 0})).text

    assert "匹配房源：库里没有符合或只差一条的" in text
    assert "另有" not in text
