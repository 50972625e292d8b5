from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from bot.catalog.catalog import load_catalog
from bot.catalog.wording import check_wording

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
ADDRESSES = [
    f"/{kind}/{path.stem}"
    for kind, folder in (("p", "parks"), ("l", "listings"), ("a", "articles"))
    for path in sorted((KNOWLEDGE / folder).glob("*.yaml"))
]


def sources_of(catalog, address: str):
    _, kind, record_id = address.split("/")
    if kind == "a":
        return [catalog.articles[record_id].source]
    return (catalog.parks if kind == "p" else catalog.listings)[record_id].sources


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_names_every_source_with_its_date(client, catalog, address):
    page = client.get(address)

    assert page.status_code == 200
    for source in sources_of(catalog, address):
        day = source.published.isoformat() if source.published else source.date_note or catalog.labels.words.undated
        assert source.title in page.text
        assert day in page.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_weighs_little_and_asks_no_other_host(client, read, address):
    markup = read(client.get(address).text)
    parts = [a["src"] for a in markup.all("img") if "/qr/" not in a["src"]] + [
        a["href"] for a in markup.all("link") if a["rel"] != "canonical"
    ]

    weight = len(client.get(address).data) + sum(len(client.get(part, buffered=True).data) for part in set(parts))

    assert weight < 60_000
    assert all(part.startswith("/") for part in parts)
    assert markup.all("script") == []
    for link in markup.all("a"):
        if urlsplit(link["href"]).netloc:
            assert "noopener" in link["rel"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_shared_words_hold_no_superlative(client, read, address):
    markup = read(client.get(address).text)

    assert markup.meta("og:title")
    assert check_wording(markup.meta("og:title") + "。" + markup.meta("og:description")) == []
    assert markup.meta("og:url") == f"https://pages.example.com{address}"


def test_park_shows_unknown_and_derived_facts_as_such(client, read):
    text = "".join(read(client.get("/p/waigang-plot-1704").text).text)

    assert "待核实" in text
    assert "推算" in text
    assert "23.6 亩 × 2000 ÷ 3 = 15733 ㎡" in text
    assert "推算，非来源原话" not in text


def test_facts_point_to_the_source_that_states_them(client, read):
    markup = read(client.get("/p/jiading-hydrogen-port").text)

    targets = {link["href"] for link in markup.all("a") if link["href"].startswith("#source-")}

    assert targets == {"#source-1", "#source-2", "#source-3"}
    assert {f"#{item['id']}" for item in markup.all("li") if "id" in item} == targets


def test_listing_shows_what_its_sources_contradict(client, read):
    text = "".join(read(client.get("/l/hefei-beicheng-floors").text).text)

    assert "来源说法不一" in text
    assert "标题写两层 / 正文写两套" in text


def test_article_is_a_summary_with_a_link_to_the_original(client, read):
    page = client.get("/a/post-11779")
    markup = read(page.text)

    originals = [link for link in markup.all("a") if link["href"] == "http://sh-cfw.com/index.php/post/11779.html"]

    assert originals
    assert "查看原文" in page.text
    assert "2024-10-31" in page.text
    assert "版权归原作者" in page.text


def test_article_that_is_only_quoted_elsewhere_says_so(client):
    page = client.get("/a/jiading-31-projects")

    assert "查看引用它的网页" in page.text
    assert "查看原文" not in page.text


def test_park_page_has_three_blocks_of_related_records(client, read):
    markup = read(client.get("/p/jiading-hydrogen-port").text)
    ids = {attributes.get("id") for attributes in markup.all("h2")}
    links = [link["href"] for link in markup.all("a")]

    assert {"related-parks", "related-listings", "related-articles"} <= ids
    assert "/p/jiading-hydrogen-port" not in links
    assert "/a/jiading-hydrogen-port-profile" in links


def test_path_and_tags_lead_to_what_shares_them(client, read):
    markup = read(client.get("/p/jiading-hydrogen-port").text)
    links = [unquote(link["href"]) for link in markup.all("a")]

    assert "/parks?district=嘉定区" in links
    assert {"/topics/嘉定区", "/topics/新能源", "/topics/汽车及零部件"} <= set(links)
    assert all(client.get(address).status_code == 200 for address in links if address.startswith("/topics/"))


def test_contact_block_calls_the_hotline_and_admits_unknown_hours(client, read):
    markup = read(client.get("/p/jiading-hydrogen-port").text)
    links = [link["href"] for link in markup.all("a")]

    assert "tel:4000123021" in links
    assert "/lead?park=jiading-hydrogen-port" in links
    assert "我是园区负责人" in "".join(markup.text)


@pytest.mark.parametrize("form", ["svg", "png"])
def test_code_of_a_page_is_an_image(client, form):
    page = client.get(f"/qr/p/jiading-hydrogen-port.{form}")

    assert page.status_code == 200
    assert page.mimetype == {"svg": "image/svg+xml", "png": "image/png"}[form]
    assert len(page.data) < 20_000


def test_codes_of_two_pages_differ(client):
    one, other = client.get("/qr/p/jiading-hydrogen-port.svg"), client.get("/qr/p/waigang-plot-1704.svg")

    assert one.data != other.data


@pytest.mark.parametrize(
    "address",
    ["/p/unknown", "/l/unknown", "/a/unknown", "/qr/p/unknown.svg", "/nowhere", "/p/..%2f..%2fetc", "/p/<script>"],
)
def test_unknown_address_gets_a_friendly_page(client, address):
    page = client.get(address)

    assert page.status_code == 404
    assert page.mimetype == "text/html"
    assert "没有找到这个页面" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_staff_notes_never_reach_a_page(install, tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    path = folder / "parks" / "jiading-hydrogen-port.yaml"
    notes = "staff: {contact: 业主李某 13800138000, floor_price: 底价八毛, commission: 佣金一个月}\n"
    path.write_text(path.read_text(encoding="utf-8") + notes, encoding="utf-8")
    client = install(catalog=load_catalog(folder)).browser()

    shown = client.get("/p/jiading-hydrogen-port").text + client.get("/search?q=底价八毛 业主李某").text

    assert "13800138000" not in shown
    assert "佣金一个月" not in shown
    assert shown.count("底价八毛") == shown.count("底价八毛 业主李某")


def test_pages_without_public_address_use_that_of_the_request(install):
    client = install(public_url="").browser()

    page = client.get("/p/jiading-hydrogen-port")

    assert "og:url" not in page.text
    assert client.get("/qr/p/jiading-hydrogen-port.svg").status_code == 200
