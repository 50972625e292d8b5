"""How does a message that was not understood become an example and a test?"""

from __future__ import annotations

from pathlib import Path

import click
import orjson

from bot import app
from bot.commands.folders import folders
from bot.settings import Settings, environment


@click.group(help="没听懂的消息：查看、教会。")
def review() -> None:
    """Hold the commands about unanswered messages."""


@review.command("list", help="最近没听懂的消息（电话已隐藏）。")
@click.option("--limit", type=click.IntRange(1, 100_000), default=20, show_default=True, help="最多几条")
def list_unanswered(limit: int) -> None:
    """Print the newest messages that were not understood."""
    with app.open_stores(Settings.load(environment())) as stores:
        found = stores.unanswered.list_newest(limit)
    for message in found:
        click.echo(f"{message.id:>6}  {message.at:%m-%d %H:%M}  {message.reason:<20} {message.text}")
    click.echo(f"共 {len(found)} 条；教会一条：parkbot review adopt 编号 --intent 意图")


@review.command(
    help="把一条没听懂的消息变成某个意图的例句；每条例句都是一条测试，parkbot check 和 make test 都会问一遍。"
)
@click.argument("message_id", metavar="编号", type=int)
@click.option("--intent", required=True, help="knowledge/intents/ 里的文件名（不带 .yaml）")
@click.option("--text", help="改成别的说法再收（例如去掉人名）")
@folders
def adopt(message_id: int, intent: str, text: str | None, knowledge: Path, config: Path) -> None:
    """Append the message to the examples of an intent, each of which every check and test run asks for again."""
    del config
    with app.open_stores(Settings.load(environment())) as stores:
        try:
            message = stores.unanswered.get(message_id)
        except KeyError:
            raise click.ClickException(f"没有编号 {message_id}，用 parkbot review list 查看编号") from None
        example = (text or message.text).strip()
        add_example(knowledge, intent, example)
        count = stores.unanswered.settle(message.text)
    click.echo(f"已收为 {intent} 的例句：「{example}」（同样的消息 {count} 条已划掉）。请运行 parkbot check。")


def add_example(knowledge: Path, intent: str, example: str) -> None:
    """Write an example into the file of an intent, above the others.

    Raises:
        ClickException: there is no such intent, or the message is an example already.
    """
    path = knowledge / "intents" / f"{intent}.yaml"
    if not path.is_file():
        known = "、".join(sorted(p.stem for p in path.parent.glob("*.yaml")))
        raise click.ClickException(f"没有意图「{intent}」，可以是：{known}")
    lines = path.read_text(encoding="utf-8").splitlines()
    quoted = orjson.dumps(example).decode()
    if any(line.strip() in {f"- {example}", f"- {quoted}"} for line in lines):
        raise click.ClickException(f"「{example}」已经是 {intent} 的例句")
    at = lines.index("examples:") + 1
    path.write_text("\n".join([*lines[:at], f"  - {quoted}", *lines[at:]]) + "\n", encoding="utf-8")


COMMANDS = (review,)
