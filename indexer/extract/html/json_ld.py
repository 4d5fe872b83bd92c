"""Reads metadata in JSON-LD, in the vocabulary of schema.org."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Container, Iterable, Iterator
from typing import Final

from indexer.folding import fold_word

_MAX_JSON_CHARS: Final = 500_000  # of one script
_MAX_NODES: Final = 2_000
_MAX_DEPTH: Final = 4  # a work in an issue in a volume of a periodical
WORK_TYPES: Final = re.compile(
    r"article|blogposting|report|book|chapter|creativework|thesis|publication|review|essay",
    re.IGNORECASE,
)
"""Types of schema.org that are works."""

_SERIES: Final = re.compile(r"periodical|series|book|publication", re.IGNORECASE)
# The page of a work: its name includes the site's.
_PAGE: Final = re.compile(r"webpage|itempage|aboutpage", re.IGNORECASE)
_WORK_NAMES: Final = {
    "headline", "name", "author", "creator", "datepublished", "datecreated", "datemodified",
    "keywords", "description", "publisher", "license", "ispartof", "url",
}  # fmt: skip
_PAGE_NAMES: Final = {"datepublished", "datemodified", "description", "license", "url"}
_SITE: Final = re.compile(r"website|organi[sz]ation|ngo\b", re.IGNORECASE)
# What some programs write around the JSON.
_WRAPPED: Final = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*$")

_Node = dict[str, object]


def values(scripts: Iterable[str], titles: Container[str]) -> Iterator[tuple[str, str]]:
    """(lower-case name, value) of the work in the scripts, then of the page, and the site's name.

    Of several works it is the one that has one of the page's `titles` (folded); several others are
    those of a list.
    """
    nodes = [node for script in scripts for node in _nodes(_parse(script))]
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    for node in nodes:
        if _is(node, _SITE):
            yield from (("site", html.unescape(name)) for name in _name(node))
    for kind, names in ((WORK_TYPES, _WORK_NAMES), (_PAGE, _PAGE_NAMES)):
        work = _own([node for node in nodes if _is(node, kind)], titles)
        for key, value in work.items():
            name = key.casefold()
            if name in names:
                found = _series(value, named) if name == "ispartof" else _texts(value, named)
                for text in found:
                    yield "author" if name == "creator" else name, html.unescape(text)


def _own(works: list[_Node], titles: Container[str]) -> _Node:
    """The page's own work among several; empty if none of them is known to be."""
    for work in works:
        names = [name for key in ("headline", "name") for name in _texts(work.get(key), {})]
        if any(fold_word(html.unescape(" ".join(name.split()))) in titles for name in names):
            return work
    headlines = {str(work.get("headline") or work.get("name")) for work in works}
    return works[0] if works and len(headlines) == 1 else {}


def _parse(script: str) -> object:
    if len(script) > _MAX_JSON_CHARS:
        return None
    try:
        return json.loads(_WRAPPED.sub("", script), strict=False)
    except (ValueError, RecursionError):
        return None  # broken JSON-LD is common, and staff cannot mend it


def _nodes(script: object) -> Iterator[_Node]:
    """The objects of a script: one, several, or those of a @graph."""
    waiting = [script]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            yield value
            waiting += [value.get("@graph"), value.get("mainEntity")]


def _is(node: _Node, kind: re.Pattern[str]) -> bool:
    return bool(kind.search(str(node.get("@type"))))


def _texts(value: object, named: dict[object, _Node]) -> Iterator[str]:
    """The strings in a value: its own, those of a list, the names of objects."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield from _name(item if "name" in item else named.get(item.get("@id"), item))
        elif isinstance(item, str):
            yield item
        elif isinstance(item, int) and not isinstance(item, bool):
            yield str(item)  # a year


def _name(node: _Node) -> list[str]:
    """The names of an object; one may be given in two parts."""
    given = node.get("name") or [node.get("givenName"), node.get("familyName")]
    if isinstance(given, str):
        return [given]
    parts = [part for part in given if isinstance(part, str)] if isinstance(given, list) else []
    return parts if "name" in node else [" ".join(parts)]


def _series(value: object, named: dict[object, _Node], depth: int = _MAX_DEPTH) -> Iterator[str]:
    """The names of the series and periodicals in a value, but not of sites."""
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, dict):
            continue
        node = item if "@type" in item else named.get(item.get("@id"), item)
        if "isPartOf" in node and depth:
            yield from _series(node["isPartOf"], named, depth - 1)
        if _is(node, _SERIES):
            yield from _name(node)
