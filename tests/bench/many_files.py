"""What many small files cost: `python -m tests.bench.many_files [--files 5000]`.

Pages of a few sentences are read without an index, then indexed; then nothing is changed, the
metadata of all files, of one file, and the times of all. Seconds are printed as JSON: those of the
wall, and of the processor for this process and for all that it started. On a busy machine only the
latter say something.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from indexer import build
from indexer.corpus.walk import digest, walk
from indexer.sandbox.jobs import SourceFile
from indexer.settings import Settings, load_settings
from indexer.tasks.extract import extract_job
from indexer.tasks.extract_files import read_all

FILES_PER_FOLDER: Final = 200
_WORDS: Final = (
    "la comunidad recuerda el camino del agua y quien acompaña escucha despacio lo que duele "
    "memoria tierra defensoras cuidado colectivo justicia asamblea semilla montaña palabra noche"
)
_PAGE: Final = (
    '<!doctype html><html lang="es"><head><title>Nota {number}</title></head><body><main>'
    "<h1>Nota {number}</h1><p>{text}</p></main></body></html>"
)

Figures = dict[str, float]


def make_files(corpus: Path, count: int) -> None:
    """Write `count` pages, and a table that describes each of them."""
    chance, words = random.Random(1), _WORDS.split()
    for number in range(count):
        folder = corpus / f"{number // FILES_PER_FOLDER:03}"
        folder.mkdir(parents=True, exist_ok=True)
        text = " ".join(chance.choices(words, k=120)) + f" y la nota {number}."
        (folder / f"{number:05}.html").write_text(_PAGE.format(number=number, text=text), "utf-8")


def describe(corpus: Path, count: int, *, changed: range) -> None:
    """Write the table; the subjects of the files in `changed` differ from those of the others."""
    rows = ["file,title,subject,date"]
    for number in range(count):
        path = f"{number // FILES_PER_FOLDER:03}/{number:05}.html"
        subject = "cuidado" if number in changed else "memoria"
        rows.append(f"{path},Nota número {number},{subject},{2014 + number % 10}")
    (corpus / "metadata.csv").write_text("\n".join(rows) + "\n", "utf-8")


def touch(corpus: Path) -> None:
    """Give all pages another time."""
    for file in corpus.rglob("*.html"):
        os.utime(file, (1_700_000_000, 1_700_000_000))


def read_only(settings: Settings) -> None:
    """Read all files, and do nothing with what is read."""
    jobs = (
        extract_job(
            SourceFile(
                settings.corpus, file.place, file.path, file.size, file.mtime_ns, digest(file) or ""
            ),
            settings,
        )
        for file in walk(settings.corpus).files
    )
    for outcome in read_all(jobs, settings):
        assert outcome.value is not None, outcome.problem


def measure(settings: Settings, count: int) -> dict[str, Figures]:
    """The figures of each step."""
    corpus = settings.corpus
    make_files(corpus, count)
    steps: dict[str, tuple[Callable[[], None], Callable[[], object]]] = {
        "read": (lambda: None, lambda: read_only(settings)),
        "first": (
            lambda: describe(corpus, count, changed=range(0)),
            lambda: build.update(settings),
        ),
        "idle": (lambda: None, lambda: build.update(settings)),
        "all metadata": (
            lambda: describe(corpus, count, changed=range(count)),
            lambda: build.update(settings),
        ),
        "one row": (
            lambda: describe(corpus, count, changed=range(1, count)),
            lambda: build.update(settings),
        ),
        "all times": (lambda: touch(corpus), lambda: build.update(settings)),
    }
    figures = {}
    for name, (prepare, act) in steps.items():
        prepare()
        figures[name] = _timed(act)
    return figures


def _timed(act: Callable[[], object]) -> Figures:
    wall, before = time.monotonic(), os.times()
    act()
    after = os.times()
    own = after.user + after.system - before.user - before.system
    children = sum(after[2:4]) - sum(before[2:4])
    return {
        "wall": round(time.monotonic() - wall, 2),
        "own": round(own, 2),
        "all": round(own + children, 2),
    }


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--workers", default="0")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(
            {
                "corpus": Path(folder) / "corpus",
                "index": Path(folder) / "index",
                "workers": options.workers,
            },
            {},
        )
        print(json.dumps(measure(settings, options.files), indent=2))


if __name__ == "__main__":
    main()
