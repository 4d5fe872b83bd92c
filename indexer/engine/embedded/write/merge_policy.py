"""Which segments a commit merges: few remain, and most of the index is not rewritten each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from indexer.engine.embedded.format.toc import SegmentInfo

MAX_GROWTH: Final = 8
"""A segment is merged with all smaller ones when it is at most this many times as large as they are
together. So each segment is more than eight times as large as the next, which leaves at most 1 +
log9(n) of them (five for 75,000 passages by single booklets), and a passage is rewritten at most
eight times for each of them.
"""
MIN_ALIVE_SHARE: Final = 0.5
"""A segment is rewritten when fewer of its documents are left."""


def choose_merge(segments: Sequence[SegmentInfo]) -> list[SegmentInfo]:
    """The segments to merge into one, in their present order, by the documents left in them.

    Empty if nothing should be merged.
    """
    by_size = sorted(segments, key=lambda segment: segment.alive_count)
    merged = 0
    smaller = 0
    for number, segment in enumerate(by_size):
        if number and segment.alive_count <= MAX_GROWTH * smaller:
            merged = number + 1
        smaller += segment.alive_count
    chosen = set(by_size[:merged])
    chosen |= {s for s in segments if s.alive_count < MIN_ALIVE_SHARE * s.document_count}
    return [segment for segment in segments if segment in chosen]
