"""How does a notice reach a DingTalk group?"""

from __future__ import annotations

import base64
import hashlib
import hmac

from bot.notices.channel import Rendered, cut
from bot.notices.channels.posting import READ_SECONDS, Codes, post
from bot.ports import Clock

# open.dingtalk.com/document/robots/custom-robot-access; too fast means silence for ten minutes.
_MOST_BYTES = 18_000
_CODES = Codes("errcode", frozenset({300001, 300005, 310000, 400102}), {130101: 600.0, 130102: 600.0})


class DingTalkRobot:
    """A DingTalk group robot, signed where a secret is set."""

    name = "dingtalk"
    per_minute = 20

    def __init__(self, webhook: str, secret: str, clock: Clock, read_seconds: float = READ_SECONDS) -> None:
        self._webhook = webhook
        self._secret = secret
        self._clock = clock
        self._read_seconds = read_seconds

    def send(self, rendered: Rendered) -> None:
        """Post the notice to the group."""
        body = {"msgtype": "text", "text": {"content": cut(rendered.text, _MOST_BYTES)}, "at": {"isAtAll": False}}
        post(self.name, self._webhook, body, self._signature(), _CODES, self._read_seconds)

    def _signature(self) -> dict[str, str]:
        if not self._secret:
            return {}
        timestamp = str(int(self._clock.now().timestamp() * 1000))
        return {"timestamp": timestamp, "sign": sign(timestamp, self._secret)}


def sign(timestamp: str, secret: str) -> str:
    """Return DingTalk's signature over a timestamp in milliseconds."""
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
