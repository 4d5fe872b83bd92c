"""Every engine at every size: makes the corpus, starts the measures, gathers the figures."""

from __future__ import annotations

import importlib.util
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.bench import contenders, queries
from tests.bench.measure import Place
from tests.bench.queries import Kind
from tests.bench.targets import MAIN_SIZE
from tests.conftest import ROOT

SIZES = (10_000, 75_000, 300_000)
WHOOSH_MOST = 75_000
"""Above that many passages Whoosh takes over half an hour and is measured only when asked for."""
OPENINGS = 5
COMPARED = (Kind.COMMON, Kind.MEDIUM, Kind.RARE, Kind.OR, Kind.PHRASE, Kind.PREFIX)
"""Queries to which all engines should give the same totals: they ask nothing of two passages."""
_LIBRARIES = {"ours": "indexer", "whoosh": "whoosh", "tantivy": "tantivy", "fts5": "sqlite3"}

Figures = dict[str, Any]
Say = Callable[[str], None]


def measure(sizes: Sequence[int], names: Sequence[str], whoosh_all: bool, say: Say) -> Figures:
    """The figures of the engines, by size and name."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        say(f"making a corpus of {max(sizes):,} passages")
        made = _child("corpus", Place(folder, "", 0), sizes)
        say(f"corpus: {made['source']}")
        by_size = {}
        for figures in made["sizes"]:
            size = figures["passages"]
            say(
                f"{size:,} passages: {figures['words']:,} words, "
                f"{figures['different_words']:,} different, "
                f"{figures['characters_per_passage']} characters a passage"
            )
            chosen = [n for n in names if n != "whoosh" or size <= WHOOSH_MOST or whoosh_all]
            engines = {n: _engine(Place(folder, n, size), say) for n in chosen}
            _compare(engines, queries.read(folder / "queries.json").round)
            by_size[str(size)] = {"corpus": figures, "engines": engines}
    return {"source": made["source"], "sizes": by_size}


def page(say: Say) -> Figures:
    """What a page of results costs on this project's engine, at the main size."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        place = Place(Path(name), "ours", int(MAIN_SIZE))
        say(f"making a corpus of {place.size:,} passages")
        _child("corpus", place, [place.size])
        say("indexing it")
        _child("index", place, [place.size])
        say("asking for pages of results")
        asked = _child("page", place, [place.size])
        say("asking for them with and without what stands for the words")
        widened = _child("widened", place, [place.size])
        return {"passages": place.size, **asked, "widened": widened}


def missing(names: Sequence[str]) -> list[str]:
    """Libraries of these engines that are not installed."""
    libraries = (_LIBRARIES[name] for name in names)
    return [library for library in libraries if importlib.util.find_spec(library) is None]


def _engine(place: Place, say: Say) -> Figures:
    """All figures of one engine at one size."""
    started = time.monotonic()

    def phase(name: str) -> Figures:
        say(f"  {place.size:>7,}  {contenders.LABELS[place.name]}: {name}")
        return _child(name, place, [place.size])

    figures: Figures = {"index": phase("index")}
    opened = [phase("opening") for _ in range(OPENINGS)]
    figures["opening"] = {
        key: statistics.median(each[key] for each in opened) for key in ("open_ms", "first_ms")
    }
    figures |= {name: phase(name) for name in ("search", "memory")}
    if place.name == "ours":
        figures |= {name: phase(name) for name in ("service", "commit")}
    shutil.rmtree(place.index)
    index, search = figures["index"], figures["search"]["first"]
    say(
        f"  {place.size:>7,}  {contenders.LABELS[place.name]}: "
        f"{index['passages_per_second']:,.0f} passages/s, p50 {search['p50']:.1f} ms "
        f"({time.monotonic() - started:.0f} s)"
    )
    return figures


def _child(phase: str, place: Place, sizes: Sequence[int]) -> Figures:
    """What one measure printed, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.measure", phase, "--folder", str(place.folder)]
    options = ["--name", place.name, "--sizes", *map(str, sizes)]
    done = subprocess.run(
        [*command, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    figures: Figures = json.loads(done.stdout)
    return figures


def _compare(engines: dict[str, Figures], asked: Sequence[queries.Query]) -> None:
    """On how many queries each engine finds as many publications as this project's."""
    totals = {name: figures["search"].pop("totals") for name, figures in engines.items()}
    for name, found in totals.items():
        if "ours" not in totals:
            continue
        pairs = [
            (a, b)
            for query, a, b in zip(asked, totals["ours"], found, strict=True)
            if query.kind in COMPARED
        ]
        engines[name]["agreement"] = {
            "queries": len(pairs),
            "same": sum(a == b for a, b in pairs),
            "close": sum(abs(a - b) <= 0.05 * max(a, b) for a, b in pairs),
        }
