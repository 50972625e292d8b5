"""What can be done from the command line?"""

from __future__ import annotations

import sys

import click

from bot.commands import ask, check, leads, operate, personal, review, run, talk
from bot.errors import KnowledgeError, SettingsError, StoreUnavailable


@click.group(help="产业园区招商微信机器人。", context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Hold the commands."""


for _command in (
    *run.COMMANDS,
    *talk.COMMANDS,
    *ask.COMMANDS,
    *check.COMMANDS,
    *leads.COMMANDS,
    *operate.COMMANDS,
    *personal.COMMANDS,
    *review.COMMANDS,
):
    commands.add_command(_command)


def main() -> None:
    """Run a command; faults that people can mend are said without a traceback."""
    try:
        commands.main(standalone_mode=True)
    except (KnowledgeError, SettingsError) as fault:
        click.echo(str(fault), err=True)
        sys.exit(1)
    except StoreUnavailable as fault:
        click.echo(f"数据库或 Redis 现在用不了:{fault}。请检查服务是否在运行、地址是否正确。", err=True)
        sys.exit(1)
