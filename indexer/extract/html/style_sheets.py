"""Parses the style sheets of a page into rules with compiled selectors.

The only module that imports tinycss2 and cssselect2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import tinycss2
from cssselect2 import parser as selector_parser
from tinycss2 import ast, color4

from indexer.extract.html.data_uri import decode_data_uri, is_data_uri
from indexer.extract.html.media_queries import ALL_SCREENS, Applies, evaluate_media
from indexer.extract.html.style_selectors import (
    StyleSelector,
    UnsupportedSelector,
    compile_selector,
)

RELEVANT_PROPERTIES: Final = frozenset(
    {
        *("block-size", "inline-size", "inset", "margin", "rotate", "translate"),
        *("all", "animation", "animation-name", "background", "background-clip"),
        *("background-color", "background-image", "bottom", "clip", "clip-path", "color"),
        *("content-visibility", "display", "filter", "font", "font-size", "height", "left"),
        *("line-height", "margin-left", "margin-top", "max-height", "max-width"),
        *("mso-hide", "opacity", "overflow", "overflow-x", "overflow-y", "position"),
        *("right", "scale", "text-indent", "text-shadow", "top", "transform", "visibility"),
        *("-webkit-background-clip", "-webkit-text-fill-color", "width"),
    }
)
"""What decides whether words are seen."""

# Properties that hide by themselves: a rule that has one and cannot be understood leaves a doubt.
_HIDING_VALUE: Final = re.compile(
    r"display:\s*none|visibility:\s*(?:hidden|collapse)|opacity:\s*0|clip:|clip-path:|text-indent:"
    r"|font-size:\s*0|-\d{3,}px|content-visibility"
)
_MAX_SHEET_CHARS: Final = 1_000_000  # of all sheets of a page; 1 to 3 s
_MAX_RULES: Final = 8_000
_MAX_NESTING: Final = 8
_MAX_VALUE_CHARS: Final = 300
_MAX_STYLE_CHARS: Final = 20_000  # of one attribute
PARSER_ERRORS: Final = (ArithmeticError, RecursionError, ValueError)
"""What tinycss2 raises on sheets that are nested too deeply, or have numbers that are too long."""
_MAX_VARIABLE_DEPTH: Final = 4
_VARIABLE: Final = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_TRANSPARENT_GROUPS: Final = frozenset(
    {"supports", "layer", "container", "scope", "starting-style"}
)
_IGNORED_AT_RULES: Final = frozenset(
    {
        *("charset", "counter-style", "font-face", "font-feature-values"),
        *("font-palette-values", "keyframes", "namespace", "page", "property"),
        *("view-transition", "viewport"),
    }
)


@dataclass(frozen=True, slots=True)
class StyleValue:
    """The value of a property, in lower case."""

    text: str
    important: bool


@dataclass(frozen=True, slots=True)
class StyleRule:
    """One selector with the declarations that decide whether words are seen.

    `applies` says on which screens; `layered` rules yield to others.
    """

    selector: StyleSelector
    declarations: Mapping[str, StyleValue]
    applies: Applies
    layered: bool


@dataclass(slots=True)
class StyleSheets:
    """All rules of a page, in order.

    `external` are the addresses of sheets that stand elsewhere; `doubts` say what was not
    understood; `strings` are the texts and addresses in the sheets.
    """

    rules: list[StyleRule] = field(default_factory=list)
    external: list[str] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)
    variables: dict[str, set[str]] = field(default_factory=dict)
    _chars: int = 0

    def add(self, css: str, media: str = "") -> None:
        """Parse one sheet, which is for certain `media` only."""
        self._chars += len(css)
        if self._chars > _MAX_SHEET_CHARS:
            self.doubts.add("the style sheets are too long")
            return
        applies = evaluate_media(media) if media else ALL_SCREENS
        try:
            nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
            self._add_nodes(nodes, _Context(applies))
        except PARSER_ERRORS as error:
            self.doubts.add(f"a style sheet that cannot be parsed ({type(error).__name__})")

    def inline(self, style: str) -> dict[str, StyleValue]:
        """The declarations of a style attribute that decide whether words are seen."""
        if not style:
            return {}
        try:
            tokens = tinycss2.parse_blocks_contents(
                style[:_MAX_STYLE_CHARS], skip_comments=True, skip_whitespace=True
            )
            declarations = _split_declarations(tokens)[0]
        except PARSER_ERRORS as error:
            self.doubts.add(f"a style that cannot be parsed ({type(error).__name__})")
            return {}
        return {name: value for name, value in declarations if name in RELEVANT_PROPERTIES}

    def resolve(self, value: str) -> str:
        """A value with its variables, where each has one value in the whole page."""
        for _ in range(_MAX_VARIABLE_DEPTH):
            if "var(" not in value or len(value) > _MAX_VALUE_CHARS:
                break
            value = _VARIABLE.sub(self._variable, value)
        return value

    def _variable(self, match: re.Match[str]) -> str:
        known = self.variables.get(match[1], set())
        if len(known) == 1:
            return next(iter(known))
        return match[2].strip() if match[2] and not known else f"unknown({match[1]})"

    def _add_nodes(self, nodes: Iterable[Any], context: _Context) -> None:
        for node in nodes:
            if len(self.rules) >= _MAX_RULES or context.depth > _MAX_NESTING:
                self.doubts.add("the style sheet has too many rules")
                return
            if isinstance(node, ast.QualifiedRule):
                self._add_rule(node, context)
            elif isinstance(node, ast.AtRule):
                self._add_at_rule(node, context)

    def _add_at_rule(self, node: Any, context: _Context) -> None:
        keyword = node.lower_at_keyword.removeprefix("-webkit-").removeprefix("-moz-")
        condition = _serialize(node.prelude)
        if keyword == "import":
            self._add_import(node.prelude, condition)
        elif keyword == "media":
            applies = context.applies.both(evaluate_media(condition))
            self._add_group(node.content, context.inside(applies=applies))
        elif keyword in _TRANSPARENT_GROUPS and node.content is not None:
            if (keyword == "supports" and "not" in condition) or keyword in ("container", "scope"):
                context = context.inside(applies=context.applies.doubtful())
            layered = context.layered or keyword == "layer"
            self._add_group(node.content, context.inside(layered=layered))
        elif keyword not in _IGNORED_AT_RULES and _HIDING_VALUE.search(
            _serialize(node.content or ())
        ):
            self.doubts.add(f"a rule @{keyword}")

    def _add_import(self, prelude: list[Any], condition: str) -> None:
        addresses = [
            token.value if token.type in ("url", "string") else _serialize(token.arguments)
            for token in prelude
            if token.type in ("url", "string", "function")
        ]
        address = addresses[0].strip("\"'") if addresses else ""
        if not is_data_uri(address):
            self.external.append(condition)
            return
        try:
            self.add(decode_data_uri(address).data.decode("utf-8", "replace"))
        except ValueError as error:
            self.doubts.add(f"a style sheet in the page: {error}")

    def _add_group(self, content: list[Any] | None, context: _Context) -> None:
        if context.selector:  # inside a rule: it has declarations
            self._add_block(content, context.selector, context)
        elif content is not None:
            nodes = tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True)
            self._add_nodes(nodes, context)

    def _add_rule(self, node: Any, context: _Context) -> None:
        prelude = _serialize(node.prelude)
        if context.selector:
            prelude = _nest(prelude, context.selector)
        self._add_block(node.content, prelude, context)

    def _add_block(self, content: list[Any] | None, prelude: str, context: _Context) -> None:
        if context.applies.never:
            return
        parsed = tinycss2.parse_blocks_contents(
            content or [], skip_comments=True, skip_whitespace=True
        )
        declarations, nested = _split_declarations(parsed)
        found: dict[str, StyleValue] = {}
        for name, value in declarations:
            if name.startswith("--"):
                self.variables.setdefault(name, set()).add(value.text)
            elif name in RELEVANT_PROPERTIES:
                outranked = found.get(name)
                if outranked is None or value.important or not outranked.important:
                    found[name] = value
        if found:
            self._add_selectors(prelude, found, context)
        self._add_nodes(nested, context.inside(selector=prelude))

    def _add_selectors(
        self, prelude: str, found: Mapping[str, StyleValue], context: _Context
    ) -> None:
        try:
            parsed = list(selector_parser.parse(prelude))
        except (selector_parser.SelectorError, AttributeError, TypeError):
            # Browsers drop the whole rule; or it is newer than what we understand.
            hiding = "; ".join(f"{name}: {value.text}" for name, value in found.items())
            if "::" not in prelude and ":-" not in prelude and _HIDING_VALUE.search(hiding):
                self.doubts.add(f"the selector {prelude[:80]}")
            return
        for selector in parsed:
            if selector.pseudo_element is not None:
                continue
            applies = context.applies
            try:
                compiled = compile_selector(selector)
            except UnsupportedSelector as error:
                self.doubts.add(str(error))
                continue
            self.rules.append(StyleRule(compiled, found, applies, context.layered))


@dataclass(frozen=True, slots=True)
class _Context:
    """What stands around a rule."""

    applies: Applies
    layered: bool = False
    selector: str = ""
    depth: int = 0

    def inside(
        self,
        *,
        applies: Applies | None = None,
        layered: bool | None = None,
        selector: str | None = None,
    ) -> _Context:
        return _Context(
            self.applies if applies is None else applies,
            self.layered if layered is None else layered,
            self.selector if selector is None else selector,
            self.depth + 1,
        )


def parse_colour(text: str) -> tuple[float, float, float, float] | None:
    """Red, green, blue and opacity, each from 0 to 1; None if it is not known."""
    try:
        colour = color4.parse_color(text)
        if colour is None or isinstance(colour, str):
            return None
        red, green, blue = colour.to("srgb").coordinates
        return float(red or 0), float(green or 0), float(blue or 0), float(colour.alpha)
    except (ArithmeticError, NotImplementedError, RecursionError, TypeError, ValueError):
        return None


def strings_and_addresses(css: str) -> Iterator[str]:
    """The strings, comments and addresses in a style sheet or style attribute.

    Raises:
        PARSER_ERRORS: it cannot be parsed.
    """
    waiting = [iter(tinycss2.parse_component_value_list(css[:_MAX_SHEET_CHARS]))]
    while waiting:
        token = next(waiting[-1], None)
        if token is None:
            waiting.pop()
        elif token.type in ("string", "url", "comment"):
            yield str(token.value)
        elif inside := getattr(token, "content", None) or getattr(token, "arguments", None):
            waiting.append(iter(inside))


def _split_declarations(parsed: list[Any]) -> tuple[list[tuple[str, StyleValue]], list[Any]]:
    declarations = []
    nested = []
    for node in parsed:
        if isinstance(node, ast.Declaration):
            name = node.lower_name
            if name in RELEVANT_PROPERTIES or name.startswith("--"):
                text = _serialize(node.value).strip().lower()[:_MAX_VALUE_CHARS]
                declarations.append((name, StyleValue(text, node.important)))
        elif isinstance(node, ast.QualifiedRule | ast.AtRule):
            nested.append(node)
    return declarations, nested


def _serialize(tokens: Iterable[Any]) -> str:
    return str(tinycss2.serialize(tokens)).strip()


def _nest(prelude: str, outer: str) -> str:
    """The selector of a rule that stands inside another one."""
    above = f":is({outer})"
    if "&" in prelude:
        return prelude.replace("&", above)
    return ", ".join(f"{above} {part.strip()}" for part in prelude.split(","))
