"""Finding parks, articles and answers in the loaded knowledge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.catalog.catalog import Catalog, load_catalog
from bot.catalog.need import Need


def names(catalog: Catalog, **conditions: str) -> set[str]:
    return {park.name for park in catalog.find_parks(**conditions)}


def test_parks_of_a_district_include_inferred_ones(catalog: Catalog) -> None:
    found = names(catalog, district="嘉定")

    assert len(found) == 16
    assert "上海械谷创新医疗器械产业园" in found
    assert found == names(catalog, district="嘉定区")


def test_parks_are_found_by_town_city_and_several_districts(catalog: Catalog) -> None:
    assert names(catalog, town="安亭镇") == {"嘉定氢能港"}
    assert names(catalog, town="马陆") == {"嘉定区马陆文化信息产业园"}
    assert len(names(catalog, city="上海")) == 35
    both = catalog.find_parks(district=["嘉定区", "金山区"])
    assert len(both) == 22


@pytest.mark.parametrize(
    ("industry", "expected"),
    [
        ("新能源", {"嘉定氢能港", "汽车新能港", "上海金桥经济技术开发区", "上海紫竹高新技术产业开发区"}),
        ("医疗器械", {"上海械谷创新医疗器械产业园"}),
        ("氢能", {"嘉定氢能港"}),
        ("化工", {"上海化学工业经济技术开发区"}),
        ("食品", {"湾区食尚汇", "都市中央厨房"}),
        ("电商", {"嘉定电子商务产业园"}),
        ("检测", set()),
    ],
)
def test_parks_are_found_by_industry_or_its_parts(catalog: Catalog, industry: str, expected: set[str]) -> None:
    assert names(catalog, industry=industry) == expected


def test_conditions_are_combined(catalog: Catalog) -> None:
    assert names(catalog, district="嘉定区", industry="集成电路") == {"上海智能传感器产业园"}
    assert names(catalog, district="宝山区") == set()


def test_parks_by_id_keep_the_order_given(catalog: Catalog) -> None:
    ids = ["zizhu-hightech-zone", "no-such-park", "feicheng-4532"]

    assert [park.id for park in catalog.find_parks(ids=ids)] == ["zizhu-hightech-zone", "feicheng-4532"]


def test_parks_with_more_facts_come_first(catalog: Catalog) -> None:
    order = [park.id for park in catalog.find_parks(district="嘉定区")]

    assert order.index("waigang-plot-1704") < order.index("jiading-hydrogen-port") < order.index("feicheng-4532")


def test_articles_are_found_by_park_district_and_industry(catalog: Catalog) -> None:
    assert [article.id for article in catalog.articles_about(park="xiegu-medical-device-park")] == ["post-11779"]
    assert len(catalog.articles_about(district="嘉定")) == 7
    assert [article.id for article in catalog.articles_about(industry="新能源")] == ["jiading-hydrogen-port-profile"]


def test_latest_articles_begin_with_the_dated_one_and_leave_out_adverts(catalog: Catalog) -> None:
    latest = catalog.latest_articles(10)

    assert latest[0].id == "post-11779"
    assert {article.kind for article in latest} == {"news", "park_profile"}


def test_parks_of_an_article_are_returned_whole(catalog: Catalog) -> None:
    parks = catalog.parks_of(catalog.articles["jiading-five-star-bases"])

    assert [park.name for park in parks] == ["上海嘉定汽车产业园区", "上海嘉定工业区"]


def test_named_things_cover_parks_listings_and_services(catalog: Catalog) -> None:
    things = list(catalog.named_things())

    assert {thing.kind for thing in things} == {"park", "listing", "service"}
    port = next(thing for thing in things if thing.id == "jiading-hydrogen-port")
    assert ("氢能港" in port.aliases, port.district, port.town) == (True, "嘉定区", "安亭镇")


def test_catalog_and_records_cannot_be_changed(catalog: Catalog) -> None:
    park = catalog.parks["feicheng-4532"]

    with pytest.raises(FrozenInstanceError):
        catalog.version = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        catalog.parks["x"] = park  # type: ignore[index]
    with pytest.raises(ValidationError):
        park.name = "x"  # type: ignore[misc]


def test_version_changes_with_content_only(folder: Path) -> None:
    first = load_catalog(folder).version
    again = load_catalog(folder).version
    path = folder / "parks" / "cloud-park.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("示例园区。", "示例。"), encoding="utf-8")

    assert first == again != load_catalog(folder).version


def test_need_is_held_against_the_open_stock(catalog: Catalog) -> None:
    report = catalog.find_listings(Need(deal="buy", property_types=("厂房",), cities=("合肥市",)))

    assert [match.listing.id for match in report.possible] == ["hefei-beicheng-floors"]


def test_gone_listings_are_not_offered(folder: Path, catalog: Catalog, listing_text: Callable[[str], str]) -> None:
    (folder / "listings").mkdir()
    (folder / "listings" / "hefei-beicheng-floors.yaml").write_text(listing_text("已售"), encoding="utf-8")

    loaded = load_catalog(folder)

    assert loaded.open_listings() == []
    assert len(catalog.open_listings()) == 1


@pytest.fixture
def listing_text() -> Callable[[str], str]:
    path = Path(__file__).parents[2] / "knowledge/listings/hefei-beicheng-floors.yaml"
    text = path.read_text(encoding="utf-8").replace("    article: hefei-beicheng-floors-advert\n", "")
    return lambda status: text.replace("status: null", f"status: {status}")
