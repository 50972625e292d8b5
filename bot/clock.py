"""What time is it?"""

from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class SystemClock:
    """The machine's own clock, said in Shanghai time."""

    def now(self) -> datetime:
        """Return the wall-clock time."""
        return datetime.now(SHANGHAI)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()
