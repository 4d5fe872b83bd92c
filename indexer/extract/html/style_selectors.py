"""Compiles the selectors of style sheets into checks of one element each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cssselect2 import parser as selector_parser
from selectolax.lexbor import LexborNode

from indexer.extract.html.media_queries import Certainty

MAX_COMPOUNDS: Final = 12  # of one selector
_MAX_NESTED: Final = 4  # of :not() and :is() in each other

# What a reader does: at rest none of these holds.
_DYNAMIC: Final = frozenset(
    {
        *("hover", "focus", "focus-within", "focus-visible", "active", "target", "target-within"),
        *("checked", "visited", "open", "popover-open", "modal", "fullscreen", "playing"),
    }
)
_NTH: Final = re.compile(r"([+-]?\d{0,6})n(?:([+-]\d{1,6}))?|([+-]?\d{1,6})")


class UnsupportedSelector(Exception):
    """A selector is not understood; `str(error)` says which."""


@dataclass(frozen=True, slots=True)
class StyledElement:
    """What selectors ask of an element; places count from 1 among its siblings."""

    tag: str
    attributes: Mapping[str, str]
    classes: frozenset[str]
    place: int
    place_of_type: int
    node: LexborNode

    @property
    def is_last(self) -> bool:
        """Whether no element follows it among its siblings."""
        following = self.node.next
        while following is not None and not following.is_element_node:
            following = following.next
        return following is None

    @property
    def is_empty(self) -> bool:
        """Whether it has neither elements nor text."""
        return self.node.first_child is None


Check = Callable[[StyledElement], Certainty]


@dataclass(frozen=True, slots=True)
class Compound:
    """Selectors for one element; `key` is what it must have ("#id", ".class", "tag", or "")."""

    checks: tuple[Check, ...]
    key: str

    def match(self, element: StyledElement) -> Certainty:
        """Whether an element matches."""
        result = Certainty.YES
        for check in self.checks:
            result = min(result, check(element))
            if result is Certainty.NO:
                break
        return result


@dataclass(frozen=True, slots=True)
class StyleSelector:
    """A selector: compounds from left to right, with the combinator before each.

    A `dynamic` one applies only while a reader points at something, or has clicked on it.
    """

    compounds: tuple[Compound, ...]
    combinators: tuple[str, ...]
    specificity: tuple[int, int, int]
    dynamic: bool


def compile_selector(selector: Any) -> StyleSelector:
    """Compile a selector that cssselect2 has parsed.

    Raises:
        UnsupportedSelector: it has too many parts.
    """
    compounds: list[Any] = []
    combinators: list[str] = []
    tree = selector.parsed_tree
    while isinstance(tree, selector_parser.CombinedSelector):
        compounds.append(tree.right)
        combinators.append(tree.combinator)
        tree = tree.left
        if len(compounds) >= MAX_COMPOUNDS:
            raise UnsupportedSelector("a selector with too many parts")
    compounds.append(tree)
    parts = [part for compound in compounds for part in compound.simple_selectors]
    dynamic = any(
        isinstance(part, selector_parser.PseudoClassSelector) and part.name in _DYNAMIC
        for part in parts
    )
    return StyleSelector(
        tuple(_compound(compound) for compound in reversed(compounds)),
        (" ", *reversed(combinators)),
        selector.specificity,
        dynamic,
    )


def _compound(compound: Any) -> Compound:
    parts = compound.simple_selectors
    key = ""
    for part in parts:
        match part:
            case selector_parser.IDSelector():
                key = f"#{part.ident}"
            case selector_parser.ClassSelector() if not key.startswith("#"):
                key = f".{part.class_name}"
            case selector_parser.LocalNameSelector() if not key:
                key = part.lower_local_name
    return Compound(tuple(_check(part, 0) for part in parts), key)


def _check(part: Any, depth: int) -> Check:
    match part:
        case selector_parser.LocalNameSelector():
            name = part.lower_local_name
            return lambda element: _certain(element.tag == name)
        case selector_parser.IDSelector():
            ident = part.ident
            return lambda element: _certain(element.attributes.get("id") == ident)
        case selector_parser.ClassSelector():
            class_name = part.class_name
            return lambda element: _certain(class_name in element.classes)
        case selector_parser.AttributeSelector():
            return _attribute_check(part)
        case selector_parser.PseudoClassSelector():
            return _pseudo_check(part.name, depth)
        case selector_parser.FunctionalPseudoClassSelector():
            return _nth_check(part)
        case selector_parser.NegationSelector():
            inside = _any_check(part.selector_list, depth)
            return lambda element: inside(element).negated
        case selector_parser.MatchesAnySelector() | selector_parser.SpecificityAdjustmentSelector():
            return _any_check(part.selector_list, depth)
    return _maybe


def _any_check(selectors: Sequence[Any], depth: int) -> Check:
    """Whether one of the selectors inside :is() or :not() matches."""
    if depth >= _MAX_NESTED:
        return _maybe
    inside: list[tuple[Check, ...]] = []
    for selector in selectors:
        if not isinstance(selector.parsed_tree, selector_parser.CompoundSelector):
            return _maybe
        parts = selector.parsed_tree.simple_selectors
        inside.append(tuple(_check(part, depth + 1) for part in parts))

    def check(element: StyledElement) -> Certainty:
        found = (min((part(element) for part in parts), default=Certainty.YES) for parts in inside)
        return max(found, default=Certainty.NO)

    return check


def _attribute_check(part: Any) -> Check:
    name, operator = part.lower_name, part.operator
    sought = part.value or ""
    folded = part.case_sensitive is False

    def check(element: StyledElement) -> Certainty:
        value = element.attributes.get(name)
        if value is None or operator is None:
            return _certain(value is not None)
        wanted = sought
        if folded:
            value, wanted = value.lower(), wanted.lower()
        return _certain(_compare(value, operator, wanted))

    return check


def _compare(value: str, operator: str, wanted: str) -> bool:
    match operator:
        case "=":
            return value == wanted
        case "~=":
            return wanted in value.split()
        case "|=":
            return value == wanted or value.startswith(f"{wanted}-")
        case "^=":
            return bool(wanted) and value.startswith(wanted)
        case "$=":
            return bool(wanted) and value.endswith(wanted)
    return bool(wanted) and wanted in value


def _pseudo_check(name: str, depth: int) -> Check:
    if name in _DYNAMIC:
        # The whole selector is marked as dynamic; inside :not() and :is() it is as at rest.
        return lambda element: _certain(depth == 0)
    structural: dict[str, Check] = {
        "root": lambda element: _certain(element.tag == "html"),
        "first-child": lambda element: _certain(element.place == 1),
        "last-child": lambda element: _certain(element.is_last),
        "only-child": lambda element: _certain(element.place == 1 and element.is_last),
        "first-of-type": lambda element: _certain(element.place_of_type == 1),
        "empty": lambda element: _certain(element.is_empty),
        "link": lambda element: _certain(element.tag == "a" and "href" in element.attributes),
        "any-link": lambda element: _certain(element.tag == "a" and "href" in element.attributes),
        "host": lambda element: Certainty.NO,
    }
    return structural.get(name, _maybe)


def _nth_check(part: Any) -> Check:
    text = "".join(token.serialize() for token in part.arguments).replace(" ", "").lower()
    text = {"odd": "2n+1", "even": "2n"}.get(text, text)
    match = _NTH.fullmatch(text)
    if match is None or part.name not in ("nth-child", "nth-of-type"):
        return _maybe
    if match[3]:
        step, start = 0, int(match[3])
    else:
        step = int(match[1] + "1" if match[1] in ("", "+", "-") else match[1])
        start = int(match[2] or 0)

    def check(element: StyledElement) -> Certainty:
        place = element.place if part.name == "nth-child" else element.place_of_type
        if step == 0:
            return _certain(place == start)
        return _certain((place - start) % step == 0 and (place - start) // step >= 0)

    return check


def _maybe(_: StyledElement) -> Certainty:
    return Certainty.MAYBE


def _certain(holds: bool) -> Certainty:
    return Certainty.YES if holds else Certainty.NO
