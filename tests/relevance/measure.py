"""Asks the questions of the systems, and compares what they answer.

Each library is asked in a process of its own, as many at once as there are processors; none of them
uses more than one (on a busy machine, threads of linear algebra that wait for each other make the
encoding of a question five times as slow).
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing import get_context
from statistics import fmean
from typing import Final

from tests.relevance import judged_set, misspellings, peers, promises
from tests.relevance.floors import Comparison, Figure
from tests.relevance.product import Asked, Product, opened, ways
from tests.relevance.questions import Answer, Measure, QuestionSet, Way, value
from tests.relevance.randomisation import p_value

_ONE_THREAD: Final = dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
MISSPELLINGS: Final = "Misspelt queries"
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
    """The results of each set, in their order; what is searched is indexed once for all of them."""
    libraries: dict[str, list[QuestionSet]] = defaultdict(list)
    for each in sets:
        libraries[each.library].append(each)
    os.environ.update(_ONE_THREAD)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as processes:
        yield from chain.from_iterable(processes.map(_measured_library, libraries.values()))


def _measured_library(sets: Sequence[QuestionSet]) -> list[SetResult]:
    library = sets[0].library
    with opened(library) as product:
        texts = peers.texts(product.reader)
        others = {name: make(texts) for name, make in peers.PEERS.items()}
        results = [_measured(each, product, others) for each in sets]
        if library == judged_set.LIBRARY:
            results.append(SetResult(_spelling_figures(product)))
    return results


def _spelling_figures(product: Product) -> list[Figure]:
    """How many misspelt queries are corrected, and how many not to something else."""
    found = misspellings.measure(product.plain, misspellings.misspellings())
    shares = {"right": found.right, "not wrong": 1 - found.wrong}
    return [
        Figure(MISSPELLINGS, Way.TYPED.value, name, round(share, 4), floored=True)
        for name, share in shares.items()
    ]


def _measured(asked: QuestionSet, product: Product, others: Mapping[str, peers.Peer]) -> SetResult:
    found = {way: [product.ask(q.text, way) for q in asked.questions] for way in ways(asked)}
    widest = ways(asked)[-1]
    values = {way.value: _values(asked, [each.answer for each in found[way]]) for way in found}
    for name, peer in others.items():
        values[name] = _values(asked, [peer.ask(q.text) for q in asked.questions])
    return SetResult(
        list(_figures(asked, values)),
        list(_comparisons(asked, values, widest)),
        # What is searched most widely moves most, and is hardest to mark.
        list(_broken(asked, found[Way.TYPED], found[widest])),
    )


def _values(asked: QuestionSet, answers: Sequence[Answer]) -> Values:
    pairs = list(zip(asked.questions, answers, strict=True))
    return {measure: [value(measure, *pair) for pair in pairs] for measure in asked.measures}


def _figures(asked: QuestionSet, values: Mapping[str, Values]) -> Iterator[Figure]:
    own = {way.value for way in Way}
    for system, of_system in values.items():
        for measure, found in of_system.items():
            counted = [each for each in found if each is not None]
            if counted:
                mean = round(fmean(counted), 4)
                yield Figure(asked.name, system, measure.value, mean, system in own)


def _comparisons(
    asked: QuestionSet, values: Mapping[str, Values], widest: Way
) -> Iterator[Comparison]:
    """The product, searching most widely, with each other system and way, by the set's first
    measure.
    """
    measure, ours = asked.measures[0], widest.value
    best = [each or 0.0 for each in values[ours][measure]]
    for system in values:
        if system != ours:
            theirs = [each or 0.0 for each in values[system][measure]]
            difference = round(fmean(best) - fmean(theirs), 4)
            p = round(p_value(best, theirs), 4)
            yield Comparison(asked.name, measure.value, ours, system, difference, p)


def _broken(asked: QuestionSet, typed: Sequence[Asked], widest: Sequence[Asked]) -> Iterator[str]:
    """The promises that were not kept, each with the first questions."""
    pairs = list(zip(asked.questions, typed, widest, strict=True))
    moved = [q for q, t, w in pairs if not promises.keeps_full_matches(t.result, w.result)]
    bare = [q for q, _, w in pairs if any(promises.unmarked(w.result))]
    for what, questions in (("a full match moved", moved), ("a hit has nothing marked", bare)):
        if questions:
            named = "; ".join(question.text for question in questions[:_SHOWN])
            share = f"{len(questions)} of {len(asked.questions)}"
            yield f"{asked.name}: {what} in {share}: {named}"
