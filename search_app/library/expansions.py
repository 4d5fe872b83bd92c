"""The words that a pattern of the query stands for, so that readers see what was searched."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from indexer.engine.ast import And, FieldQuery, Fuzzy, Node, Or, Wildcard
from indexer.engine.query import Query
from search_app.library.library import Library

MAX_WORDS_PER_PATTERN: Final = 6
"""Words that are told of each pattern, the most frequent or nearest ones."""
MAX_PATTERNS: Final = 3
"""Patterns of a query of which words are told."""


def expansions(library: Library, query: Query) -> tuple[str, ...]:
    """The words of at least two public publications that `defend*` or `miedu~` found.

    Of a pattern with `*` elsewhere than at its end nothing is told.
    """
    if query.tree is None:
        return ()
    patterns = islice(_patterns(query.tree), MAX_PATTERNS)
    told = (word for pattern in patterns for word in _words(library, pattern))
    return tuple(dict.fromkeys(told))


def _words(library: Library, node: Wildcard | Fuzzy) -> list[str]:
    if isinstance(node, Fuzzy):
        return library.words_near(node.text, MAX_WORDS_PER_PATTERN)
    return library.words_beginning(node.pattern.removesuffix("*"), MAX_WORDS_PER_PATTERN)


def _patterns(node: Node) -> Iterator[Wildcard | Fuzzy]:
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from _patterns(inner)
        case FieldQuery(_, inner):
            yield from _patterns(inner)
        case Fuzzy():
            yield node
        case Wildcard(pattern) if pattern.find("*") == len(pattern) - 1:
            yield node
        case _:
            return
