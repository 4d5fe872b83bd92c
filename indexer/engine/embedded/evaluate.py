"""A query tree over a snapshot's arrays: which publications match, and how well.

Boolean logic holds over the whole publication, phrases inside one passage or one metadata field.
The score is BM25F (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
Beyond", 2009, section 3.5) over the publication's fields, plus BM25 of its best passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Final, cast

import numpy as np

from indexer.engine.analysis import optional_words
from indexer.engine.embedded import tables
from indexer.engine.embedded.occurrences import expanded, phrase, proximity, word
from indexer.engine.embedded.schema import TEXT_FIELDS, facet_key
from indexer.engine.embedded.snapshot import Floats, Mask, Postings, Snapshot
from indexer.engine.query import Notice, NoticeKind
from indexer.engine.tree import (
    And,
    Exact,
    Field,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Wildcard,
    Word,
    Years,
)

# Robertson and Zaragoza, section 3.5.2, give 1.2 <= k1 <= 2; 2.0 has the best MRR on Cranfield
# (.557, with 1.2 .545) and the same within .003 on XQuAD (tests/relevance).
K1: Final = 2.0
FIELD_WEIGHTS: Final = {
    "title": 3.0,
    "subject": 2.0,
    "creator": 2.0,
    "description": 1.5,
    "text": 1.0,
}


@dataclass(frozen=True, slots=True)
class Match:
    """Which publications match, their scores, and the scores of all documents (passages)."""

    mask: Mask
    scores: Floats
    passages: Floats


@dataclass(slots=True)
class Evaluator:
    """Evaluates one query on one snapshot; `notices` tells what was limited."""

    snapshot: Snapshot
    notices: list[Notice] = field(default_factory=list)
    _known: dict[tuple[Node, Sequence[str]], Match] = field(default_factory=dict)

    def matches(self, tree: Node | None) -> Match:
        """What matches `tree`; everything, without scores, where there is none."""
        if tree is None:
            return self._match(self.snapshot.live)
        found = self.evaluate(tree, TEXT_FIELDS)
        return Match(found.mask & self.snapshot.live, found.scores, found.passages)

    def partial_matches(self, tree: Node | None) -> Mask:
        """Publications with at least one, but not all, of the conditions that `tree` joins."""
        nothing = np.zeros_like(self.snapshot.live)
        if not isinstance(tree, And):
            return nothing
        wanted = [n for n in tree.nodes if not isinstance(n, Not | Exact | Years)]
        given = [n for n in tree.nodes if isinstance(n, Not | Exact | Years)]
        one_of = (self.evaluate(n, TEXT_FIELDS).mask for n in _required(wanted))
        all_of = (self.evaluate(n, TEXT_FIELDS).mask for n in given)
        some = reduce(np.logical_and, all_of, reduce(np.logical_or, one_of, nothing))
        return some & ~self.evaluate(tree, TEXT_FIELDS).mask & self.snapshot.live

    def evaluate(self, node: Node, fields: Sequence[str]) -> Match:
        """`node` looked for in the text fields `fields`."""
        known = self._known.get((node, fields))
        if known is None:
            known = self._known[node, fields] = self._evaluate(node, fields)
        return known

    def _evaluate(self, node: Node, fields: Sequence[str]) -> Match:
        match node:
            case And(nodes):
                return self._all(nodes, fields)
            case Or(nodes):
                parts = [self.evaluate(n, fields) for n in nodes]
                return _summed(reduce(np.logical_or, (p.mask for p in parts)), parts)
            case Not(inner):
                return self._match(~self.evaluate(inner, fields).mask)
            case Field(name, inner):
                return self.evaluate(inner, (name,))
            case Exact(name, value):
                return self._match(self._having(name, value))
            case Years(first, last):
                return self._match(tables.within_years(self.snapshot, first, last))
            case _:
                return self._scored({f: self._occurrences(node, f) for f in fields})

    def _all(self, nodes: Sequence[Node], fields: Sequence[str]) -> Match:
        masks = (self.evaluate(n, fields).mask for n in _required(nodes))
        parts = [self.evaluate(n, fields) for n in nodes]
        return _summed(reduce(np.logical_and, masks), parts)

    def _match(self, mask: Mask) -> Match:
        return Match(
            mask, np.zeros(len(mask), np.float32), np.zeros(len(self.snapshot.number), np.float32)
        )

    # --- metadata values

    def _having(self, name: str, value: str) -> Mask:
        table = tables.facet(self.snapshot, name)
        wanted = facet_key(value)
        return table.having(v for v in table.values if facet_key(v) == wanted)

    # --- words

    def _occurrences(self, node: Node, name: str) -> Postings:
        match node:
            case Word(text):
                return word(self.snapshot, name, text)
            case Phrase(words, 0):
                return phrase(self.snapshot, name, words)
            case Phrase(words, slop):
                return proximity(self.snapshot, name, words, slop)
            case Wildcard() | Fuzzy():
                found = expanded(self.snapshot, name, node)
                if found.limited:
                    self.notices.append(Notice(NoticeKind.TOO_MANY_EXPANSIONS, str(node)))
                return found.postings
            case _:
                raise AssertionError(f"{node!r} is not looked for in text fields")

    # --- scores

    def _scored(self, occurrences: dict[str, Postings]) -> Match:
        snapshot = self.snapshot
        norms = tables.norms(snapshot)
        mask = np.zeros(snapshot.publication_count, bool)
        weighted = np.zeros(snapshot.publication_count, np.float32)
        passages = np.zeros(snapshot.document_count, np.float32)
        for name, found in occurrences.items():
            owners = snapshot.publication_of[found.ids]
            mask[owners] = True
            sums = np.bincount(owners, found.counts, snapshot.publication_count)
            weighted += FIELD_WEIGHTS[name] * (sums / norms.publications[name]).astype(np.float32)
            if name == "text" and len(found.ids):
                saturated = found.counts / (found.counts + K1 * norms.passages[found.ids])
                rarity = _idf(len(found.ids), norms.passage_count)
                passages[found.ids] = rarity * (K1 + 1) * saturated
        rarity = _idf(int(np.count_nonzero(mask & snapshot.live)), norms.publication_count)
        return Match(mask, rarity * np.float32(K1 + 1) * weighted / (weighted + K1), passages)


def _required(nodes: Sequence[Node]) -> list[Node]:
    """The nodes of a conjunction that must hold: all but the function words among its words."""
    optional = optional_words(n.text for n in nodes if isinstance(n, Word))
    return [n for n in nodes if not (isinstance(n, Word) and n.text in optional)]


def _summed(mask: Mask, parts: Sequence[Match]) -> Match:
    return Match(
        mask,
        cast(Floats, sum(p.scores for p in parts)),
        cast(Floats, sum(p.passages for p in parts)),
    )


def _idf(holding: int, total: int) -> np.float32:
    """Robertson and Sparck Jones's weight, kept above zero as in Lucene."""
    return np.float32(np.log1p((total - holding + 0.5) / (holding + 0.5)))
