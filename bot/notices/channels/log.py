"""How does a notice reach the log?"""

from __future__ import annotations

import structlog

from bot.notices.channel import Rendered
from bot.privacy import mask

_log = structlog.get_logger()


class LogChannel:
    """One log line a notice, without the visitor's own words, because logs are kept for months.

    Staff read those with `parkbot leads show`.
    """

    name = "log"
    per_minute = None

    def send(self, rendered: Rendered) -> None:
        """Write the notice."""
        _log.info("staff_notice", title=mask(rendered.title), text=mask(rendered.without_quotes))
