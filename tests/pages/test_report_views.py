from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.catalog import load_catalog
from bot.catalog.wording import check_wording
from bot.leads.assess import assess
from bot.model import WITHDRAWAL, Consent, Lead, LeadRequest, Ticket
from bot.pages.report_views import find_broker
from bot.progress import Progress

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
GOING = "sample-qinghe-3-1f"
KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
FIELDS = {
    "deal": "rent",
    "property_type": ["厂房"],
    "district": ["嘉定区"],
    "area_m2": [2000, 3000],
    "floor_height_m": 8,
    "fire_class": "丙二类",
    "usage": "汽车零件机加工",
    "contact": "李建国",
    "phone": "13800138000",
    "company": "云谷精工",
}


@pytest.fixture
def installation(install, stocked):
    return install(catalog=stocked)


@pytest.fixture
def register(playbook):
    def registered(installation, fields=FIELDS, **more):
        now = installation.clock.now()
        request = LeadRequest("key", "visitor", fields, {}, consent=Consent("v1", "联系", now, "m-1"), **more)
        verdict = assess(request, [], playbook.rules, playbook.routing.hours, now)
        return installation.book.register(replace(request, assessment=verdict.to_values()), (), now).number

    return registered


@pytest.fixture
def link(installation, register):
    number = register(installation, missing=("预算",))
    return f"/report/{installation.links.issue(number, installation.clock.now())}"


def words_of(read, page) -> str:
    return "".join(read(page.text).text)


def test_report_shows_need_table_costs_and_broker(installation, link, read):
    page = installation.browser().get(link)
    text = words_of(read, page)

    assert page.status_code == 200
    for words in ("2000–3000㎡", "汽车零件机加工", "还没有了解：预算", "符合", "年租金", "× 365 ×", "待核实"):
        assert words in text
    assert "嘉定招商组" in text
    assert "400 0123 021" in text
    assert "资料截至 2026-11-23 10:00" in text
    assert "AI 助手" in text
    assert "不是报价、要约或承诺" in text


def test_states_are_words_and_not_colours_alone(installation, link, read):
    markup = read(installation.browser().get(link).text)
    states = [tag for tag in markup.all("span") if tag.get("class", "").startswith("state ")]

    assert len(states) > 10
    assert "".join(markup.text).count("符合") >= len([one for one in states if "state-fits" in one["class"].split()])


def test_page_shows_no_phone_company_or_whole_name(installation, link):
    text = installation.browser().get(link).text

    for secret in ("13800138000", "云谷精工", "李建国"):
        assert secret not in text
    assert "李**" in text


def test_private_link_stays_out_of_caches_searches_and_referrers(installation, link, read):
    page = installation.browser().get(link)

    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "noindex" in read(page.text).meta("robots")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert link.rpartition("/")[2] not in page.text
    assert read(page.text).meta("og:url") == ""


@pytest.mark.parametrize("token", ["x", "x" * 500, "%00", "%ff", "..", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
def test_wrong_links_all_look_the_same(installation, link, token):
    page = installation.browser().get(f"/report/{token}")

    assert page.status_code == 404
    assert "2000–3000" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_link_ends_after_its_days(installation, link):
    installation.clock.passes(days=30)
    page = installation.browser().get(link)

    assert page.status_code == 404
    assert "这份报告打不开了" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_link_ends_with_the_visitor_s_consent(installation, link):
    installation.book.withdraw_consent(Ticket("m-2", WITHDRAWAL, "visitor", ""), (), installation.clock.now())

    assert installation.browser().get(link).status_code == 404


def test_link_ends_when_the_visitor_is_forgotten(installation, link):
    installation.book.erase_visitor("visitor", installation.clock.now())

    assert installation.browser().get(link).status_code == 404


def test_later_correction_of_the_need_shows_at_once(installation, link):
    lead = installation.book.list_recent(1)[0]
    changed = replace(lead.request, fields={**lead.request.fields, "area_m2": [5000, 6000]})
    installation.book.amend(lead.number, changed, (), installation.clock.now())

    assert "5000–6000㎡" in installation.browser().get(link).text


def test_listing_that_has_gone_since_is_struck_out(installation, link, register, install, stock_where, stocked):
    name, token = stocked.listings[GOING].title, link.rpartition("/")[2]
    before = installation.browser().get(link).text
    shown = dict(installation.links.remember(token, {}))
    other = install(catalog=stock_where(GOING, status="已租"))
    again = other.links.issue(register(other), other.clock.now())
    other.links.remember(again, {**shown, "removed-from-the-files": "删掉的房源"})
    after = other.browser().get(f"/report/{again}").text

    assert name in before
    assert "现在没有了" not in before
    assert f"<s>{name}</s>：已租" in after
    assert "<s>删掉的房源</s>：已下架" in after


def test_owner_is_named_as_staff_know_them_now(playbook):
    def lead(progress, **verdict):
        request = LeadRequest("key", "visitor", {}, {}, assessment=verdict)
        return Lead(1, "L261123-001", request, NOW, NOW, 1, progress=progress)

    first = {"owner_id": "jiading", "owner_name": "以前的名字"}

    assert find_broker(lead(Progress(), **first), playbook) == "嘉定招商组"
    assert find_broker(lead(Progress(owner_id="delta", owner_name="某某"), **first), playbook) == "长三角招商组"
    assert find_broker(lead(Progress(), owner_id="left-us", owner_name="小陈"), playbook) == "小陈"
    assert find_broker(lead(Progress()), playbook) == ""


def test_without_stock_the_report_says_so(install, register, catalog):
    installation = install(catalog=catalog)
    number = register(installation)
    page = installation.browser().get(f"/report/{installation.links.issue(number, installation.clock.now())}")

    assert "目前没有合适的房源" in page.text
    assert "/p/jiading-hydrogen-port" in page.text or "嘉定" in page.text


def test_vague_need_is_asked_for_more(installation, register):
    number = register(installation, {"phone": "13800138000"})
    page = installation.browser().get(f"/report/{installation.links.issue(number, installation.clock.now())}")

    assert "需求还不够具体" in page.text


def test_report_is_light_scriptless_and_careful_in_words(installation, link, read):
    browser = installation.browser()
    page = browser.get(link)
    markup = read(page.text)
    parts = [one["href"] for one in markup.all("link")]
    weight = len(page.data) + sum(len(browser.get(part, buffered=True).data) for part in parts)

    assert weight < 100_000
    assert markup.all("script") == []
    assert all(part.startswith("/") for part in parts)
    assert check_wording("".join(markup.text)) == []
    assert "示例" in "".join(markup.text)


def test_dead_database_gets_a_friendly_page(installation, link):
    installation.database.unlink()
    for name in ("-wal", "-shm"):
        Path(f"{installation.database}{name}").unlink(missing_ok=True)
    installation.links._engine.dispose()

    page = installation.browser().get(link)

    assert page.status_code == 503
    assert "页面暂时打不开" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_staff_notes_reach_neither_report_nor_comparison(install, register, tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    path = folder / "samples" / "listings" / "sample-qinghe-3-1f.yaml"
    notes = "staff: {contact: 业主李某 13900139000, floor_price: 底价八毛, commission: 佣金一个月}\n"
    path.write_text(path.read_text(encoding="utf-8") + notes, encoding="utf-8")
    installation = install(catalog=load_catalog(folder, samples=True))
    token = installation.links.issue(register(installation), installation.clock.now())

    report = installation.browser().get(f"/report/{token}").text
    compared = installation.browser().get("/compare?l=sample-qinghe-3-1f&l=sample-qinghe-1-crane").text

    for text in (report, compared):
        assert "青禾智造园 3号楼" in text
        for secret in ("业主李某", "13900139000", "底价八毛", "佣金一个月"):
            assert secret not in text
