"""No public class and no module name stands for two things in the house."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT

HOUSE = ("indexer", "search_app")
ROLES = frozenset({"__init__", "__main__", "metadata", "routes"})
"""Modules that every room may have, with the same role in each."""


def _modules() -> Iterator[tuple[str, Path]]:
    for package in HOUSE:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.stem, path


def _classes() -> Iterator[tuple[str, Path]]:
    for _, path in _modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node.name, path


def _ambiguous(named: Iterator[tuple[str, Path]]) -> Mapping[str, list[str]]:
    places = defaultdict(list)
    for name, path in named:
        places[name].append(path.relative_to(ROOT).as_posix())
    return {name: found for name, found in places.items() if len(found) > 1}


@pytest.mark.parametrize(
    ("named", "roles"), [(_modules, ROLES), (_classes, frozenset())], ids=["modules", "classes"]
)
def test_a_name_stands_for_one_thing(
    named: Callable[[], Iterator[tuple[str, Path]]], roles: frozenset[str]
) -> None:
    ambiguous = _ambiguous(named())
    assert {name: places for name, places in ambiguous.items() if name not in roles} == {}
