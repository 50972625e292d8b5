"""How does the process run that tells staff what happened?"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

import structlog

from bot import app
from bot.clock import SystemClock
from bot.conversation.playbook import Playbook
from bot.errors import KnowledgeError
from bot.leads.promise_watch import PromiseWatch
from bot.logs import set_up_logging
from bot.model import Notice
from bot.notices.channel import Rendered
from bot.notices.channels.table import ChannelSettings, build_channels
from bot.notices.relay import Relay
from bot.notices.render import render
from bot.settings import Settings
from bot.stock_chore import StockChore

log = structlog.get_logger()

_IDLE_SECONDS = 0.5
"""Between two looks into an empty outbox."""


def run_relay(settings: Settings) -> None:
    """Deliver notices and do the chores until a signal comes; on HUP read config/ again and look at the stock."""
    set_up_logging(settings)
    stop, look_is_due, reading_is_due = threading.Event(), threading.Event(), threading.Event()
    look_is_due.set()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _setter([stop]))
    signal.signal(signal.SIGHUP, _setter([look_is_due, reading_is_due]))
    clock, newest = SystemClock(), NewestPlaybook(lambda: app.read_playbook(settings), reading_is_due)
    with app.open_stores(settings, clock) as stores:
        channels = build_channels(ChannelSettings.read(settings.model_dump()), clock)
        look = StockChore(look_is_due, clock)
        watch = PromiseChore(newest, lambda playbook: app.build_promise_watch(stores, playbook, clock))
        chores: list[Callable[[], object]] = [newest.read_if_due, *stores.chores, watch, look]
        relay = Relay(stores.outbox, channels, clock, newest.words, chores=chores)
        try:
            relay.run_forever(stop, _IDLE_SECONDS)
        finally:
            look.stop()


class NewestPlaybook:
    """The newest good version of config/; a broken edit is refused and the last good one goes on."""

    def __init__(self, read: Callable[[], Playbook], due: threading.Event) -> None:
        self._read = read
        self._due = due
        self.playbook = read()

    def read_if_due(self) -> None:
        """Read config/ again when that was asked for."""
        if not self._due.is_set():
            return
        self._due.clear()
        try:
            self.playbook = self._read()
        except KnowledgeError as fault:
            log.error("config_refused", faults=[str(one) for one in fault.faults])  # noqa: TRY400 - faults say it all

    def words(self, notice: Notice) -> Rendered:
        """Return the words of a notice by the newest labels."""
        scenes = {name: scene.label for name, scene in self.playbook.routing.scenes.items()}
        return render(notice, labels=self.playbook.labels, page_url=_no_page, scenes=scenes)


class PromiseChore:
    """Watches promises by the newest rules; one watch goes on as long as the rules do, for it paces itself."""

    def __init__(self, newest: NewestPlaybook, build: Callable[[Playbook], PromiseWatch]) -> None:
        self._newest = newest
        self._build = build
        self._playbook = newest.playbook
        self._watch = build(newest.playbook)

    def __call__(self) -> int:
        """Take the steps that are due and return how many."""
        if self._newest.playbook is not self._playbook:
            self._playbook = self._newest.playbook
            self._watch = self._build(self._playbook)
        return self._watch.look()


def _no_page(notice: Notice) -> str:
    """Return no address: staff have no pages of their own yet."""
    del notice
    return ""


def _setter(events: Sequence[threading.Event]) -> Callable[[int, FrameType | None], Any]:
    def set_all(_number: int, _frame: FrameType | None) -> None:
        for event in events:
            event.set()

    return set_all
