"""What is kept of visitors who ask in vain, and is it gone when they want it gone?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.stores.sql.cipher import Cipher
from bot.stores.sql.database import open_database, reading
from bot.stores.sql.demand_tables import demand_gaps, digests, open_questions, question_asks, stock_looks

PHONE, NAME, COMPANY = "13800138000", "王建国", "云谷精工"
TABLES = (open_questions, question_asks, demand_gaps, digests, stock_looks)


@pytest.fixture
def kept(settings):
    """Return everything that the tables hold, as text, for as often as it is asked."""
    engine = open_database(f"sqlite:///{settings.data_dir}/parkbot.db")

    def rows() -> str:
        with reading(engine) as connection:
            return "\n".join(str(row) for table in TABLES for row in connection.execute(select(table)))

    yield rows
    engine.dispose()


def ask_in_vain(chat) -> None:
    chat.says(
        f"我是{COMPANY}的{NAME}，电话{PHONE}，嘉定租2000平厂房做机加工",
        "确认",
        "合肥北城厂房有行车吗",
        "嘉定氢能港租金多少",
    )


def test_tables_hold_no_person(chat, kept):
    ask_in_vain(chat)

    rows = kept()
    assert "crane" in rows
    assert "嘉定区" in rows
    assert not any(secret in rows for secret in (PHONE, PHONE[-4:], NAME, COMPANY, chat.visitor))


def test_notice_of_a_question_names_nobody(chat):
    ask_in_vain(chat)

    told = [repr(notice) for notice in chat.notices if notice.kind == "question_opened"]
    assert told
    assert not any(secret in one for one in told for secret in (PHONE, NAME, COMPANY, chat.visitor))


def test_erasure_leaves_no_fingerprint(chat, kept, settings):
    ask_in_vain(chat)
    digest = Cipher.from_keys(settings.data_key, settings.secret_key.encode()).digest_visitor(chat.visitor)
    assert digest in kept()

    chat.says("删除我的信息", "确认删除")

    assert digest not in kept()
    assert chat.stores.records.visitors.find_asked(chat.visitor) == ()
    assert chat.stores.records.visitors.find_searches(chat.visitor) == ()
    assert [one.visitors for one in chat.stores.demand.questions.list_open()] == [1, 1]
