from __future__ import annotations

import pytest

from bot.leads.collision import CollisionKind, find_collisions, normalise_company, normalise_phone

PHONE, COMPANY, OWNER = CollisionKind


@pytest.fixture
def now(at):
    return at("2026-11-23T10:00")


CASES = {
    "same phone written otherwise": ({"phone": "+86 138-0013-8000"}, "v2", [PHONE]),
    "other phone": ({"phone": "13900139000"}, "v2", []),
    "same person again": ({"phone": "13800138000"}, "v1", []),
    "same company written otherwise": ({"company": "锦程（江城）科技"}, "v2", [COMPANY]),
    "both": ({"phone": "13800138000", "company": "湖东省江城市锦程科技集团"}, "v2", [PHONE, COMPANY]),
    "no company at all": ({"company": "还没注册"}, "v2", []),
    "wrong types": ({"phone": 13800138000, "company": {"name": "锦程"}}, "v2", []),
}


@pytest.mark.parametrize(("fields", "visitor", "kinds"), CASES.values(), ids=CASES)
def test_same_phone_or_company_elsewhere_is_flagged(rules, now, request_of, lead_of, fields, visitor, kinds):
    other = lead_of("L1", visitor, **fields)
    request = request_of("v1", phone="13800138000", company="江城锦程科技有限公司")

    assert [found.kind for found in find_collisions(request, [other], rules, now)] == kinds


@pytest.mark.parametrize(
    ("owner", "day", "stage", "visitor", "kinds"),
    [
        ("east", "2026-11-01", "contacted", "v2", [PHONE, OWNER]),
        ("east", "2026-11-01", "contacted", "v1", [OWNER]),
        ("city", "2026-11-01", "contacted", "v2", [PHONE]),
        ("", "2026-11-01", "new", "v2", [PHONE]),
        ("east", "2026-09-01", "contacted", "v2", [PHONE]),
        ("east", "2026-11-01", "pool", "v2", [PHONE]),
        ("east", "2026-11-01", "lost", "v2", [PHONE]),
        ("east", "2026-11-01", "erased", "v2", [PHONE]),
    ],
)
def test_colleagues_customer_is_protected_for_a_while(
    rules, now, request_of, lead_of, owner, day, stage, visitor, kinds
):
    other = lead_of("L1", visitor, day=day, stage=stage, phone="13800138000")
    request = request_of("v1", phone="13800138000")

    found = find_collisions(request, [other], rules, now, owner_id="city", owners={"L1": owner})

    assert [collision.kind for collision in found] == kinds


def test_texts_name_lead_owner_and_end_of_protection(rules, now, request_of, lead_of):
    other = lead_of("L1", "v2", phone="13800138000")
    found = find_collisions(request_of(phone="13800138000"), [other], rules, now, owner_id="x", owners={"L1": "east"})

    assert [collision.text for collision in found] == ["同电话 L1 2026-11-01", "L1 归东区组，到 2026-12-31"]


def test_lead_does_not_collide_with_itself(rules, now, lead_of):
    other = lead_of("L1", "v2", phone="13800138000")

    assert find_collisions(other.request, [other], rules, now, owner_id="x", owners={"L1": "east"}) == ()


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("江城锦程科技有限公司", "锦程科技"),
        ("锦程科技(江城)股份有限公司", "锦程科技"),
        ("锦程科技", "锦程科技"),
        ("锦程（华东）科技", "锦程华东科技"),
        ("江城公司", "江城公司"),
        ("ＡＢＣ 公司", "abc"),
        ("还没注册", ""),
        ("", ""),
    ],
)
def test_company_is_compared_without_form_and_place(rules, name, core):
    assert normalise_company(name, rules.score.collision) == core


@pytest.mark.parametrize(
    ("value", "digits"),
    [("１３８ 0013 8000", "13800138000"), ("0512-66668888", "051266668888"), ("123", ""), (None, ""), ([], "")],
)
def test_phone_is_compared_by_its_digits(value, digits):
    assert normalise_phone(value) == digits
