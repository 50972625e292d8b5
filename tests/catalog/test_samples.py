from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from bot.catalog.catalog import Catalog, load_catalog
from bot.catalog.formats import say_count
from bot.catalog.labels import Labels
from bot.catalog.match import find_matches
from bot.catalog.need import Need
from bot.errors import KnowledgeError
from tests.support.samples import Marks

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
JIADING = {"deal": "rent", "property_type": ["厂房"], "district": ["嘉定区"]}


@pytest.fixture(scope="module")
def sampled() -> Catalog:
    return load_catalog(KNOWLEDGE, samples=True)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A knowledge folder with the real labels and the invented stock alone."""
    shutil.copytree(KNOWLEDGE / "samples", tmp_path / "samples")
    shutil.copy(KNOWLEDGE / "labels.yaml", tmp_path)
    return tmp_path


def invented(catalog: Catalog, kind: str) -> list:
    return [record for record in getattr(catalog, kind).values() if record.sample]


def test_invented_stock_is_off_unless_it_is_asked_for(catalog, sampled):
    assert not catalog.with_samples
    assert not [kind for kind in ("parks", "listings", "articles") if invented(catalog, kind)]
    assert "示例" not in " ".join(thing.name for thing in catalog.named_things())
    assert catalog.search_articles("青禾智造园 澜舟物流园") == []
    assert "青禾智造园" in " ".join(name for thing in sampled.named_things() for name in thing.aliases)


def test_all_eight_parks_and_thirty_listings_load_without_fault(sampled):
    assert [len(invented(sampled, kind)) for kind in ("parks", "listings", "articles")] == [8, 30, 3]


def test_real_records_are_the_same_with_invented_stock_beside_them(catalog, sampled):
    for kind in ("parks", "listings", "articles"):
        real = {id_: record for id_, record in getattr(sampled, kind).items() if not record.sample}
        assert real == dict(getattr(catalog, kind))


def test_version_tells_whether_invented_stock_is_loaded(catalog, sampled, copy):
    off, on = load_catalog(copy).version, load_catalog(copy, samples=True).version
    next((copy / "samples" / "parks").iterdir()).unlink()

    assert catalog.version != sampled.version
    assert off != on
    assert load_catalog(copy).version == off


def test_every_text_that_can_be_quoted_alone_says_what_it_is(sampled):
    labels: Labels = sampled.labels
    for kind in ("parks", "listings", "articles"):
        for record in invented(sampled, kind):
            lines = sampled.facts_of(record)
            assert record.name.startswith("示例·")
            assert record.summary.startswith("示例")
            assert lines[0].value == labels.words.sample
            assert {line.source for line in lines if line.source} == {"示例数据"}


def test_real_records_have_no_line_about_being_invented(catalog):
    records = [*catalog.parks.values(), *catalog.listings.values(), *catalog.articles.values()]

    assert [r.id for r in records if any(line.field == "sample" for line in catalog.facts_of(r))] == []


def test_invented_stock_names_no_phone_company_or_address_of_the_web():
    texts = [path.read_text(encoding="utf-8") for path in (KNOWLEDGE / "samples").rglob("*.yaml")]

    assert len(texts) == 41
    assert [text for text in texts if re.search(r"\d{7}|https?:|@|有限公司|集团", text)] == []


def test_invented_stock_tries_every_side_of_the_trade(sampled):
    stock = invented(sampled, "listings")

    assert {deal for listing in stock for deal in listing.deal} == {"rent", "buy"}
    assert any(len(listing.deal) == 2 for listing in stock)
    assert {listing.property_type for listing in stock} == {"厂房", "仓库", "写字楼", "研发楼", "土地"}
    assert {listing.divisible for listing in stock} == {"free", "fixed", "no"}
    assert {listing.rent.unit for listing in stock if listing.rent} == {"元/㎡/天", "元/㎡/月"}
    assert {listing.status for listing in stock} == {"待租", "待售", "意向中", "已租"}
    assert {listing.verification.status for listing in stock} == {"unverified", "phone", "onsite"}
    assert any(listing.crane and listing.crane.corbel and listing.crane.installed is False for listing in stock)
    assert any(listing.crane and listing.crane.tonnage_t for listing in stock)
    for field in ("top_floor", "whole_building", "single_storey", "docks"):
        assert any(getattr(listing, field) for listing in stock), field
    for field in ("crane", "power_kva", "fire_class", "eia", "clear_height_m", "floor_load_kg_m2", "land_term_end"):
        assert any(getattr(listing, field) is None for listing in stock), field


def test_invented_parks_lie_in_all_the_regions_people_try(sampled):
    places = Counter(park.district for park in invented(sampled, "parks"))

    assert set(places) == {"嘉定区", "松江区", "青浦区", "昆山市", "太仓市", "吴江区", "肥西县"}


def test_need_finds_the_listing_that_fits_and_never_one_that_is_let(sampled):
    need = Need.from_slots({**JIADING, "area_m2": 3000, "floor_height_m": 8})
    whole = Need.from_slots(JIADING)

    found = [match.listing.id for match in sampled.find_listings(need).possible]

    assert found[:1] == ["sample-qinghe-3-1f"]
    report = sampled.find_listings(whole, limit=99)
    assert "sample-qinghe-2-1f" not in [match.listing.id for match in (*report.possible, *report.near)]


def test_real_listing_goes_before_an_invented_one_that_fits_alike(make_listing):
    real = make_listing(id="z-real", city="上海市", district="嘉定区")
    fake = make_listing(id="a-sample", city="上海市", district="嘉定区", sample=True)

    found = find_matches(Need.from_slots(JIADING), [fake, real]).possible

    assert [match.listing.id for match in found] == ["z-real", "a-sample"]


def test_real_parks_come_before_invented_ones(sampled):
    marks = [park.sample for park in sampled.find_parks(district="嘉定区")]

    assert marks == sorted(marks)
    assert marks.count(True) == 2


def test_invented_article_is_found_by_its_park(sampled):
    articles = sampled.articles_about(park="sample-qinghe")

    assert [article.id for article in articles] == ["sample-qinghe-intro"]
    assert sampled.search_articles("澜舟物流园 空置")[0].id == "sample-warehouse-week"
    assert not [article for article in sampled.latest_articles() if article.sample]


PARK = "parks/sample-qinghe.yaml"
LISTING = "listings/sample-qinghe-3-1f.yaml"
ARTICLE = "articles/sample-qinghe-intro.yaml"
UNMARKED = {
    "flag": (PARK, "sample: true", "sample: false"),
    "name": (PARK, "name: 示例·青禾", "name: 示范·青禾"),
    "summary": (LISTING, "summary: 示例房源：", "summary: "),
    "title": (LISTING, "title: 示例·", "title: 示例"),
    "source": (LISTING, "title: 示例数据", "title: 园区资料"),
    "eia": (LISTING, "eia: 示例：", "eia: "),
    "certificate": (LISTING, "title_certificate: 示例：", "title_certificate: "),
    "fact": (ARTICLE, "text: 示例：园区占地", "text: 园区占地"),
}


@pytest.mark.parametrize("case", UNMARKED)
def test_invented_text_without_its_mark_is_refused(copy, case):
    name, old, new = UNMARKED[case]
    path = copy / "samples" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(KnowledgeError) as caught:
        load_catalog(copy, samples=True)

    (fault,) = caught.value.faults
    assert fault.file == f"samples/{name}"
    assert text.splitlines()[fault.line - 1].strip().removeprefix("- ").startswith(old.split("：")[0])
    assert load_catalog(copy).parks == {}


def test_mark_on_a_real_record_is_refused(copy):
    (copy / "parks").mkdir()
    shutil.move(copy / "samples" / PARK, copy / PARK)

    with pytest.raises(KnowledgeError) as caught:
        load_catalog(copy)

    assert "真实资料里写了 sample: true" in str(caught.value)


def test_count_of_records_says_how_many_are_invented(sampled, catalog):
    assert say_count(sampled.parks.values(), sampled.labels) == "43（含示例 8）"
    assert say_count(catalog.parks.values(), catalog.labels) == "35"


def test_marks_tell_a_marked_name_from_a_bare_one(sampled):
    marks = Marks(sampled)

    assert marks.unmarked("示例·青禾智造园 3号楼首层厂房，示例·澜舟物流园") == []
    assert marks.unmarked("青禾智造园和示例·澜舟物流园") == ["青禾智造园"]
