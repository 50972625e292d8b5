"""The knowledge files against the sources: numbers written here by hand."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.wording import check_wording

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"

SEED_PARKS = """
上海械谷创新医疗器械产业园 嘉定氢能港 外冈镇1704号地块智能制造产业园区 嘉定电子商务产业园 上海嘉定汽车产业园区
上海嘉定工业区 上海智能传感器产业园 嘉定区马陆文化信息产业园 中广国际广告总部基地 智地民营企业总部基地
沸城4532 徐行草编创意园
"""
PUBLIC_PARKS = """
集成电路设计产业园 临港新片区东方芯港 浦江创芯之城 张江创新药产业基地 汽车新能港 上海(南翔)精准医学产业园
虹桥新慧总部湾 中广国际广告创意产业园 海洋创新园 南上海新型显示产业园 湾区食尚汇 长三角智能装备园 光电传输谷
都市中央厨房 湾区科创中心 漕河泾新兴技术开发区 虹桥经济技术开发区 闵行经济技术开发区 上海金桥经济技术开发区
上海化学工业经济技术开发区 松江经济技术开发区 上海张江高新技术产业开发区 上海紫竹高新技术产业开发区
"""

LAND = {
    "jiading-hydrogen-port": (2.15, "平方公里"),
    "waigang-plot-1704": (23.6, "亩"),
    "jiading-ecommerce-park": (24.07, "亩"),
    "smart-sensor-park": (2.67, "平方公里"),
    "ic-design-park": (4, "平方公里"),
    "lingang-east-chip-port": (5.45, "平方公里"),
    "pujiang-chip-town": (2.78, "平方公里"),
    "zhangjiang-innovative-drug-base": (3.1, "平方公里"),
    "marine-innovation-park": (341, "亩"),
    "caohejing-development-zone": (1330, "公顷"),
    "hongqiao-economic-zone": (65.2, "公顷"),
    "minhang-economic-zone": (1638, "公顷"),
    "jinqiao-economic-zone": (2738, "公顷"),
    "chemical-industry-zone": (2940, "公顷"),
    "songjiang-economic-zone": (5777, "公顷"),
    "zhangjiang-hightech-zone": (4211.7, "公顷"),
    "zizhu-hightech-zone": (868.18, "公顷"),
}
FLOOR = {"waigang-plot-1704": 17786.91, "marine-innovation-park": 404000}


@pytest.mark.parametrize("name", (SEED_PARKS + "\n" + PUBLIC_PARKS).split())
def test_every_park_of_the_sources_has_a_file(catalog: Catalog, name: str) -> None:
    assert [park.name for park in catalog.parks.values()].count(name) == 1


def test_there_are_no_parks_beyond_the_sources(catalog: Catalog) -> None:
    assert len([park for park in catalog.parks.values() if not park.sample]) == 35


@pytest.mark.parametrize("park_id", LAND)
def test_land_areas_are_those_of_the_sources(catalog: Catalog, park_id: str) -> None:
    area = catalog.parks[park_id].land_area

    assert area is not None
    assert (area.value, area.unit) == LAND[park_id]


def test_no_other_park_has_an_area(catalog: Catalog) -> None:
    assert {park.id for park in catalog.parks.values() if park.land_area} == set(LAND)
    assert {park.id: park.floor_area.value for park in catalog.parks.values() if park.floor_area} == FLOOR


def test_no_park_has_a_rent_or_price(catalog: Catalog) -> None:
    assert not [park.id for park in catalog.parks.values() if park.rent or park.sale_price]


def test_hydrogen_port_is_one_park_with_all_its_sources(catalog: Catalog) -> None:
    park = catalog.parks["jiading-hydrogen-port"]

    assert (park.district, park.town, park.level) == ("嘉定区", "安亭镇", "市级特色产业园区")
    assert [source.publisher for source in park.sources] == ["中国产业园区招商网", "界面新闻", "嘉定报"]


def test_two_zhongguang_parks_stay_apart_with_a_note(catalog: Catalog) -> None:
    for park_id in ("zhongguang-ad-base", "zhongguang-ad-creative-park"):
        assert any("是否同一园区待核实" in note for note in catalog.parks[park_id].notes)


def test_inferred_district_is_marked_and_not_stated(catalog: Catalog) -> None:
    park = catalog.parks["xiegu-medical-device-park"]

    assert park.district is None
    assert [(guess.field, guess.value) for guess in park.derived] == [("district", "嘉定区")]


def test_seed_listing_holds_the_adverts_facts(catalog: Catalog) -> None:
    listing = catalog.listings["hefei-beicheng-floors"]

    assert (listing.city, listing.district, listing.zone) == ("合肥市", "长丰县", "双凤开发区")
    assert [option.area.value for option in listing.options] == [600, 1200]
    assert (listing.floor_height_m, listing.column_grid_m, listing.deal) == (4.2, 8, ("buy",))


def test_seed_listing_leaves_gaps_open_and_names_conflicts(catalog: Catalog) -> None:
    listing = catalog.listings["hefei-beicheng-floors"]

    unknown = ("clear_height_m", "floor_load_kg_m2", "power_kva", "crane", "fire_class", "eia", "land_term_end", "rent")
    assert [getattr(listing, field) for field in unknown] == [None] * len(unknown)
    assert listing.sale_price is None
    assert [conflict.about for conflict in listing.conflicts] == ["剩余数量", "总价"]


def test_main_article_has_its_date_as_inferred_and_all_figures(catalog: Catalog) -> None:
    article = catalog.articles["post-11779"]

    assert article.source.published == date(2024, 10, 31)
    assert article.source.date_derived
    said = " ".join(fact.text for fact in article.facts)
    assert [
        figure for figure in ("24 个", "20 亿元", "3 对", "5 个", "65 家", "6 家", "100 强") if figure not in said
    ] == []


def test_nine_articles_and_one_service_are_there(catalog: Catalog) -> None:
    assert len(catalog.articles) == 9
    assert sum(not article.excerpt_only for article in catalog.articles.values()) == 1
    assert [(service.fee, service.duration) for service in catalog.services.values()] == [(None, None)]


def test_no_advert_wording_survives_in_any_file() -> None:
    words = re.compile("蕞|0等待|仅余|优惠政策|只要100多万|Toggle|勋章")
    paths = [*KNOWLEDGE.glob("parks/*"), *KNOWLEDGE.glob("listings/*"), *KNOWLEDGE.glob("articles/*")]

    assert paths
    assert [path.name for path in paths if words.search(path.read_text(encoding="utf-8"))] == []


def test_every_answer_is_free_of_forbidden_wording(catalog: Catalog) -> None:
    assert len(catalog.faqs) >= 40
    assert [faq.id for faq in catalog.faqs.values() if check_wording(faq.answer)] == []


def test_answers_about_tax_and_eia_hold_no_figure_or_verdict(catalog: Catalog) -> None:
    refund = catalog.faqs["tax-refund"].answer

    assert not re.search(r"\d+ ?%|\d个点|[一二三四五]成", refund)
    assert not re.search("能过|可以过|保证|包过", catalog.faqs["eia-can-do"].answer)
    assert all(catalog.faqs[id_].handoff for id_ in ("tax-refund", "eia-can-do", "hazardous-goods", "subsidies"))
