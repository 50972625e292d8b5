"""What can be done from the command line?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from bot.errors import KnowledgeError, SettingsError, StoreUnavailable

_MODULES = {
    "ask": "ask",
    "chat": "talk",
    "check": "check",
    "db": "operate",
    "demo": "run",
    "gaps": "demand",
    "import": "importing",
    "leads": "leads",
    "match": "demand",
    "privacy": "personal",
    "relay": "processes",
    "report": "report",
    "retention": "personal",
    "review": "review",
    "serve": "run",
    "talk": "talk",
    "tickets": "tickets",
    "web": "processes",
}
"""Which module below commands/ has each command; only that one is read, for some need large libraries."""


class _Commands(click.Group):
    """Reads a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all commands by name."""
        del ctx
        return sorted(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None when there is none of that name."""
        del ctx
        if cmd_name not in _MODULES:
            return None
        group: Sequence[click.Command] = import_module(f"bot.commands.{_MODULES[cmd_name]}").COMMANDS
        return next(command for command in group if command.name == cmd_name)


@click.group(cls=_Commands, help="产业园区招商微信机器人。", context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Hold the commands."""


def main() -> None:
    """Run a command; faults that people can mend are said without a traceback."""
    try:
        commands.main(standalone_mode=True)
    except (KnowledgeError, SettingsError) as fault:
        click.echo(str(fault), err=True)
        sys.exit(1)
    except StoreUnavailable as fault:
        click.echo(f"数据库或 Redis 现在用不了：{fault}。请检查服务是否在运行、地址是否正确。", err=True)
        sys.exit(1)
