from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from flask.testing import FlaskClient
from urllib3.filepost import encode_multipart_formdata

PNG = b"\x89PNG\r\n\x1a\n" + b"badge" * 30
KINDS = {
    "jpg": b"\xff\xd8\xff\xe0" + b"x" * 50,
    "png": PNG,
    "webp": b"RIFF\x10\x00\x00\x00WEBPVP8 " + b"x" * 50,
    "pdf": b"%PDF-1.7\n" + b"x" * 50,
}
WISH = {
    "subject": "嘉定氢能港",
    "words": "建筑面积改为 3.2 万平方米，现场电话 13900139000",
    "role": "示例运营公司，招商经理",
    "contact": "王先生",
    "phone": "138 0013 8000",
    "consent": "yes",
}
FORMS = ["/owner", "/takedown"]


@pytest.fixture
def installation(install: Callable):
    return install()


@pytest.fixture
def client(installation) -> FlaskClient:
    return installation.browser_over_tls()


def token_of(client, read, address: str) -> str:
    return read(client.get(address).text).field("token")["value"]


def send(client, address: str, token: str, files=((PNG, "badge.png"),), **changed: str):
    fields = [*{"token": token, **WISH, **changed}.items()]
    proofs = [("proof", (name, content)) for content, name in files] or [("proof", ("", b""))]
    body, content_type = encode_multipart_formdata([*fields, *proofs])
    return client.post(address, data=body, content_type=content_type)


def stored_files(installation) -> list:
    folder = installation.spool_folder.parent / "proofs"
    return sorted(folder.iterdir()) if folder.exists() else []


def test_owners_wish_is_a_ticket_with_proof_and_changes_nothing(client, read, installation, playbook):
    before = client.get("/p/jiading-hydrogen-port").data

    page = send(client, "/owner", token_of(client, read, "/owner"))

    done = client.get(page.headers["Location"])
    (record,) = installation.tickets.list_recent(5)
    ticket = record.ticket
    assert page.status_code == 303
    assert record.number in done.text and "核实后才会更新" in done.text
    assert ticket.kind == "park_update"
    assert "嘉定氢能港" in ticket.text and "3.2 万平方米" in ticket.text and "招商经理" in ticket.text
    assert ticket.contact == {"phone": "13800138000", "contact": "王先生"}
    assert ticket.consent.version == playbook.privacy.version
    assert ticket.consent.purpose == playbook.privacy.ticket_purpose
    assert installation.proofs.read(ticket.proofs[0]) == PNG
    assert client.get("/p/jiading-hydrogen-port").data == before
    assert installation.book.list_recent(5) == ()


def test_takedown_is_a_ticket_too_and_needs_no_proof(client, read, installation):
    token = token_of(client, read, "/takedown?about=a/post-11779")

    page = send(client, "/takedown", token, files=(), subject="某文章 /a/post-11779", words="是我们的原创")

    (record,) = installation.tickets.list_recent(5)
    assert page.status_code == 303
    assert record.ticket.kind == "takedown"
    assert "/a/post-11779" in record.ticket.text
    assert record.ticket.proofs == ()


def test_phones_in_the_words_are_masked(client, read, installation):
    send(client, "/owner", token_of(client, read, "/owner"))

    (record,) = installation.tickets.list_recent(5)
    assert "13900139000" not in record.ticket.text
    assert "139****9000" in record.ticket.text


def test_form_opened_from_a_page_names_it(client, read):
    markup = read(client.get("/owner?about=p/jiading-hydrogen-port").text)

    assert markup.field("subject")["value"] == "嘉定氢能港 /p/jiading-hydrogen-port"
    assert "value" not in {k for k, v in read(client.get("/owner?about=p/nobody").text).field("subject").items() if v}


@pytest.mark.parametrize("address", ["/p/jiading-hydrogen-port", "/l/hefei-beicheng-floors", "/a/post-11779"])
def test_every_page_leads_to_both_forms(client, read, address):
    links = [link["href"] for link in read(client.get(address).text).all("a")]

    assert f"/owner?about={address[1:]}" in links
    assert f"/takedown?about={address[1:]}" in links


def test_wish_sent_twice_is_one_ticket_with_one_file(client, read, installation):
    token = token_of(client, read, "/owner")

    first, second = send(client, "/owner", token), send(client, "/owner", token)

    assert first.headers["Location"] == second.headers["Location"]
    assert len(installation.tickets.list_recent(5)) == 1
    assert len(stored_files(installation)) == 1


def test_corrected_wish_is_a_ticket_of_its_own(client, read, installation):
    token = token_of(client, read, "/owner")

    send(client, "/owner", token)
    send(client, "/owner", token, words="层高改为 8 米")

    assert len(installation.tickets.list_recent(5)) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_and_pdfs_are_taken_whatever_their_name(client, read, installation, kind):
    page = send(client, "/owner", token_of(client, read, "/owner"), files=((KINDS[kind], "文件.exe"),))

    (record,) = installation.tickets.list_recent(5)
    assert page.status_code == 303
    assert installation.proofs.read(record.ticket.proofs[0]) == KINDS[kind]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00" + b"x" * 50, "badge.png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "badge.jpg"),
        (b"<!doctype html><script>alert(1)</script>", "badge.pdf"),
        (b"PK\x03\x04" + b"x" * 50, "badge.docx"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", "badge.webp"),
        (b"", "empty.png"),
    ],
)
def test_other_files_are_refused_by_their_first_bytes(client, read, installation, content, name):
    page = send(client, "/owner", token_of(client, read, "/owner"), files=((content, name),))

    assert page.status_code == 422
    assert "不是图片或 PDF" in page.text
    assert "上次选的文件没有保留" in page.text
    assert installation.tickets.list_recent(5) == () and stored_files(installation) == []


def test_too_much_is_refused_with_what_was_typed(client, read, installation):
    token = token_of(client, read, "/owner")

    large = send(client, "/owner", token, files=((PNG + b"x" * 3_000_000, "a.png"), (PNG + b"x" * 3_000_000, "b.png")))
    many = send(client, "/owner", token, files=((PNG, "a.png"),) * 5)
    huge = send(client, "/owner", token, files=((PNG + b"x" * 20_000_000, "a.png"),))

    assert large.status_code == 422 and "超过了 5 MB" in large.text
    assert read(large.text).field("role")["value"] == WISH["role"]
    assert many.status_code == 422 and "最多传 4 份" in many.text
    assert huge.status_code == 413 and "小一点的文件" in huge.text
    assert stored_files(installation) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"subject": " "}, "请写园区或项目的名称"),
        ({"words": ""}, "请写要改的内容"),
        ({"role": ""}, "请写您的单位和身份"),
        ({"phone": ""}, "请留一个电话"),
        ({"phone": "1380013800"}, "好像少了几位"),
        ({"phone": "400 0123 021"}, "我们自己的热线"),
        ({"consent": ""}, "请先看说明"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(client, read, installation, changed, said):
    page = send(client, "/owner", token_of(client, read, "/owner"), **changed)

    assert page.status_code == 422
    assert said in page.text
    assert 'aria-invalid="true"' in page.text
    assert installation.tickets.list_recent(5) == ()


def test_owner_without_proof_is_asked_for_it(client, read, installation):
    page = send(client, "/owner", token_of(client, read, "/owner"), files=())

    assert page.status_code == 422
    assert "请上传一份身份证明" in page.text


@pytest.mark.parametrize("address", FORMS)
def test_form_of_somebody_else_or_none_opens_no_ticket(client, read, installation, address):
    stolen = token_of(client, read, address)
    stranger = installation.browser_over_tls()

    for sender, token in (
        (stranger, stolen),
        (client, ""),
        (client, "forged"),
        (client, token_of(client, read, "/lead")),
    ):
        page = send(sender, address, token)
        assert page.status_code == 400
        assert "重新打勾" in page.text
    assert installation.tickets.list_recent(5) == () and stored_files(installation) == []


def test_old_form_is_asked_again(client, read, installation):
    token = token_of(client, read, "/owner")
    installation.clock.passes(hours=13)

    assert send(client, "/owner", token).status_code == 400


def test_ticket_waits_on_disk_while_the_database_is_away(client, read, installation):
    token = token_of(client, read, "/owner")
    with closing(sqlite3.connect(installation.database)) as other:
        other.execute("BEGIN EXCLUSIVE")
        page = send(client, "/owner", token)
        other.rollback()

    done = client.get(page.headers["Location"])
    assert "登记稍有延迟" in done.text
    assert installation.spool.count() == 1
    installation.spool.replay(installation.book)
    (record,) = installation.tickets.list_recent(5)
    assert installation.proofs.read(record.ticket.proofs[0]) == PNG


def test_full_disk_sends_the_visitor_to_the_hotline(client, read, installation):
    (installation.spool_folder.parent / "proofs").write_text("no folder")

    page = send(client, "/owner", token_of(client, read, "/owner"))

    assert page.status_code == 503
    assert "没能登记上" in page.text and "tel:4000123021" in page.text


@pytest.mark.parametrize("address", FORMS)
def test_form_says_what_happens_with_the_data(client, address):
    page = client.get(address)

    assert "只用于核实您的身份" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert 'enctype="multipart/form-data"' in page.text
    assert "checked" not in page.text


@pytest.mark.parametrize("address", ["/owner/done/forged", "/takedown/done/x.y"])
def test_forged_receipt_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_receipt_of_one_form_is_none_of_the_other(client, read):
    page = send(client, "/owner", token_of(client, read, "/owner"))

    assert client.get(page.headers["Location"].replace("/owner/", "/takedown/")).status_code == 404
