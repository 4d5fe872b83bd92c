"""What is asked and what answers it: the values that all sets of questions have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from tests.relevance import metrics


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of a publication, which is named by its path."""

    publication: str
    passage: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system found: the paths of at most ten publications, best first, and the best passage
    of each, of systems that give passages.
    """

    ranking: tuple[str, ...]
    passages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `grades` of the publications that answer it, and the passages where they do.

    `relevant` are the publications that one would be content with. `versions` are the paths of the
    same text in the question's own language and in the other, where a set has both.
    """

    id: str
    text: str
    grades: Mapping[str, int]
    relevant: frozenset[str]
    places: frozenset[Place] = frozenset()
    versions: tuple[str, str] | None = None


class Measure(StrEnum):
    """What is measured of one answer; the value is its name in tables."""

    MRR = "MRR@10"
    RECALL = "R@10"
    NDCG = "nDCG@10"
    HIT = "hit@3"
    PASSAGE = "passage"
    OWN_LANGUAGE = "own first"


def _passage(question: Question, answer: Answer) -> float | None:
    """Whether the best passage of the first right publication is a right one; None where there is
    no such publication, or no passage is named there.
    """
    known = {place.publication for place in question.places}
    first = next((p for p in answer.ranking if p in known and p in answer.passages), None)
    if first is None:
        return None
    return float(Place(first, answer.passages[first]) in question.places)


def _own_language(question: Question, answer: Answer) -> float | None:
    if question.versions is None:
        return None
    return metrics.comes_first(answer.ranking, *question.versions)


_VALUES: Final[Mapping[Measure, Callable[[Question, Answer], float | None]]] = {
    Measure.MRR: lambda q, a: metrics.reciprocal_rank(a.ranking, q.relevant),
    Measure.RECALL: lambda q, a: metrics.recall(a.ranking, q.grades),
    Measure.NDCG: lambda q, a: metrics.ndcg(a.ranking, q.grades),
    Measure.HIT: lambda q, a: metrics.hit(a.ranking, q.relevant, 3),
    Measure.PASSAGE: _passage,
    Measure.OWN_LANGUAGE: _own_language,
}


def value(measure: Measure, question: Question, answer: Answer) -> float | None:
    """The value of one answer; None where it does not count."""
    return _VALUES[measure](question, answer)


class Way(StrEnum):
    """How the product is asked: the value names it in tables. The widest is the last."""

    TYPED = "as typed"
    """Nothing is searched but what was typed."""
    GLOSSARY = "glossary"
    """What the glossary joins is searched too."""
    MEANING = "glossary and vectors"
    """Words that are near in meaning are searched too."""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions that are asked of one library (by its name) in some ways, and what is measured of
    the answers: the first measure is the one that systems are compared by.
    """

    name: str
    library: str
    questions: Sequence[Question]
    measures: tuple[Measure, ...]
    ways: tuple[Way, ...] = (Way.TYPED, Way.MEANING)
