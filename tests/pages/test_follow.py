from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

PNG = b"\x89PNG\r\n\x1a\n" + b"code"


@pytest.fixture
def pictures(tmp_path) -> Path:
    (tmp_path / "follow.png").write_bytes(PNG)
    (tmp_path / "follow-p-jiading-hydrogen-port.png").write_bytes(PNG + b" of the park")
    return tmp_path


@pytest.fixture
def client(install, playbook, pictures):
    agency = playbook.agency.model_copy(update={"follow_qr": "follow.png", "wechat_name": "园区助手"})
    return install(playbook=replace(playbook, agency=agency), pictures=pictures).browser()


def code_on(client, read, address: str) -> bytes:
    source = next(a["src"] for a in read(client.get(address).text).all("img") if "/qr/follow/" in a["src"])
    page = client.get(source)
    assert page.mimetype == "image/png"
    return page.data


def test_page_shows_the_code_of_its_scene_where_there_is_one(client, read):
    assert code_on(client, read, "/p/jiading-hydrogen-port") == PNG + b" of the park"
    assert code_on(client, read, "/a/post-11779") == PNG


def test_code_is_named_for_those_who_do_not_see_it(client, read):
    markup = read(client.get("/p/jiading-hydrogen-port").text)

    assert any(a.get("alt") == "公众号「园区助手」的二维码" for a in markup.all("img"))
    assert "发送「嘉定氢能港」" in "".join(markup.text)


@pytest.mark.parametrize("scene", ["../follow", "..%2f..%2fetc%2fpasswd", "x" * 300, "p-unknown"])
def test_scene_reaches_no_other_file(client, scene):
    page = client.get(f"/qr/follow/{scene}")

    assert page.status_code in {200, 404}
    assert page.status_code == 404 or page.data == PNG


def test_without_a_code_the_page_says_how_to_find_the_account(install, read, playbook):
    client = install().browser()
    text = "".join(read(client.get("/p/jiading-hydrogen-port").text).text)

    assert f"搜索公众号「{playbook.agency.name}」" in text
    assert client.get("/qr/follow/p-jiading-hydrogen-port").status_code == 404
    assert "/qr/follow/" not in client.get("/p/jiading-hydrogen-port").text


def test_missing_picture_is_as_if_there_were_none(install, playbook, tmp_path):
    agency = playbook.agency.model_copy(update={"follow_qr": "follow.png"})
    client = install(playbook=replace(playbook, agency=agency), pictures=tmp_path).browser()

    assert "搜索公众号" in client.get("/p/jiading-hydrogen-port").text
