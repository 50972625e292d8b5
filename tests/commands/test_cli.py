from __future__ import annotations

import pkgutil
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import bot.commands
from bot.cli import commands

_PARTS_OF_LEADS = {"lead_moves"}
"""Its commands hang below `leads`."""
_ENGLISH = re.compile(r"\b(?:Usage|Error|Options|Commands|Missing|Invalid|default:|required|Try|No such|exit\.)")
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!(]|[,;:)][\u4e00-\u9fff]")


def test_every_command_can_be_called():
    modules = [import_module(f"bot.commands.{found.name}") for found in pkgutil.iter_modules(bot.commands.__path__)]
    made = {
        command.name
        for module in modules
        if module.__name__.rpartition(".")[2] not in _PARTS_OF_LEADS
        for command in getattr(module, "COMMANDS", ())
    }

    assert set(commands.list_commands(None)) == made
    assert all(commands.get_command(None, name).name == name for name in made)


@pytest.mark.parametrize("library", ["trafilatura", "flask", "jieba"])
def test_help_does_not_wait_for_large_libraries(library):
    code = f"import sys, bot.cli; sys.exit({library!r} in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_unknown_command_is_refused_in_one_line():
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "nosuch"], capture_output=True, text=True, check=False, timeout=60
    )

    assert ran.returncode == 2
    assert "nosuch" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nosuch"], "没有命令 nosuch"),
        (["db", "downgrade"], "是不是 'upgrade'？"),
        (["leads", "show"], "缺少 编号"),
        (["leads", "list", "--nosuch"], "没有选项 --nosuch"),
        (["leads", "list", "--limit"], "--limit 后面要写内容"),
        (["leads", "list", "--limit", "x"], "「x」不是整数"),
        (["leads", "list", "--limit", "99999999999999999999"], "要在 1 到 100000 之间"),
        (["gaps", "--days", "0"], "要在 1 到 365 之间"),
        (["leads", "show", "L1", "L2"], "多写了「L2」"),
        (["leads", "export", "--format", "pdf"], "可以写："),
        (["leads", "move", "L1", "暂缓", "--next-contact", "2027-13-01"], "不是日期，要写成 2027-03-01"),
        (["ask", "--file", "/nowhere/at/all"], "找不到「/nowhere/at/all」"),
        (["ask"], "二选一"),
        (["check", "--knowledge", "/nowhere"], "找不到「/nowhere」"),
        (["talk", str(Path(__file__).parent)], "是文件夹，要写一个文件"),
        (["import", "listings", __file__], "缺少 --mapping"),
        (["privacy", "erase", "oNobody"], "已取消"),
    ],
)
def test_wrong_call_is_explained_in_chinese(words, said):
    result = CliRunner().invoke(commands, words)

    assert result.exit_code in {1, 2}
    assert said in result.output
    assert not _ENGLISH.search(result.output), result.output


def test_every_help_text_is_chinese_with_full_width_punctuation():
    for words in _every_command(commands, ()):
        told = CliRunner().invoke(commands, [*words, "--help"]).output

        assert told.startswith("用法：") and "显示这段说明" in told, words
        assert not _ENGLISH.search(told), told
        assert not _HALF_WIDTH.search(told), told


def test_sentence_of_help_says_what_a_group_holds():
    result = CliRunner().invoke(commands, ["leads"])

    assert result.exit_code == 2
    assert "用法：" in result.output and "转派" in result.output
    assert "出错" not in result.output


def _every_command(group, above):
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        if not command.hidden:
            yield (*above, name)
        if isinstance(command, click.Group):
            yield from _every_command(command, (*above, name))
