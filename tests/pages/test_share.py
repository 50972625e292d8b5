from __future__ import annotations

from dataclasses import replace

import pytest

ADDRESSES = ["/parks", "/p/jiading-hydrogen-port", "/a/post-11779", "/topics/嘉定区", "/lead", "/owner"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_shared_link_has_title_words_picture_and_one_address(client, read, address):
    markup = read(client.get(address).text)

    picture = markup.meta("og:image")
    assert markup.meta("og:title") and markup.meta("og:description")
    assert picture.startswith("https://pages.example.com/assets/")
    shown = client.get(picture.removeprefix("https://pages.example.com"), buffered=True)
    assert shown.mimetype == "image/png" and len(shown.data) < 20_000
    (canonical,) = [a["href"] for a in markup.all("link") if a["rel"] == "canonical"]
    assert canonical == markup.meta("og:url")


def test_filtered_list_has_the_address_of_the_list(client, read):
    markup = read(client.get("/parks?district=嘉定区&sort=large").text)

    assert [a["href"] for a in markup.all("link") if a["rel"] == "canonical"] == ["https://pages.example.com/parks"]
    assert "嘉定区" in markup.meta("og:title")


def test_footer_names_the_licence_only_when_there_is_one(install, playbook):
    agency = playbook.agency.model_copy(update={"icp": "示ICP备00000000号", "takedown": "copyright@example.com"})
    with_licence = install(playbook=replace(playbook, agency=agency)).browser().get("/parks").text
    without = install().browser().get("/parks").text

    assert "示ICP备00000000号" in with_licence and "https://beian.miit.gov.cn/" in with_licence
    assert "copyright@example.com" in with_licence
    assert "备" not in without.split("<footer")[1] and "beian" not in without


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_says_who_answers_for_it(client, address):
    foot = client.get(address).text.split("<footer")[1]

    for words in ("版权声明", "申请下架", "AI 提示", "个人信息保护说明", "tel:4000123021"):
        assert words in foot


def test_words_of_a_link_that_name_nothing_are_not_put_into_the_title(client, read):
    markup = read(client.get("/parks?district=全国最大的骗局").text)

    assert markup.meta("og:title") == "产业园区"
