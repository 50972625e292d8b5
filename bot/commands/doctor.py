"""Is this installation fit to run, and what is to be mended?"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import click

from bot.clock import SystemClock
from bot.commands.checkups.finding import Checkup, Finding, Level, Patient, bad
from bot.commands.checkups.machine import MACHINE
from bot.commands.checkups.services import SERVICES, check_knowledge, guarded
from bot.commands.installation import open_installation
from bot.errors import SettingsError, StoreUnavailable
from bot.settings import Settings, environment


@click.command(
    help="体检：逐项检查设置、磁盘、时钟、Redis、数据库、内容、通知，一行一项，写明怎么办；有「不行」就以 1 退出。"
)
@click.option("--send", is_flag=True, help="给每个通知渠道发一条测试通知")
@click.option("--quick", is_flag=True, help="不检查知识库和配置的内容（那要十几秒），适合定时运行")
def doctor(send: bool, quick: bool) -> None:
    """Print a line for each check."""
    counts: Counter[Level] = Counter()
    for finding in _examine(SERVICES if quick else (*SERVICES, check_knowledge), sends=send):
        counts[finding.level] += 1
        click.echo(str(finding))
    click.echo("　".join(f"{level} {counts[level]} 项" for level in Level))
    sys.exit(1 if counts[Level.BAD] else 0)


def _examine(checks: Sequence[Checkup], *, sends: bool) -> Iterator[Finding]:
    clock = SystemClock()
    try:
        settings = Settings.load(environment())
    except SettingsError as wrong:
        yield from (bad(f"设置：{fault}", "") for fault in wrong.faults)
        return
    for checkup in MACHINE:
        yield from checkup(settings, clock)
    try:
        with open_installation() as stores:
            patient = Patient(settings, stores, clock, sends)
            for check in checks:
                yield from guarded(check)(patient)
    except SettingsError as wrong:
        yield from (bad(fault, "") for fault in wrong.faults)
    except StoreUnavailable as fault:
        yield bad(f"数据库或 Redis 打不开（{fault}）", "请检查服务是否在运行、地址是否正确")


COMMANDS = (doctor,)
