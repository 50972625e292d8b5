"""How long does one message take to understand, and how much memory does the knowledge of wording need?

Run by `make bench`. Figures are of this machine and this run; compare ratios within one run.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import datetime
from pathlib import Path

from bot.catalog.catalog import load_catalog
from bot.clock import SHANGHAI
from bot.understanding.segment import Segmenter
from bot.understanding.understand import Understander, load_understander

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)
LONG = {
    "prose": "我们是做汽车零部件的，想在嘉定或者昆山找三千到五千平的厂房，层高八米以上，要行车，预算一块二，" * 11,
    "digits": "1234567890" * 50,
    "numerals": "三五千平两三百万" * 63,
    "one_character": "租" * 500,
    "names": "嘉定青浦松江昆山太仓安亭马陆南翔" * 32,
    "mixed": "a1平。3x万/亩<b>厂房</b>" * 30,
}


def resident_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def time_each(understander: Understander, texts: list[str]) -> list[float]:
    spent = []
    for text in texts:
        start = time.perf_counter()
        understander.understand(text, expect=None, now=NOW)
        spent.append((time.perf_counter() - start) * 1000)
    return spent


def main() -> None:
    Segmenter()
    with_jieba = resident_mb()
    catalog = load_catalog(ROOT / "knowledge")
    with_catalog = resident_mb()
    start = time.perf_counter()
    understander = load_understander(ROOT / "knowledge", catalog.named_things())
    loaded = time.perf_counter() - start
    lines = [line for path in sorted((ROOT / "tests/understanding").glob("utterances*.jsonl")) for line in path.open()]
    texts = [json.loads(line)["text"] for line in lines]
    spent = sorted(time_each(understander, texts * 5))
    print(f"load {loaded:.2f} s, memory above jieba {resident_mb() - with_jieba:.0f} MB", end=" ")
    print(f"(of it catalog {with_catalog - with_jieba:.0f} MB)")
    print(
        f"{len(texts)} messages x5: p50 {statistics.median(spent):.2f} ms, p99 {spent[int(len(spent) * 0.99)]:.2f} ms"
    )
    for name, text in LONG.items():
        times = time_each(understander, [text[:500]] * 20)
        print(f"500 characters of {name}: worst of 20 {max(times):.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
