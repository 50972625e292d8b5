"""Staff-only fields: readable in the files, absent from everything the catalog gives out."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog, load_catalog
from bot.catalog.loading import read_shelf
from bot.catalog.need import Need

PARK = (Path(__file__).parent / "samples/cloud-park.yaml").read_text(encoding="utf-8")
LISTING = (Path(__file__).parents[2] / "knowledge/listings/hefei-beicheng-floors.yaml").read_text(encoding="utf-8")
NOTES = """\
staff:
  contact: {contact}
  floor_price: {floor_price}
  commission: {commission}
  verified_by: {verified_by}
"""


def write(folder: Path, **secrets: str) -> None:
    notes = NOTES.format(**{key: f'"{value}"' for key, value in secrets.items()})
    (folder / "parks" / "cloud-park.yaml").write_text(PARK + notes, encoding="utf-8")
    listing = LISTING.replace("    article: hefei-beicheng-floors-advert\n", "")
    (folder / "listings").mkdir(exist_ok=True)
    (folder / "listings" / "hefei-beicheng-floors.yaml").write_text(listing + notes, encoding="utf-8")


def everything_public(catalog: Catalog) -> str:
    records = [*catalog.parks.values(), *catalog.listings.values(), *catalog.articles.values()]
    lines = [line for record in records for line in catalog.facts_of(record)]
    matches = catalog.find_listings(Need(deal="buy", property_types=("厂房",)))
    private = [getattr(catalog, field.name) for field in fields(catalog)]
    indexes = [vars(index) for index in private if hasattr(index, "search")]
    return repr((records, lines, matches, list(catalog.named_things()), private, indexes))


SECRETS = st.text(alphabet="底价业主佣金秘密ABCXYZ0123456789", min_size=12, max_size=30)


def test_staff_notes_are_read_and_kept_apart(folder: Path) -> None:
    write(folder, contact="机密联系人甲乙丙丁", floor_price="机密底价", commission="机密佣金", verified_by="某某")

    notes = read_shelf(folder).staff_notes

    assert notes["parks", "cloud-park"].floor_price == "机密底价"
    assert notes["listings", "hefei-beicheng-floors"].commission == "机密佣金"


@settings(max_examples=25, deadline=None)
@given(secret=SECRETS)
def test_no_staff_note_reaches_anything_public(tmp_path_factory: object, secret: str) -> None:
    folder = tmp_path_factory.mktemp("k")  # type: ignore[attr-defined]
    (folder / "parks").mkdir()
    labels = Path(__file__).parents[2] / "knowledge/labels.yaml"
    (folder / "labels.yaml").write_text(labels.read_text(encoding="utf-8"), encoding="utf-8")
    write(folder, contact=secret, floor_price=secret, commission=secret, verified_by=secret)

    public = everything_public(load_catalog(folder))

    assert "hefei-beicheng-floors" in public
    assert secret not in public


def test_search_does_not_find_staff_notes(folder: Path) -> None:
    write(folder, contact="张铁柱", floor_price="九角五分", commission="两个月", verified_by="李四")
    catalog = load_catalog(folder)

    assert catalog.search_articles("张铁柱 九角五分") == []
    assert catalog.find_faq("底价九角五分") is None
