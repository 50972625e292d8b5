"""How does one talk to the bot without WeChat?"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import click

from bot import app
from bot.catalog.strict_yaml import read_document
from bot.commands.folders import folders, sample_stock
from bot.model import Incoming, Kind, Reply
from bot.rehearsal import play_all

_LINK = re.compile(r"<a\s[^>]*>(.*?)</a>", re.DOTALL)


@click.command(help="在终端里和机器人对话（什么都不保存）。")
@folders
@sample_stock
def chat(knowledge: Path, config: Path, sample: bool) -> None:
    """Talk in the terminal over the real engine with stores in memory."""
    click.echo("直接打字；「/扫码 场景」模拟扫码，「/关注」模拟关注；空行或 Ctrl-D 结束。\n")
    stage = app.rehearsal_stage(app.load_knowledge(knowledge, config, samples=sample))(app.real_now())
    for number, words in enumerate(iter(_prompt, ""), 1):
        stage.clock.pass_time(1)
        message = _message(words, number, int(time.time()))
        _show(stage.engine.answer(message, stage.clock.monotonic() + 4))


@click.command(help="播放对话文件，列出和期望不同的地方。")
@click.argument(
    "files", metavar="文件…", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@folders
@sample_stock
def talk(files: tuple[Path, ...], knowledge: Path, config: Path, sample: bool) -> None:
    """Play dialogue files; exit 1 when anything differed."""
    stage_at = app.rehearsal_stage(app.load_knowledge(knowledge, config, samples=sample))
    faults = play_all([read_document(path) for path in files], stage_at)
    for fault in faults:
        click.echo(str(fault))
    click.echo(f"{len(files)} 个对话，{len(faults)} 处不同")
    sys.exit(1 if faults else 0)


def _prompt() -> str:
    try:
        return str(click.prompt("您", default="", show_default=False, prompt_suffix="> ")).strip()
    except click.Abort:
        return ""


def _message(words: str, number: int, created_at: int) -> Incoming:
    kind, text, scene = Kind.TEXT, words, ""
    if words.startswith("/扫码"):
        kind, text, scene = Kind.SCAN, "", words.removeprefix("/扫码").strip()
    elif words == "/关注":
        kind, text = Kind.FOLLOW, ""
    return Incoming(f"chat-{number}", "chat", "gh_chat", kind, created_at, text, scene=scene)


def _show(reply: Reply) -> None:
    if reply.card:
        click.echo(f"机器人> [卡片] {reply.card.title}\n{reply.card.description}\n{reply.card.url}\n")
    else:
        text = _LINK.sub(r"\1", reply.text)
        click.echo(f"机器人> {text or '(不出声)'}\n")


COMMANDS = (chat, talk)
