"""How long do 10,000 listings and 10,000 articles take to load, and a need to answer? Run by `make bench`."""

from __future__ import annotations

import gc
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from bot.catalog.catalog import Catalog, load_catalog  # noqa: E402 - the tests' own parts need the root on the path
from tests.support.generated import KNOWLEDGE, make_need, make_query, write_knowledge  # noqa: E402

_COUNT = 10_000
_SEED = 20_260_105
_NEEDS = 1000
_QUERIES = 500
_LOAD_SECONDS = 10.0
_LIMITS_MS = {"need": 20.0, "article search": 20.0, "question search": 1.0, "parks": 1.0}
"""Of processor time at the 99th percentile, so that other work on the machine does not count."""


def main() -> int:
    """Print the figures, and fail when a limit is passed."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_knowledge(folder, _COUNT, _SEED)
        before = _memory()
        wall, processor = time.perf_counter(), time.process_time()
        catalog = load_catalog(folder)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"{_COUNT} listings, {_COUNT} articles: loaded in {wall:.1f} s, {processor:.1f} s of processor time")
    print(f"memory: {_memory() - before} MB at the most")
    gc.collect()
    # As `parkbot serve` does once it has loaded.
    gc.freeze()
    failed = [name for name, calls in _calls(catalog).items() if _measure(name, calls) > _LIMITS_MS[name]]
    for name in failed:
        print(f"{name}: over the limit of {_LIMITS_MS[name]} ms")
    return int(bool(failed) or processor > _LOAD_SECONDS)


def _calls(catalog: Catalog) -> dict[str, list[Callable[[], object]]]:
    chance, real = Random(_SEED), load_catalog(KNOWLEDGE)
    needs = [make_need(chance) for _ in range(_NEEDS)]
    queries = [make_query(chance) for _ in range(_QUERIES)]
    questions = [question for faq in real.faqs.values() for question in faq.questions]
    return {
        "need": [lambda need=need: catalog.find_listings(need) for need in needs],
        "article search": [lambda query=query: catalog.search_articles(query) for query in queries],
        "question search": [lambda text=text: real.find_faq(text) for text in questions],
        "parks": [lambda: real.find_parks(district="嘉定") for _ in range(_QUERIES)],
    }


def _measure(name: str, calls: Sequence[Callable[[], object]]) -> float:
    """Print wall and processor milliseconds of each call, and return the 99th percentile of the latter."""
    walls, processors = [], []
    for call in calls:
        wall, processor = time.perf_counter(), time.process_time()
        call()
        walls.append((time.perf_counter() - wall) * 1000)
        processors.append((time.process_time() - processor) * 1000)
    shown = [
        f"p50 {_percentile(taken, 50):6.2f} ms  p99 {_percentile(taken, 99):6.2f} ms" for taken in (walls, processors)
    ]
    print(f"{name:16} wall {shown[0]}   processor {shown[1]}")
    return _percentile(processors, 99)


def _percentile(taken: Sequence[float], percent: int) -> float:
    return sorted(taken)[(len(taken) - 1) * percent // 100]


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
