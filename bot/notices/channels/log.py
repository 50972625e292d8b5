"""How does a notice reach the log?"""

from __future__ import annotations

import structlog

from bot.notices.channel import Rendered
from bot.privacy import mask

_log = structlog.get_logger()


class LogChannel:
    """One log line a notice, masked once more because logs are kept for months."""

    name = "log"
    per_minute = None

    def send(self, rendered: Rendered) -> None:
        """Write the notice."""
        _log.info("staff_notice", title=mask(rendered.title), text=mask(rendered.text))
