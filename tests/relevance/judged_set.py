"""Questions of this field about the sample corpus and shared publications, judged by hand.

Three tables in `judged/`:

- `queries.tsv`: what is typed, its language, its kind, and whether it is asked in the words of the
  texts (`text`) or in another language or other words (`field`);
- `judgements.tsv`: how relevant a publication is to a query, the passages where it answers, and the
  reason. 3: what was asked for; 2: answers a part, or is the same in another language; 1: touches
  it; 0: looked at, and not relevant. What is not listed is not relevant.
- `publications.tsv`: what is searched, with the SHA-256 of each file as it was judged.

The queries were written from the texts before anything was asked; what several engines found was
judged after that, and added.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from tests.conftest import DATA, ROOT
from tests.relevance.questions import Measure, Place, Question, QuestionSet, Way

LIBRARY: Final = "sample"
FOLDER: Final = Path(__file__).with_name("judged")
CORPUS: Final = ROOT / "corpus"
SHARED: Final = "publications"
"""The folder in the shared data, and the beginning of the paths of what is taken from it."""
CONTENT: Final = 2
"""The grade from which on one is content with a publication."""

TEXT_QUESTIONS: Final = "Judged, in the words of the texts"
FIELD_QUESTIONS: Final = "Judged, other words or language"
_MEASURES: Final = (Measure.NDCG, Measure.MRR, Measure.HIT, Measure.PASSAGE)


class Kind(StrEnum):
    """What is typed."""

    TOPIC = "topic"
    QUESTION = "question"
    NAME = "name"
    CASE = "case"
    ACRONYM = "acronym"
    INFLECTION = "inflection"


class Words(StrEnum):
    """Whose words a query is in."""

    TEXT = "text"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """What is typed, in which language."""

    id: str
    language: str
    kind: Kind
    words: Words
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """How relevant a publication is to a query; `passages` are the numbers of the right ones."""

    query: str
    grade: int
    publication: str
    passages: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """A file as it was when it was judged."""

    publication: str
    sha256: str

    @property
    def path(self) -> Path:
        """Where it is: below the corpus, or in the shared data."""
        base = DATA if self.publication.startswith(f"{SHARED}/") else CORPUS
        return base / self.publication

    @property
    def is_shared(self) -> bool:
        """Whether it is no part of the project."""
        return self.publication.startswith(f"{SHARED}/")

    def is_as_judged(self) -> bool:
        """Whether the file is there and has not changed."""
        return self.path.is_file() and _sha256(self.path) == self.sha256


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)


def queries() -> list[JudgedQuery]:
    """All queries."""
    return [
        JudgedQuery(r["query"], r["language"], Kind(r["kind"]), Words(r["words"]), r["text"])
        for r in _rows("queries.tsv")
    ]


def judgements() -> list[Judgement]:
    """All judgements."""
    return [
        Judgement(r["query"], int(r["grade"]), r["publication"], _numbers(r), r["reason"])
        for r in _rows("judgements.tsv")
    ]


def _numbers(row: dict[str, str]) -> tuple[int, ...]:
    return tuple(map(int, filter(None, row["passages"].split(","))))


def files() -> list[JudgedFile]:
    """What is searched."""
    return [JudgedFile(row["publication"], row["sha256"]) for row in _rows("publications.tsv")]


def are_here() -> bool:
    """Whether all that is searched is here."""
    return all(file.path.is_file() for file in files())


def digest(*others: Path) -> str:
    """Names the tables and the files as they are now, and `others` that are measured with them."""
    names = ("queries.tsv", "judgements.tsv", "publications.tsv")
    paths = [*(FOLDER / name for name in names), *(file.path for file in files()), *others]
    return hashlib.sha256("".join(map(_sha256, paths)).encode()).hexdigest()


def to_be_judged_again() -> dict[str, list[str]]:
    """The files that changed since they were judged, each with the queries it was judged for."""
    changed = {file.publication for file in files() if not file.is_as_judged()}
    found: dict[str, list[str]] = {publication: [] for publication in sorted(changed)}
    for judgement in judgements():
        if judgement.publication in changed:
            found[judgement.publication].append(judgement.query)
    return found


def copy_to(folder: Path) -> None:
    """Lay out what is searched as one corpus: the sample corpus, and the shared publications."""
    left_out = shutil.ignore_patterns("_sources", "README.md")
    shutil.copytree(CORPUS, folder, ignore=left_out, dirs_exist_ok=True)
    for file in files():
        if file.is_shared:
            target = folder / file.publication
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.path, target)


def question_sets() -> Iterator[QuestionSet]:
    """The queries in the words of the texts, and those that are not."""
    judged: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements():
        if judgement.grade:
            judged[judgement.query].append(judgement)
    asked = queries()
    for words, name in ((Words.TEXT, TEXT_QUESTIONS), (Words.FIELD, FIELD_QUESTIONS)):
        own = [_question(query, judged[query.id]) for query in asked if query.words is words]
        yield QuestionSet(name, LIBRARY, own, _MEASURES, tuple(Way))


def _question(query: JudgedQuery, judged: Sequence[Judgement]) -> Question:
    return Question(
        query.id,
        query.text,
        {each.publication: each.grade for each in judged},
        frozenset(each.publication for each in judged if each.grade >= CONTENT),
        frozenset(Place(each.publication, number) for each in judged for number in each.passages),
    )
