"""XQuAD and Cranfield: public collections with questions and the documents that answer them.

XQuAD (Artetxe, Ruder and Yogatama 2020) has the same paragraphs and questions in several languages.
A paragraph is a publication, without the title of its article, which the others have too; or an
article is one and its paragraphs are its passages, where the best passage can be right or wrong.
Cranfield has abstracts and graded relevance.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from indexer.model import Metadata, Passage, Publication, Record
from tests.conftest import DATA
from tests.relevance import machine_made
from tests.relevance.questions import Measure, Place, Question, QuestionSet

RETRIEVAL: Final = DATA / "retrieval"
_FILES: Final = ("docs.jsonl", "qrels.tsv", "queries.jsonl")
_PARAGRAPH: Final = (Measure.MRR, Measure.RECALL, Measure.NDCG)
_ARTICLE: Final = (Measure.MRR, Measure.RECALL, Measure.PASSAGE)
_MIXED: Final = (Measure.RECALL, Measure.MRR, Measure.OWN_LANGUAGE)
_GRADED: Final = (Measure.NDCG, Measure.MRR, Measure.RECALL)
_PAIRS: Final = (("es", "es"), ("en", "en"), ("es", "en"), ("en", "es"))
"""The language of the documents, and that of the questions."""

Documents = Iterator[tuple[Record, tuple[Passage, ...]]]


@dataclass(frozen=True, slots=True)
class PublicLibrary:
    """Documents of a public collection in some languages, as publications.

    `place` says which publication and passage a document is.
    """

    name: str
    collection: str
    languages: tuple[str, ...]
    place: Callable[[str], Place]
    with_titles: bool = False

    @property
    def digest(self) -> str:
        """Names the files of the collection, its questions too."""
        folder = RETRIEVAL / self.collection
        return hashlib.sha256(b"".join((folder / name).read_bytes() for name in _FILES)).hexdigest()

    def documents(self) -> Documents:
        """The publications with their passages."""
        rows = [r for r in _rows(self.collection, "docs") if r["lang"] in self.languages]
        passages: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: self.place(row["id"]).passage):
            passages[self.place(row["id"]).publication].append(row)
        for path, own in passages.items():
            yield self._publication(path, own)

    def _publication(
        self, path: str, rows: Sequence[Mapping[str, str]]
    ) -> tuple[Record, tuple[Passage, ...]]:
        language = rows[0]["lang"]
        title = rows[0]["title"] if self.with_titles else ""
        metadata = Metadata(title=title, languages=(language,))
        publication = Publication(path, path, (), "", 0, "text/html", metadata, len(rows))
        passages = tuple(
            Passage(n, str(n), row["text"], language=language) for n, row in enumerate(rows, 1)
        )
        return Record(publication, (0,), "", True), passages


def _alone(document: str) -> Place:
    return Place(document, 1)


def _in_article(document: str) -> Place:
    """XQuAD's documents are named language-article-paragraph."""
    article, _, paragraph = document.rpartition("-")
    return Place(article, int(paragraph) + 1)


LIBRARIES: Final = (
    PublicLibrary("xquad-es", "xquad", ("es",), _alone),
    PublicLibrary("xquad-en", "xquad", ("en",), _alone),
    PublicLibrary("xquad-es-en", "xquad", ("es", "en"), _alone),
    PublicLibrary("xquad-articles-es", "xquad", ("es",), _in_article),
    PublicLibrary("xquad-articles-en", "xquad", ("en",), _in_article),
    PublicLibrary("cranfield", "cranfield", ("en",), _alone, with_titles=True),
)


@cache
def _rows(collection: str, kind: str) -> list[dict[str, str]]:
    lines = (RETRIEVAL / collection / f"{kind}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def _grades(collection: str) -> Mapping[str, Mapping[str, int]]:
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (RETRIEVAL / collection / "qrels.tsv").read_text("utf-8").splitlines():
        query, document, grade = line.split("\t")
        grades[query][document] = int(grade)
    return grades


def _questions(searched: PublicLibrary, language: str) -> list[Question]:
    """The collection's questions in a language; without those that nothing here answers."""
    known = {r["id"] for r in _rows(searched.collection, "docs") if r["lang"] in searched.languages}
    asked = (r for r in _rows(searched.collection, "queries") if r["lang"] == language)
    found = []
    for row in asked:
        judged = _grades(searched.collection)[row["id"]]
        grades = {document: judged[document] for document in judged if document in known}
        if grades:
            found.append(_question(searched, language, row, grades))
    return found


def _question(
    searched: PublicLibrary, language: str, row: Mapping[str, str], judged: Mapping[str, int]
) -> Question:
    places = {searched.place(document): grade for document, grade in judged.items()}
    grades = {place.publication: grade for place, grade in places.items()}
    versions = None
    if len(searched.languages) > 1:
        own, other = sorted(grades, key=lambda path: not path.startswith(language))
        versions = own, other
    return Question(row["id"], row["text"], grades, frozenset(grades), frozenset(places), versions)


def question_sets() -> Iterator[QuestionSet]:
    """The sets that can be asked; those in machine-made questions only where Apertium is."""
    for documents, asked in _PAIRS:
        searched = library(f"xquad-{documents}")
        name = f"XQuAD {asked} → {documents}"
        yield QuestionSet(name, searched.name, _questions(searched, asked), _PARAGRAPH)
    for code in machine_made.available():
        searched = library("xquad-es")
        questions = machine_made.translated(_questions(searched, "es"), code)
        yield QuestionSet(f"XQuAD {code} → es (machine-made)", searched.name, questions, _PARAGRAPH)
    for documents, asked in _PAIRS:
        searched = library(f"xquad-articles-{documents}")
        name = f"XQuAD articles {asked} → {documents}"
        yield QuestionSet(name, searched.name, _questions(searched, asked), _ARTICLE)
    searched = library("xquad-es-en")
    for asked in searched.languages:
        name = f"XQuAD {asked} → es and en"
        yield QuestionSet(name, searched.name, _questions(searched, asked), _MIXED)
    searched = library("cranfield")
    yield QuestionSet("Cranfield", searched.name, _questions(searched, "en"), _GRADED)


def library(name: str) -> PublicLibrary:
    """The library with this name."""
    return next(each for each in LIBRARIES if each.name == name)
