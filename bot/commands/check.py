"""Is everything that operations people edit in order?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import click

from bot import app
from bot.catalog.importers.mapping import load_mapping
from bot.catalog.importers.rules import load_rules
from bot.catalog.strict_yaml import find_files
from bot.commands.folders import folders, sample_stock
from bot.errors import Fault, KnowledgeError
from bot.leads.retention import load_retention
from bot.leads.rules import load_lead_rules

_SHOWN = 3
"""Examples printed for each confusion."""


@click.command(help="检查知识库和配置：格式、引用、例句、对话，有问题逐条列出。")
@click.option("--confusions", is_flag=True, help="再列出哪些意图容易听成哪些（交叉验证，约 10 秒）")
@folders
@sample_stock
def check(confusions: bool, knowledge: Path, config: Path, sample: bool) -> None:
    """Print every fault with file, line and remedy; exit 1 when there is any."""
    faults = find_faults(knowledge, config, samples=sample)
    for fault in faults:
        click.echo(str(fault))
    for doubt in _doubts(config) if not faults else ():
        click.echo(f"提醒：{doubt}")
    if confusions and not faults:
        _print_confusions(app.load_knowledge(knowledge, config, samples=sample))
    click.echo(f"发现 {len(faults)} 处问题" if faults else "没有发现问题")
    sys.exit(1 if faults else 0)


def _print_confusions(knowledge: app.Knowledge) -> None:
    """Print, for each intent, what its examples would be taken for if they were not examples."""
    for confusion in knowledge.understander.find_confusions():
        shown = "、".join(f"「{text}」" for text in confusion.examples[:_SHOWN])
        click.echo(f"{confusion.meant} 容易听成 {confusion.heard}（{len(confusion.examples)} 句）：{shown}")


def find_faults(knowledge: Path, config: Path, *, samples: bool = False) -> list[Fault]:
    """Return the faults of loading, or, when everything loads, of examples and dialogues.

    Args:
        knowledge: the knowledge folder.
        config: the config folder.
        samples: play with the invented stock; its files are checked in any case.
    """
    try:
        sampled = app.load_knowledge(knowledge, config, samples=True)
        loaded = sampled if samples else app.load_knowledge(knowledge, config)
    except KnowledgeError as wrong:
        return list(wrong.faults)
    return [*_other_faults(config), *loaded.understander.check_examples(), *app.play_dialogues(loaded, config)]


def _doubts(config: Path) -> Sequence[Fault]:
    """Return what does not stop the bot but should be looked up, such as a year without holidays."""
    return load_lead_rules(config).calendar.find_doubts(app.real_now().date())


def _other_faults(config: Path) -> list[Fault]:
    """Return the faults of the files that another agency may do without: how long data are kept, what is imported."""
    readers: list[tuple[Path, Callable[[], object]]] = [
        (config / "retention.yaml", lambda: load_retention(config)),
        (config / "import.yaml", lambda: load_rules(config)),
        *((path, partial(load_mapping, path)) for path in find_files(config / "import")),
    ]
    return [fault for path, read in readers if path.exists() for fault in _faults_of(read)]


def _faults_of(read: Callable[[], object]) -> Sequence[Fault]:
    try:
        read()
    except KnowledgeError as wrong:
        return wrong.faults
    return ()


COMMANDS = (check,)
