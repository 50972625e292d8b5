from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from bot.catalog.catalog import Catalog, load_catalog
from bot.pages.lead_desk import Receipt, Submission
from bot.pages.public import create_pages

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


def refuse(submission: Submission) -> Receipt:
    raise RuntimeError(f"a fault nobody foresaw at {submission.key}")


@pytest.fixture
def shelves(catalog: Catalog) -> list[Catalog]:
    return [catalog]


@pytest.fixture
def client(shelves, playbook, installation_clock) -> FlaskClient:
    app = Flask("whole product")
    app.add_url_rule("/other", view_func=lambda: abort(404), endpoint="other.page")
    pages = create_pages(
        lambda: shelves[-1], lambda: playbook, installation_clock, refuse, public_url="", secret="of the tests"
    )
    app.register_blueprint(pages)
    return app.test_client()


def test_swapped_knowledge_shows_on_every_page_at_once(client, shelves, tmp_path):
    before = client.get("/search?q=氢能港")
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    path = folder / "parks" / "jiading-hydrogen-port.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("name: 嘉定氢能港", "name: 氢能港新名", 1), encoding="utf-8"
    )

    shelves.append(load_catalog(folder))

    assert "氢能港新名" not in before.text
    for address in ("/search?q=氢能港", "/parks?industry=新能源", "/p/jiading-hydrogen-port"):
        assert "氢能港新名" in client.get(address).text


def test_unforeseen_fault_gets_a_friendly_page(client, read):
    hidden = read(client.get("/lead").text).field("token")["value"]

    page = client.post("/lead", data={"token": hidden, "deal": "rent", "phone": "13800138000", "consent": "yes"})

    assert page.status_code == 500
    assert "页面暂时打不开" in page.text
    assert "nobody foresaw" not in page.text
    assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_faults_of_other_parts_stay_their_own(client):
    assert "没有找到这个页面" not in client.get("/other").text
