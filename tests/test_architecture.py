from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "bot").rglob("*.py"))
TOP_LEVEL = {"bot", "knowledge", "config", "tests", ".ci"}
ROOT_FILES = {
    ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "README.md", "SECURITY.md", "pyproject.toml",
    "requirements.lock", "requirements-dev.lock",
}  # fmt: skip


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
    long = [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno >= 45]
    assert long == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_asks_the_question_it_answers(path):
    if path.name == "__init__.py":
        assert path.read_text() == ""
        return
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert "?" in docstring.splitlines()[0], docstring[:80]


def test_imports_only_go_down():
    found = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout[-3000:]


def test_top_level_holds_only_what_belongs_there():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    tops = {line.split("/")[0] for line in listed.stdout.splitlines()}

    assert tops <= TOP_LEVEL | ROOT_FILES, tops - TOP_LEVEL - ROOT_FILES
