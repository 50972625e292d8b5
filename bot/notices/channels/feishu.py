"""How does a notice reach a Feishu group?"""

from __future__ import annotations

import base64
import hashlib
import hmac

from bot.notices.channel import Rendered, cut
from bot.notices.channels.posting import READ_SECONDS, Codes, post
from bot.ports import Clock

# open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: 20 KB a request, 100 a minute, 5 a second.
_MOST_BYTES = 15_000
_CODES = Codes("code", frozenset({19001, 19002, 19021, 19022, 19024}), {9499: 60.0, 11232: 60.0})


class FeishuRobot:
    """A Feishu group robot, signed where a secret is set; kept at the pace of the others."""

    name = "feishu"
    per_minute = 20

    def __init__(self, webhook: str, secret: str, clock: Clock, read_seconds: float = READ_SECONDS) -> None:
        self._webhook = webhook
        self._secret = secret
        self._clock = clock
        self._read_seconds = read_seconds

    def send(self, rendered: Rendered) -> None:
        """Post the notice to the group."""
        body = {"msg_type": "text", "content": {"text": cut(rendered.text, _MOST_BYTES)}, **self._signature()}
        post(self.name, self._webhook, body, {}, _CODES, self._read_seconds)

    def _signature(self) -> dict[str, str]:
        if not self._secret:
            return {}
        timestamp = str(int(self._clock.now().timestamp()))
        return {"timestamp": timestamp, "sign": sign(timestamp, self._secret)}


def sign(timestamp: str, secret: str) -> str:
    """Return Feishu's signature over a timestamp in seconds: the text is the key, the message is empty."""
    digest = hmac.new(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
