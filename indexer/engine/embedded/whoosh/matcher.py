"""Whoosh's matcher over the flat arrays of one term."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import numpy as np
from whoosh.formats import Format
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.query.spans import Span

from indexer.engine.embedded.format.array_file import Array


class ArrayMatcher(LeafMatcher):
    """Steps through documents, their counts, and the positions of all, one after the other."""

    def __init__(
        self,
        documents: Array,
        counts: Array,
        positions: Array,
        format_: Format | None,
        term: tuple[str, bytes],
        scorer: Any = None,
    ) -> None:
        self.documents = documents
        self.counts = counts
        self.positions = positions
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._ends = np.cumsum(counts, dtype=np.int64)
        self._at = 0

    def is_active(self) -> bool:
        return self._at < len(self.documents)

    def reset(self) -> None:
        self._at = 0

    def id(self) -> int:
        self._require_active()
        return int(self.documents[self._at])

    def next(self) -> bool:
        self._require_active()
        self._at += 1
        return True

    def skip_to(self, id: int) -> None:
        self._require_active()
        self._at += int(np.searchsorted(self.documents[self._at :], id))

    def all_ids(self) -> Iterable[int]:
        return cast(Iterable[int], self.documents[self._at :].tolist())

    def weight(self) -> float:
        return float(self.counts[self._at])

    def value(self) -> bytes:
        return self._here().astype("<u4").tobytes()

    def spans(self) -> list[Span]:
        return [Span(position) for position in self._here().tolist()]

    def _here(self) -> Array:
        """The positions in the document at hand."""
        stop = int(self._ends[self._at])
        return self.positions[stop - int(self.counts[self._at]) : stop]

    def supports_block_quality(self) -> bool:
        return False

    def max_quality(self) -> float:
        return cast(float, self.scorer.max_quality())

    def copy(self) -> ArrayMatcher:
        twin = ArrayMatcher(
            self.documents, self.counts, self.positions, self.format, self._term, self.scorer
        )
        twin._at = self._at
        return twin

    def _require_active(self) -> None:
        if not self.is_active():
            raise ReadTooFar
