"""What does the engineer who runs it need now and then?"""

from __future__ import annotations

from pathlib import Path

import click

from bot.clock import SystemClock
from bot.errors import StoreUnavailable
from bot.preparing import prepare
from bot.settings import Settings, environment
from bot.stores.backup import back_up


@click.group(help="数据库：升级结构、备份。")
def db() -> None:
    """Hold the commands about the database."""


@db.command(help="把数据库升级到这一版的结构。")
def upgrade() -> None:
    """Bring the schema up to date."""
    prepare(Settings.load(environment()))
    click.echo("数据库已是最新结构")


@db.command(
    help="备份数据库、暂存的线索和证明文件，服务不用停。内容是加密的，密钥（PARKBOT_DATA_KEY、SECRET_KEY）请另存一处。"
)
@click.option(
    "--to", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), help="备份放在哪个文件夹"
)
def backup(folder: Path) -> None:
    """Copy what cannot be made again into a folder of its own."""
    settings = Settings.load(environment())
    target = folder / f"parkbot-{SystemClock().now():%Y%m%d-%H%M%S}"
    try:
        leads = back_up(settings.data_dir, settings.sql_url, target)
    except StoreUnavailable as fault:
        raise click.ClickException(f"{fault}。请检查磁盘空间和权限，没有留下半份备份") from None
    click.echo(f"已备份到 {target}")
    if leads is None:
        click.echo("数据库不是 SQLite，没有在里面：请另用 pg_dump 备份", err=True)
    else:
        click.echo(f"检查过，能读，里面有 {leads} 条线索")


COMMANDS = (db,)
