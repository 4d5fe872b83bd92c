"""What stands behind `language:`, `type:`, `year:` and the other names of facets in a query."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from indexer.engine.analysis import tokenize
from indexer.engine.ast import And, Exact, Node, Not, Or, Phrase, RangeQuery
from indexer.fields import FacetField, ValueKind
from indexer.language_names import language_code
from indexer.publication_types import type_code

_YEAR: Final = r"(?:1[5-9]|20)\d\d"
_TO: Final = r"(?:\.\.+|…|[-\u2010-\u2015\u2212/]|\b(?:TO|to|a|al|à|au|hasta|até)\b)"
_YEARS: Final = re.compile(
    rf"""
      (?P<compared> [<>]=? | [≤≥] ) \s* (?P<limit> \d{{4}} )
    | [\[{{] \s* (?P<low> \d{{4}} | \* ) \s+ TO \s+ (?P<high> \d{{4}} | \* ) \s* [\]}}]
    | (?P<first> \d{{4}} ) \s* {_TO} \s* (?P<last> \d{{4}} )
    | (?P<since> \d{{4}} ) (?: \.\.+ | … | \+ | [-\u2010-\u2015\u2212] (?!\S) )
    | (?:\.\.+|…) \s* (?P<until> \d{{4}} )
    | (?P<decade> \d{{3}} ) (?: [*?xX] | 0s )
    | (?P<year>\d{{4}}) (?: [-/]\d\d? (?: [-/]\d\d? )? )?
    """,
    re.VERBOSE | re.ASCII,
)
_OR: Final = r"\s+(?:o|u|or|ou|y|e|and|et)\s+"
_BETWEEN: Final = re.compile(rf"[,;|]|{_OR}")
_OR_VALUE: Final = re.compile(rf'{_OR}(?=(?P<next>[^\s()",;]+))')
_VALUE: Final = re.compile(r'"(?P<quoted>[^"]*)"?|(?P<run>[^\s()"]+)')
_MORE: Final = re.compile(r'[,;|](?=")')
_OPENING: Final = re.compile(r'"?\s*')
_CLOSING: Final = re.compile(r'\s*"?[,;.]*(?=[\s()]|$)')


@dataclass(frozen=True, slots=True)
class Value:
    """What stands behind the name of a facet: the operand (None for an invalid value), and where it
    ends; `is_exact` says whether it means no more than what was written.
    """

    node: Node | None
    end: int
    is_exact: bool = True


def read_value(facet: FacetField, name: str, text: str, position: int) -> Value:
    """The value at `position`, behind `name` and a colon."""
    if facet.is_range:
        return _read_years(facet, name, text, position)
    nodes: list[Node] = []
    end = position
    is_exact = True
    while found := _VALUE.match(text, end):
        given = found["run"] or found["quoted"] or ""
        parts = [given] if found["run"] is None else re.split("[,;|]+", given)
        nodes += [_value(facet, name, part) for part in parts if tokenize(part)]
        end = found.end()
        more = _MORE.match(text, end) or _or_value(facet, text, end)
        if more is None:
            break
        is_exact = is_exact and more.re is _MORE
        end = more.end()
    return Value(_either(nodes), end, is_exact)


def _or_value(facet: FacetField, text: str, position: int) -> re.Match[str] | None:
    """The "o" of "idioma:español o inglés"; None where no other value stands behind it."""
    found = _OR_VALUE.match(text, position)
    if found is None or facet.kind not in _KNOWN_VALUES:
        return None
    return found if _KNOWN_VALUES[facet.kind](found["next"]) else None


_KNOWN_VALUES: Final[Mapping[ValueKind, Callable[[str], str]]] = {
    ValueKind.LANGUAGE: language_code,
    ValueKind.TYPE: type_code,
}


def value_of(facet: FacetField, name: str, node: Node) -> Node:
    """What an operand in the parentheses behind the name of a facet means."""
    match node:
        case And(nodes) | Or(nodes):
            return type(node)(tuple(value_of(facet, name, one) for one in nodes))
        case Not(inner):
            return Not(value_of(facet, name, inner))
        case Exact():
            return node
        case RangeQuery():
            return node
    words = " ".join(node.words) if isinstance(node, Phrase) else str(node)
    if not facet.is_range:
        return _value(facet, name, words)
    found = _read_years(facet, name, words, 0)
    return found.node if found.node is not None and found.end == len(words) else node


def _value(facet: FacetField, name: str, given: str) -> Exact:
    given = " ".join(given.split()).strip(",;.")
    return Exact(facet.name, canonical_value(facet.kind, given), typed=f"{name}:{given}")


def canonical_value(kind: ValueKind, given: str) -> str:
    """What the index may have for a value that a reader or a file gives: the code of a language or
    type by any of its names, and else the same in lower case.
    """
    if kind is ValueKind.LANGUAGE:
        return language_code(given) or given.lower()
    if kind is ValueKind.TYPE:
        return type_code(given) or given.lower()
    return given.lower()


def _either(nodes: list[Node]) -> Node | None:
    different = tuple(dict.fromkeys(nodes))
    return Or(different) if len(different) > 1 else next(iter(different), None)


# --- years


def _read_years(facet: FacetField, name: str, text: str, position: int) -> Value:
    opening = _OPENING.match(text, position)
    end = opening.end() if opening else position
    nodes: list[Node] = []
    is_exact = True
    while found := _YEARS.match(text, end):
        first, last = _bounds(found)
        nodes.append(RangeQuery(facet.name, first, last, typed=f"{name}:{found[0].strip()}"))
        is_exact = is_exact and (not found["year"] or found[0] == found["year"])
        end = found.end()
        between = _BETWEEN.match(text, end)
        if between is None or _YEARS.match(text, between.end()) is None:
            break
        is_exact = is_exact and not between[0][0].isspace()
        end = between.end()
    closing = _CLOSING.match(text, end)
    if not nodes or closing is None:
        return Value(None, position)
    return Value(_either(nodes), closing.end(), is_exact)


def _bounds(found: re.Match[str]) -> tuple[int | None, int | None]:
    """The first and the last year of a match of `_YEARS`; None is an open end."""
    if found["compared"]:
        limit, sign = int(found["limit"]), found["compared"]
        if sign[0] in "<≤":
            return None, limit - (sign == "<")
        return limit + (sign == ">"), None
    if found["low"]:
        return _number(found["low"]), _number(found["high"])
    if found["first"]:
        first, last = sorted((int(found["first"]), int(found["last"])))
        return first, last
    if found["decade"]:
        return int(found["decade"]) * 10, int(found["decade"]) * 10 + 9
    if found["year"]:
        return int(found["year"]), int(found["year"])
    return _number(found["since"]), _number(found["until"])


def _number(digits: str | None) -> int | None:
    return int(digits) if digits and digits.isdigit() else None
