"""The passages of one publication that match a query, and the best of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer import wire
from indexer.engine.embedded.format.segment import Ids
from indexer.engine.embedded.read.evaluate import Evaluation
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.model import Passage, Record


@dataclass(frozen=True, slots=True)
class PublicationPassages:
    """A publication by its document; its passages are the documents behind it."""

    snapshot: Snapshot
    document: int

    @property
    def record(self) -> Record:
        """The publication's record."""
        return wire.decode(self.snapshot.value(self.document), Record)

    def passage(self, number: int) -> Passage:
        """The passage with this number, which must exist."""
        return wire.decode(self.snapshot.value(self.document + number), Passage)

    @property
    def number(self) -> int:
        """The publication's number in the snapshot."""
        return int(self.snapshot.publication_of[self.document])

    @property
    def passage_count(self) -> int:
        """The number of passages."""
        publication = self.number
        starts = self.snapshot.publication_docs
        is_last = publication + 1 == len(starts)
        end = self.snapshot.document_count if is_last else int(starts[publication + 1])
        return end - self.document - 1

    def matching(self, found: Evaluation) -> Ids:
        """The numbers of all passages that match the query, ascending."""
        count = self.passage_count
        there = np.zeros(count + 1, bool)
        for documents in found.marked:
            start, stop = documents.searchsorted([self.document, self.document + count], "right")
            there[documents[start:stop] - self.document] = True
        return there.nonzero()[0]

    def best(self, found: Evaluation, numbers: Ids, limit: int) -> Sequence[Passage]:
        """At most `limit` of the passages with these numbers, the best first."""
        if found.passages is None:
            return ()
        order = np.argsort(-found.passages[self.document + numbers], kind="stable")[:limit]
        return [self.passage(number) for number in numbers[order].tolist()]
