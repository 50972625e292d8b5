from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

NEED = {
    "deal": "rent",
    "needs": "一楼,层高 8 米以上",
    "usage": "汽车零件机加工",
    "district": "嘉定、青浦区",
    "area_from": "2000",
    "area_to": "3,000",
    "tax": "300",
    "company": "示例精密机械有限公司",
    "contact": "王先生",
    "phone": "138-0013-8000",
    "consent": "yes",
}


@pytest.fixture
def installation(install: Callable):
    return install()


@pytest.fixture
def client(installation) -> FlaskClient:
    return installation.browser_over_tls()


def open_form(client, read, address: str = "/lead") -> dict[str, str]:
    markup = read(client.get(address).text)
    hidden = [a for a in markup.all("input") if a.get("type") == "hidden"]
    return {a["name"]: a["value"] for a in hidden}


def send(client, hidden: dict[str, str], **changed: str):
    return client.post("/lead", data={**hidden, **NEED, **changed})


def test_filled_form_is_a_lead_with_consent(client, read, installation, playbook):
    hidden = open_form(client, read)

    page = send(client, hidden)

    done = client.get(page.headers["Location"])
    lead = installation.book.list_recent(5)[0]
    assert page.status_code == 303
    assert lead.number in done.text
    assert lead.request.fields == {
        "deal": "rent",
        "needs_text": "一楼,层高 8 米以上",
        "usage": "汽车零件机加工",
        "district": ["嘉定区", "青浦区"],
        "area_m2": [2000, 3000],
        "tax": {"value": 3_000_000, "unit": "yuan/year"},
        "company": "示例精密机械有限公司",
        "contact": "王先生",
        "phone": "13800138000",
    }
    assert lead.request.assessment["grade"] and lead.request.assessment["promise"] in done.text
    assert lead.request.raw["phone"] == "138-0013-8000"
    assert lead.request.scene == "page"
    assert lead.request.visitor.startswith("page:")
    assert lead.request.consent is not None
    assert lead.request.consent.version == playbook.privacy.version
    assert lead.request.consent.given_at == installation.clock.now()
    assert "时间" in lead.request.missing and "区域" not in lead.request.missing


def test_form_sent_twice_is_one_lead(client, read, installation):
    hidden = open_form(client, read)

    first, second = send(client, hidden), send(client, hidden)

    assert first.headers["Location"] == second.headers["Location"]
    assert len(installation.book.list_recent(5)) == 1


def test_form_sent_again_with_a_correction_amends_its_lead(client, read, installation):
    hidden = open_form(client, read)
    send(client, hidden)

    page = send(client, hidden, phone="13900139000")

    (lead,) = installation.book.list_recent(5)
    assert page.status_code == 303
    assert lead.request.fields["phone"] == "13900139000"
    assert lead.version == 2


def test_same_phone_on_two_forms_is_noted_for_staff(client, read, installation):
    send(client, open_form(client, read))
    second = installation.browser_over_tls()
    send(second, open_form(second, read))

    newest, first = installation.book.list_recent(5)
    assert any(first.number in words for words in newest.request.assessment["collisions"])
    assert newest.request.visitor != first.request.visitor


def test_two_forms_of_one_browser_are_two_leads(client, read, installation):
    for _ in range(2):
        send(client, open_form(client, read))

    leads = installation.book.list_recent(5)
    assert len(leads) == 2
    assert leads[0].request.visitor == leads[1].request.visitor


def test_box_is_unticked_and_without_it_nothing_is_stored(client, read, installation):
    hidden = open_form(client, read)
    assert "checked" not in read(client.get("/lead").text).field("consent")

    page = send(client, hidden, consent="")

    assert page.status_code == 422
    assert "请先看说明，同意后打勾" in page.text
    assert installation.book.list_recent(5) == ()


@pytest.mark.parametrize(
    ("phone", "said"),
    [
        ("", "请留一个电话"),
        ("1380013800", "好像少了几位"),
        ("138001380001", "好像多了几位"),
        ("12345678901", "请写 11 位手机号"),
        ("400 0123 021", "这是我们自己的热线"),
        ("021-2345", "请写 11 位手机号"),
        ("138****8000", "请写 11 位手机号"),
        ("微信同号", "请写 11 位手机号"),
    ],
)
def test_invalid_phone_is_told_and_nothing_typed_is_lost(client, read, installation, phone, said):
    page = send(client, open_form(client, read), phone=phone)
    markup = read(page.text)

    assert page.status_code == 422
    assert said in page.text
    assert markup.field("phone")["value"] == phone
    assert markup.field("phone")["aria-invalid"] == "true"
    assert markup.field("company")["value"] == NEED["company"]
    assert markup.field("area_to")["value"] == NEED["area_to"]
    assert NEED["needs"] in markup.text
    assert "checked" in markup.field("consent")
    assert installation.book.list_recent(5) == ()


@pytest.mark.parametrize(
    ("phone", "stored"),
    [
        ("１３８００１３８０００", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("021-62345678", "02162345678"),
        ("(0512) 5712 3456", "051257123456"),
    ],
)
def test_phones_are_stored_as_plain_digits(client, read, installation, phone, stored):
    send(client, open_form(client, read), phone=phone)

    (lead,) = installation.book.list_recent(5)
    assert lead.request.fields["phone"] == stored


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"area_from": "很大"}, "面积请只写数字"),
        ({"area_from": "0"}, "面积请只写数字"),
        ({"area_from": "3000", "area_to": "2000"}, "前面的面积要小于后面的"),
        ({"area_from": "9" * 12}, "面积请只写数字"),
        ({"tax": "-5"}, "税收请只写数字"),
        ({"deal": "gift"}, "请选租、买或拿地自建"),
    ],
)
def test_values_that_cannot_be_read_are_told_at_their_field(client, read, changed, said):
    page = send(client, open_form(client, read), **changed)

    assert page.status_code == 422
    assert said in page.text


def test_phone_alone_is_not_a_need(client, read, installation):
    hidden = open_form(client, read)

    page = client.post("/lead", data={**hidden, "phone": "13800138000", "consent": "yes"})

    assert page.status_code == 422
    assert "请至少写一项需求" in page.text


def test_phone_and_one_wish_are_enough(client, read, installation):
    hidden = open_form(client, read)

    page = client.post("/lead", data={**hidden, "deal": "land", "phone": "13800138000", "consent": "yes"})

    (lead,) = installation.book.list_recent(5)
    assert page.status_code == 303
    assert lead.request.fields == {"deal": "buy", "property_type": ["土地"], "phone": "13800138000"}


def test_form_opened_from_a_park_names_it_in_the_lead(client, read, installation):
    hidden = open_form(client, read, "/lead?park=jiading-hydrogen-port")

    send(client, hidden)

    (lead,) = installation.book.list_recent(5)
    assert hidden["park"] == "jiading-hydrogen-port"
    assert lead.request.fields["park"] == "嘉定氢能港"


def test_foreign_or_forged_token_stores_nothing(client, read, installation):
    own = open_form(client, read)
    with installation.browser() as stranger:
        foreign = open_form(stranger, read)

    for token in ("", "x", foreign["token"], own["token"] + "x", "a" * 5000):
        page = send(client, {"token": token})
        assert page.status_code == 400
        assert "您写的内容还在" in page.text
        assert read(page.text).field("company")["value"] == NEED["company"]
        assert "checked" not in read(page.text).field("consent")
    assert installation.book.list_recent(5) == ()


def test_form_left_open_overnight_asks_for_consent_again(client, read, installation):
    hidden = open_form(client, read)
    installation.clock.passes(hours=13)

    page = send(client, hidden)
    fresh = {a["name"]: a["value"] for a in read(page.text).all("input") if a.get("type") == "hidden"}

    assert page.status_code == 400
    assert send(client, fresh).status_code == 303


def test_while_sql_is_away_the_form_is_kept_and_not_called_registered(client, read, installation):
    hidden = open_form(client, read)
    blocker = sqlite3.connect(installation.database, isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")

    page = send(client, hidden)
    done = client.get(page.headers["Location"]).text
    blocker.execute("ROLLBACK")
    blocker.close()

    assert "登记稍有延迟" in done
    assert "已登记" not in done
    assert installation.book.list_recent(5) == ()
    assert installation.spool.replay(installation.book) == 1
    assert installation.book.list_recent(5)[0].request.fields["phone"] == "13800138000"


def test_without_sql_and_disk_the_typed_values_stay(client, read, installation):
    hidden = open_form(client, read)
    installation.spool_folder.write_text("in the way")
    blocker = sqlite3.connect(installation.database, isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")

    page = send(client, hidden)
    blocker.execute("ROLLBACK")
    blocker.close()

    assert page.status_code == 503
    assert "现在没能登记上" in page.text
    assert read(page.text).field("phone")["value"] == NEED["phone"]


def test_hostile_values_come_back_as_plain_text(client, read, installation):
    hostile = '"><script>alert(1)</script>'

    page = send(client, open_form(client, read), company=hostile, needs="</textarea><img src=x>", phone="1")
    markup = read(page.text)

    assert markup.all("script") == []
    assert markup.field("company")["value"] == hostile
    assert "</textarea><img src=x>" in markup.text


def test_too_long_values_are_cut_and_a_huge_body_is_refused(client, read, installation):
    hidden = open_form(client, read)
    huge = send(client, hidden, needs="长" * 50_000)
    page = send(client, hidden, company="长" * 100)

    (lead,) = installation.book.list_recent(5)
    assert huge.status_code == 413
    assert "提交的内容太大" in huge.text
    assert page.status_code == 303
    assert len(lead.request.fields["company"]) == 60


def test_form_and_receipt_are_never_kept_by_a_browser(client, read):
    form = client.get("/lead")
    done = client.get(send(client, open_form(client, read)).headers["Location"])

    assert form.headers["Cache-Control"] == "no-store"
    assert done.headers["Cache-Control"] == "no-store"
    cookie = form.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "Secure" in cookie and "SameSite=Lax" in cookie


@pytest.mark.parametrize("receipt", ["x", "WyJyZWdpc3RlcmVkIiwiTDI2MTEyMy0wMDEiXQ.abc", "%00", "a" * 3000])
def test_forged_receipt_is_not_found(client, receipt):
    assert client.get(f"/lead/done/{receipt}").status_code == 404


def test_form_states_who_collects_what_for_what(client, playbook):
    text = client.get("/lead").text

    assert playbook.agency.name in text
    assert "只用于联系您" in text
    assert 'href="/privacy"' in text


def test_lead_of_a_form_carries_the_best_listings_for_staff(client, read, installation):
    hidden = open_form(client, read)

    send(client, hidden, district="", usage="")

    assessment = installation.book.list_recent(1)[0].request.assessment
    assert assessment["grade"]
    assert isinstance(assessment["matches"], list)
    assert assessment["matches_left"] >= 0
