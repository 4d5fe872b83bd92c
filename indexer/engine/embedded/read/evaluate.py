"""Evaluates a query tree over a snapshot's arrays: matching publications and their scores.

Boolean logic holds over the whole publication, phrases inside one passage or one metadata field.
The score is BM25F (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
Beyond", 2009, section 3.5) over the publication's fields, plus half of BM25F over the same fields
with its best passage in the place of the whole text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

import numpy as np

from indexer.engine.analysis import optional_words
from indexer.engine.ast import (
    And,
    Exact,
    FieldQuery,
    FirstOf,
    Fuzzy,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    RangeQuery,
    TextNode,
    Weighted,
    Wildcard,
    Word,
    WordGroup,
)
from indexer.engine.embedded.format.segment import Ids, Mask
from indexer.engine.embedded.read import tables
from indexer.engine.embedded.read.matching.occurrences import occurrences
from indexer.engine.embedded.read.query_leaves import (
    Wanted,
    all_leaves,
    marked_leaves,
    metadata_values,
    wanted_leaves,
)
from indexer.engine.embedded.read.scores import Matched, Scored, score
from indexer.engine.embedded.read.snapshot import Floats, Snapshot
from indexer.engine.embedded.read.weights import BEST_PASSAGE
from indexer.engine.embedded.read.work import WorkBudget
from indexer.engine.query import IDENTIFIER, Notice, NoticeKind
from indexer.fields import FACETS_BY_NAME, SEARCHED_FIELDS, RangeFilter

_COSTLINESS: Final[Mapping[type[Leaf], int]] = {
    Word: 0,
    Phrase: 1,
    Fuzzy: 2,
    Wildcard: 3,
    WordGroup: 4,
    Weighted: 5,
}
"""The order in which leaves are evaluated, so that the cheap ones are not left out for others."""

ScoredLeaves = dict[tuple[Leaf, Sequence[str]], Scored]
"""Scored leaves, by what they are and the text fields in which they were looked for."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The matches of a whole query. `scores` has one for each publication, `passages` one for each
    document (None for an empty query); `marked` are the documents of each different leaf that is
    highlighted. `has_groups` says that other words stand for some of the query's.
    """

    mask: Mask
    scores: Floats
    passages: Floats | None
    marked: Sequence[Ids] = ()
    has_groups: bool = False


@dataclass(slots=True)
class Evaluator:
    """Evaluates one query on one snapshot; `notices` says what was limited. `leaves` are those that
    were scored for this request, by any evaluator.

    Only what `affordable` returns can be evaluated.
    """

    snapshot: Snapshot
    budget: WorkBudget
    leaves: ScoredLeaves = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    _known: dict[tuple[Node, Sequence[str]], Matched] = field(default_factory=dict)

    def affordable(self, tree: Node | None) -> Node | None:
        """`tree` without the leaves that are too much work, and a notice about them; None if
        nothing is left. Words come first, then phrases, then patterns, each as typed.
        """
        if tree is None:
            return None
        leaves = self.score_leaves(tree, SEARCHED_FIELDS)
        left_out = dict.fromkeys(
            str(leaf) for leaf, fields in leaves if (leaf, fields) not in self.leaves
        )
        if left_out:
            self.notices.append(Notice(NoticeKind.TOO_MUCH_WORK, ", ".join(left_out)))
        return self._pruned(tree, SEARCHED_FIELDS)

    def score_leaves(self, tree: Node, fields: Sequence[str]) -> list[Wanted]:
        """Score the leaves of `tree` that are not too much work; returns all of them."""
        leaves = dict.fromkeys(all_leaves(tree, fields))
        for wanted in sorted(leaves, key=lambda wanted: _COSTLINESS[type(wanted[0])]):
            if wanted not in self.leaves:
                scored = self._score_within_budget(*wanted)
                if scored is not None:
                    self.leaves[wanted] = scored
        return list(leaves)

    def occurs(self, node: Node, fields: Sequence[str] = SEARCHED_FIELDS) -> bool:
        """Whether a publication that readers may see matches `node`; so as far as is known where
        that is too much work to find out.
        """
        leaves = self.score_leaves(node, fields)
        if not all(wanted in self.leaves for wanted in leaves):
            return True
        return bool((self.evaluate(node, fields).mask & self.snapshot.live).any())

    def _pruned(self, node: Node, fields: Sequence[str]) -> Node | None:
        match node:
            case And(nodes) | Or(nodes):
                kept = [k for n in nodes if (k := self._pruned(n, fields)) is not None]
                return type(node)(tuple(kept)) if kept else None
            case Not(inner):
                left = self._pruned(inner, fields)
                return left and Not(left)
            case FieldQuery(name, inner):
                left = self._pruned(inner, (name,))
                return left and FieldQuery(name, left)
            case Exact() | RangeQuery():
                return node
            case _:
                return node if (node, fields) in self.leaves else None

    def find(self, tree: Node | None) -> Evaluation:
        """What matches `tree`; everything, without scores, if it is None."""
        snapshot = self.snapshot
        if tree is None:
            return Evaluation(snapshot.live, self._unscored(snapshot.live).scores, None)
        match = self.evaluate(tree, SEARCHED_FIELDS)
        self._note_unknown_values(tree)
        passages = np.zeros(snapshot.document_count, np.float32)
        wanted = list(wanted_leaves(tree, SEARCHED_FIELDS))
        for leaf, fields in wanted:
            scored = self.leaves[leaf, fields]
            passages[scored.documents] += scored.scores
        scores = match.scores + np.float32(BEST_PASSAGE) * _best_of_each(snapshot, passages)
        different = dict.fromkeys(marked_leaves(wanted))
        marked = [self.leaves[leaf, fields].documents for leaf, fields in different]
        has_groups = any(isinstance(leaf, WordGroup) for leaf, _ in wanted)
        return Evaluation(match.mask & snapshot.live, scores, passages, marked, has_groups)

    def _note_unknown_values(self, tree: Node) -> None:
        for node in metadata_values(tree):
            if not (self.evaluate(node, SEARCHED_FIELDS).mask & self.snapshot.live).any():
                self.notices.append(Notice(NoticeKind.UNKNOWN_VALUE, node.typed or str(node)))

    def partial_matches(self, tree: Node | None) -> Mask:
        """Publications with at least one, but not all, of the conditions that `tree` joins."""
        if tree is None:
            return np.zeros_like(self.snapshot.live)
        some = self.conditions_met(tree) > 0
        return some & ~self.evaluate(tree, SEARCHED_FIELDS).mask & self.snapshot.live

    def conditions_met(self, node: Node) -> Ids:
        """How many of the conditions that a conjunction joins each publication meets; of several
        alternatives, of the one of which it meets most. None where an exclusion or a metadata value
        of the conjunction forbids it.
        """
        match node:
            case And(nodes):
                given = [n for n in nodes if isinstance(n, Not | Exact | RangeQuery)]
                wanted = required([n for n in nodes if n not in given])
                met = reduce(np.add, map(self.conditions_met, wanted), self._none_met())
                allowed = (self.evaluate(n, SEARCHED_FIELDS).mask for n in given)
                return np.where(reduce(np.logical_and, allowed, self.snapshot.live), met, 0)
            case Or(nodes):
                return reduce(np.maximum, map(self.conditions_met, nodes), self._none_met())
        return self.evaluate(node, SEARCHED_FIELDS).mask.astype(np.int64)

    def _none_met(self) -> Ids:
        return np.zeros(self.snapshot.publication_count, np.int64)

    def evaluate(self, node: Node, fields: Sequence[str]) -> Matched:
        """The match of `node` in the text fields `fields`."""
        known = self._known.get((node, fields))
        if known is None:
            known = self._known[node, fields] = self._evaluate(node, fields)
        return known

    def typed(self, leaf: Leaf, fields: Sequence[str]) -> Mask:
        """The publications that have an affordable leaf in the form in which it was typed."""
        return self.leaves[leaf, fields].typed

    def _evaluate(self, node: Node, fields: Sequence[str]) -> Matched:
        match node:
            case And(nodes):
                masks = (self.evaluate(n, fields).mask for n in required(nodes))
                return self._joined(reduce(np.logical_and, masks), nodes, fields)
            case Or(nodes):
                masks = (self.evaluate(n, fields).mask for n in nodes)
                return self._joined(reduce(np.logical_or, masks), nodes, fields)
            case Not(inner):
                return self._unscored(~self.evaluate(inner, fields).mask)
            case FieldQuery(name, inner):
                return self.evaluate(inner, (name,))
            case Exact() | RangeQuery():
                return self._unscored(self._having_value(node))
            case FirstOf():
                raise AssertionError(f"{node} is not resolved")
            case _:
                scored = self.leaves[node, fields]
                if scored.limited:
                    self.notices.append(Notice(NoticeKind.TOO_MANY_EXPANSIONS, str(node)))
                return scored.match

    def _having_value(self, node: Exact | RangeQuery) -> Mask:
        snapshot = self.snapshot
        if isinstance(node, Exact) and node.name == IDENTIFIER:
            mask = np.zeros(snapshot.publication_count, bool)
            document = snapshot.doc_of(node.value)
            if document is not None:
                mask[snapshot.publication_of[document]] = True
            return mask
        table = tables.facet(snapshot, node.name)
        if isinstance(node, RangeQuery):
            return table.having(table.selected(RangeFilter(node.first, node.last)))
        return table.having(table.meant(FACETS_BY_NAME[node.name].kind, node.value))

    def _joined(self, mask: Mask, nodes: Sequence[Node], fields: Sequence[str]) -> Matched:
        scores = [self.evaluate(n, fields).scores for n in nodes]
        return Matched(mask, reduce(np.add, scores))

    def _unscored(self, mask: Mask) -> Matched:
        return Matched(mask, np.zeros(len(mask), np.float32))

    # --- scores

    def _score_within_budget(self, leaf: Leaf, fields: Sequence[str]) -> Scored | None:
        """The leaf, scored; None if that is too much work. Words are cached for later queries;
        phrases, patterns and words that were learnt from hits are not, as they may give away what a
        reader looked for.
        """
        if isinstance(leaf, Weighted):
            once = self._scored(leaf.node, fields)
            return once and once.times(leaf.weight)
        cache = self.snapshot.cache
        cached = cache.find((leaf, fields))
        if isinstance(cached, Scored):
            return cached if self.budget.take(cached.units) else None
        scored = self._scored(leaf, fields)
        if scored is None:
            return None
        if isinstance(leaf, Word):
            cache.keep((leaf, fields), scored)
        if isinstance(leaf, WordGroup):
            typed = self._score_within_budget(leaf.typed, fields)
            return typed and scored.at_least(typed)
        return scored

    def _scored(self, leaf: TextNode, fields: Sequence[str]) -> Scored | None:
        before = self.budget.left
        found = occurrences(self.snapshot, leaf, fields, self.budget)
        return None if found is None else score(self.snapshot, found, before - self.budget.left)


def _best_of_each(snapshot: Snapshot, passages: Floats) -> Floats:
    """The score of each publication's best passage of text; of the best one, if only a cover, a
    table of contents or the like matches.
    """
    if not len(passages):
        return passages
    docs = snapshot.publication_docs
    best = np.maximum.reduceat(np.where(snapshot.holds_text, passages, 0), docs)
    return np.where(best > 0, best, np.maximum.reduceat(passages, docs))


def required(nodes: Sequence[Node]) -> list[Node]:
    """The nodes of a conjunction that must hold: all but the function words among its words."""
    optional = optional_words(n.text for n in nodes if isinstance(n, Word))
    return [n for n in nodes if not (isinstance(n, Word) and n.text in optional)]
