from __future__ import annotations

import pytest

from bot.catalog.importers.adverts import find_advert
from bot.catalog.importers.page import Related

SOURCE = {"publisher": "招商网", "url": None, "date": None, "found_on": "http://sh-cfw.com/index.php/post/11779.html"}


@pytest.fixture
def read(desk):
    return lambda title, excerpt="": find_advert(Related(title, excerpt), desk.names, desk.rules.words, SOURCE)


def test_sizes_and_claims_are_read_in_the_adverts_words(read):
    advert = read("合肥长丰示例园 厂房出售 600平/层", "4.2米层高,8米柱距,通通50年产权 独立产证 现房 南北通透")

    assert advert.data["area_per_floor"] == {"value": 600, "unit": "㎡", "raw": "600平/层", "meaning": None}
    assert (advert.data["floor_height_m"], advert.data["column_grid_m"]) == (4.2, 8)
    assert "50 年" in advert.data["land_term"] and advert.data["land_term_end"] is None
    assert "来源称" in advert.data["title_certificate"]
    assert advert.data["orientation"] == "南北通透"
    assert advert.unclear == ()


def test_vague_totals_never_become_a_price_per_square_metre(read):
    advert = read("合肥示例园 厂房出售", "600平,只要100多万!1200平,300多万!")

    assert [option["price_raw"] for option in advert.data["options"]] == ["100多万元", "300多万元"]
    assert advert.data["sale_price"] is None
    assert "总价" in advert.unclear


def test_exact_totals_that_agree_are_no_conflict(read):
    assert read("合肥示例园 厂房出售", "600平,150万元 1200平,300万元").unclear == ()
    assert read("合肥示例园 厂房出售", "600平,150万元 1200平,400万元").unclear == ("总价",)


@pytest.mark.parametrize(
    ("excerpt", "unclear"),
    [("仅余两层 最后两套", ("剩余数量",)), ("仅余两层,仅剩两层", ()), ("600平", ())],
)
def test_two_counts_of_what_is_left_are_a_conflict(read, excerpt, unclear):
    assert read("合肥示例园 厂房出售 600平/层", excerpt).unclear == unclear


def test_one_area_is_the_area_and_several_are_left_open(read):
    assert read("嘉定示例园 厂房出租", "3000平方米").data["area"]["value"] == 3000
    assert read("嘉定示例园 厂房出租", "3000平方米,另有500平方米").data["area"] is None


@pytest.mark.parametrize(
    ("title", "deal"),
    [("嘉定厂房出租 800平", ["rent"]), ("嘉定厂房出售 800平", ["buy"]), ("嘉定厂房租售 800平", ["rent", "buy"])],
)
def test_deal_is_what_the_advert_offers(read, title, deal):
    assert read(title).data["deal"] == deal


def test_place_is_taken_from_the_known_names(read):
    advert = read("嘉定示例园 厂房出租 800平", "恒永路与银龙路交叉口")

    assert (advert.data["city"], advert.data["district"]) == ("上海市", "嘉定区")
    assert advert.data["address"] == "恒永路与银龙路交叉口"


@pytest.mark.parametrize(
    "title", ["嘉定创意产业园走出嘉定", "嘉定厂房出售", "新厂房占地800平方米开工", "嘉定会议室出租 800平", ""]
)
def test_text_that_offers_no_measured_space_is_no_advert(read, title):
    assert read(title) is None
