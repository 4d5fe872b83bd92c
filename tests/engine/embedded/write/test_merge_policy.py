"""Few segments, and not all of the index rewritten at every commit."""

from __future__ import annotations

import math
import random

import pytest

from indexer.engine.embedded.format.toc import SegmentInfo
from indexer.engine.embedded.write.merge_policy import MAX_GROWTH, choose_merge


def segments(*sizes: int | tuple[int, int]) -> list[SegmentInfo]:
    """Segments of so many documents, (of which so many are deleted)."""
    made = []
    for size in sizes:
        count, deleted = size if isinstance(size, tuple) else (size, 0)
        segment = SegmentInfo(f"s{len(made)}", count)
        made.append(segment.without([(0, deleted)]) if deleted else segment)
    return made


@pytest.mark.parametrize(
    ("sizes", "merged"),
    [
        ([], []),
        ([10], []),
        ([1000, 10], []),
        ([80, 10], [0, 1]),
        ([81, 10], []),
        ([10, 10, 10], [0, 1, 2]),
        ([1000, 100, 13], [1, 2]),
        ([1000, 100, 30], [0, 1, 2]),
        ([(1000, 400)], []),
        ([(1000, 501)], [0]),
        ([(1000, 501), 10], [0]),
        ([(1000, 990), 10, 5000], [0, 1]),
    ],
)
def test_what_is_merged(sizes: list[int], merged: list[int]) -> None:
    made = segments(*sizes)
    assert choose_merge(made) == [made[n] for n in merged]


@pytest.mark.parametrize("seed", range(5))
def test_many_commits_leave_few_segments_and_rewrite_little(seed: int) -> None:
    chance = random.Random(seed)
    held: list[int] = []
    written = added = most = 0
    for _ in range(3000):
        new = chance.choice((1, 20, 100, 500))
        made = segments(*held, new)
        chosen = choose_merge(made)
        left = [s.alive_count for s in made if s not in chosen]
        together = sum(s.alive_count for s in chosen)
        held = [*left, together] if chosen else left
        added += new
        written += new + together
        most = max(most, len(held))
    assert sum(held) == added
    levels = 1 + math.log(added, MAX_GROWTH + 1)
    assert most <= levels
    assert written <= MAX_GROWTH * levels * added
