"""Where does a visitor find the site-selection report of a lead?"""

from __future__ import annotations

import click

from bot import app
from bot.commands.installation import operator
from bot.settings import Settings, environment


@click.command(help="给一条线索的选址报告生成私密链接，发给客户本人（会记录）。")
@click.argument("number", metavar="编号")
@click.option("--revoke", is_flag=True, help="停用这条线索已经发出的全部报告链接")
def report(number: str, revoke: bool) -> None:
    """Print the address of a lead's report, or end all its addresses."""
    settings = Settings.load(environment())
    with app.open_stores(settings) as stores:
        links, now = stores.pages.reports, app.real_now()
        if revoke:
            stores.records.audit.record(operator(), "revoke_report", now, numbers=[number])
            click.echo(f"已停用 {links.revoke(number)} 个链接。")
            return
        # Noted before the link is made: an address that nobody can account for must not exist.
        stores.records.audit.record(operator(), "issue_report", now, numbers=[number])
        try:
            token = links.issue(number, now)
        except KeyError:
            what = f"没有编号 {number} 的线索，或者客户已撤回同意、资料已删除。用 parkbot leads list 查看编号。"
            raise click.ClickException(what) from None
    click.echo(f"{settings.public_url}/report/{token}")
    click.echo(f"{settings.report_days} 天内有效。谁拿到链接谁就能看，只发给客户本人；停用请加 --revoke。", err=True)
    if not settings.public_url:
        click.echo("没有设置 PARKBOT_PUBLIC_URL，请在前面加上网页的地址。", err=True)


COMMANDS = (report,)
