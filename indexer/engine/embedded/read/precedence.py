"""What comes before what, whatever the scores, among the publications that match a query fully.

First those whose title is the query; then those that have its words in the forms in which they were
typed ("año" before "ano", "defensoras" before "defensora"): a frequent word in another form must
not hide them, which no weight can promise.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Final

import numpy as np

from indexer.engine.ast import And, FieldQuery, Fuzzy, Node, Or, Wildcard, Word
from indexer.engine.embedded.format.segment import Ids
from indexer.engine.embedded.read import titles
from indexer.engine.embedded.read.evaluate import Evaluator, required
from indexer.fields import SEARCHED_FIELDS

_FORMS: Final = 64
"""From so many words in other forms on, publications share a place; a query has at most 32."""
LAST: Final = 2 * _FORMS - 1
"""The last of all places."""


def places(evaluator: Evaluator, tree: Node | None, chosen: Ids) -> Ids:
    """The place of each of the `chosen` publications, which match `tree`; from 0, the first, to
    `LAST`. Those in one place are ordered by their scores.

    It counts the words of the query that a publication has in other forms only. Of alternatives
    (OR) the one with the fewest counts, and function words that need not occur do not. Phrases have
    no other forms, and patterns only if they have accents.
    """
    if tree is None:
        return np.zeros(len(chosen), np.int64)
    found = np.minimum(_other_forms(evaluator, tree, SEARCHED_FIELDS, chosen), _FORMS - 1)
    titled = titles.titled(evaluator.snapshot, tree)
    return np.where(np.isin(chosen, titled), found, found + _FORMS)


def _other_forms(evaluator: Evaluator, node: Node, fields: Sequence[str], chosen: Ids) -> Ids:
    """How many words of `node` each publication has in other forms only, if it matches `node`."""
    match node:
        case And(nodes):
            counts = (_other_forms(evaluator, n, fields, chosen) for n in required(nodes))
            return reduce(np.add, counts)
        case Or(nodes):
            alternatives = (
                np.where(
                    evaluator.evaluate(n, fields).mask[chosen],
                    _other_forms(evaluator, n, fields, chosen),
                    _FORMS,
                )
                for n in nodes
            )
            return reduce(np.minimum, alternatives)
        case FieldQuery(name, inner):
            return _other_forms(evaluator, inner, (name,), chosen)
        case Word() | Fuzzy() | Wildcard():
            return (~evaluator.typed(node, fields)[chosen]).astype(np.int64)
        case _:
            return np.zeros(len(chosen), np.int64)
