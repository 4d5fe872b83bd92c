"""What indexing and searching cost, measured in one run on the test publications (or `corpus/`).

Absolute times are this machine's; the ratios are what to compare.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from indexer import config
from indexer.config import Settings
from indexer.engine import open_engine
from indexer.engine.port import SearchRequest
from indexer.engine.snippets import Highlighter
from search_app import create_app
from tests.conftest import DATA, ROOT

PUBLICATIONS = DATA / "publications"

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


def update(corpus: Path, index: Path, workers: int) -> tuple[dict[str, float], Memory]:
    """The report of `python -m indexer update`, and its memory."""
    command = [sys.executable, "-m", "indexer", "update", "--json", f"--workers={workers}"]
    folders = ["--corpus", str(corpus), "--index", str(index)]
    memory, stop = Memory(), threading.Event()
    with subprocess.Popen([*command, *folders], cwd=ROOT, stdout=subprocess.PIPE) as process:
        watcher = threading.Thread(target=memory.watch, args=(process.pid, stop))
        watcher.start()
        out = process.communicate()[0]
        stop.set()
        watcher.join()
    return json.loads(out), memory


def _times(ask: Callable[[str], object]) -> list[float]:
    """Milliseconds of each query, the best of three."""

    def once(query: str) -> float:
        started = time.perf_counter()
        ask(query)
        return (time.perf_counter() - started) * 1000

    return [min(once(query) for _ in range(3)) for query in QUERIES]


def _line(name: str, times: list[float], engine: list[float]) -> str:
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    ratio = statistics.median(times) / statistics.median(engine)
    return f"{name:28}  p50 {p50:7.1f} ms   p95 {p95:7.1f} ms   {ratio:5.2f} x the engine"


def search(settings: Settings) -> None:
    """Print what a search costs in the engine, with snippets, as JSON and as a page."""
    engine = open_engine(settings)

    def with_snippets(query: str) -> None:
        result = engine.search(SearchRequest(query))
        highlighter = Highlighter(result.query)
        for hit in result.hits:
            for passage in hit.passages:
                highlighter.snippet(passage)

    bare = _times(lambda query: engine.search(SearchRequest(query)))
    client = create_app(settings, engine).test_client()
    print(f"{len(QUERIES)} queries")
    print(_line("engine", bare, bare))
    print(_line("engine and snippets", _times(with_snippets), bare))
    for name, path in (("/api/v1/search", "/api/v1/search"), ("/search", "/search")):
        times = _times(lambda q, path=path: client.get(path, query_string={"q": q}).data)  # type: ignore[misc]
        print(_line(name, times, bare))


def main() -> int:
    """Measure and print."""
    corpus = PUBLICATIONS if PUBLICATIONS.is_dir() else ROOT / "corpus"
    print(f"corpus: {corpus.name}, {sum(p.is_file() for p in corpus.rglob('*'))} files")
    with tempfile.TemporaryDirectory() as folder:
        seconds = {}
        for workers in (1, 2):
            index = Path(folder) / str(workers)
            report, memory = update(corpus, index, workers)
            seconds[workers] = report["seconds"]
            size = sum(p.stat().st_size for p in index.rglob("*") if p.is_file())
            print(
                f"update, {workers} workers: {report['seconds']:.1f} s, "
                f"{report['passages'] / report['seconds']:.0f} passages/s, "
                f"peak {memory.parent:.0f} MiB and {memory.child:.0f} MiB in a child, "
                f"index {size / 2**20:.1f} MiB for {report['passages']} passages"
            )
        again, _ = update(corpus, Path(folder) / "2", 2)
        print(f"two workers against one: {seconds[1] / seconds[2]:.2f} times as fast")
        print(f"update again: {again['seconds']:.2f} s, {again['seconds'] / seconds[2]:.4f} of it")
        search(config.load({"corpus": corpus, "index": Path(folder) / "2"}, {}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
