"""Do the stand-in robots survive what the product does around them?"""

from __future__ import annotations

import requests

from bot.clock import SystemClock
from bot.simulator.standins import Keys, StandIns, StandInServer


def test_worker_after_a_reload_takes_over_the_port_of_the_one_before():
    before = StandInServer(StandIns(Keys(wecom="k"), SystemClock()))
    port = int(before.url.rpartition(":")[2])
    group = StandIns(Keys(wecom="k"), SystemClock())

    after = StandInServer(group, port)
    before.close()
    notice = {"msgtype": "text", "text": {"content": "新线索"}}
    answer = requests.post(after.webhooks()["wecom"], json=notice, timeout=5).json()
    after.close()

    assert answer["errcode"] == 0
    assert [received.text for received in group.received] == ["新线索"]
