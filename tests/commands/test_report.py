"""`parkbot report`: a private link for the visitor, and its end."""

from __future__ import annotations

import pytest

from bot.model import WITHDRAWAL, Ticket

VISITOR = "oVisitorOne"
ADDRESS = "https://pages.example.com"


@pytest.fixture
def opens(stores, now):
    def number_of(address: str) -> str | None:
        with stores() as opened:
            return opened.pages.reports.open(address.rpartition("/")[2], now)

    return number_of


def test_link_opens_the_report_of_the_lead(parkbot, filled, opens):
    made = parkbot("report", filled, PARKBOT_PUBLIC_URL=ADDRESS)

    assert made.exit_code == 0
    address = made.stdout.strip()
    assert address.startswith(f"{ADDRESS}/report/")
    assert opens(address) == filled
    assert "30 天内有效" in made.stderr


def test_each_link_is_noted_without_its_token(parkbot, filled, stores):
    made = parkbot("report", filled)
    with stores() as opened:
        entry = opened.records.audit.list_recent(1)[0]

    assert (entry.what, entry.lead_number) == ("issue_report", filled)
    assert made.stdout.strip().rpartition("/")[2] not in str(entry)
    assert "PARKBOT_PUBLIC_URL" in made.stderr


def test_days_of_validity_are_set_by_the_operator(parkbot, filled):
    assert "7 天内有效" in parkbot("report", filled, PARKBOT_REPORT_DAYS="7").stderr
    assert parkbot("report", filled, PARKBOT_REPORT_DAYS="0").exit_code != 0


def test_revoked_links_open_no_more(parkbot, filled, opens, stores):
    address = parkbot("report", filled).stdout.strip()
    ended = parkbot("report", filled, "--revoke")
    with stores() as opened:
        entry = opened.records.audit.list_recent(1)[0]

    assert "已停用 1 个链接" in ended.output
    assert opens(address) is None
    assert entry.what == "revoke_report"


def test_unknown_number_is_told_in_chinese(parkbot, filled):
    made = parkbot("report", "L000000-404")

    assert made.exit_code == 1
    assert "没有编号 L000000-404 的线索" in made.output


def test_lead_whose_visitor_withdrew_gets_no_link(parkbot, filled, stores, now):
    with stores() as opened:
        opened.book.withdraw_consent(Ticket("m-9", WITHDRAWAL, VISITOR, ""), (), now)

    assert parkbot("report", filled).exit_code == 1
