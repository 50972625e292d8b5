from __future__ import annotations

import re

import pytest

from bot.catalog.finding import Fit
from bot.catalog.need import Need


@pytest.fixture(scope="module")
def client(install, stocked):
    return install(catalog=stocked).browser()


def words_of(read, page) -> str:
    return "".join(read(page.text).text)


def test_typed_conditions_show_what_fits_and_what_is_not_known(client, read, stocked):
    need = Need.from_slots({"area_m2": [1000, 3000], "floor_height_m": 6})
    expected = stocked.find_listings(need, 30)

    page = client.get("/listings?area_from=1000&area_to=3000&height=6")
    text = words_of(read, page)

    assert expected.possible
    assert text.count("符合 面积") == text.count("符合 层高") + text.count("未知 层高") == len(expected.possible)
    assert f"合条件的 {len(expected.possible)} 套" in text
    places = [page.text.index(f'href="/l/{match.listing.id}"') for match in expected.possible]
    assert places == sorted(places)
    assert ("未知 层高" in text) == any(
        one.condition == "floor_height" for m in expected.possible for one in m.having(Fit.UNKNOWN)
    )


def test_near_miss_says_by_how_much(client, read, stocked):
    near = stocked.find_listings(Need.from_slots({"floor_height_m": 9.5}), 30).near

    text = words_of(read, client.get("/listings?height=9.5"))

    miss = near[0].closest_miss
    assert f"只差层高 {miss.gap_text}：要 {miss.wanted}，这套是 {miss.offered}" in text


def test_nothing_that_fits_says_what_relaxing_would_add(client, read, stocked):
    page = client.get("/listings?height=40&district=嘉定区")
    links = [a["href"] for a in read(page.text).all("a")]

    assert "按这些条件没有找到" in page.text
    count = int(re.search(r"不限层高多 (\d+) 套", words_of(read, page))[1])
    (relaxed,) = {link for link in links if link == "/listings?district=%E5%98%89%E5%AE%9A%E5%8C%BA"}
    assert f"共 {count} 套房源" in words_of(read, client.get(relaxed))


def test_chips_keep_the_typed_conditions(client, read):
    links = [a["href"] for a in read(client.get("/listings?area_from=1000&height=6").text).all("a")]

    assert any("area_from=1000" in link and "height=6" in link and "district=" in link for link in links)


@pytest.mark.parametrize("value", ["abc", "-5", "0", "nan", "inf", "1e400", "９９９９９９９９９９", "<b>", ""])
def test_nonsense_is_no_condition(client, value):
    page = client.get("/listings", query_string={"height": value})

    assert page.status_code == 200
    assert "合条件的" not in page.text


@pytest.mark.parametrize("value", ["1,000", "１０００", " 1000 "])
def test_numbers_are_read_as_people_write_them(client, value):
    assert "合条件的" in client.get("/listings", query_string={"area_from": value}).text
