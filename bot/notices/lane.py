"""May a channel be tried now, and what came of it?"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future

from bot.errors import DeliveryError
from bot.notices.channel import Channel, Rendered
from bot.ports import Clock

SEND_SECONDS = 5.0
"""Longest that one notice may keep the others waiting, name resolution and all."""

_WINDOW = 60.0
_STRIKES = 2
"""Failures in a row until a channel is left alone; one bad notice must not stop those behind it."""
_REST = 30.0


class Lane:
    """One channel with its pace: so many messages a minute, a rest after failures, a limit on each send."""

    def __init__(self, channel: Channel, clock: Clock, send_seconds: float) -> None:
        self.name = channel.name
        self.alarmed = False
        """Staff know of the present outage."""
        self._channel = channel
        self._clock = clock
        self._send_seconds = send_seconds
        self._sent: deque[float] = deque(maxlen=channel.per_minute)
        self._strikes = 0
        self._rests_until = 0.0
        self._failing_since: float | None = None
        self._sender: threading.Thread | None = None

    @property
    def is_paced(self) -> bool:
        """Say whether the channel counts messages, so that many are better sent as one."""
        return self._channel.per_minute is not None

    def rest(self) -> float:
        """Return the seconds that the channel is to be left alone because it failed."""
        return max(0.0, self._rests_until - self._clock.monotonic())

    def wait(self) -> float:
        """Return the seconds until the channel takes one more message."""
        if not self.is_paced or len(self._sent) < (self._sent.maxlen or 0):
            return 0.0
        return max(0.0, self._sent[0] + _WINDOW - self._clock.monotonic())

    def outage(self) -> float:
        """Return for how many seconds nothing has got through."""
        return 0.0 if self._failing_since is None else self._clock.monotonic() - self._failing_since

    def send(self, rendered: Rendered) -> None:
        """Send one message within the limit.

        Raises:
            DeliveryError: whatever went wrong, bugs of the channel included.
        """
        try:
            self._send_in_time(rendered)
        except DeliveryError as fault:
            self._strike(fault)
            raise
        self._strikes, self._failing_since, self.alarmed = 0, None, False

    def _send_in_time(self, rendered: Rendered) -> None:
        if self._sender and self._sender.is_alive():
            raise DeliveryError(f"{self.name}: still busy with an earlier notice")
        self._sent.append(self._clock.monotonic())
        outcome: Future[None] = Future()
        self._sender = threading.Thread(target=self._run, args=(rendered, outcome), name=self.name, daemon=True)
        self._sender.start()
        try:
            fault = outcome.exception(self._send_seconds)
        except TimeoutError:
            raise DeliveryError(f"{self.name}: no answer in {self._send_seconds:g} s") from None
        if isinstance(fault, DeliveryError):
            raise fault
        if fault:
            raise DeliveryError(f"{self.name}: unexpected {type(fault).__name__}")

    def _run(self, rendered: Rendered, outcome: Future[None]) -> None:
        try:
            self._channel.send(rendered)
        except Exception as fault:  # noqa: BLE001 - handed to the waiting side, which judges it
            outcome.set_exception(fault)
        else:
            outcome.set_result(None)

    def _strike(self, fault: DeliveryError) -> None:
        now = self._clock.monotonic()
        self._strikes += 1
        if self._failing_since is None:
            self._failing_since = now
        if fault.retry_after is not None:
            self._rests_until = now + fault.retry_after
        elif self._strikes >= _STRIKES:
            self._rests_until = now + _REST
