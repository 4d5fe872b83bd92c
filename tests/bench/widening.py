"""What it costs to search for what stands for the words of a query, as ratios.

A page of results is asked for with `expand` on and off by turns; the fastest time of the processor
counts, as others use the machine too.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import Any, Final

from indexer.engine import encode_words, open_engine
from indexer.engine.embedded.read.answer import ENOUGH
from indexer.engine.searches import Expand, SearchRequest
from indexer.settings import Settings
from search_app.application import create_app
from tests.bench.nasty import Service

Figures = dict[str, Any]

_ROUNDS: Final = 5


def measure(settings: Settings, questions: Sequence[str], common: Sequence[str]) -> Figures:
    """What a page takes with `expand` on over one with it off: of `questions` that are expanded,
    and of `common` queries that have enough full matches without. Nothing where no words can be
    found by meaning.
    """
    encode_words(settings, lambda _done, _all: None)
    engine = open_engine(settings)
    engine.acquire().warm()
    if not engine.acquire().finds_by_meaning:
        return {}
    found = {q: engine.acquire().search(SearchRequest(q)) for q in (*questions, *common)}
    service = Service(create_app(settings, engine))
    return {
        "questions": _compared(service, [q for q in questions if found[q].wider is not None]),
        "full": _compared(service, [q for q in common if found[q].total >= ENOUGH]),
    }


def _compared(service: Service, queries: Sequence[str]) -> Figures:
    """The median times in milliseconds, and the median of the ratios."""
    if not queries:
        return {}
    times = [_both(service, query) for query in queries]
    return {
        "queries": len(queries),
        "off_p50": statistics.median(took[Expand.OFF] for took in times),
        "on_p50": statistics.median(took[Expand.ON] for took in times),
        "ratio": statistics.median(took[Expand.ON] / took[Expand.OFF] for took in times),
    }


def _both(service: Service, query: str) -> dict[Expand, float]:
    """The fastest time of a page, expanded and not."""
    fastest = dict.fromkeys(Expand, float("inf"))
    for _ in range(_ROUNDS):
        for expand in Expand:
            started = time.thread_time()
            service.ask("/search", q=query, expand=expand.value)
            fastest[expand] = min(fastest[expand], (time.thread_time() - started) * 1e3)
    return fastest
