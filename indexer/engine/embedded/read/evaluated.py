"""What was found of a query: as typed, with what stands for its words, about its topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from indexer.engine.ast import And, Node, Phrase, Weighted, Word, WordGroup
from indexer.engine.embedded.format.segment import Ids, Mask
from indexer.engine.embedded.read import precedence, tables
from indexer.engine.embedded.read.evaluate import Evaluation, Evaluator
from indexer.engine.embedded.read.feedback import HELD
from indexer.engine.embedded.read.query_leaves import all_leaves
from indexer.engine.embedded.read.scores import idf
from indexer.engine.groups import Widened
from indexer.engine.meaning.word_encoder import EncodedWords
from indexer.engine.query import Notice, Query
from indexer.fields import SEARCHED_FIELDS

ENOUGH: Final = 10
"""Full matches beside which no other words are searched for."""
OWN_LANGUAGE: Final = 1.4
"""What publications in the language of a question count more, if they hold most of it as typed.

With both languages of XQuAD in one index, a Spanish question finds the Spanish text before the
English one in .92 of the cases without it, .948 with 1.25, .958 with 1.4; the other is found as
often. Questions of the field lose one of 69 with 1.5 (tests/relevance).
"""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A query as it is `meant`, with the `notices` about that; the same without what is too much
    work (`tree`), and what it found.
    """

    evaluator: Evaluator
    meant: Node | None
    notices: tuple[Notice, ...]
    tree: Node | None
    found: Evaluation

    def conditions_met(self) -> Ids:
        """How many of the words of the query, or of what it has in their place, each publication
        holds.
        """
        if self.tree is None:
            return np.zeros(len(self.found.mask), np.int64)
        return self.evaluator.conditions_met(self.tree)

    def partial_matches(self) -> Mask:
        """Publications with at least one, but not all, of the conditions."""
        return self.evaluator.partial_matches(self.tree)

    def holding(self, node: Node | None) -> Mask:
        """The publications that match another node; all of them if it is None, or if finding out
        is too much work.
        """
        own = self.evaluator
        evaluator = Evaluator(own.snapshot, own.budget, own.leaves)
        kept = evaluator.affordable(node)
        if kept is None:
            return own.snapshot.live
        return evaluator.evaluate(kept, SEARCHED_FIELDS).mask

    def places(self, chosen: Ids) -> Ids:
        """The place of each of the `chosen` publications, which match fully."""
        return precedence.places(self.evaluator, self.tree, chosen)


@dataclass(frozen=True, slots=True)
class Wider:
    """A query with groups in place of words, and what it found; `encoded` has the vectors of its
    words.
    """

    widened: Widened
    evaluated: Evaluated
    encoded: EncodedWords

    def preferring_its_language(self, typed: Evaluated) -> Wider:
        """The same with publications that hold most of the words as typed, in the language of the
        query, before others: of one text in two languages readers want that which they asked for.
        """
        snapshot, found = self.evaluated.evaluator.snapshot, self.evaluated.found
        languages = tables.facet(snapshot, "language")
        own = languages.having(languages.equal(self.widened.language))
        if own[snapshot.live].all():  # there is nothing to choose between
            return self
        own &= self.mostly_as(typed)
        scores = np.where(own, found.scores * np.float32(OWN_LANGUAGE), found.scores)
        return replace(self, evaluated=replace(self.evaluated, found=replace(found, scores=scores)))

    def mostly_as(self, typed: Evaluated) -> Mask:
        """The publications that hold at least half of the words as they were typed."""
        most: Mask = 2 * typed.conditions_met() >= len(self.widened.words)
        return most

    def rarities(self) -> dict[str, float]:
        """How rare each word of the query is: its idf together with all that stands for it."""
        tree, evaluator = self.evaluated.tree, self.evaluated.evaluator
        snapshot, found = evaluator.snapshot, {}
        for leaf, fields in all_leaves(tree, SEARCHED_FIELDS) if tree else ():
            word = leaf.typed if isinstance(leaf, WordGroup) else leaf
            if isinstance(word, Word) and word.text in self.widened.words:
                having = np.count_nonzero(evaluator.evaluate(leaf, fields).mask & snapshot.live)
                found[word.text] = idf(int(having), tables.norms(snapshot).publication_count)
        return found

    def may_be_meant(self, publication: int) -> bool:
        """Whether the publication can be a hit by meaning."""
        return self.widened.is_question or bool(self.evaluated.found.mask[publication])

    def best_matches(self, among: Mask) -> Mask:
        """The publications that hold at least half as many of the words, or of what stands for
        them, as the best `among` some; where fewer than `ENOUGH` of these do, the next best too.
        """
        met = self.evaluated.conditions_met()
        highest = np.sort(met[among])[::-1][:ENOUGH]
        if not len(highest):
            return np.zeros_like(among)
        half = -(-int(highest[0]) // 2)
        best: Mask = met >= max(1, min(half, int(highest[-1])))
        return best

    def owe_to_others(self, typed: Evaluated) -> Mask:
        """The publications that hold none of the words as typed, or fewer than of what stands for
        them.
        """
        tree = self.evaluated.tree
        nodes = tree.nodes if isinstance(tree, And) else ()
        groups = (node for node in nodes if isinstance(node, WordGroup))
        terms = sum(isinstance(group.typed, Phrase) for group in groups)
        met = typed.conditions_met()
        owe: Mask = (met == 0) | (self.evaluated.conditions_met() > met + terms)
        return owe


@dataclass(frozen=True, slots=True)
class Topic:
    """A query with the words of its best hits, and what that found; `words` are those that the
    query does not have itself.
    """

    query: Query
    evaluated: Evaluated
    words: Sequence[str]

    def matches(self) -> Mask:
        """The publications that hold enough of the words."""
        evaluator, tree = self.evaluated.evaluator, self.evaluated.tree
        leaves = () if tree is None else all_leaves(tree, SEARCHED_FIELDS)
        added = [wanted for wanted in leaves if isinstance(wanted[0], Weighted)]
        held = np.sum([evaluator.evaluate(*wanted).mask for wanted in added], axis=0)
        enough: Mask = self.evaluated.found.mask & (held >= HELD * len(added))
        return enough
