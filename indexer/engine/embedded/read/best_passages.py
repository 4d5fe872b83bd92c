"""Which passages of one publication a query matches, and which of them match best."""

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
    """A publication, and the document that it is; its passages are the documents behind."""

    snapshot: Snapshot
    head: int

    @property
    def record(self) -> Record:
        """The publication's record."""
        return wire.decode(self.snapshot.value(self.head), Record)

    def passage(self, number: int) -> Passage:
        """The passage with this number, which there must be."""
        return wire.decode(self.snapshot.value(self.head + number), Passage)

    @property
    def number(self) -> int:
        """Which publication of the snapshot it is."""
        return int(self.snapshot.publication_of[self.head])

    @property
    def passage_count(self) -> int:
        """How many passages there are."""
        publication = self.number
        heads = self.snapshot.heads
        last = publication + 1 == len(heads)
        return int(self.snapshot.document_count if last else heads[publication + 1]) - self.head - 1

    def matching(self, found: Evaluation) -> Ids:
        """The numbers of all passages that the query matches, ascending."""
        count = self.passage_count
        there = np.zeros(count + 1, bool)
        for documents in found.leaves:
            start, stop = documents.searchsorted([self.head, self.head + count], "right")
            there[documents[start:stop] - self.head] = True
        return there.nonzero()[0]

    def best(self, found: Evaluation, numbers: Ids, most: int) -> Sequence[Passage]:
        """Of the passages with these numbers at most so many, the best first."""
        if found.passages is None:
            return ()
        order = np.argsort(-found.passages[self.head + numbers], kind="stable")[:most]
        return [self.passage(number) for number in numbers[order].tolist()]
