from __future__ import annotations

import pytest

from tests.support.site import load_with_policies


@pytest.fixture(scope="module")
def client(install, tmp_path_factory):
    return install(catalog=load_with_policies(tmp_path_factory.mktemp("knowledge"))).browser()


def words_of(read, page) -> str:
    return "".join(read(page.text).text)


def test_policy_in_force_says_until_when(client, read):
    page = client.get("/policy/current")

    assert "有效期内" in page.text and "已失效" not in page.text.split("相关园区")[0]
    assert "2025-01-01 至 2099-12-31" in page.text
    assert "示例规〔2025〕1 号" in page.text and "示例区发展和改革委员会" in page.text


def test_expired_policy_says_so_before_anything_else(client, read):
    text = words_of(read, client.get("/policy/expired"))

    assert "已过有效期，已失效" in text
    assert text.index("已失效") < text.index("说明示例区支持新能源企业")
    assert "2022-12-31" in text and "2026-11-23" in text


def test_amount_is_a_quotation_with_its_source_and_no_promise(client, read):
    page = client.get("/policy/current")
    markup = read(page.text)

    (quote,) = markup.all("blockquote")
    assert quote["cite"] == "https://policy.example.com/current"
    assert page.text.count("最高不超过 100 万元") == 1
    assert "我们不作承诺" in page.text
    assert any(a["href"] == "https://policy.example.com/current" for a in markup.all("a"))


def test_policies_in_force_stand_first_and_can_be_chosen(client, read):
    page = client.get("/policies")
    valid = client.get("/policies?validity=valid").text

    assert page.text.index("/policy/current") < page.text.index("/policy/expired")
    assert "/policy/current" in valid and "/policy/expired" not in valid
    assert "有效期内" in words_of(read, client.get("/policies?validity=valid"))


def test_policy_leads_to_parks_of_its_district_and_is_found(client):
    assert "/p/jiading-hydrogen-port" in client.get("/policy/current").text
    assert "/policy/current" in client.get("/search?q=支持新能源产业办法").text
    assert "/policy/current" in client.get("/topics/嘉定区").text
    assert client.get("/qr/policy/current.png").mimetype == "image/png"


def test_policies_stand_in_the_menu_only_when_there_are_some(client, install):
    bare = install().browser()

    assert ">政策</a>\n" in client.get("/parks").text.split("</nav>")[0]
    assert ">政策</a>\n" not in bare.get("/parks").text.split("</nav>")[0]
    assert "还没有收录政策原文" in bare.get("/policies").text
    assert bare.get("/policy/current").status_code == 404
