"""The product: indexes of what is searched, and what its engine answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer import build
from indexer.corpus.doubt import Removals
from indexer.corpus.glossary_file import read_glossary
from indexer.corpus.walk import walk
from indexer.engine import encode_words, open_engine, replace_index
from indexer.engine.glossary import NO_GLOSSARY, Glossary
from indexer.engine.meaning import encoder_weights
from indexer.engine.port import Engine, Reader
from indexer.engine.searches import Expand, Hit, SearchRequest, SearchResult
from indexer.model import Record
from indexer.settings import Settings, load_settings
from tests.relevance import judged_set, public_sets
from tests.relevance.metrics import DEPTH
from tests.relevance.questions import Answer, QuestionSet, Way


@dataclass(frozen=True, slots=True)
class Asked:
    """What the product answered: the whole result, and what is measured of it."""

    result: SearchResult
    answer: Answer


class Product:
    """One index, asked through the engine's own interface; `plain` knows no vectors."""

    def __init__(self, plain: Engine, meaning: Engine) -> None:
        self.plain = plain
        self._engines = {Way.TYPED: plain, Way.GLOSSARY: plain, Way.MEANING: meaning}

    @property
    def reader(self) -> Reader:
        """A reader of the index."""
        return self.plain.acquire()

    def ask(self, text: str, way: Way) -> Asked:
        """The first page of results."""
        expand = Expand.OFF if way is Way.TYPED else Expand.ON
        request = SearchRequest(text, per_page=DEPTH, expand=expand)
        result = self._engines[way].acquire().search(request)
        hits = ranked(result)
        passages = {hit.publication.path: hit.passages[0].number for hit in hits if hit.passages}
        return Asked(result, Answer(tuple(hit.publication.path for hit in hits), passages))


def ranked(result: SearchResult) -> list[Hit]:
    """The hits in the order in which readers see them, each publication once: those of the list,
    then those of the block that is close in meaning.
    """
    once: dict[str, Hit] = {}
    for hit in [*result.hits, *result.close]:
        once.setdefault(hit.publication.path, hit)
    return list(once.values())[:DEPTH]


def why_no_vectors() -> str:
    """Why there are none here; empty if there are."""
    return str(encoder_weights.fault())


def ways(asked: QuestionSet) -> tuple[Way, ...]:
    """The ways in which a set can be asked here: there are vectors only with the extra `meaning`.
    The widest is the last.
    """
    return tuple(way for way in asked.ways if way is not Way.MEANING or not why_no_vectors())


@contextmanager
def opened(library: str) -> Iterator[Product]:
    """A library by its name, indexed for as long as it is asked."""
    with TemporaryDirectory(prefix="aluna-relevance-") as name, ExitStack() as stack:
        settings = _settings(Path(name))
        if library == judged_set.LIBRARY:
            _index_files(settings)
        else:
            _index_documents(settings, library)
        encode_words(settings, lambda done, of: None)
        engines = (open_engine(replace(settings, meaning=on)) for on in (False, True))
        yield Product(*(stack.enter_context(closing(engine)) for engine in engines))


def _settings(folder: Path) -> Settings:
    # Nothing is remembered from one way of asking to the next; scans stay unread, as another
    # tesseract would read them otherwise.
    given = {"cache_mb": 0, "index": folder / "index", "corpus": folder / "corpus"}
    return load_settings(given, {"ALUNA_OCR": ""})


def _index_files(settings: Settings) -> None:
    """By the indexer, as staff do."""
    judged_set.copy_to(settings.corpus)
    build.update(settings)


def _index_documents(settings: Settings, library: str) -> None:
    writer = replace_index(settings)
    writer.put_glossary(_glossary())
    for record, passages in public_sets.library(library).documents():
        writer.put(record, passages)
    writer.commit()


@cache
def _glossary() -> Glossary:
    """That of the sample corpus."""
    settings = load_settings({"corpus": judged_set.CORPUS}, {})
    found = walk(settings.corpus)
    return read_glossary(found, settings, NO_GLOSSARY, Removals.ACCEPTED).glossary


def searchable(reader: Reader) -> list[Record]:
    """The publications that can be found."""
    return [record for record in reader.records() if record.searchable]
