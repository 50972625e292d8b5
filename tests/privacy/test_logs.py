from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.simulator.standins import Keys, StandIns, StandInServer
from tests.support.product import Product, wait_until

PHONE, OTHER_PHONE, NAME, COMPANY = "13800138000", "13900139000", "欧阳建国", "云谷精工机械"
VISITOR = "oLogTestVisitor0001"
SAID = [
    "你好",
    f"嘉定租2000平厂房,做机加工,{COMPANY},{NAME}{PHONE}",
    "确认",
    f"电话错了,应该是{OTHER_PHONE}",
    "转人工",
    "哔哩吧啦咕噜噜",
    "我想去看嘉定氢能港",
    "同意",
    "我的信息",
    "别再给我打电话",
    '=HYPERLINK("http://example.com")\x1b[31m红',
    "你们是骗子,我要投诉",
    "删除我的信息",
    "确认删除",
]  # fmt: skip
_ELEVEN_DIGITS = re.compile(r"(?<![\d.:-])1[3-9]\d{9}(?!\d)")


@pytest.fixture
def product() -> Iterator[Product]:
    folder = Path(tempfile.mkdtemp(prefix="pb"))
    stand_ins = StandIns(Keys(wecom="robot-key-of-the-test"), SystemClock())
    server = StandInServer(stand_ins)
    running = Product(
        folder, workers=1, robot=server.webhooks()["wecom"], stand_ins=stand_ins, extra={"LOG_LEVEL": "debug"}
    )
    try:
        running.start()
        yield running
    finally:
        running.stop()
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


def test_logs_of_a_whole_conversation_name_nobody_and_quote_nothing(product):
    answers = [product.says(VISITOR, text) for text in SAID]
    assert all(answer.text for answer in answers)
    wait_until(lambda: any("已删除" in notice for notice in product.robot_notices()), what="the notice to staff")
    assert not any(secret in notice for notice in product.robot_notices() for secret in (PHONE, OTHER_PHONE, NAME))
    product.stop()

    logs = {path.name: path.read_text(errors="replace") for path in product.folder.rglob("*.log")}
    assert {"product.log", "valkey.log"} <= set(logs)
    written = "\n".join(logs.values())
    for secret in (PHONE, OTHER_PHONE, NAME, COMPANY, VISITOR, product.token, *product.keys.values()):
        assert secret not in written
        assert json.dumps(secret).strip('"') not in written
    assert [text for text in SAID if len(text) > len("你好") and text in written] == []
    assert not _ELEVEN_DIGITS.search(written)
    assert "\x1b" not in written


def test_every_line_of_the_product_is_one_json_event(product):
    product.says(VISITOR, "一行\n两行\r\n三行")
    product.stop()

    lines = [line for line in product.log().splitlines() if line.startswith("{")]
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert "两行" not in product.log()
