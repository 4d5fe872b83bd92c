"""The search engines that are compared, each behind the same few methods.

Every one indexes a document for each passage, and one for each publication with its title,
creators, subjects and series; every one answers with publications: the exact number of those that
match, counts, and the best ten with up to three passages of each, as snippets. Stock engines
match all words of a query inside one passage, this project's anywhere in the publication.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeVar, cast

from indexer.engine.searches import PASSAGES_PER_HIT
from indexer.model import Record
from tests.bench.corpus import Entry
from tests.bench.queries import Query

HITS: Final = 10
CANDIDATES: Final = 100
"""Best documents that are looked at first for ten publications; four times as many if too few."""
MOST_INSIDE: Final = 2000
"""Documents of ten publications that are looked at for their best passages."""
SNIPPET: Final = 240
"""Characters of a snippet, about."""
HEAP_MB: Final = 512
"""Memory that an engine may use for indexing, where it takes a limit."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`total` is of publications; `hits` are publications with their snippets, best first.

    `facets` count publications in this project's engine, passages in the others.
    """

    total: int
    facets: Mapping[str, Mapping[str, int]]
    hits: tuple[tuple[str, tuple[str, ...]], ...]


class Reader(Protocol):
    """An open index."""

    def answer(self, query: Query) -> Answer:
        """The complete answer to a search request."""


class Contender(Protocol):
    """A search engine. Importing its module imports all that opening and asking need."""

    def build(self, entries: Iterable[Entry], folder: Path) -> None:
        """Write an index of the publications into the empty folder, as one transaction."""

    def open(self, folder: Path) -> Reader:
        """Open an index that `build` wrote."""

    def version(self) -> str:
        """Name and version of what is measured."""


_MODULES: Final = {
    "ours": "ours",
    "whoosh": "whoosh_stock",
    "tantivy": "tantivy_engine",
    "fts5": "fts5",
}
NAMES: Final = tuple(_MODULES)
LABELS: Final = {
    "ours": "this engine",
    "whoosh": "Whoosh as it comes",
    "tantivy": "tantivy-py",
    "fts5": "SQLite FTS5",
}


def load(name: str) -> Contender:
    """The contender of that name.

    Raises:
        ModuleNotFoundError: its engine is not installed.
    """
    return cast(Contender, importlib.import_module(f"{__name__}.{_MODULES[name]}"))


Key = TypeVar("Key")
Document = TypeVar("Document")
Ranked = Sequence[tuple[Key, Document | None]]
"""(publication, passage), best first; None stands for the document of the publication itself."""


def collect(
    search: Callable[[int, Collection[Key]], Ranked[Key, Document]], total: int
) -> dict[Key, list[Document]]:
    """The best ten of `total` publications, each with its three best passages.

    `search` gives so many best documents: of all publications, or of those named.
    """
    limit = CANDIDATES
    while True:
        ranked = search(limit, ())
        chosen = _grouped(ranked)
        everything = len(ranked) < limit
        if everything or len(chosen) >= min(HITS, total):
            break
        limit *= 4
    if everything or all(len(passages) == PASSAGES_PER_HIT for passages in chosen.values()):
        return chosen
    inside = _grouped(search(MOST_INSIDE, chosen))
    return {publication: inside.get(publication, []) for publication in chosen}


def _grouped(ranked: Ranked[Key, Document]) -> dict[Key, list[Document]]:
    chosen: dict[Key, list[Document]] = {}
    for publication, document in ranked:
        if publication not in chosen:
            if len(chosen) == HITS:
                continue
            chosen[publication] = []
        if document is not None and len(chosen[publication]) < PASSAGES_PER_HIT:
            chosen[publication].append(document)
    return chosen


def described(record: Record) -> str:
    """The words that are searched beside the passages."""
    metadata = record.publication.metadata
    return "\n".join((metadata.title, *metadata.creators, *metadata.subjects, *metadata.series))
