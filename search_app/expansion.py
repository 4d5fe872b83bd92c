"""The words that a pattern of the query stands for, so that readers see what was searched."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from indexer.engine.query import Query
from indexer.engine.tree import And, Field, Fuzzy, Node, Or, Wildcard
from search_app.shelf import Shelf

MOST: Final = 6
"""Words that are told of each pattern, the most frequent or nearest ones."""
PATTERNS: Final = 3
"""Patterns of a query of which words are told."""


def also_searched(shelf: Shelf, query: Query) -> tuple[str, ...]:
    """The words of at least two public publications that `defend*` or `miedu~` found.

    Of a pattern with `*` elsewhere than at its end nothing is told.
    """
    if query.tree is None:
        return ()
    patterns = islice(_patterns(query.tree), PATTERNS)
    told = (word for pattern in patterns for word in _words(shelf, pattern))
    return tuple(dict.fromkeys(told))


def _words(shelf: Shelf, node: Wildcard | Fuzzy) -> list[str]:
    if isinstance(node, Fuzzy):
        return shelf.words_near(node.text, MOST)
    return shelf.words_beginning(node.pattern.removesuffix("*"), MOST)


def _patterns(node: Node) -> Iterator[Wildcard | Fuzzy]:
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from _patterns(inner)
        case Field(_, inner):
            yield from _patterns(inner)
        case Fuzzy():
            yield node
        case Wildcard(pattern) if pattern.find("*") == len(pattern) - 1:
            yield node
        case _:
            return
