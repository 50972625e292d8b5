from __future__ import annotations

import pytest

from bot.pages.lists import places_of
from bot.pages.topics import find_topic


def test_district_brings_parks_and_articles_together(client, read):
    page = client.get("/topics/嘉定区")

    assert "/p/jiading-hydrogen-port" in page.text
    assert "/a/post-11779" in page.text
    assert "/parks?district=" in page.text
    assert "/p/bay-food-hub" not in page.text


def test_district_without_its_suffix_is_the_same_topic(catalog):
    with_suffix, without = find_topic("嘉定区", catalog), find_topic("嘉定", catalog)

    assert [park.id for park in with_suffix.parks] == [park.id for park in without.parks]


def test_industry_brings_all_that_is_tagged_with_it(catalog):
    topic = find_topic("新能源", catalog)

    assert topic.parks and all(any(tag.name == "新能源" for tag in park.industry_tags) for park in topic.parks)
    assert topic.filter == {"industry": "新能源"}


def test_tag_that_names_a_district_brings_its_parks_too(catalog):
    topic = find_topic("嘉定产业园", catalog)

    assert "post-11779" in {article.id for article in topic.articles}
    assert topic.parks and all("嘉定区" in places_of(park) for park in topic.parks)


def test_listing_of_a_district_stands_on_its_page(client):
    assert "/l/hefei-beicheng-floors" in client.get("/topics/长丰县").text


@pytest.mark.parametrize("name", ["没有这个地方", "<script>alert(1)</script>", "a" * 500, "%00", "..", "区"])
def test_name_with_nothing_behind_it_is_not_found(client, read, name):
    page = client.get(f"/topics/{name}")

    assert page.status_code == 404
    assert read(page.text).all("script") == []


def test_every_tag_of_every_record_leads_to_a_page(catalog, client, read):
    names = {tag.name for park in catalog.parks.values() for tag in park.industry_tags}
    names |= {tag for article in catalog.articles.values() for tag in (*article.tags, *article.districts)}

    for name in names:
        assert client.get(f"/topics/{name}").status_code == 200, name
