"""How long requests wait for what others need: `python -m tests.bench.contention`.

The service answers searches one by one, undisturbed at first. Then booklets are added, each
in a commit of its own (by another process), and after each commit another reader's first suggestion
is asked for while the searches go on. Last, suggestions are asked for with many publications
withdrawn. Milliseconds are printed as JSON.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from indexer.engine import extend_index
from search_app.application import create_app
from search_app.library.manager import library_manager
from search_app.serving import let_threads_run
from tests.bench import corpus, queries
from tests.bench.contenders import ours
from tests.bench.measure import PAGES, Place, index, make_corpus
from tests.conftest import ROOT

UNDISTURBED_SECONDS = 10.0
COMMITS = 3
MAX_REFRESH_SECONDS = 120.0
KEYSTROKES = ("cas", "mun", "res", "tra", "con", "acom", "per", "des", "est", "pre")
ROUNDS = 5

Figures = dict[str, Any]


def measure(place: Place, hidden: int) -> Figures:
    """The figures of the index in `place`; `hidden` publications are withdrawn at the end."""
    settings = ours.settings(place.index)
    settings.withdrawals.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        takedown = Path(folder) / "takedown.txt"
        app = create_app(replace(settings, takedown=takedown))
        let_threads_run()
        library_manager(app).after_preparing = gc.freeze
        service = Service(app)
        asked = [query.typed() for query in queries.read(place.queries).round]
        for text in asked:
            service.search(text)
        service.suggest(KEYSTROKES[0])
        undisturbed = service.searches_during(asked, lambda: time.sleep(UNDISTURBED_SECONDS))
        disturbed, first = [], []
        for number in range(1, COMMITS + 1):
            before = service.generation()
            commit(place, number)

            def suggest(before: str = before) -> None:
                first.append(took(lambda: service.suggest(KEYSTROKES[0])))
                until = time.monotonic() + MAX_REFRESH_SECONDS
                while service.generation() == before and time.monotonic() < until:
                    time.sleep(0.2)
                service.suggest(KEYSTROKES[0])

            disturbed += service.searches_during(asked, suggest)
        plain = service.keystrokes()
        identifiers = [record.publication.id for record, _ in corpus.read(place.corpus, place.size)]
        takedown.write_text("\n".join(identifiers[:: max(1, len(identifiers) // hidden)][:hidden]))
        service.suggest(KEYSTROKES[0])
        withdrawn = service.keystrokes()
    settings.withdrawals.unlink()
    return {
        "passages": place.size,
        "search_undisturbed": summary(undisturbed),
        "search_during_refresh": summary(disturbed),
        "first_suggestion_after_commit": summary(first),
        "keystroke": summary(plain),
        "keystroke_with_hidden": {"hidden": hidden, **summary(withdrawn)},
    }


class Service:
    """The service without a server or a client between."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def search(self, text: str) -> Any:
        """The answer of a search."""
        return self._answer("/api/v1/search", text)

    def suggest(self, text: str) -> Any:
        """The suggestions for the beginning of a query."""
        return self._answer("/api/v1/suggest", text)

    def generation(self) -> str:
        """The commit that is answered from."""
        return str(self.search("")["generation"])

    def _answer(self, path: str, text: str) -> Any:
        environ = EnvironBuilder(path, query_string={"q": text}).get_environ()
        chunks, status, _ = run_wsgi_app(self._app, environ, buffered=True)
        if not status.startswith("200"):
            raise AssertionError(f"{path} answers {status}")
        return json.loads(b"".join(chunks))

    def searches_during(self, asked: Sequence[str], action: Callable[[], None]) -> list[float]:
        """How long searches take while `action` runs in another thread."""
        times: list[float] = []
        with _running(action) as thread:
            for text in itertools.cycle(asked):
                times.append(took(lambda text=text: self.search(text)))
                if not thread.is_alive():
                    return times
        raise AssertionError("there are no queries")

    def keystrokes(self) -> list[float]:
        """How long suggestions take."""
        return [took(lambda t=text: self.suggest(t)) for text in KEYSTROKES for _ in range(ROUNDS)]


@contextmanager
def _running(action: Callable[[], None]) -> Iterator[threading.Thread]:
    thread = threading.Thread(target=action)
    thread.start()
    try:
        yield thread
    finally:
        thread.join()


def took(do: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    do()
    return (time.perf_counter() - started) * 1e3


def summary(times: Sequence[float]) -> Figures:
    """The number of times, their median, 99th percentile and maximum."""
    ordered = sorted(times)
    return {
        "count": len(ordered),
        "p50": round(statistics.median(ordered), 1),
        "p99": round(ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)], 1),
        "worst": round(ordered[-1], 1),
    }


def commit(place: Place, number: int) -> None:
    """Add a booklet in a process of its own, as the indexer does."""
    command = [sys.executable, "-m", "tests.bench.contention", "--commit", str(number)]
    options = ["--folder", str(place.folder), "--passages", str(place.size)]
    subprocess.run([*command, *options], cwd=ROOT, check=True)


def _commit(place: Place, number: int) -> None:
    booklets = corpus.read(place.booklets, number * PAGES)
    record, passages = next(itertools.islice(booklets, number - 1, None))
    writer = extend_index(ours.settings(place.index))
    writer.put(record, passages)
    writer.commit()


def main() -> int:
    """Make the corpus and the index if `--folder` has none, measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.contention", description=__doc__)
    parser.add_argument("--passages", type=int, default=75_000)
    parser.add_argument("--hidden", type=int, default=1_000, help="publications withdrawn")
    parser.add_argument("--folder", type=Path, help="keeps the corpus and the index")
    parser.add_argument("--commit", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        place = Place(arguments.folder or Path(temporary), "ours", arguments.passages)
        if arguments.commit:
            _commit(place, arguments.commit)
            return 0
        place.folder.mkdir(parents=True, exist_ok=True)
        if not place.corpus.exists():
            make_corpus(place.folder, [place.size])
        if not place.index.exists():
            index(place)
        print(json.dumps(measure(place, arguments.hidden), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
