"""How does one process of an installation run? The supervisor starts these."""

from __future__ import annotations

import click

from bot import server
from bot.settings import Settings, environment


@click.command(help="只发送员工通知。")
def relay() -> None:
    """Deliver notices until a signal comes."""
    server.run_relay(Settings.load(environment()))


@click.command(hidden=True)
def web() -> None:
    """Serve HTTP under gunicorn; started by the supervisor."""
    server.run_web(Settings.load(environment()))


COMMANDS = (relay, web)
