"""How good one ranking is: the measures of information retrieval, of at most ten results.

A ranking is identifiers, best first; `grades` say how relevant each is (absent: not at all). As in
Manning, Raghavan and Schütze, Introduction to Information Retrieval, chapter 8; the gain of nDCG is
the grade itself, as Järvelin and Kekäläinen have it (2002).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Final

DEPTH: Final = 10
"""Results that count: a page of them."""


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """One over the rank of the first relevant result; 0 where there is none."""
    ranks = (rank for rank, found in enumerate(ranking[:DEPTH], 1) if found in relevant)
    return 1 / next(ranks, math.inf)


def recall(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """The share of what is relevant that is among the results."""
    return len(set(ranking[:DEPTH]) & set(relevant)) / len(relevant)


def hit(ranking: Sequence[str], relevant: Collection[str], depth: int) -> float:
    """Whether one of the first `depth` results is relevant: 1 or 0."""
    return float(not set(ranking[:depth]).isdisjoint(relevant))


def ndcg(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """The discounted gain of the ranking, as a share of the best that there can be."""
    gained = _discounted([grades.get(found, 0) for found in ranking[:DEPTH]])
    return gained / _discounted(sorted(grades.values(), reverse=True)[:DEPTH])


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def comes_first(ranking: Sequence[str], one: str, other: str) -> float:
    """Whether `one` is among the results, and before `other` where that is too: 1 or 0."""
    found = [each for each in ranking[:DEPTH] if each in (one, other)]
    return float(found[:1] == [one])
