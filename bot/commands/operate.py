"""What does the engineer who runs it need now and then?"""

from __future__ import annotations

import click

from bot.preparing import prepare
from bot.settings import Settings, environment


@click.group(help="数据库。")
def db() -> None:
    """Hold the commands about the database."""


@db.command(help="把数据库升级到这一版的结构。")
def upgrade() -> None:
    """Bring the schema up to date."""
    prepare(Settings.load(environment()))
    click.echo("数据库已是最新结构")


COMMANDS = (db,)
