"""What the most expensive requests cost: `python -m tests.bench.nasty`.

Queries made to take long are asked of the engine, and of the service as page, API, landing page and
suggestion. Times are those of the processor, so that a busy machine changes them little; a known
query, asked in the same run, is printed beside them. The worst ten are printed with their queries.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from indexer.engine import open_engine
from indexer.engine.searches import SearchRequest, Sort
from search_app.application import create_app
from tests.bench.contenders import ours
from tests.bench.measure import Place, index, make_corpus

KNOWN_QUERY: Final = "derechos humanos"
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_TYPED: Final = (
    "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le "
    "ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años "
    "the of and to in is that for it on with as are be this by or not from at you can system file"
)
FREQUENT: Final = _TYPED.split()
ODD: Final = (
    "\ufdfa" * 100,  # 18 letters each when folded
    "ß" * 250,
    "İ" * 250,
    "a\u0301\u0302\u0303" * 100,
    "\U0001d504" * 200,
    "漢字" * 200,
    "ﬃ" * 200,
    "½" * 250,
    "\u200b\u00ad" * 200 + "de",
)
Ask = Callable[[str], object]


def nasty_queries(seed: int) -> Iterator[str]:
    """Queries that are made to take long; the same ones for the same seed."""
    chance = random.Random(seed)
    some = chance.sample

    def joined(parts: Sequence[str], by: str = " OR ") -> str:
        return by.join(parts)[:500]

    yield joined([f"*{letter}*" for letter in LETTERS])
    yield joined([f"{letter}*" for letter in LETTERS])
    yield joined([f"*{letter}" for letter in LETTERS])
    for by in (" OR ", " ", " AND NOT "):
        pairs = [a + b for a in LETTERS for b in LETTERS]
        yield joined([f"*{pair}*" for pair in some(pairs, 32)], by)
        yield joined([f"{pair}*" for pair in some(pairs, 32)], by)
        yield joined([f"*{pair}" for pair in some(pairs, 32)], by)
        yield joined([f"{a}*{b}" for a, b in map(tuple, some(pairs, 32))], by)
        yield joined([f"*{a}*{b}*" for a, b in map(tuple, some(pairs, 32))], by)
        yield joined([f"{word}~" for word in some(FREQUENT, 32) if len(word) > 2], by)
        yield joined(
            ["constitucional~", "responsabilidad~", "contenidos~", "desplazamiento~"] * 8, by
        )
        yield joined(
            [f'"{a} {b}"' for a, b in zip(some(FREQUENT, 16), some(FREQUENT, 16), strict=True)], by
        )
        yield joined(
            [
                f'"{a} {b} {c}"~50'
                for a, b, c in zip(*(some(FREQUENT, 12) for _ in "abc"), strict=True)
            ],
            by,
        )
        yield joined(some(FREQUENT, 32), by)
        yield joined([f"title:{letter}*" for letter in LETTERS], by)
        yield joined([f"creator:{word}" for word in some(FREQUENT, 16)], by)
        yield joined(["year:1..9999", "language:es", "NOT year:2000..2010"] * 10, by)
    for slop in (1, 20, 999):
        yield f'"{" ".join(FREQUENT[:20])}"~{slop}'
        yield f'"{" ".join(FREQUENT[:3])}"~{slop}'
        yield f'"{" ".join(["de"] * 90)}"~{slop}'
    yield f'"{" ".join(["de"] * 160)}"'
    yield f'"{" ".join(["de la"] * 80)}"'
    yield f'"{" ".join(FREQUENT)}"'
    yield "(" * 200 + "de" + ")" * 200
    yield "((de OR la) (el OR en)) NOT ((que y) OR (a los))" * 8
    yield "NOT " * 100 + "de"
    yield "*" * 250 + "de" + "*" * 248
    yield "*" + "a*" * 240
    yield "a" * 490 + "~"
    yield "ab" * 240 + "~"
    yield " ".join("ab" * 10 for _ in range(24))
    yield '"' * 500
    yield "-" * 500
    yield "a-" * 250
    yield "a-b-c-d " * 60
    yield ("psico-social " * 40)[:500]
    yield ("de-la a-la en-el " * 30)[:500]
    yield "desplazamientos desplasamiento forsado comunidadez tortrua desapaecidos" * 3
    for odd in ODD:
        yield odd
        yield joined([odd[:10] + "*", odd[:8] + "~", f'"{odd[:40]} de"'])
    kinds = (
        "{}*",
        "*{}*",
        "*{}",
        "{}~",
        '"{} de"',
        '"{} la"~9',
        "NOT {}",
        "title:{}",
        "{}",
        "({} OR de)",
    )
    while True:
        words = [
            chance.choice(FREQUENT)[: chance.randint(1, 9)] for _ in range(chance.randint(2, 32))
        ]
        parts = [chance.choice(kinds).format(word) for word in words]
        yield joined(parts, chance.choice((" ", " OR ", " AND ")))


@dataclass(frozen=True, slots=True)
class Taken:
    """How many milliseconds of the processor an answer took."""

    milliseconds: float
    how: str
    query: str


def measure(place: Place, count: int, seed: int) -> list[Taken]:
    """The times of `count` queries, asked in each way."""
    settings = ours.settings(place.index)
    engine = open_engine(settings)
    engine.acquire().warm()
    service = Service(create_app(settings))
    [known] = engine.acquire().search(SearchRequest(KNOWN_QUERY, per_page=1)).hits
    landing = f"/publications/{known.publication.id}"
    ways: dict[str, Ask] = {
        "engine": lambda q: engine.acquire().search(SearchRequest(q)),
        "engine, by title": lambda q: engine.acquire().search(SearchRequest(q, sort=Sort.TITLE)),
        "page": lambda q: service.ask("/search", q=q),
        "page of 100": lambda q: service.ask("/search", q=q, per_page="100"),
        "page, filtered": lambda q: service.ask("/search", q=q, language="es", year_from="1"),
        "API": lambda q: service.ask("/api/v1/search", q=q, per_page="100"),
        "landing page": lambda q: service.ask(landing, q=q),
        "passage": lambda q: service.ask(f"{landing}/passages/1", q=q),
        "suggestion": lambda q: service.ask("/api/v1/suggest", q=q),
    }
    queries = nasty_queries(seed)
    asked = [KNOWN_QUERY, KNOWN_QUERY, *(next(queries) for _ in range(count))]
    return [_taken(how, ask, query) for query in asked for how, ask in ways.items()]


def _taken(how: str, ask: Ask, query: str) -> Taken:
    started = time.thread_time()
    ask(query)
    return Taken((time.thread_time() - started) * 1e3, how, query)


class Service:
    """The service without a server or a client between."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.ask("/search", q=KNOWN_QUERY)
        self.ask("/api/v1/suggest", q="mie")

    def ask(self, path: str, **parameters: str) -> None:
        """Request a page."""
        environ = EnvironBuilder(path, query_string=parameters).get_environ()
        chunks, status, _ = run_wsgi_app(self._app, environ, buffered=True)
        if not status.startswith(("200", "400")):
            raise AssertionError(f"{path} answers {status} to {parameters}")
        b"".join(chunks)


def report(times: Sequence[Taken]) -> None:
    """Print percentiles of each way, and the worst of all."""
    print(f"{'milliseconds of the processor':30} {'known':>7} {'p50':>7} {'p99':>7} {'worst':>7}")
    for how in dict.fromkeys(one.how for one in times):
        own = [one for one in times if one.how == how]
        known = min(one.milliseconds for one in own if one.query == KNOWN_QUERY)
        ordered = sorted(one.milliseconds for one in own)
        p99 = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
        figures = (known, statistics.median(ordered), p99, ordered[-1])
        print(f"{how:30} " + " ".join(f"{figure:7.1f}" for figure in figures))
    for one in sorted(times, key=lambda one: -one.milliseconds)[:10]:
        print(f"{one.milliseconds:7.1f}  {one.how:17} {one.query[:90]!r}")


def main() -> int:
    """Make the corpus and the index if `--folder` has none, measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.nasty", description=__doc__)
    parser.add_argument("--passages", type=int, default=75_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keeps the corpus and the index")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        place = Place(arguments.folder or Path(temporary), "ours", arguments.passages)
        place.folder.mkdir(parents=True, exist_ok=True)
        if not place.index.exists():
            if not place.corpus.exists():
                make_corpus(place.folder, [place.size])
            index(place)
        report(measure(place, arguments.queries, arguments.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
