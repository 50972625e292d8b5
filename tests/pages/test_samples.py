"""Invented stock on the pages: every page, list, result and shared title is marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.test_lead_views import open_form, send
from tests.support.samples import Marks

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
BANNER = "标「示例」的内容都是虚构的"
RECORDS = [
    f"/{kind}/{path.stem}"
    for kind, folder in (("p", "parks"), ("l", "listings"), ("a", "articles"))
    for path in sorted((KNOWLEDGE / "samples" / folder).glob("*.yaml"))
]
COMPARED = ["/compare?l=sample-qinghe-3-1f&l=sample-qinghe-1-crane", "/compare?p=sample-qinghe&p=sample-kunlan"]
LISTS = [
    "/parks",
    "/parks?district=嘉定区",
    "/parks?page=2",
    "/listings",
    "/listings?type=仓库",
    "/articles",
    "/articles?district=昆山市",
    "/search?q=外冈 厂房",
    "/search?q=冷库",
    "/lead?listing=sample-qinghe-3-1f",
    "/lead?park=sample-kunlan",
    "/topics/嘉定区",
    "/topics/智能制造",
    *COMPARED,
    "/privacy",
    "/p/jiading-hydrogen-port",
    "/l/none",
]


@pytest.fixture(scope="module")
def installation(install, stocked):
    return install(catalog=stocked)


@pytest.fixture(scope="module")
def browser(installation):
    return installation.browser_over_tls()


@pytest.fixture(scope="module")
def marks(stocked) -> Marks:
    return Marks(stocked)


@pytest.mark.parametrize("address", RECORDS)
def test_page_of_an_invented_record_says_so_in_title_share_and_text(browser, read, marks, stocked, address):
    page = browser.get(address)
    markup = read(page.text)

    assert page.status_code == 200
    assert marks.unmarked(page.text) == []
    assert markup.meta("og:title").startswith("示例·")
    assert markup.meta("og:description").startswith("示例")
    assert f"<title>{markup.meta('og:title')}" in page.text
    assert stocked.labels.words.sample in page.text
    assert BANNER in page.text


@pytest.mark.parametrize("address", LISTS)
def test_no_other_page_shows_an_invented_record_without_its_mark(browser, marks, address):
    page = browser.get(address)

    assert marks.unmarked(page.text) == []
    assert BANNER in page.text


@pytest.mark.parametrize(
    "address", ["/listings", "/search?q=外冈 厂房", "/articles", "/parks?district=嘉定区", *COMPARED]
)
def test_invented_records_are_found_by_lists_search_and_comparison(browser, marks, address):
    assert marks.shows(browser.get(address).text)


def test_listing_that_is_let_is_in_no_list(browser):
    for address in ("/listings?district=嘉定区", "/p/sample-qinghe", "/search?q=青禾智造园 2号楼首层厂房"):
        assert "/l/sample-qinghe-2-1f" not in browser.get(address).text


def test_notice_of_a_form_about_an_invented_listing_says_so(browser, read, installation, playbook):
    hidden = open_form(browser, read, "/lead?listing=sample-qinghe-3-1f")
    send(browser, hidden)

    lead = installation.book.list_recent(1)[0]
    assert lead.request.fields["park"].startswith("示例·青禾智造园")


def test_without_the_switch_pages_neither_show_nor_name_invented_stock(client):
    for address in LISTS:
        text = client.get(address).text
        assert BANNER not in text
        assert "示例·" not in text
    assert {client.get(address).status_code for address in RECORDS} == {404}
