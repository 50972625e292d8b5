"""Which installation does a command work on, and who is at the keyboard?"""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager

from bot import app
from bot.settings import Settings, environment
from bot.stores.embedded import EmbeddedRedis


@contextmanager
def open_installation() -> Iterator[app.Stores]:
    """Open all stores, the embedded Redis too, which is used if it runs and started for the command if not."""
    settings = Settings.load(environment())
    if settings.redis_url:
        with app.open_stores(settings) as stores:
            yield stores
        return
    embedded = EmbeddedRedis(settings.data_dir)
    try:
        with app.open_stores(settings.model_copy(update={"redis_url": embedded.start()})) as stores:
            yield stores
    finally:
        embedded.stop()


def operator() -> str:
    """Return who runs the command, for the audit."""
    try:
        return f"cli:{pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:
        return f"cli:{os.getuid()}"
