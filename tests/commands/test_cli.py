from __future__ import annotations

import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest

import bot.commands
from bot.cli import commands

_PARTS_OF_LEADS = {"lead_moves"}
"""Its commands hang below `leads`."""


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
