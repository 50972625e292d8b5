"""What does the check-up say of a sound installation, and of one that is not?"""

from __future__ import annotations

import json
import socket
import sqlite3
import threading
from datetime import timedelta

import pytest

from bot.clock import SystemClock
from bot.model import Ticket
from bot.simulator.standins import Keys, StandIns, StandInServer
from bot.stores.embedded import EmbeddedRedis
from tests.support.product import free_port

SECRET = "a-long-secret-of-the-test"


@pytest.fixture
def valkey(folder):
    server = EmbeddedRedis(folder)
    yield server.start()
    server.stop()


@pytest.fixture
def group():
    return StandIns(Keys(wecom="wecom-key-1"), SystemClock())


@pytest.fixture
def robots(group):
    server = StandInServer(group)
    yield server
    server.close()


@pytest.fixture
def examined(parkbot, valkey):
    """Returns a function that runs the check-up and gives its exit code and lines."""

    def run(*words, quick=True, **more):
        sound = {"PARKBOT_SECRET_KEY": SECRET, "PARKBOT_PUBLIC_URL": "https://park.example"}
        given = {"PARKBOT_REDIS_URL": valkey, "PARKBOT_PORT": str(free_port()), **sound, **more}
        result = parkbot("doctor", *(["--quick"] if quick else []), *words, **given)
        return result.exit_code, result.output.splitlines()

    return run


def line_about(lines, word):
    return next(line for line in lines if word in line)


def test_sound_installation_has_nothing_that_stops_it(examined):
    code, lines = examined(quick=False)

    assert code == 0, lines
    for word in (
        "Redis 已连上",
        "结构是这一版的",
        "没有积压",
        "https://park.example",
        "没有启动",
        "知识库和配置没有问题",
    ):
        assert line_about(lines, word).startswith("好　")
    assert lines[-1].endswith("不行 0 项")


def test_every_fault_of_the_settings_is_a_line(examined):
    code, lines = examined(PARKBOT_PORT="abc", PARKBOT_WECHAT_TOKEN="")

    assert code == 1
    assert line_about(lines, "PARKBOT_PORT").startswith("不行　") and "整数" in line_about(lines, "PARKBOT_PORT")
    assert "缺少" in line_about(lines, "PARKBOT_WECHAT_TOKEN")


def test_demo_secrets_are_refused_in_earnest(examined, folder):
    (folder / "demo-secrets.json").write_text(json.dumps({"SECRET_KEY": SECRET, "ROBOT_KEY": "x"}), encoding="utf-8")

    code, lines = examined()

    assert code == 1
    assert "演示" in line_about(lines, "PARKBOT_SECRET_KEY")
    assert "ROBOT_KEY" not in "".join(lines)


@pytest.mark.parametrize(
    ("setting", "value", "level", "word"),
    [
        ("PARKBOT_PUBLIC_URL", "http://park.example", "不行", "https"),
        ("PARKBOT_PUBLIC_URL", "", "注意", "PARKBOT_PUBLIC_URL"),
        ("PARKBOT_SECRET_KEY", "short", "注意", "太短"),
        ("PARKBOT_SIMULATOR", "true", "不行", "模拟手机"),
        ("PARKBOT_SAMPLE", "true", "注意", "示例房源"),
        ("PARKBOT_DATA_KEY", "no-key", "不行", "PARKBOT_DATA_KEY"),
        ("PARKBOT_REDIS_URL", "redis://127.0.0.1:1/0", "不行", "Redis 连不上"),
    ],
)
def test_each_dangerous_setting_is_named_with_its_remedy(examined, setting, value, level, word):
    code, lines = examined(**{setting: value})

    assert line_about(lines, word).startswith(f"{level}　")
    assert "请" in line_about(lines, word) or "要" in line_about(lines, word) or "每个密钥" in line_about(lines, word)
    assert code == (1 if level == "不行" else 0)


def test_redis_that_forgets_is_pointed_out(examined, valkey):
    from redis import Redis  # noqa: PLC0415 - only this test speaks to the server itself

    client = Redis.from_url(valkey)
    client.config_set("appendonly", "no")
    client.config_set("maxmemory-policy", "allkeys-lru")

    code, lines = examined()

    assert code == 0
    assert line_about(lines, "AOF").startswith("注意　")
    assert "noeviction" in line_about(lines, "allkeys-lru")


def test_database_of_another_release_is_refused(examined, folder):
    with sqlite3.connect(folder / "parkbot.db") as database:
        database.execute("update alembic_version set version_num = '0001'")
    database.close()

    code, lines = examined()

    assert code == 1
    assert "parkbot db upgrade" in line_about(lines, "数据库结构")


def test_file_that_is_no_database_is_refused(examined, folder):
    for name in folder.glob("parkbot.db*"):
        name.unlink()
    (folder / "parkbot.db").write_bytes(b"nothing of the kind, but long enough to be read as a header" * 9)

    code, lines = examined()

    assert code == 1
    assert any(line.startswith("不行　") and "数据库" in line for line in lines)


def test_backlog_is_counted(examined, stores, now, request_of):
    then = now - timedelta(hours=1)
    with stores() as opened:
        opened.book.open_ticket(Ticket("m-1", "human", "oVisitor", "我要找人"), ("log", "wecom"), then)
        notice = opened.outbox.claim(1, 30, now)[0]
        opened.outbox.give_up(notice.id, "refused", now)
        opened.unsaved.keep(request_of("late", then), ("log",), then)

    code, lines = examined()

    assert code == 1
    assert line_about(lines, "最早的一条通知").startswith("不行　")
    assert f"{notice.channel} 1 条" in line_about(lines, "不再发送")
    assert "1 条线索或工单暂存" in line_about(lines, "暂存在磁盘")


def test_test_notice_goes_out_only_on_wish(examined, robots, group):
    webhook = robots.webhooks()["wecom"]

    _, quiet = examined(PARKBOT_WECOM_WEBHOOK=webhook)
    assert "--send" in line_about(quiet, "通知渠道 wecom")
    assert not group.received

    code, lines = examined("--send", PARKBOT_WECOM_WEBHOOK=webhook)
    assert code == 0
    assert "已发出" in line_about(lines, "通知渠道 wecom")
    assert "测试通知" in group.received[0].text


def test_refused_test_notice_says_why_without_the_key(examined, robots):
    webhook = robots.webhooks()["wecom"].replace("wecom-key-1", "wrong-key-9")

    code, lines = examined("--send", PARKBOT_WECOM_WEBHOOK=webhook)

    assert code == 1
    assert line_about(lines, "发不出去").startswith("不行　")
    assert "wrong-key-9" not in "".join(lines)


def test_port_held_by_another_program_is_refused(examined):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        answering = threading.Thread(target=_hang_up, args=(other,))
        answering.start()
        code, lines = examined(PARKBOT_PORT=str(port))
        answering.join()

    assert code == 1
    assert line_about(lines, f":{port}").startswith("不行　")


def test_data_folder_that_is_none_is_refused(examined, folder):
    (folder / "file").write_text("x", encoding="utf-8")

    code, lines = examined(PARKBOT_DATA_DIR=str(folder / "file" / "below"))

    assert code == 1
    assert line_about(lines, "写不了").startswith("不行　")


def test_broken_content_is_named(examined, folder):
    (folder / "knowledge").mkdir()

    code, lines = examined(quick=False, PARKBOT_KNOWLEDGE_DIR=str(folder / "knowledge"))

    assert code == 1
    assert line_about(lines, "内容有错").startswith("不行　")


def _hang_up(server):
    server.accept()[0].close()
