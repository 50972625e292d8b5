"""How does a notice reach a WeCom group?"""

from __future__ import annotations

from bot.notices.channel import Rendered, cut
from bot.notices.channels.posting import READ_SECONDS, Codes, post

# developer.work.weixin.qq.com/document/path/91770 (robot), /path/90313 (codes)
_MOST_BYTES = 2_048
_CODES = Codes("errcode", frozenset({40008, 40058, 44004, 93000, 93004, 93008}), {45009: 60.0, 45033: 60.0})


class WeComRobot:
    """A WeCom group robot; plain text, so that nothing in it is taken for a mention or a link."""

    name = "wecom"
    per_minute = 20

    def __init__(self, webhook: str, read_seconds: float = READ_SECONDS) -> None:
        self._webhook = webhook
        self._read_seconds = read_seconds

    def send(self, rendered: Rendered) -> None:
        """Post the notice to the group."""
        body = {"msgtype": "text", "text": {"content": cut(rendered.text, _MOST_BYTES)}}
        post(self.name, self._webhook, body, {}, _CODES, self._read_seconds)
