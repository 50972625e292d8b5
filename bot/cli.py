"""What can be done from the command line?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from bot.commands.chinese import ChineseFormatter, say_fault
from bot.errors import KnowledgeError, SettingsError, StoreUnavailable

_MODULES = {
    "ask": "ask",
    "chat": "talk",
    "check": "check",
    "db": "operate",
    "demo": "run",
    "doctor": "doctor",
    "gaps": "demand",
    "import": "importing",
    "leads": "leads",
    "match": "demand",
    "privacy": "personal",
    "relay": "relay",
    "report": "report",
    "retention": "personal",
    "review": "review",
    "serve": "run",
    "talk": "talk",
    "tickets": "tickets",
    "web": "web",
}
"""Which module below commands/ has each command; only that one is read, for some need large libraries."""


# click's own hook for another layout of help; every command's context looks here.
click.Context.formatter_class = ChineseFormatter


class _Commands(click.Group):
    """Reads a command's module when the command is called, and says in Chinese what is wrong with a call."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command and leave with its exit code."""
        try:
            code = super().main(*args, **{**extra, "standalone_mode": False})
        except click.ClickException as fault:
            click.echo(say_fault(fault), err=True)
            sys.exit(fault.exit_code)
        except click.Abort:
            click.echo("已取消，什么都没有改动", err=True)
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)

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
        commands.main()
    except (KnowledgeError, SettingsError) as fault:
        click.echo(str(fault), err=True)
    except StoreUnavailable as fault:
        click.echo(f"数据库或 Redis 现在用不了：{fault}。{_remedy(str(fault))}", err=True)
    except OSError as fault:
        click.echo(f"文件「{fault.filename or ''}」读写不了：{fault.strerror}。请检查路径、权限和磁盘空间", err=True)
    sys.exit(1)


def _remedy(fault: str) -> str:
    """Return what to do about a store that does not answer."""
    return next((words for sign, words in _REMEDIES.items() if sign in fault), _REMEDIES[""])


_REMEDIES = {
    "no such table": "数据库还没有建好，或是旧版本：请运行 parkbot db upgrade",
    "no such column": "数据库是旧版本：请运行 parkbot db upgrade",
    "UndefinedTable": "数据库还没有建好，或是旧版本：请运行 parkbot db upgrade",
    "UndefinedColumn": "数据库是旧版本：请运行 parkbot db upgrade",
    "not a database": "数据库文件坏了：请先停止服务，再用备份恢复（README「备份与恢复」）",
    "malformed": "数据库文件坏了：请先停止服务，再用备份恢复（README「备份与恢复」）",
    "locked": "别的程序占着数据库：请稍后再试，或检查是否有命令没有结束",
    "": "请检查服务是否在运行、地址是否正确；parkbot doctor 会逐项检查",
}
"""By a part of the fault's text; the empty one when no other is in it."""
