"""How does the process start that serves HTTP?"""

from __future__ import annotations

import click

from bot.server import run_web
from bot.settings import Settings, environment


@click.command(hidden=True)
def web() -> None:
    """Serve HTTP under gunicorn; started by the supervisor."""
    run_web(Settings.load(environment()))


COMMANDS = (web,)
