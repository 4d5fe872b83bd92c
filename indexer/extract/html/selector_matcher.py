"""Matches the selectors of style sheets against a page, in one visit of its elements.

A page's own selectors are untrusted: matching them one by one takes time that grows with a power of
the page's depth. Here each element is compared once with each compound that could be its own, and
combinators only look up what was matched above and before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from indexer.extract.html.media_queries import Certainty
from indexer.extract.html.style_selectors import StyledElement, StyleSelector

_MAX_CHECKS: Final = 2_000_000  # of a compound against an element; 2 to 3 s
_CHECKS_PER_COPY: Final = 4  # what an entry of a copied table counts: a million take 100 MB

Step = tuple[int, int]
"""A selector and how many of its compounds are matched."""
Steps = Mapping[Step, Certainty]


@dataclass(frozen=True, slots=True)
class MatchedAbove:
    """What was matched above an element, and by its siblings before it."""

    ancestors: Steps = field(default_factory=dict)
    parent: Steps = field(default_factory=dict)
    siblings: Steps = field(default_factory=dict)
    previous: Steps = field(default_factory=dict)


class SelectorMatcher:
    """Matches many selectors against elements in document order."""

    def __init__(self, selectors: Sequence[StyleSelector]) -> None:
        self._selectors = selectors
        self._by_key: dict[str, list[Step]] = {}
        for number, selector in enumerate(selectors):
            for place, compound in enumerate(selector.compounds):
                self._by_key.setdefault(compound.key, []).append((number, place))
        self._checks = 0

    @property
    def is_exhausted(self) -> bool:
        """Whether there was too much to compare, so that later elements were left out."""
        return self._checks > _MAX_CHECKS

    def match(
        self, element: StyledElement, above: MatchedAbove
    ) -> tuple[list[tuple[int, Certainty]], Steps]:
        """The selectors that an element matches, and what its children and siblings must know."""
        matched: list[tuple[int, Certainty]] = []
        own: dict[Step, Certainty] = {}
        for key in _keys(element):
            candidates = self._by_key.get(key, ())
            self._checks += len(candidates)
            if self.is_exhausted:
                break
            for number, place in candidates:
                selector = self._selectors[number]
                reached = self._reached(selector, (number, place), above)
                if reached is Certainty.NO:
                    continue
                found = min(reached, selector.compounds[place].match(element))
                if found is Certainty.NO:
                    continue
                if place + 1 == len(selector.compounds):
                    matched.append((number, found))
                else:
                    own[number, place] = found
        return matched, own

    def below(self, above: MatchedAbove, own: Steps) -> MatchedAbove:
        """What the first child of an element that matches `own` must know."""
        return MatchedAbove(self._joined(above.ancestors, own), own)

    def after(self, above: MatchedAbove, own: Steps) -> MatchedAbove:
        """What the next sibling of an element that matches `own` must know."""
        return MatchedAbove(above.ancestors, above.parent, self._joined(above.siblings, own), own)

    def _joined(self, first: Steps, second: Steps) -> Steps:
        """Both; the same object where nothing is new, as on pages that are nested deeply."""
        new = {s: c for s, c in second.items() if c > first.get(s, Certainty.NO)}
        if not new or not first:
            return new or first
        self._checks += _CHECKS_PER_COPY * len(first)
        return first if self.is_exhausted else {**first, **new}

    def _reached(self, selector: StyleSelector, step: Step, above: MatchedAbove) -> Certainty:
        """Whether the compounds to the left of one are matched where its combinator says."""
        number, place = step
        if place == 0:
            return Certainty.YES
        where = {
            " ": above.ancestors,
            ">": above.parent,
            "+": above.previous,
            "~": above.siblings,
        }[selector.combinators[place]]
        return where.get((number, place - 1), Certainty.NO)


def _keys(element: StyledElement) -> Iterable[str]:
    yield ""
    yield element.tag
    if ident := element.attributes.get("id"):
        yield f"#{ident}"
    for name in element.classes:
        yield f".{name}"
