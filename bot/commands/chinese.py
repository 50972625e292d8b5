"""How does the command line say its own words in Chinese: usage, options, and what is wrong with a command?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import click

_HEADINGS: Mapping[str, str] = {"Options": "选项", "Commands": "命令", "Positional arguments": "参数"}
_KINDS: Mapping[str, str] = {
    "INTEGER RANGE": "数字",
    "INTEGER": "数字",
    "DIRECTORY": "文件夹",
    "FILENAME": "文件",
    "FILE": "文件",
    "TEXT": "文字",
    "[%Y-%m-%d]": "日期",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]…",
}
_KIND = re.compile("|".join(map(re.escape, _KINDS)))
_HELP = (
    (re.compile(r"^Show this message and exit\.$"), "显示这段说明"),
    (re.compile(r"^Confirm the action without prompting\.$"), "不再询问，直接执行"),
    (re.compile(r"\[default: ([^\];]*)(?=[\];])"), r"[默认：\1"),
    (re.compile(r"\[required\]"), "[必填]"),
    (re.compile(r"; (?=\d[^\]]*x|x)"), "；"),
)
_FAULTS = (
    (r"Missing command\.", "还要写一个命令"),
    (r"Missing (?:argument|parameter|option) ?'?([^'.]*)'?\.(?s:.*)", r"缺少 \1"),
    (r"No such option:? '?([^'. ]+)'?\.?", r"没有选项 \1"),
    (r"No such command '([^']*)'\.", r"没有命令 \1"),
    (r" ?Did you mean (?:one of )?(.*)\?", r"，是不是 \1？"),
    (r"Got unexpected extra arguments? \((.*)\)", r"多写了「\1」，请去掉；带空格的内容请加引号"),
    (r"Option '([^']*)' requires (?:an argument|\d+ arguments)\.", r"\1 后面要写内容"),
    (r"Option '([^']*)' does not take a value\.", r"\1 后面不用写内容"),
    (r"Could not open file '([^']*)': (?s:.*)", r"打不开文件「\1」：请检查文件是否存在、是否有读取权限"),
    (r"Invalid value: ", ""),
    (r"Invalid value for '?([^':]*)'?: ", r"\1 不对："),
    (r"'([^']*)' is not a valid integer( range)?\.", r"「\1」不是整数"),
    (r"'([^']*)' is not a valid float( range)?\.", r"「\1」不是数字"),
    (r"(\S+) is not in the range (.*)\.", r"\1 超出范围，要在 \2"),
    (r"(\d+)<=x<=(\d+)$", r"\1 到 \2 之间"),
    (r"x>=(\d+)$", r"\1 以上"),
    (r"'([^']*)' does not match the formats? (.*)\.", r"「\1」不是日期，要写成 2027-03-01"),
    (r"'([^']*)' is not one of (.*)\.", r"「\1」不在可选的里面，可以写：\2"),
    (r"'([^']*)': No such file or directory", r"找不到「\1」"),
    (r"'([^']*)': Permission denied", r"没有权限打开「\1」"),
    (r"'([^']*)': Is a directory", r"「\1」是文件夹，要写一个文件"),
    (r"(?:File|Directory|Path) '([^']*)' does not exist\.", r"找不到「\1」"),
    (r"File '([^']*)' is a directory\.", r"「\1」是文件夹，要写一个文件"),
    (r"Directory '([^']*)' is a file\.", r"「\1」是文件，要写一个文件夹"),
    (r"(?:File|Directory|Path) '([^']*)' is not (?:readable|writable)\.", r"没有权限读写「\1」"),
)


class ChineseFormatter(click.HelpFormatter):
    """Lays out help as click does, with Chinese headings and remarks."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how to call a command."""
        super().write_usage(prog, _kinds(args), prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        """Write a heading such as 「选项：」."""
        self.write(f"{'':>{self.current_indent}}{_HEADINGS.get(heading, heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write options or commands with what each does."""
        super().write_dl([(_kinds(term), _help(text)) for term, text in rows], col_max, col_spacing)


def say_fault(fault: click.ClickException) -> str:
    """Return what is wrong with a command and, where click knows it, how it is called."""
    text = fault.format_message()
    if isinstance(fault, click.exceptions.NoArgsIsHelpError):
        return text
    for pattern, words in _FAULTS:
        text = re.sub(pattern, words, text)
    said = f"出错：{text}"
    context = getattr(fault, "ctx", None)
    if context is None:
        return said
    return f"{said}\n{context.get_usage()}\n详细说明：{context.command_path} --help"


def _help(text: str) -> str:
    for pattern, words in _HELP:
        text = pattern.sub(words, text)
    return text


def _kinds(text: str) -> str:
    return _KIND.sub(lambda found: _KINDS[found.group()], text)
