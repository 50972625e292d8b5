"""Which knowledge and config does a command read?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from bot.settings import PREFIX, ROOT

Command = TypeVar("Command", bound=Callable[..., object])
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def folders(command: Command) -> Command:
    """Add --knowledge and --config, whose defaults are the folders of the installation."""
    knowledge = click.option(
        "--knowledge", type=_FOLDER, envvar=f"{PREFIX}KNOWLEDGE_DIR", default=ROOT / "knowledge", help="知识库文件夹"
    )
    config = click.option(
        "--config", type=_FOLDER, envvar=f"{PREFIX}CONFIG_DIR", default=ROOT / "config", help="配置文件夹"
    )
    return knowledge(config(command))


def sample_stock(command: Command) -> Command:
    """Add --sample, which loads the invented stock as well."""
    text = "也读虚构的示例房源（knowledge/samples/），每条都标「示例」；只用于演示"
    return click.option("--sample", is_flag=True, envvar=f"{PREFIX}SAMPLE", help=text)(command)
