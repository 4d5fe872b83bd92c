"""The product: indexes of what is searched, and what its engine answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from indexer import build
from indexer.engine import open_engine, replace_index
from indexer.engine.port import Engine, Hit, Reader, SearchRequest, SearchResult
from indexer.model import Record
from indexer.settings import Settings, load_settings
from tests.relevance import judged_set, public_sets
from tests.relevance.metrics import DEPTH
from tests.relevance.questions import Answer


class Way(StrEnum):
    """How the product is asked: the value names it in tables."""

    TYPED = "as typed"
    """Nothing is searched but what was typed."""
    GLOSSARY = "glossary"
    """What the glossary joins is searched too."""
    MEANING = "glossary and vectors"
    """Words that are near in meaning are searched too."""


# Nothing is remembered from one trial to the next, and nothing depends on what is installed.
_SETTINGS: Final[Mapping[str, object]] = {"cache_mb": 0}
_ENVIRONMENT: Final = {"ALUNA_OCR": ""}
_CAN_EXPAND: Final = "expand" in {field.name for field in fields(SearchRequest)}


def ways() -> tuple[Way, ...]:
    """The ways in which the engine can be asked."""
    return (Way.TYPED,)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the product answered: the whole result, and what is measured of it."""

    result: SearchResult
    answer: Answer


class Product:
    """One index, asked through the engine's own interface."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def reader(self) -> Reader:
        """A reader of the index."""
        return self._engine.acquire()

    def ask(self, text: str, way: Way) -> Asked:
        """The first page of results."""
        result = self.reader.search(_request(text, way))
        hits = ranked(result)
        passages = {hit.publication.path: hit.passages[0].number for hit in hits if hit.passages}
        return Asked(result, Answer(tuple(hit.publication.path for hit in hits), passages))


def _request(text: str, way: Way) -> SearchRequest:
    if not _CAN_EXPAND:
        return SearchRequest(text, per_page=DEPTH)
    return SearchRequest(text, per_page=DEPTH, expand=way is not Way.TYPED)  # type: ignore[call-arg]


def ranked(result: SearchResult) -> list[Hit]:
    """The hits in the order in which readers see them, each publication once: those of the list,
    then those of the block that is close in meaning.
    """
    once: dict[str, Hit] = {}
    for hit in [*result.hits, *getattr(result, "close", ())]:
        once.setdefault(hit.publication.path, hit)
    return list(once.values())[:DEPTH]


def is_full(hit: Hit) -> bool:
    """Whether the hit holds every word of the query as typed."""
    return not hit.partial


@contextmanager
def opened(library: str) -> Iterator[Product]:
    """A library by its name, indexed for as long as it is asked."""
    with TemporaryDirectory(prefix="aluna-relevance-") as folder:
        settings = load_settings(
            {**_SETTINGS, "index": Path(folder) / "index", "corpus": Path(folder) / "corpus"},
            _ENVIRONMENT,
        )
        if library == judged_set.LIBRARY:
            _index_files(settings)
        else:
            _index_documents(settings, library)
        with closing(open_engine(settings)) as engine:
            yield Product(engine)


def _index_files(settings: Settings) -> None:
    """By the indexer, as staff do."""
    judged_set.copy_to(settings.corpus)
    build.update(settings)


def _index_documents(settings: Settings, library: str) -> None:
    writer = replace_index(settings)
    for record, passages in public_sets.library(library).documents():
        writer.put(record, passages)
    writer.commit()


def searchable(reader: Reader) -> list[Record]:
    """The publications that can be found."""
    return [record for record in reader.records() if record.searchable]
