"""The words that a pattern of the query expands to, so that readers see what was searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from indexer.engine.ast import And, FieldQuery, Fuzzy, Node, Or, Wildcard
from indexer.engine.port import Reader, WordCount
from indexer.engine.query import Query
from indexer.engine.searches import AlsoSearched
from indexer.engine.wildcards import ANY_LETTERS, is_pattern

MAX_WORDS_PER_PATTERN: Final = 6
"""Words that are shown of each pattern, the most frequent or nearest ones."""
MAX_PATTERNS: Final = 3
"""Patterns of a query of which words are shown."""


def expansions(reader: Reader, query: Query) -> tuple[AlsoSearched, ...]:
    """Words that `defend*` and `miedu~` in the query match, each once, in the vocabulary that is
    safe to expose; none of a pattern with `*` elsewhere than at its end.
    """
    if query.tree is None:
        return ()
    patterns = islice(_patterns(query.tree), MAX_PATTERNS)
    found: dict[str, AlsoSearched] = {}
    for pattern in patterns:
        for one in _words(reader, pattern):
            found.setdefault(one.word, AlsoSearched(one.word, str(pattern), ""))
    return tuple(found.values())


def _words(reader: Reader, node: Wildcard | Fuzzy) -> Sequence[WordCount]:
    if isinstance(node, Fuzzy):
        return reader.similar_words(node.text, MAX_WORDS_PER_PATTERN)
    return reader.words_with_prefix(node.pattern.removesuffix("*"), MAX_WORDS_PER_PATTERN)


def _patterns(node: Node) -> Iterator[Wildcard | Fuzzy]:
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from _patterns(inner)
        case FieldQuery(_, inner):
            yield from _patterns(inner)
        case Fuzzy():
            yield node
        case Wildcard(pattern) if not is_pattern(pattern[:-1]) and pattern.endswith(ANY_LETTERS):
            yield node
        case _:
            return
