from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from bot.catalog.wording import check_wording

ONE, TWO, THREE = "sample-qinghe-3-1f", "sample-kunlan-1-1f", "sample-zelu-3-2f"
PAIR = f"/compare?l={ONE}&l={TWO}"
CHOICE = "sample-lanzhou-store-4"


@pytest.fixture(scope="session")
def client(install, stocked):
    return install(catalog=stocked).browser()


def words_of(read, page) -> str:
    return "".join(read(page.text).text)


def test_two_listings_stand_side_by_side_with_source_and_check(client, read, stocked):
    page = client.get(PAIR)
    text = words_of(read, page)

    assert page.status_code == 200
    for listing in (stocked.listings[ONE], stocked.listings[TWO]):
        assert listing.title in text
        assert str(listing.verification.checked) in text
    assert {"source-A1", "source-B1"} <= {item.get("id") for item in read(page.text).all("li")}
    assert "为演示而编，没有日期" in text


def test_rows_are_marked_as_same_different_or_open(client, read):
    rows = [row.get("class") for row in read(client.get(PAIR).text).all("tr")]

    assert {"same", "differs", "unknown"} <= set(rows)


def test_rents_have_one_unit_and_show_the_formula(client):
    text = client.get(f"/compare?l={ONE}&l=sample-luheng-d-1f&l={CHOICE}").text

    assert "30 元/㎡/月 × 12 ÷ 365 = 0.99 元/㎡/天" in text
    assert "元/㎡/月（" not in text


def test_costs_are_counted_on_the_area_that_is_asked_for(client):
    text = client.get(f"/compare?l={CHOICE}&l=sample-lanzhou-store-1&area=2,000").text

    assert "按 2000 ㎡（建筑面积）计" in text
    assert "30 元/㎡/月 × 12 × 2000 ㎡ = 720000 元/年" in text
    assert "1.25 元/㎡/天 × 365 × 2000 ㎡ = 912500 元/年" in text


@pytest.mark.parametrize("area", ["abc", "-1", "0", "1e9", "99999999999", "两千", "nan", "inf"])
def test_odd_area_is_pointed_out_and_not_used(client, area):
    page = client.get("/compare", query_string={"l": [ONE, TWO], "area": area})

    assert page.status_code == 200
    assert "面积请只写数字" in page.text
    assert 'aria-invalid="true"' in page.text


@pytest.mark.parametrize("area", ["２０００", "2000平", "2,000 ㎡", "2000.00"])
def test_area_may_be_typed_as_people_write_it(client, area):
    page = client.get("/compare", query_string={"l": [CHOICE, ONE], "area": area})

    assert "按 2000 ㎡（建筑面积）计" in page.text


def test_listing_without_a_price_is_not_estimated(client):
    text = client.get(f"/compare?l={ONE}&l=hefei-beicheng-floors").text

    assert "价格待核实" in text
    assert "不适用" in text
    assert "来源说法不一" in text


def test_parks_are_compared_as_well(client, read):
    text = words_of(read, client.get("/compare?p=jiading-hydrogen-port&p=waigang-plot-1704"))

    assert "23.6 亩 × 2000 ÷ 3 = 15733 ㎡" in text
    assert "2.15 平方公里" in text
    assert "总成本" not in text


def test_one_choice_offers_what_else_to_compare(client, read):
    markup = read(client.get(f"/compare?l={ONE}").text)
    offered = [box["value"] for box in markup.all("input") if box.get("type") == "checkbox"]

    assert {"name": "l", "type": "hidden", "value": ONE} in markup.all("input")
    assert len(offered) >= 3
    assert ONE not in offered
    assert client.get(f"/compare?l={ONE}&l={offered[0]}").status_code == 200


def test_bare_address_invites_to_choose(client):
    page = client.get("/compare")

    assert page.status_code == 200
    assert "选 2 到 4 个房源" in page.text


def test_what_is_gone_too_many_or_of_the_other_kind_is_said(client):
    ids = [ONE, TWO, THREE, CHOICE, "sample-luheng-d-1f"]
    page = client.get("/compare", query_string={"l": [*ids, "no-such-thing"], "p": ["jiading-hydrogen-port"]})

    assert "有 1 个已经下架或地址写错了" in page.text
    assert "有 2 个没有列出" in page.text
    assert "示例·鹿衡科创园 D座" not in page.text


def test_the_same_listing_twice_is_one(client):
    assert "再选 1 到 3 个" in client.get(f"/compare?l={ONE}&l={ONE}").text


def test_each_of_three_may_be_taken_away(client, read):
    markup = read(client.get(f"/compare?l={ONE}&l={TWO}&l={THREE}&area=800").text)
    links = [link["href"] for link in markup.all("a") if link["href"].startswith("/compare?")]
    left = [parse_qs(urlsplit(link).query) for link in links]

    assert {"l": [ONE, THREE], "area": ["800"]} in left
    assert len(left) == 3


def test_what_is_let_already_is_marked(client, read):
    text = words_of(read, client.get(f"/compare?l=sample-qinghe-2-1f&l={TWO}"))

    assert "已租" in text


@pytest.mark.parametrize("address", [PAIR, "/compare", f"/compare?l={ONE}&l={TWO}&l={THREE}&l={CHOICE}"])
def test_page_is_light_scriptless_and_not_indexed(client, read, address):
    page = client.get(address)
    markup = read(page.text)
    parts = [link["href"] for link in markup.all("link")]
    weight = len(page.data) + sum(len(client.get(part, buffered=True).data) for part in parts)

    assert weight < 100_000
    assert all(part.startswith("/") for part in parts)
    assert markup.all("script") == []
    assert markup.meta("robots") == "noindex"
    assert check_wording("".join(markup.text)) == []


@pytest.mark.parametrize(("address", "name"), [("/listings", "l"), ("/parks", "p"), ("/search?q=厂房", "l")])
def test_lists_let_visitors_choose_without_scripts(client, read, address, name):
    markup = read(client.get(address).text)
    boxes = [box for box in markup.all("input") if box.get("type") == "checkbox" and box["name"] == name]
    forms = [form for form in markup.all("form") if form["action"] == "/compare"]

    assert len(boxes) >= 2
    assert all("method" not in form for form in forms)
    page = client.get("/compare", query_string={name: [box["value"] for box in boxes[:2]]})
    assert "逐项对比" in page.text


@pytest.mark.parametrize("address", [f"/l/{ONE}", "/p/jiading-hydrogen-port"])
def test_every_record_can_be_taken_into_a_comparison(client, read, address):
    links = [link["href"] for link in read(client.get(address).text).all("a")]
    kind, record_id = address.split("/")[1:]

    assert f"/compare?{kind}={record_id}" in links


@pytest.mark.parametrize(
    "address", ["/compare?l=<script>&p=%00", "/compare?l=" + "x" * 3000, "/compare?l=%ff&area=%ff"]
)
def test_nonsense_in_the_address_harms_nothing(client, address):
    page = client.get(address)

    assert page.status_code == 200
    assert "<script" not in page.text
