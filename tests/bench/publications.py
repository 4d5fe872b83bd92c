"""End to end on the test publications (or `corpus/`): what an update and a search cost."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from indexer.engine import open_engine
from indexer.engine.searches import SearchRequest
from indexer.engine.snippets import Highlighter
from indexer.settings import Settings, load_settings
from search_app.application import create_app
from tests.bench.measure import PUBLICATIONS, Figures, percentile95
from tests.conftest import ROOT

# Words, phrases, Boolean, patterns, misspellings, fields, years, filters, whole questions.
QUERIES = (
    """
seguridad|derechos humanos|salud|muerte|libertad|security|risk|configuration|packages|água
"derechos humanos"|"the risk"|"de la casa"|"salud mental"|"access control"
amor muerte|system network|vida OR muerte|user OR administrator|access -network|la vida -muerte
seguridad*|configur*|*ción|auth*|informasion~|securty~|instalazion~
title:guide|title:security|subject:salud|language:es vida|language:en security|language:pt saúde
year:2010..2020 security|year:2015..|type:article|language:fr monde
¿Qué es la libertad?|¿Cómo se instala el sistema?|what is access control|how to install a package
el corazón de la noche|the end of the world|o que é a vida|où est la maison
a|de|the|nadaqueexista|"no such phrase here"|miedo memoria comunidad|ley derecho estado
"seguridad red"~5|"user password"~8
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@dataclass(slots=True)
class Memory:
    """Peak resident memory in MiB, of the parent and of the largest child."""

    parent: float = 0.0
    child: float = 0.0

    def watch(self, pid: int, stop: threading.Event) -> None:
        """Sample a process and its descendants until told to stop."""
        parent = psutil.Process(pid)
        while not stop.wait(0.02):
            try:
                self.parent = max(self.parent, parent.memory_info().rss / 2**20)
                for child in parent.children(recursive=True):
                    self.child = max(self.child, child.memory_info().rss / 2**20)
            except psutil.NoSuchProcess:
                continue


def measure(say: Callable[[str], None]) -> Figures:
    """The figures, by what was done."""
    corpus = PUBLICATIONS if PUBLICATIONS.is_dir() else ROOT / "corpus"
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        updates = []
        for workers in (1, 2):
            say(f"updating an index of {corpus.name}, workers: {workers}")
            updates.append(_update(corpus, Path(folder) / str(workers), workers))
        say("updating again, and searching")
        again, _ = _run_update(corpus, Path(folder) / "2", 2)
        settings = load_settings({"corpus": corpus, "index": Path(folder) / "2"}, {})
        return {
            "corpus": corpus.name,
            "files": sum(p.is_file() for p in corpus.rglob("*")),
            "updates": updates,
            "again_seconds": again["seconds"],
            "queries": len(QUERIES),
            "search": _search(settings),
        }


def _update(corpus: Path, index: Path, workers: int) -> Figures:
    report, memory = _run_update(corpus, index, workers)
    return {
        "workers": workers,
        "passages": report["passages"],
        "seconds": report["seconds"],
        "passages_per_second": report["passages"] / report["seconds"],
        "parent_mib": memory.parent,
        "child_mib": memory.child,
        "index_bytes": sum(p.stat().st_size for p in index.rglob("*") if p.is_file()),
    }


def _run_update(corpus: Path, index: Path, workers: int) -> tuple[dict[str, Any], Memory]:
    """The report of `python -m indexer update`, and its memory; pictures are not recognised."""
    command = [sys.executable, "-m", "indexer", "update", "--json", f"--workers={workers}"]
    folders = ["--corpus", str(corpus), "--index", str(index)]
    memory, stop = Memory(), threading.Event()
    without = os.environ | {"ALUNA_OCR": ""}
    with subprocess.Popen(
        [*command, *folders], cwd=ROOT, stdout=subprocess.PIPE, env=without
    ) as process:
        watcher = threading.Thread(target=memory.watch, args=(process.pid, stop))
        watcher.start()
        out = process.communicate()[0]
        stop.set()
        watcher.join()
    return json.loads(out), memory


def _search(settings: Settings) -> Figures:
    """What a search costs in the engine, with snippets, as JSON and as a page."""
    engine = open_engine(settings)

    def with_snippets(query: str) -> None:
        result = engine.acquire().search(SearchRequest(query))
        highlighter = Highlighter(result.query)
        for hit in result.hits:
            for passage in hit.passages:
                highlighter.snippet(passage)

    client = create_app(settings, engine).test_client()

    def fetch(path: str) -> Callable[[str], object]:
        return lambda query: client.get(path, query_string={"q": query}).data

    asked: dict[str, Callable[[str], object]] = {
        "engine": lambda query: engine.acquire().search(SearchRequest(query)),
        "engine and snippets": with_snippets,
        "/api/v1/search": fetch("/api/v1/search"),
        "/search": fetch("/search"),
    }
    figures = {name: _summary(_times(ask)) for name, ask in asked.items()}
    engine.close()
    return figures


def _times(ask: Callable[[str], object]) -> list[float]:
    """Milliseconds of each query, the best of three."""

    def once(query: str) -> float:
        started = time.perf_counter()
        ask(query)
        return (time.perf_counter() - started) * 1000

    return [min(once(query) for _ in range(3)) for query in QUERIES]


def _summary(times: Sequence[float]) -> Figures:
    return {"p50": statistics.median(times), "p95": percentile95(times)}
