from __future__ import annotations

from datetime import datetime

import pytest

from bot.clock import SHANGHAI
from bot.model import Consent, Ticket

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
PHONE, NAME = "13800138000", "王建国"
PNG = b"\x89PNG\r\n\x1a\n" + b"badge" * 20


@pytest.fixture
def number(settings, stores) -> str:
    with stores() as opened:
        proof = opened.pages.proofs.keep(PNG, "form-1")
        ticket = Ticket(
            "form-1", "park_update", "page:one", "园区：嘉定氢能港", "page",
            contact={"phone": PHONE, "contact": NAME}, consent=Consent("v1", "核实", NOW, "form-1"), proofs=(proof,),
        )  # fmt: skip
        return opened.book.open_ticket(ticket, ("log",), NOW)


def audited(stores) -> list[str]:
    with stores() as opened:
        return [entry.what for entry in opened.records.audit.list_recent(9)]


def test_list_names_kind_and_words(parkbot, number):
    result = parkbot("tickets", "list")

    assert number in result.output and "园区负责人更新资料" in result.output and "嘉定氢能港" in result.output
    assert PHONE not in result.output


def test_ticket_hides_the_person_unless_asked_in_full(parkbot, number, stores):
    masked = parkbot("tickets", "show", number)
    assert "138****8000" in masked.output and NAME not in masked.output
    assert audited(stores) == []

    full = parkbot("tickets", "show", number, "--full")
    assert PHONE in full.output and NAME in full.output
    assert audited(stores) == ["show_ticket"]


def test_proofs_are_saved_for_the_operator_only_and_audited(parkbot, number, stores, tmp_path):
    result = parkbot("tickets", "show", number, "--to", str(tmp_path / "out"))

    (saved,) = (tmp_path / "out").iterdir()
    assert saved.suffix == ".png" and saved.read_bytes() == PNG
    assert saved.stat().st_mode & 0o777 == 0o600
    assert str(saved) in result.output
    assert audited(stores) == ["save_proofs"]


def test_unknown_number_is_said_with_a_way_out(parkbot, settings):
    result = parkbot("tickets", "show", "T000000-000")

    assert result.exit_code == 1
    assert "parkbot tickets list" in result.output


def test_erased_ticket_keeps_its_number_only(parkbot, number, stores, tmp_path):
    with stores() as opened:
        opened.book.erase_visitor("page:one", NOW)
        assert opened.pages.proofs.sweep() == 1

    result = parkbot("tickets", "show", number, "--full", "--to", str(tmp_path / "out"))

    assert "内容已删除" in result.output and PHONE not in result.output
    assert not (tmp_path / "out").exists()


def test_rotation_counts_the_proofs_too(parkbot, number, settings, env):
    assert "已重新加密" in parkbot("privacy", "rotate").output
