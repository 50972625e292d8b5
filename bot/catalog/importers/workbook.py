"""Which cells does a workbook hold, read where it can do no harm?

The reader takes memory for the whole rectangle between the outermost cells, so that a file of a few kilobytes may ask
for gigabytes. It therefore runs in a process of its own with a limit.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from datetime import date, datetime, time
from io import BytesIO

import python_calamine as calamine

from bot.errors import SourceRefused
from bot.model import Json

_MOST_MEMORY = 768 << 20
"""Bytes; the largest table that the rules allow takes a third of it."""
_MOST_SECONDS = 60
_RESAVE = "请用 WPS 或 Excel 打开，另存为 .xlsx 再导入"
_SMALLER = "请把有用的部分复制到新的表里再导入"


def read_workbook(content: bytes, sheet: str | None, most_cells: int) -> list[list[str]]:
    """Return the cells of a sheet row by row, as text.

    Args:
        content: an xlsx or xls file.
        sheet: its name, None for the first.
        most_cells: more are refused.

    Raises:
        SourceRefused: it cannot be read, or needs too much memory or time.
    """
    command = [sys.executable, "-m", __name__, str(most_cells), *([sheet] if sheet else [])]
    try:
        done = subprocess.run(  # noqa: S603 - this very module, and a sheet's name as one argument
            command, input=content, capture_output=True, timeout=_MOST_SECONDS, check=False
        )
    except (subprocess.TimeoutExpired, ValueError) as fault:
        raise SourceRefused("表格读得太久", _SMALLER) from fault
    if done.returncode != 0:
        raise SourceRefused("表格文件损坏，或大得读不了", f"{_SMALLER}；或{_RESAVE}")
    answer: dict[str, Json] = json.loads(done.stdout)
    if "refused" in answer:
        raise SourceRefused(*answer["refused"])
    rows: list[list[str]] = answer["rows"]
    return rows


def main() -> None:
    """Read a workbook from standard input and write its cells as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    most_cells, sheet = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None  # noqa: PLR2004 - the name is optional
    try:
        answer: dict[str, Json] = {"rows": _read(sys.stdin.buffer.read(), sheet, most_cells)}
    except SourceRefused as refused:
        answer = {"refused": [refused.what, refused.remedy]}
    except calamine.PasswordError:
        answer = {"refused": ["文件有密码", "请去掉密码再导入"]}
    except (calamine.CalamineError, OSError, IndexError, ValueError):
        answer = {"refused": ["表格文件损坏或格式不对", _RESAVE]}
    sys.stdout.write(json.dumps(answer))


def _read(content: bytes, sheet: str | None, most_cells: int) -> list[list[str]]:
    book = calamine.load_workbook(BytesIO(content))
    if sheet is not None and sheet not in book.sheet_names:
        raise SourceRefused(f"没有工作表「{sheet}」", f"可以是：{'、'.join(book.sheet_names)}")
    found = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
    if found.total_height * found.total_width > most_cells:
        raise SourceRefused("表格太大", _SMALLER)
    return [[_as_text(cell) for cell in row] for row in found.to_python(skip_empty_area=False)]


def _as_text(value: Json) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


if __name__ == "__main__":
    main()
