"""Asks the questions of the systems, and compares what they answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Final

from tests.relevance import peers, promises
from tests.relevance.floors import Comparison, Figure
from tests.relevance.product import Asked, Product, Way, opened, ways
from tests.relevance.questions import Answer, Measure, Question, QuestionSet, value
from tests.relevance.randomisation import p_value

_SHOWN: Final = 5
"""Questions that are named where a promise is broken."""

Values = Mapping[Measure, Sequence[float | None]]


@dataclass(frozen=True, slots=True)
class SetResult:
    """What was measured with one set of questions: means, comparisons, and promises not kept."""

    figures: list[Figure] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def measured(sets: Sequence[QuestionSet]) -> Iterator[SetResult]:
    """The results of each set; what is searched is indexed once for all its sets."""
    libraries = dict.fromkeys(each.library for each in sets)
    for library in libraries:
        with opened(library) as product:
            texts = peers.texts(product.reader)
            others = {name: make(texts) for name, make in peers.PEERS.items()}
            for each in sets:
                if each.library == library:
                    yield _measured(each, product, others)


def _measured(asked: QuestionSet, product: Product, others: Mapping[str, peers.Peer]) -> SetResult:
    result = SetResult()
    found = {way: [product.ask(q.text, way) for q in asked.questions] for way in ways()}
    values = {way.value: _values(asked, [each.answer for each in found[way]]) for way in ways()}
    for name, peer in others.items():
        values[name] = _values(asked, [peer.ask(q.text) for q in asked.questions])
    result.figures.extend(_figures(asked, values))
    result.comparisons.extend(_comparisons(asked, values))
    for way in ways():
        result.broken.extend(_broken(asked, way, found[Way.TYPED], found[way]))
    return result


def _values(asked: QuestionSet, answers: Sequence[Answer]) -> Values:
    pairs = list(zip(asked.questions, answers, strict=True))
    return {measure: [value(measure, *pair) for pair in pairs] for measure in asked.measures}


def _figures(asked: QuestionSet, values: Mapping[str, Values]) -> Iterator[Figure]:
    own = {way.value for way in ways()}
    for system, of_system in values.items():
        for measure, found in of_system.items():
            counted = [each for each in found if each is not None]
            if counted:
                mean = round(fmean(counted), 4)
                yield Figure(asked.name, system, measure.value, mean, system in own)


def _comparisons(asked: QuestionSet, values: Mapping[str, Values]) -> Iterator[Comparison]:
    """The product at its best with each other system and way, by the set's first measure."""
    measure, ours = asked.measures[0], ways()[-1].value
    best = [each or 0.0 for each in values[ours][measure]]
    for system in values:
        if system != ours:
            theirs = [each or 0.0 for each in values[system][measure]]
            difference = round(fmean(best) - fmean(theirs), 4)
            p = round(p_value(best, theirs), 4)
            yield Comparison(asked.name, measure.value, ours, system, difference, p)


def _broken(
    asked: QuestionSet, way: Way, typed: Sequence[Asked], found: Sequence[Asked]
) -> Iterator[str]:
    pairs = list(zip(asked.questions, typed, found, strict=True))
    moved = [q for q, t, f in pairs if not promises.keeps_full_matches(t.result, f.result)]
    bare = [q for q, _, f in pairs if any(promises.unmarked(f.result))]
    if moved:
        yield _told(asked, way, "a full match moved", moved)
    if bare:
        yield _told(asked, way, "a hit has nothing marked", bare)


def _told(asked: QuestionSet, way: Way, what: str, questions: Sequence[Question]) -> str:
    named = "; ".join(question.text for question in questions[:_SHOWN])
    return (
        f"{asked.name}, {way.value}: {what} in {len(questions)} of {len(asked.questions)}: {named}"
    )
