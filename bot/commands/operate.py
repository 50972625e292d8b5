"""What does the engineer who runs it need now and then?"""

from __future__ import annotations

import click

from bot import app
from bot.settings import Settings, environment


@click.group(help="数据库。")
def db() -> None:
    """Hold the commands about the database."""


@db.command(help="把数据库升级到这一版的结构。")
def upgrade() -> None:
    """Bring the schema up to date."""
    app.prepare(Settings.load(environment()))
    click.echo("数据库已是最新结构")


@click.group(help="个人信息:查看、删除。")
def privacy() -> None:
    """Hold the commands about personal data."""


@privacy.command(help="删除一位访客的个人信息(线索、草稿、未发出的通知)。")
@click.argument("openid")
@click.confirmation_option(prompt="删除后不能恢复,确定吗?")
def erase(openid: str) -> None:
    """Erase what is kept of one visitor."""
    with app.open_stores(Settings.load(environment())) as stores:
        count = stores.book.erase_visitor(openid, app.real_now())
        stores.sessions.forget(openid)
    click.echo(f"已删除,涉及 {count} 条线索")


COMMANDS = (db, privacy)
