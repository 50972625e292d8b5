from __future__ import annotations

import re

import pytest

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}{% raw %}",
    "<a href=//evil.example>x</a>",
    "\x00\x1b[31m",
    "&lt;b&gt;&amp;",
    "\u202etxt.exe",
]
LISTS = ["/parks", "/listings", "/articles", "/search", "/privacy", "/lead"]


@pytest.mark.parametrize("address", LISTS)
def test_list_is_light_and_protected(client, address):
    page = client.get(address)

    assert page.status_code == 200
    assert len(page.data) < 60_000
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "style=" not in page.text


def test_every_park_is_listed_on_some_page(client, catalog):
    pages = [client.get(f"/parks?page={number}").text for number in (1, 2)]

    for park_id in catalog.parks:
        assert any(f'href="/p/{park_id}"' in page for page in pages)


def test_chips_count_what_they_would_show(client, read):
    page = client.get("/parks?district=嘉定区")
    text = "".join(read(page.text).text)

    one = "".join(read(client.get("/parks?district=嘉定区&industry=新能源").text).text)

    assert "新能源2" in text
    assert "共 2 个园区" in one


def test_district_without_its_suffix_filters_alike(client):
    assert 'href="/p/jiading-hydrogen-port"' in client.get("/parks?district=嘉定").text
    assert 'href="/p/bay-food-hub"' not in client.get("/parks?district=嘉定").text


def test_filter_that_fits_nothing_offers_the_form(client):
    page = client.get("/parks?district=崇明区")

    assert page.status_code == 200
    assert "没有找到" in page.text
    assert 'href="/lead"' in page.text


def test_filters_that_fit_nothing_say_what_giving_up_one_would_add(client, read):
    page = client.get("/parks?district=松江区&industry=化工")
    text = "".join(read(page.text).text)

    assert "放宽一个条件就有" in text
    for name, kept in (("松江区", "/parks?industry="), ("化工", "/parks?district=")):
        link = next(a["href"] for a in read(page.text).all("a") if a["href"].startswith(kept))
        count = int(re.search(rf"不限「{name}」多 (\d+) 个", text)[1])
        assert f"共 {count} 个园区" in "".join(read(client.get(link).text).text)


@pytest.mark.parametrize(("sort", "step"), [("large", -1), ("small", 1)])
def test_parks_are_sorted_by_area_with_unknown_ones_last(client, read, catalog, sort, step):
    links = [a["href"] for a in read(client.get(f"/parks?sort={sort}").text).all("a")]
    shown = [catalog.parks[link.removeprefix("/p/")] for link in links if link.startswith("/p/")]
    known = [park.land_area.m2 for park in shown if park.land_area]

    assert known == sorted(known, reverse=step < 0)
    assert all(park.land_area for park in shown[: len(known)])


def test_chosen_filters_and_order_stay_on_the_next_page(client, read):
    links = [a["href"] for a in read(client.get("/parks?sort=large").text).all("a")]

    assert "/parks?sort=large&page=2" in links
    assert any(link.startswith("/parks?sort=large&district=") for link in links)


@pytest.mark.parametrize("sort", ["upwards", "", "__class__"])
def test_unknown_order_is_the_usual_one(client, sort):
    assert client.get(f"/parks?sort={sort}").status_code == 200


def test_search_is_narrowed_by_kind_and_district(client):
    everything = client.get("/search?q=氢能").text
    articles = client.get("/search?q=氢能&kind=a").text

    assert "/p/jiading-hydrogen-port" in everything
    assert "/p/jiading-hydrogen-port" not in articles and "/a/jiading-hydrogen-port-profile" in articles
    assert "/p/jiading-hydrogen-port" in client.get("/search?q=氢能&district=嘉定").text


def test_search_narrowed_to_nothing_says_what_would_help(client, read):
    page = client.get("/search?q=氢能&district=崇明区")
    text = "".join(read(page.text).text)

    assert "不限「崇明区」" in text
    back = next(a["href"] for a in read(page.text).all("a") if a["href"] == "/search?q=%E6%B0%A2%E8%83%BD")
    assert "/p/jiading-hydrogen-port" in client.get(back).text


def test_empty_search_can_be_narrowed_by_its_filters(client):
    assert "/l/hefei-beicheng-floors" in client.get("/search?deal=出售&kind=l").text
    assert "/l/hefei-beicheng-floors" not in client.get("/search").text


@pytest.mark.parametrize("page", ["0", "-3", "99999999999999999999", "abc", ""])
def test_page_out_of_range_becomes_the_nearest(client, page):
    assert client.get(f"/parks?page={page}").status_code == 200


def test_articles_stand_newest_first(client, catalog):
    text = client.get("/articles").text
    places = [text.index(f'href="/a/{article.id}"') for article in catalog.articles_about()]

    assert places == sorted(places)


def test_articles_are_found_by_tag_and_category(client):
    for tag in ("嘉定产业园", "上海工业地产招商"):
        page = client.get("/articles", query_string={"tag": tag})
        assert 'href="/a/post-11779"' in page.text
        assert 'href="/a/jiading-31-projects"' not in page.text


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("氢能港", "/p/jiading-hydrogen-port"),
        ("合肥 厂房", "/l/hefei-beicheng-floors"),
        ("生物医药产业创新联盟", "/a/post-11779"),
        ("汇源路", "/p/jiading-ecommerce-park"),
    ],
)
def test_search_finds_records_by_their_words(client, query, address):
    page = client.get("/search", query_string={"q": query})

    assert f'href="{address}"' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_search_answers_frequent_questions(client):
    page = client.get("/search", query_string={"q": "做食品要环评吗"})

    assert "常见问题" in page.text
    assert "主管" in page.text or "认定为准" in page.text
    assert "{" not in page.text.split("<main")[1].split("</main")[0]


def test_search_without_result_says_so_and_offers_contact(client):
    page = client.get("/search", query_string={"q": "qwxyz"})

    assert "没有找到" in page.text
    assert 'href="tel:4000123021"' in page.text


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("address", ["/search?q={}", "/parks?district={}", "/articles?tag={}", "/lead?park={}"])
def test_hostile_words_are_only_words(client, read, address, text):
    path, _, name = address.removesuffix("={}").partition("?")
    plain = read(client.get(path).text)

    page = client.get(path, query_string={name: text})
    markup = read(page.text)

    assert page.status_code == 200
    assert markup.all("script") == [] and markup.all("svg") == []
    assert len(markup.all("img")) == len(plain.all("img"))
    assert not any(name.startswith("on") for _, attributes in markup.tags for name in attributes)
    if path == "/search" and "\x00" not in text:
        assert text in markup.field("q")["value"]


def test_long_query_is_cut_not_refused(client):
    page = client.get("/search", query_string={"q": "嘉定" * 2000})

    assert page.status_code == 200
    assert len(page.data) < 60_000


def test_privacy_notice_is_shown_whole_and_filled(client, playbook):
    text = client.get("/privacy").text

    assert playbook.agency.hotline in text
    assert playbook.privacy.version in text
    assert "{" not in text.split("<main")[1].split("</main")[0]


def test_unchanged_page_is_not_sent_again(client):
    first = client.get("/parks")

    again = client.get("/parks", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert again.status_code == 304
    assert again.data == b""


def test_static_files_are_kept_for_good(client, read):
    sheet = next(a["href"] for a in read(client.get("/parks").text).all("link") if a["rel"] == "stylesheet")

    page = client.get(sheet, buffered=True)

    assert page.status_code == 200
    assert "immutable" in page.headers["Cache-Control"]
    assert "http" not in page.text


def test_bare_address_leads_to_the_parks(client):
    assert client.get("/").headers["Location"] == "/parks"


def test_wrong_method_gets_a_friendly_page(client):
    page = client.post("/parks")

    assert page.status_code == 405


def test_title_of_a_filtered_list_reads_as_chinese(client, read):
    plain = read(client.get("/listings").text)
    narrowed = client.get("/listings?deal=出售&type=厂房").text

    assert "<h1>厂房、仓库、办公、土地</h1>" in client.get("/listings").text
    assert "<h1>出售 厂房的房源</h1>" in narrowed
    assert "<h1>嘉定区的产业园区</h1>" in client.get("/parks?district=嘉定区").text
    assert plain.meta("og:title")
