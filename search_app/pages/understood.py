"""Says in words how a query with fields or operators was understood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from indexer.engine.ast import (
    And,
    Exact,
    FieldQuery,
    FirstOf,
    Node,
    Not,
    Or,
    Phrase,
    RangeQuery,
    Word,
)
from indexer.fields import FACETS, FACETS_BY_NAME, FIELDS
from search_app.i18n.labels import value_label
from search_app.i18n.locale import N_, alternatives_listed, gettext, quoted

_LABELS: Final = {
    **{row.name: row.label or row.name for row in FIELDS},
    "title": N_("Title"),
    "description": N_("Description"),
    **{row.name: row.label for row in FACETS},
}


def understood(tree: Node | None) -> str:
    """The query in words of the interface language; empty if it is no more than words."""
    if tree is None or not _says_more(tree):
        return ""
    return gettext("Searched: %(query)s.", query=_said(tree))


def _says_more(node: Node) -> bool:
    if isinstance(node, And):
        return any(map(_says_more, node.nodes))
    return isinstance(node, FieldQuery | Exact | RangeQuery | Or | Not)


def _said(node: Node) -> str:
    match node:
        case And(nodes):
            return " · ".join(map(_inner, nodes))
        case Or(nodes):
            return alternatives_listed(_merged(nodes) or list(map(_inner, nodes)))
        case Not(inner):
            return gettext("without %(words)s", words=_inner(inner))
        case FieldQuery(name, inner):
            return _named(name, _inner(inner))
        case Exact(name, value):
            return _named(name, _value(name, value))
        case RangeQuery(name, first, last):
            return _named(name, _years(first, last))
        case Phrase(words, 0):
            return quoted(" ".join(words))
        case Word(text):
            return text
        case FirstOf(typed, _):
            return typed
    return str(node)


def _inner(node: Node) -> str:
    return f"({_said(node)})" if isinstance(node, And | Or) else _said(node)


def _merged(nodes: Sequence[Node]) -> list[str]:
    """Several values of one facet under one name; empty if there are others among them."""
    values = [node for node in nodes if isinstance(node, Exact)]
    if len(values) < len(nodes) or len({node.name for node in values}) > 1:
        return []
    first, *others = values
    return [_said(first), *(_value(node.name, node.value) for node in others)]


def _named(name: str, said: str) -> str:
    label = gettext(_LABELS[name])
    return gettext("%(name)s: %(value)s", name=label[:1].lower() + label[1:], value=said)


def _value(name: str, value: str) -> str:
    facet = FACETS_BY_NAME.get(name)
    if facet is None:
        return value
    label = value_label(facet.kind, value)
    return label[:1].lower() + label[1:]


def _years(first: int | None, last: int | None) -> str:
    if first == last:
        return str(first)
    if first is None:
        return gettext("until %(year)s", year=str(last))
    if last is None:
        return gettext("since %(year)s", year=str(first))
    return f"{first}–{last}"
