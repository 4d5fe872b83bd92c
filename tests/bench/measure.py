"""One measure in a process of its own: `python -m tests.bench.measure PHASE …` prints JSON.

So nobody's memory, caches or threads are another's. Each process keeps to one core; the time of
reading the corpus, measured in the same process, is taken from the time of indexing.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from indexer.engine import extend_index, open_engine
from indexer.engine.searches import SearchRequest
from tests.bench import contenders, corpus, queries, sources
from tests.bench.contenders import Answer, Reader
from tests.bench.queries import Kind, Query
from tests.conftest import DATA, ROOT

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PUBLICATIONS = DATA / "publications"
ROUNDS = 4
PATIENCE = 120
"""Seconds after which the slowest engine is not asked any further mixed queries."""
BOOKLETS, PAGES = 7, 100

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a measure finds its things; `folder` is that of the whole run."""

    folder: Path
    name: str
    size: int

    @property
    def corpus(self) -> Path:
        """The file with the corpus."""
        return self.folder / "corpus.jsonl"

    @property
    def queries(self) -> Path:
        """The file with the queries."""
        return self.folder / "queries.json"

    @property
    def booklets(self) -> Path:
        """The file with the publications that come later."""
        return self.folder / "booklets.jsonl"

    @property
    def index(self) -> Path:
        """The folder of the contender's index."""
        return self.folder / f"{self.name}-{self.size}"


def make_corpus(folder: Path, sizes: Sequence[int]) -> Figures:
    """Write the corpus, the queries and the booklets into `folder`."""
    place = Place(folder, "", 0)
    source = sources.read(PUBLICATIONS) if PUBLICATIONS.is_dir() else sources.made()
    entries = corpus.publications(source)
    figures = corpus.write(entries, place.corpus, sizes)
    later = corpus.booklets(entries, BOOKLETS, PAGES)
    corpus.write(later, place.booklets, [BOOKLETS * PAGES])
    sample = corpus.read(place.corpus, min(queries.SAMPLE, *sizes))
    queries.write(queries.choose(sample), place.queries)
    return {"source": source.description, "sizes": [asdict(each) for each in figures]}


def index(place: Place) -> Figures:
    """How long it takes to index the corpus, and what comes out."""
    contender = contenders.load(place.name)
    started = time.perf_counter()
    for _ in corpus.read(place.corpus, place.size):
        pass
    reading = time.perf_counter() - started
    shutil.rmtree(place.index, ignore_errors=True)
    place.index.mkdir()
    started = time.perf_counter()
    contender.build(corpus.read(place.corpus, place.size), place.index)
    seconds = time.perf_counter() - started - reading
    return {
        "version": contender.version(),
        "seconds": seconds,
        "reading_seconds": reading,
        "passages_per_second": place.size / seconds,
        "bytes": sum(p.stat().st_size for p in place.index.rglob("*") if p.is_file()),
        "peak_mib": _memory("VmHWM"),
    }


def opening(place: Place) -> Figures:
    """How long a process that has all imported takes to open the index, and for a first query."""
    contender = contenders.load(place.name)
    first = queries.read(place.queries).round[0]
    started = time.perf_counter()
    reader = contender.open(place.index)
    opened = time.perf_counter()
    reader.answer(first)
    return {"open_ms": (opened - started) * 1e3, "first_ms": (time.perf_counter() - opened) * 1e3}


def search(place: Place) -> Figures:
    """How long complete requests take, the first time and again; and what they answer."""
    asked = queries.read(place.queries).round
    reader = contenders.load(place.name).open(place.index)
    answers = []
    times: dict[int, list[float]] = defaultdict(list)
    for number in range(ROUNDS):
        for at, query in enumerate(asked):
            answer, took = _timed(reader, query)
            times[at].append(took)
            if number == 0:
                answers.append(answer)
    first = [times[at][0] for at in range(len(asked))]
    again = [statistics.median(times[at][1:]) for at in range(len(asked))]
    return {
        "first": _summary(asked, first),
        "again": _summary(asked, again),
        "totals": [answer.total for answer in answers],
        "hits": statistics.mean(len(answer.hits) for answer in answers),
        "snippets": statistics.mean(sum(len(s) for _, s in answer.hits) for answer in answers),
    }


def _timed(reader: Reader, query: Query) -> tuple[Answer, float]:
    started = time.perf_counter()
    answer = reader.answer(query)
    return answer, (time.perf_counter() - started) * 1e3


def _summary(asked: Sequence[Query], times: Sequence[float]) -> Figures:
    """Milliseconds; the 95th percentile also of OR, the median also of every kind."""
    kinds: dict[Kind, list[float]] = defaultdict(list)
    for query, took in zip(asked, times, strict=True):
        kinds[query.kind].append(took)
    return {
        "p50": statistics.median(times),
        "p95": percentile95(times),
        "or_p95": percentile95(kinds[Kind.OR]),
        "kinds": {kind.value: statistics.median(kinds[kind]) for kind in Kind},
    }


def percentile95(times: Sequence[float]) -> float:
    """The value that 95 % of the values do not exceed."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def memory(place: Place) -> Figures:
    """What a process holds that did nothing but import, open and answer a thousand queries."""
    reader = contenders.load(place.name).open(place.index)
    mixed = queries.read(place.queries).mixed
    until = time.monotonic() + PATIENCE
    asked = _ask(mixed, reader.answer, until)
    return {"queries": asked, "anonymous_mib": _memory("RssAnon"), "rss_mib": _memory("VmRSS")}


def _ask(mixed: Iterable[Query], ask: Callable[[Query], object], until: float) -> int:
    asked = 0
    for query in mixed:
        if time.monotonic() > until:
            break
        ask(query)
        asked += 1
    return asked


def _memory(name: str, process: int | str = "self") -> float:
    """A figure of /proc/PID/status, in MiB."""
    status = Path(f"/proc/{process}/status").read_text("ascii", "replace")
    [kibibytes] = re.findall(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
    return int(kibibytes) / 1024


def service(place: Place) -> Figures:
    """What the search service holds after the same thousand queries over HTTP, and their times."""
    mixed = queries.read(place.queries).mixed
    times = []
    with tempfile.TemporaryDirectory() as empty:
        command = [sys.executable, "-m", "search_app", "--port=0", f"--corpus={empty}"]
        with subprocess.Popen(
            [*command, f"--index={place.index}"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                said = process.stdout.readline() if process.stdout else ""
                [address] = re.findall(r"http://\S+/", said)
                for query in mixed:
                    text = urllib.parse.urlencode({"q": query.typed()})
                    started = time.perf_counter()
                    with urllib.request.urlopen(f"{address}api/v1/search?{text}") as response:
                        response.read()
                    times.append((time.perf_counter() - started) * 1e3)
                held = _memory("RssAnon", process.pid)
            finally:
                process.terminate()
    return {
        "queries": len(times),
        "anonymous_mib": held,
        "p50": statistics.median(times),
        "p95": percentile95(times),
    }


def page(place: Place) -> Figures:
    """What a page of results takes in the server, and how much of it beside the engine's search."""
    from search_app.application import create_app
    from tests.bench.contenders import ours

    settings = ours.settings(place.index)
    engine = open_engine(settings)
    app = create_app(settings, engine)
    again, besides, sizes = [], [], []
    for query in queries.read(place.queries).round:
        text = query.typed()
        environ = EnvironBuilder("/search", query_string={"q": text}).get_environ()
        asked = partial(_answered, app, environ)
        sizes.append(len(asked()))
        pages = [_took(asked) for _ in range(ROUNDS)]
        own = [_took(partial(engine.acquire().search, SearchRequest(text))) for _ in range(ROUNDS)]
        again.append(statistics.median(pages))
        besides.append(statistics.median(pages) - statistics.median(own))
    return {
        "queries": len(again),
        "p50": statistics.median(again),
        "p95": percentile95(again),
        "besides_p50": statistics.median(besides),
        "besides_p95": percentile95(besides),
        "kilobytes_median": statistics.median(sizes) / 1000,
        "kilobytes_most": max(sizes) / 1000,
    }


def widened(place: Place) -> Figures:
    """What it costs to search for what stands for the words of a query."""
    from tests.bench import widening
    from tests.bench.contenders import ours

    asked = queries.read(place.queries)
    common = [query.typed() for query in asked.round if query.kind is Kind.AND]
    return widening.measure(ours.settings(place.index), asked.questions, common)


def _answered(app: Flask, environ: WSGIEnvironment) -> bytes:
    """The body of an answer; nothing of a client's work is in it."""
    chunks, _, _ = run_wsgi_app(app, dict(environ), buffered=True)
    return b"".join(chunks)


def _took(do: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    do()
    return (time.perf_counter() - started) * 1e3


def commit(place: Place) -> Figures:
    """How long it takes to add booklets, one after the other, each in a commit of its own."""
    from tests.bench.contenders import ours

    settings = ours.settings(place.index)
    engine = open_engine(settings)
    engine.acquire().search(SearchRequest(corpus.marker(0)))
    seconds, refreshing = [], []
    booklets = corpus.read(place.booklets, BOOKLETS * PAGES)
    for number, (record, passages) in enumerate(booklets, 1):
        started = time.perf_counter()
        writer = extend_index(settings)
        writer.put(record, passages)
        writer.commit()
        seconds.append(time.perf_counter() - started)
        started = time.perf_counter()
        engine.refresh()
        result = engine.acquire().search(SearchRequest(corpus.marker(number)))
        refreshing.append((time.perf_counter() - started) * 1e3)
        if [hit.publication.id for hit in result.hits] != [record.publication.id]:
            raise AssertionError(f"booklet {number} was committed, but is not found")
    return {
        "booklets": len(seconds),
        "seconds_median": statistics.median(seconds),
        "seconds_worst": max(seconds),
        "refresh_and_query_ms_median": statistics.median(refreshing),
    }


PHASES: dict[str, Callable[[Place], Figures]] = {
    "index": index,
    "opening": opening,
    "search": search,
    "memory": memory,
    "service": service,
    "page": page,
    "widened": widened,
    "commit": commit,
}


def _keep_to_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def main() -> int:
    """Measure one thing and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.measure", description=__doc__)
    parser.add_argument("phase", choices=("corpus", *PHASES))
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--name", default="")
    parser.add_argument("--sizes", type=int, nargs="+", required=True)
    arguments = parser.parse_args()
    if arguments.phase == "corpus":
        figures = make_corpus(arguments.folder, arguments.sizes)
    else:
        if arguments.phase != "service":  # there are two processes then
            _keep_to_one_core()
        [size] = arguments.sizes
        figures = PHASES[arguments.phase](Place(arguments.folder, arguments.name, size))
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
