"""What becomes of the files that come with a ticket, on every database?"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import insert

from bot.errors import StoreUnavailable
from bot.model import WITHDRAWAL, Consent, Ticket
from bot.stores.proofs import ProofFolder
from bot.stores.spool import Spool
from bot.stores.sql.cipher import Cipher
from bot.stores.sql.lead_book import SqlLeadBook
from bot.stores.sql.retention import LIMITS, SqlRetention
from bot.stores.sql.tables import tickets
from bot.stores.sql.ticket_records import SqlTicketRecords

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
VISITOR, PHONE = "page:one", "13800138000"
PNG = b"\x89PNG\r\n\x1a\n" + b"a badge" * 50
TICKET = Ticket(
    "form-1", "park_update", VISITOR, "建筑面积改为 3 万平方米", "page",
    contact={"phone": PHONE, "contact": "王先生"}, consent=Consent("v1", "核实身份", NOW, "form-1"),
)  # fmt: skip


class HandClock:
    moment = NOW

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "proofs"


@pytest.fixture
def shelf(folder, engine, cipher, clock) -> ProofFolder:
    return ProofFolder(folder, engine, cipher, clock)


@pytest.fixture
def book(engine, cipher) -> SqlLeadBook:
    return SqlLeadBook(engine, cipher)


def file_with_proof(shelf, book) -> str:
    name = shelf.keep(PNG, TICKET.key)
    return book.open_ticket(replace(TICKET, proofs=(name,)), ("log",), NOW)


def files(folder) -> list:
    return sorted(folder.iterdir()) if folder.exists() else []


def test_proof_is_unreadable_on_disk_and_for_its_owner_only(shelf, folder):
    name = shelf.keep(PNG, "form-1")

    (path,) = files(folder)
    assert path.name == name and len(name) == 64
    assert b"PNG" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert shelf.read(name) == PNG


def test_same_file_of_the_same_form_is_kept_once(shelf, folder):
    names = {shelf.keep(PNG, "form-1"), shelf.keep(PNG, "form-1"), shelf.keep(PNG, "form-2")}

    assert len(names) == len(files(folder)) == 2


@pytest.mark.parametrize("name", ["", "../parkbot.db", "a" * 64, "A" * 64, "/etc/passwd"])
def test_what_is_no_proof_is_not_read(shelf, name):
    with pytest.raises(KeyError):
        shelf.read(name)


def test_proof_stays_with_its_ticket(shelf, book, folder, engine, cipher, clock):
    number = file_with_proof(shelf, book)
    os.utime(files(folder)[0], (0, 0))

    assert shelf.sweep() == 0
    record = SqlTicketRecords(engine, cipher).get(number)
    assert record.ticket.contact == TICKET.contact
    assert record.ticket.consent == TICKET.consent
    assert shelf.read(record.ticket.proofs[0]) == PNG


def test_forgotten_visitor_leaves_no_proof(shelf, book, folder, engine, cipher):
    number = file_with_proof(shelf, book)

    book.erase_visitor(VISITOR, NOW)

    assert shelf.sweep() == 1
    assert files(folder) == []
    assert shelf.sweep() == 0
    record = SqlTicketRecords(engine, cipher).get(number)
    assert record.is_erased and record.ticket.contact == {}


def test_ticket_past_its_time_takes_its_proof_along(shelf, book, folder, engine, cipher):
    file_with_proof(shelf, book)
    limits = {name: timedelta(days=180) for name in LIMITS}

    SqlRetention(engine, cipher).run(limits, NOW + timedelta(days=181))
    shelf.sweep()

    assert files(folder) == []


def test_proof_of_somebody_forgotten_meanwhile_goes_too(shelf, book, folder, tmp_path, cipher):
    spool = Spool(tmp_path / "spool", cipher)
    name = shelf.keep(PNG, TICKET.key)
    spool.keep(replace(TICKET, proofs=(name,)), ("log",), NOW)
    book.erase_visitor(VISITOR, NOW + timedelta(minutes=1))

    spool.replay(book)
    shelf.sweep()

    assert files(folder) == []


def test_spooled_ticket_comes_back_whole(shelf, book, tmp_path, engine, cipher):
    spool = Spool(tmp_path / "spool", cipher)
    whole = replace(TICKET, proofs=(shelf.keep(PNG, TICKET.key),))
    spool.keep(whole, ("log",), NOW)

    spool.replay(book)

    (record,) = SqlTicketRecords(engine, cipher).list_recent(5)
    assert record.ticket == whole


def test_file_without_a_ticket_goes_after_days_not_at_once(shelf, folder, clock):
    shelf.keep(PNG, "never sent")
    for path in files(folder):
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))

    assert shelf.sweep_now_and_then() == 0
    clock.moment = NOW + timedelta(days=4)
    assert shelf.sweep_now_and_then() == 1
    assert files(folder) == []


def test_proofs_open_with_the_new_key_alone_after_rotation(folder, engine, clock):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    name = ProofFolder(folder, engine, Cipher.from_keys(old, b"secret"), clock).keep(PNG, "form-1")

    outcome = ProofFolder(folder, engine, Cipher.from_keys(f"{new},{old}", b"secret"), clock).reseal()

    alone = ProofFolder(folder, engine, Cipher.from_keys(new, b"secret"), clock)
    assert outcome == (1, 0)
    assert alone.read(name) == PNG
    assert alone.reseal() == (0, 0)
    with pytest.raises(StoreUnavailable):
        ProofFolder(folder, engine, Cipher.from_keys(old, b"secret"), clock).read(name)


def test_withdrawal_takes_the_contact_out_of_tickets(shelf, book, engine, cipher):
    number = file_with_proof(shelf, book)

    book.withdraw_consent(Ticket("m-2", WITHDRAWAL, VISITOR, "撤回同意"), ("log",), NOW)

    ticket = SqlTicketRecords(engine, cipher).get(number).ticket
    assert ticket.contact == {} and ticket.consent is None
    assert ticket.text == TICKET.text


def test_consent_of_a_ticket_is_kept_as_evidence(shelf, book):
    file_with_proof(shelf, book)

    (record,) = book.find_consents(VISITOR)
    assert record.is_active and record.purpose == "核实身份"


def test_ticket_stored_before_contacts_were_known_still_opens(book, engine, cipher):
    sealed = cipher.seal({"key": "k", "visitor": "v", "text": "人工", "transcript": []})
    row = {"number": "T261101-001", "key_digest": "k", "kind": "human", "scene": "", "created_at": NOW}
    with engine.begin() as connection:
        connection.execute(insert(tickets).values(**row, sealed=sealed))

    assert SqlTicketRecords(engine, cipher).get("T261101-001").ticket == Ticket("k", "human", "v", "人工")


def test_full_disk_is_said_so(tmp_path, engine, cipher, clock):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")

    with pytest.raises(StoreUnavailable):
        ProofFolder(blocked / "proofs", engine, cipher, clock).keep(PNG, "form-1")
