"""This project's engine, asked as the search service asks it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

# What `open_engine` would import by itself: opening is measured without it.
import indexer.engine.embedded.engine
import indexer.engine.embedded.write.writer  # noqa: F401
from indexer import __version__
from indexer.engine import open_engine, replace_index
from indexer.engine.port import Engine
from indexer.engine.searches import SearchRequest
from indexer.engine.snippets import Highlighter
from indexer.model import Passage
from indexer.settings import Settings, load_settings
from tests.bench.contenders import Answer
from tests.bench.corpus import Entry
from tests.bench.queries import Query


def version() -> str:
    """See `Contender`."""
    return f"aluna-publication-search {__version__}"


def settings(folder: Path) -> Settings:
    """The default settings, with the index in `folder`."""
    return load_settings({"index": folder}, {})


def build(entries: Iterable[Entry], folder: Path) -> None:
    """See `Contender`."""
    writer = replace_index(settings(folder))
    for record, passages in entries:
        writer.put(record, passages)
    writer.commit()


def open(folder: Path) -> Reader:
    """See `Contender`."""
    return Reader(open_engine(settings(folder)))


class Reader:
    """See `contenders.Reader`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def answer(self, query: Query) -> Answer:
        """See `contenders.Reader`."""
        result = self.engine.acquire().search(SearchRequest(query.typed()))
        highlighter = Highlighter(result.query)
        return Answer(
            result.total,
            {facet.name: {v.value: v.count for v in facet.values} for facet in result.facets},
            tuple(
                (hit.publication.id, tuple(_snippet(highlighter, p) for p in hit.passages))
                for hit in result.hits
            ),
        )


def _snippet(highlighter: Highlighter, passage: Passage) -> str:
    spans = highlighter.snippet(passage)
    return "".join(f"[{span.text}]" if span.match else span.text for span in spans)
