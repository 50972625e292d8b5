"""How long does it take to read the values of a message? Run by `make bench`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from bot.understanding.extract import Extractor
from bot.understanding.text import normalise
from bot.understanding.typos import Repairer

_NOW = datetime(2026, 3, 10, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
_TABLE = Path(__file__).parents[1] / "understanding" / "quantities.yaml"
_ROUNDS = 20
_LONG = (
    "我们是上海甲乙精密机械有限公司，现有员工80人，年纳税约800万元，"
    "想在嘉定找3000到5000平一楼厂房，层高8米以上，承重2吨，"
    "带5吨行车，配电500kva，丙二消防，预算1块2一平一天，月底前搬，"
    "下周三下午三点看房，联系人王工，电话138 0013 8000，微信lin_8888。"
) * 4
_LIMITS_MS = {"ordinary p99": 2.0, "500 characters p99": 20.0}


def main() -> int:
    """Print microseconds a message, and fail when a limit is passed."""
    cases = [case for family in yaml.safe_load(_TABLE.read_text(encoding="utf-8")).values() for case in family]
    extractor = Extractor(frozenset({"4000123021"}))
    repairer = Repairer(["厂房", "承重", "环评", "安亭"], lambda _: [], lambda _: True)

    def read(say: str, expect: str | None = None) -> None:
        extractor.extract(normalise(say).cased, expect, _NOW)

    figures = {
        "normalise": _measure([lambda c=c: normalise(c["say"]) for c in cases]),
        "repair": _measure([lambda c=c: repairer.repair(c["say"]) for c in cases]),
        "ordinary": _measure([lambda c=c: read(c["say"], c.get("expect")) for c in cases]),
        "500 characters": _measure([lambda: read(_LONG)] * 20),
    }
    failed = False
    for name, (median, p99) in figures.items():
        limit = _LIMITS_MS.get(f"{name} p99")
        is_over = limit is not None and p99 > limit * 1_000
        failed |= is_over
        note = "   over the limit" if is_over else ""
        sys.stdout.write(f"{name:16} p50 {median:8.0f} µs   p99 {p99:8.0f} µs{note}\n")
    return int(failed)


def _measure(calls: list[Callable[[], object]]) -> tuple[float, float]:
    taken = []
    for _ in range(_ROUNDS):
        for call in calls:
            began = time.perf_counter()
            call()
            taken.append((time.perf_counter() - began) * 1e6)
    taken.sort()
    return taken[len(taken) // 2], taken[int(len(taken) * 0.99)]


if __name__ == "__main__":
    sys.exit(main())
