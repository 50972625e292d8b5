"""How do waiting notices get to staff, whatever fails on the way?"""

from __future__ import annotations

import itertools
import math
import random
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

import structlog

from bot.errors import DeliveryError, StoreUnavailable, place_of
from bot.model import Notice
from bot.notices.channel import Channel, Rendered
from bot.notices.lane import SEND_SECONDS, Lane
from bot.notices.render import render_digest
from bot.notices.wording import say
from bot.ports import Clock, Outbox

Renderer: TypeAlias = Callable[[Notice], Rendered]

BACK_OFF = (5.0, 30.0, 120.0, 600.0, 1_800.0, 3_600.0)
"""Seconds after the first, second, … failure; the last one from then on."""
GIVES_UP_AFTER = timedelta(hours=72)

_JITTER = 0.1
_CLAIMED = 100
_LEASE_SECONDS = 120.0
_ROUND_SECONDS = 30.0
"""After that no send is begun, so that new notices get their turn and no lease runs out."""
_DIGEST = 10
"""Notices in one message, and how many may wait before they are joined."""
_ALARM_SECONDS = 600.0

_log = structlog.get_logger()


_Said: TypeAlias = tuple[Notice, Rendered]


@dataclass(frozen=True, slots=True)
class _Parcel:
    """One message to one channel."""

    lane: Lane
    said: Sequence[_Said]

    @property
    def notices(self) -> list[Notice]:
        return [notice for notice, _ in self.said]

    @property
    def rendered(self) -> Rendered:
        words = [rendered for _, rendered in self.said]
        return words[0] if len(words) == 1 else render_digest(words)


class Relay:
    """Takes notices from the outbox to their channels: at least once, oldest first, never lost."""

    def __init__(
        self,
        outbox: Outbox,
        channels: Mapping[str, Channel],
        clock: Clock,
        render: Renderer,
        *,
        chores: Sequence[Callable[[], object]] = (),
        chance: Callable[[], float] = random.random,
        send_seconds: float = SEND_SECONDS,
    ) -> None:
        self._outbox = outbox
        self._lanes = {name: Lane(channel, clock, send_seconds) for name, channel in channels.items()}
        self._clock = clock
        self._render = render
        self._chores = chores
        self._chance = chance
        self._accepted: set[int] = set()
        """Notices that a channel took while the outbox could not be told."""

    def run_forever(self, stop: threading.Event, idle_seconds: float = 1.0) -> None:
        """Work until told to stop; survives stores that are away and anything a chore does."""
        while not stop.is_set():
            for chore in self._chores:
                self._survive(chore)
            if not self._survive(self.run_once):
                stop.wait(idle_seconds)

    def run_once(self) -> int:
        """Claim due notices, deliver and judge them; return how many there were.

        Raises:
            StoreUnavailable: the outbox is away; what was claimed comes back when the lease ends.
        """
        notices = self._outbox.claim(_CLAIMED, _LEASE_SECONDS, self._clock.now())
        ends = self._clock.monotonic() + _ROUND_SECONDS
        waiting: dict[str, list[Notice]] = {}
        for notice in notices:
            waiting.setdefault(notice.channel, []).append(notice)
        queues = [self._prepare(name, group) for name, group in waiting.items()]
        # Channels take turns, so that a slow one costs the others one send and not all of its queue.
        for turn in itertools.zip_longest(*queues):
            for parcel in filter(None, turn):
                self._deliver(parcel, ends)
        for lane in self._lanes.values():
            if lane.outage() >= _ALARM_SECONDS:
                self._alarm(lane, f"{lane.outage() / 60:.0f} min")
        return len(notices)

    def _survive(self, work: Callable[[], object]) -> object:
        try:
            return work()
        except StoreUnavailable as fault:
            _log.warning("relay_waits_for_store", reason=str(fault))
        except Exception as fault:  # noqa: BLE001 - whatever a chore does, notices go out
            # No traceback: it may hold a visitor's words.
            name = getattr(work, "__qualname__", type(work).__name__)
            _log.error("relay_work_failed", work=name, fault=place_of(fault))
        return None

    def _prepare(self, name: str, notices: Sequence[Notice]) -> list[_Parcel]:
        """Put a channel's notices into messages, oldest first."""
        lane = self._lanes.get(name)
        if lane is None:
            _log.error("notice_for_unknown_channel", channel=name, count=len(notices))
            self._retry(notices, f"no channel {name} is set up", 0.0)
            return []
        said = [self._say(notice) for notice in notices if not self._is_accepted(notice)]
        parts = _split([one for one in said if one], joined=lane.is_paced)
        return [_Parcel(lane, part) for part in parts]

    def _say(self, notice: Notice) -> _Said | None:
        try:
            return notice, self._render(notice)
        except Exception as fault:  # noqa: BLE001 - one notice that can't be said must not hold up the rest
            _log.error("notice_not_renderable", number=notice.number, fault=type(fault).__name__)
            self._retry([notice], f"not renderable: {type(fault).__name__}", 0.0)
            return None

    def _deliver(self, parcel: _Parcel, ends: float) -> None:
        lane = parcel.lane
        if lane.rest():
            self._retry(parcel.notices, f"{lane.name}: resting after failures", lane.rest())
        elif lane.wait() or self._clock.monotonic() >= ends:
            self._put_back(parcel)
        else:
            self._send(parcel, ends)

    def _put_back(self, parcel: _Parcel) -> None:
        until = self._clock.now() + timedelta(seconds=math.ceil(parcel.lane.wait()))
        for notice in parcel.notices:
            self._outbox.postpone(notice.id, until, f"{parcel.lane.name}: no time or too many a minute")

    def _send(self, parcel: _Parcel, ends: float) -> None:
        try:
            parcel.lane.send(parcel.rendered)
        except DeliveryError as fault:
            self._judge(parcel, fault, ends)
        else:
            self._accepted.update(notice.id for notice in parcel.notices)
            for notice in parcel.notices:
                self._is_accepted(notice)

    def _judge(self, parcel: _Parcel, fault: DeliveryError, ends: float) -> None:
        lane = parcel.lane
        _log.warning("notice_not_accepted", channel=lane.name, count=len(parcel.notices), reason=str(fault))
        if not fault.permanent:
            self._retry(parcel.notices, str(fault), lane.rest())
            return
        self._alarm(lane, str(fault))
        if len(parcel.said) == 1:
            self._give_up(parcel.notices[0], str(fault))
            return
        # One of them may be what is refused, so each is judged by itself.
        for said in parcel.said:
            self._deliver(_Parcel(lane, [said]), ends)

    def _retry(self, notices: Sequence[Notice], reason: str, rest: float) -> None:
        now = self._clock.now()
        for notice in notices:
            if now - notice.created_at >= GIVES_UP_AFTER:
                self._give_up(notice, reason)
                continue
            delay = BACK_OFF[min(notice.attempts, len(BACK_OFF) - 1)] * (1 + _JITTER * self._chance())
            self._outbox.postpone(notice.id, now + timedelta(seconds=max(delay, rest)), reason)

    def _give_up(self, notice: Notice, reason: str) -> None:
        _log.error("notice_given_up", number=notice.number, channel=notice.channel, reason=reason)
        self._outbox.give_up(notice.id, reason, self._clock.now())

    def _is_accepted(self, notice: Notice) -> bool:
        """Tell the outbox of a notice that a channel has taken, now or before the outbox went away."""
        if notice.id not in self._accepted:
            return False
        self._outbox.delivered(notice.id, self._clock.now())
        self._accepted.discard(notice.id)
        return True

    def _alarm(self, lane: Lane, reason: str) -> None:
        """Tell staff over the other channels, once an outage."""
        if lane.alarmed:
            return
        lane.alarmed = True
        _log.error("channel_failing", channel=lane.name, reason=reason)
        title = say("alarm_title", channel=lane.name)
        alarm = Rendered(title, f"{title}\n{say('alarm', channel=lane.name, reason=reason)}")
        for other in self._lanes.values():
            if other is lane or other.rest() or other.wait():
                continue
            try:
                other.send(alarm)
            except DeliveryError as fault:
                _log.warning("alarm_not_accepted", channel=other.name, reason=str(fault))


def _split(said: Sequence[_Said], *, joined: bool) -> Iterator[Sequence[_Said]]:
    """Cut a queue into messages: tens when more than ten wait for a paced channel, else one by one."""
    size = _DIGEST if joined and len(said) > _DIGEST else 1
    for start in range(0, len(said), size):
        yield said[start : start + size]
