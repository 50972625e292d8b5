"""How does the process start that tells staff?"""

from __future__ import annotations

import click

from bot.relaying import run_relay
from bot.settings import Settings, environment


@click.command(help="只发送员工通知。")
def relay() -> None:
    """Deliver notices until a signal comes."""
    run_relay(Settings.load(environment()))


COMMANDS = (relay,)
