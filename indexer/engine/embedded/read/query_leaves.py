"""The leaves of a query tree: what is evaluated, what scores, what is highlighted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.engine.analysis import optional_words
from indexer.engine.ast import (
    And,
    Exact,
    FieldQuery,
    Fuzzy,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    RangeQuery,
    Weighted,
    Wildcard,
    Word,
    WordGroup,
)

Wanted = tuple[Leaf, Sequence[str]]
"""A leaf, and the text fields that it is searched in."""


def all_leaves(node: Node, fields: Sequence[str]) -> Iterator[Wanted]:
    """All leaves, excluded ones too, as typed."""
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from all_leaves(inner, fields)
        case FieldQuery(name, inner):
            yield from all_leaves(inner, (name,))
        case Not(inner):
            yield from all_leaves(inner, fields)
        case Word() | Phrase() | Wildcard() | Fuzzy() | WordGroup() | Weighted():
            yield node, fields
        case _:
            return


def metadata_values(node: Node) -> Iterator[Exact | RangeQuery]:
    """The metadata values that the query names."""
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from metadata_values(inner)
        case FieldQuery(_, inner) | Not(inner):
            yield from metadata_values(inner)
        case Exact() | RangeQuery():
            yield node
        case _:
            return


def wanted_leaves(node: Node, fields: Sequence[str]) -> Iterator[Wanted]:
    """The leaves that add to a passage's score: not those under a NOT, or of other fields."""
    match node:
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from wanted_leaves(inner, fields)
        case FieldQuery(name, inner):
            yield from wanted_leaves(inner, (name,))
        case Word() | Phrase() | Wildcard() | Fuzzy() | WordGroup() | Weighted():
            yield node, fields
        case _:
            return


def marked_leaves(wanted: Sequence[Wanted]) -> list[Wanted]:
    """The leaves that are highlighted in a passage (`snippets.Highlighter`): no function words."""
    in_text = [(leaf, fields) for leaf, fields in wanted if "text" in fields]
    optional = optional_words(leaf.text for leaf, _ in in_text if isinstance(leaf, Word))
    return [
        (leaf, fields)
        for leaf, fields in in_text
        if not (isinstance(leaf, Word) and leaf.text in optional)
    ]
