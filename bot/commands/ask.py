"""What does the bot make of one message?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TextIO

import click
import orjson

from bot import app
from bot.clock import SHANGHAI
from bot.commands.folders import folders, sample_stock
from bot.model import Incoming, Json, Kind


@click.command(help="解释一句话：听懂了什么、会怎么答、凭哪些词和规则。")
@click.argument("text", metavar="一句话", required=False)
@click.option(
    "--file", "source", type=click.File(encoding="utf-8"), help="一行一个 JSON：{id, text, expect}；- 为标准输入"
)
@click.option("--json", "as_json", is_flag=True, help="一行一个 JSON 输出")
@click.option("--expect", help="机器人刚问的项目，例如 area_m2")
@click.option("--now", help="当作现在的时间，例如 2026-03-10T10:00+08:00")
@folders
@sample_stock
def ask(
    text: str | None, source: TextIO | None, as_json: bool, expect: str | None, now: str | None,
    knowledge: Path, config: Path, sample: bool,
) -> None:  # fmt: skip
    """Explain one message, or a file of them."""
    if (text is None) == (source is None):
        raise click.UsageError("给一句话，或用 --file 给一个文件，二选一")
    asker = _Asker(app.load_knowledge(knowledge, config, samples=sample), _moment(now))
    if source is None:
        found = asker.answer({"id": "1", "text": text, "expect": expect})
        click.echo(orjson.dumps(found).decode() if as_json else "\n".join(asker.explain(found)))
        return
    for row in _rows(source):
        sys.stdout.write(orjson.dumps(asker.answer(row)).decode() + "\n")


class _Asker:
    def __init__(self, knowledge: app.Knowledge, now: datetime) -> None:
        self._knowledge = knowledge
        self._now = now
        self._stage_at = app.rehearsal_stage(knowledge)

    def answer(self, row: dict[str, Json]) -> dict[str, Json]:
        """Return what one message means and what the bot would say to a new visitor."""
        text, expect = str(row.get("text") or ""), row.get("expect") or None
        said = self._knowledge.understander.understand(text, expect=expect, now=self._now)
        return {
            "id": row.get("id"),
            "intent": said.intent,
            "intents": [found.intent for found in said.intents],
            "slots": self._knowledge.understander.slots_of(said),
            "acts": sorted(said.acts),
            "certain": said.certain,
            "unclear": [{"slot": u.slot, "raw": u.raw, "options": list(u.options)} for u in said.unclear],
            "why": self._knowledge.understander.explain(said),
            "reply": self._reply(text),
        }

    def explain(self, found: dict[str, Json]) -> Iterator[str]:
        """Yield the explanation as lines for people."""
        yield f"意图：{'、'.join(found['intents'])}{'' if found['certain'] else '（不确定）'}"
        yield from (f"  {slot} = {orjson.dumps(value).decode()}" for slot, value in found["slots"].items())
        yield "依据："
        yield from (f"  {line}" for line in found["why"])
        yield f"回复：\n{found['reply']}"

    def _reply(self, text: str) -> str:
        stage = self._stage_at(self._now)
        message = Incoming("ask", "ask", "gh_ask", Kind.TEXT, int(self._now.timestamp()), text)
        reply = stage.engine.answer(message, stage.clock.monotonic() + 4)
        return reply.text if reply.card is None else f"{reply.card.title}\n{reply.card.description}"


def _rows(source: TextIO) -> Iterator[dict[str, Json]]:
    try:
        yield from _objects(source)
    except UnicodeDecodeError:
        raise click.ClickException("文件不是 UTF-8 编码，请另存为 UTF-8 再试") from None


def _objects(source: TextIO) -> Iterator[dict[str, Json]]:
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except ValueError:
            raise click.ClickException(f'第 {number} 行不是 JSON，请写成 {{"id": "1", "text": "…"}}') from None
        if not isinstance(row, dict):
            raise click.ClickException(f'第 {number} 行不是 JSON 对象，请写成 {{"id": "1", "text": "…"}}')
        yield row


def _moment(text: str | None) -> datetime:
    if text is None:
        return app.real_now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("要写成 2026-03-10T10:00+08:00", param_hint="--now") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


COMMANDS = (ask,)
