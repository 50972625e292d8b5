"""How do time and memory of the name recogniser grow with the names? Run by `make bench`."""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

import yaml

from bot.catalog.catalog import NamedEntity
from bot.understanding.names import NameRecogniser, load_names
from bot.understanding.text import normalise

_ROOT = Path(__file__).parents[2]
_TABLE = _ROOT / "tests" / "understanding" / "names.yaml"
_SIZES = (1_000, 10_000, 100_000)
_ROUNDS = 15
_SYLLABLES = "嘉安宝松青奉金浦临港云智汇创谷新科联东中南高润泰恒鑫华盛元启航"
_LIMITS = {"time": 1.5, "megabytes": 40.0, "ordinary p99 ms": 3.0, "500 characters p99 ms": 25.0}
_LONG = "老厂在宝山，房东要收，想搬到太仓双凤或者北虹桥创新港，做新能源汽车零部件，不要仓库，要靠近11号线的厂房。" * 10


def main() -> int:
    """Print the figures of each size, and fail when growth or a message's time passes its limit."""
    says = [case["say"] for cases in yaml.safe_load(_TABLE.read_text(encoding="utf-8")).values() for case in cases]
    texts = [normalise(say).text for say in says]
    load_names(_ROOT / "knowledge", [])
    figures = [_weigh(size, texts) for size in _SIZES]
    small, large = figures[0], figures[-1]
    ratio, grown = large["mean"] / small["mean"], large["megabytes"] - small["megabytes"]
    sys.stdout.write(f"100,000 against 1,000 names: {ratio:.2f} x the time, {grown:+.1f} MB\n")
    worst = max(figure["p99"] for figure in figures)
    longest = max(figure["long"] for figure in figures)
    held = (ratio, grown, worst, longest)
    return int(any(figure > limit for figure, limit in zip(held, _LIMITS.values(), strict=True)))


def _weigh(size: int, texts: list[str]) -> dict[str, float]:
    """Return milliseconds a message and the megabytes that recognising adds to the catalog's own records."""
    things = [NamedEntity("park", f"p{n}", _name(n), (), "嘉定区", None) for n in range(size)]
    gc.collect()
    before = _resident()
    began = time.perf_counter()
    names = load_names(_ROOT / "knowledge", things)
    built = time.perf_counter() - began
    gc.collect()
    megabytes = _resident() - before
    taken = sorted(_time(names, text) for _ in range(_ROUNDS) for text in texts)
    figure = {
        "mean": sum(taken) / len(taken),
        "p99": taken[int(len(taken) * 0.99)],
        "long": max(_time(names, _LONG[:500]) for _ in range(_ROUNDS)),
        "megabytes": megabytes,
    }
    sys.stdout.write(
        f"{size:7,} names  build {built:4.1f} s  {megabytes:+6.1f} MB  mean {figure['mean'] * 1000:4.0f} µs"
        f"  p99 {figure['p99'] * 1000:5.0f} µs  500 characters {figure['long']:.1f} ms\n"
    )
    return figure


def _name(number: int) -> str:
    digits = ""
    rest = number
    for _ in range(4):
        rest, digit = divmod(rest, len(_SYLLABLES))
        digits += _SYLLABLES[digit]
    return f"{digits}产业园"


def _time(names: NameRecogniser, text: str) -> float:
    began = time.perf_counter()
    names.find(text)
    return (time.perf_counter() - began) * 1000


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    sys.exit(main())
