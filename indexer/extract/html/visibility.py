"""Finds the elements of an HTML page whose words nobody sees.

What hides them are attributes, style attributes and the page's own style sheets, in the order of
the cascade. Words that are seen on some screens, or when a reader points at something, are seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract.html.data_uri import decode_data_uri, is_data_uri
from indexer.extract.html.hiding_styles import (
    HiddenBy,
    Paint,
    hidden_box,
    hidden_words,
    paint_below,
)
from indexer.extract.html.media_queries import Certainty
from indexer.extract.html.revealed_parts import RevealedParts
from indexer.extract.html.selector_matcher import MatchedAbove, SelectorMatcher
from indexer.extract.html.style_selectors import StyledElement
from indexer.extract.html.style_sheets import (
    StyleRule,
    StyleSheets,
    StyleValue,
)

# Nobody expects their content on the page; it is not shown because of what they are.
_NEVER_SHOWN: Final = frozenset({"head", "script", "style", "title", "meta", "link", "base"})
_HIDDEN_TAGS: Final = frozenset({"template", "datalist", "noembed", "noframes"})
# Their content is shown only by browsers that do not know them.
_WITH_FALLBACK: Final = frozenset({"audio", "canvas", "video"})
_CSS_TYPES: Final = frozenset({"", "text/css"})
_COLOUR_ATTRIBUTES: Final = {
    ("font", "color"): "color",
    ("basefont", "color"): "color",
    ("body", "text"): "color",
    **{
        (tag, "bgcolor"): "background-color" for tag in ("body", "table", "tr", "td", "th", "tbody")
    },
}
_BACKGROUND_ATTRIBUTE_TAGS: Final = frozenset({"body", "table", "tr", "td", "th", "tbody"})
_INLINE_SPECIFICITY: Final = (1_000_000, 0, 0)
_MAY_HIDE: Final = re.compile(
    r"<style|stylesheet|[\s\"'/](?:style|hidden|popover|bgcolor|color)\s*=|[\s\"']hidden[\s>/]"
    r"|<(?:template|datalist|dialog|noembed|noframes|font|audio|canvas|video)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class HiddenElements:
    """The elements whose own words nobody sees, by their `mem_id`, and why.

    `doubtful` ones may be hidden. `external_sheets` are the addresses of style sheets that stand in
    other files; `doubts` say what of the page's own ones was not understood.
    """

    certain: Mapping[int, HiddenBy] = field(default_factory=dict)
    doubtful: Mapping[int, HiddenBy] = field(default_factory=dict)
    external_sheets: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def hidden_by_style(tree: LexborHTMLParser) -> HiddenElements:
    """The elements of a page whose words nobody sees."""
    if not _MAY_HIDE.search(tree.html or ""):
        return HiddenElements()
    sheets = _read_sheets(tree)
    matcher = SelectorMatcher([rule.selector for rule in sheets.rules])
    walk = _Walk(sheets, matcher, RevealedParts.of(tree))
    if tree.root is not None:
        walk.visit(tree.root)
    doubts = sorted(sheets.doubts)
    if matcher.is_exhausted:
        doubts.append("the style sheets have too many rules for the page")
    return HiddenElements(walk.certain, walk.doubtful, tuple(sheets.external), tuple(doubts))


def _read_sheets(tree: LexborHTMLParser) -> StyleSheets:
    sheets = StyleSheets()
    for node in tree.css("style, link"):
        attributes = node.attributes
        media = attributes.get("media") or ""
        if node.tag == "style":
            if (attributes.get("type") or "").strip().lower() in _CSS_TYPES:
                # Without scripts a browser uses those inside <noscript> too, with them it does not.
                sheets.add(node.text(deep=True), media or _noscript_media(node))
            continue
        relations = (attributes.get("rel") or "").lower().split()
        address = (attributes.get("href") or "").strip()
        # A script may turn what is only loaded into a style sheet.
        is_sheet = "stylesheet" in relations or attributes.get("as") == "style"
        if not is_sheet or "alternate" in relations or not address:
            continue
        if is_data_uri(address):
            try:
                sheets.add(decode_data_uri(address).data.decode("utf-8", "replace"), media)
            except ValueError as error:
                sheets.doubts.add(f"a style sheet in the page: {error}")
        elif media.strip().lower() != "print":
            sheets.external.append(address)
    return sheets


def _noscript_media(node: LexborNode) -> str:
    parent = node.parent
    return "(scripting: none)" if parent is not None and parent.tag == "noscript" else ""


_Counts = Callable[[StyleRule, Certainty], bool]
_VIEWS: Final[tuple[_Counts, ...]] = (
    lambda rule, found: (
        min(found, rule.applies.desk) is Certainty.YES and not rule.selector.dynamic
    ),
    lambda rule, found: (
        min(found, rule.applies.desk) is not Certainty.NO and not rule.selector.dynamic
    ),
    lambda rule, found: (
        min(found, rule.applies.phone) is Certainty.YES and not rule.selector.dynamic
    ),
    lambda rule, found: min(found, rule.applies.desk) is Certainty.YES,
)
"""Which rules count in the ways to see a page: on a desk; there, with all that is doubtful; on a
telephone; and pointed at everywhere."""


@dataclass(frozen=True, slots=True)
class _View:
    """What an element hands down to its children in one way to see the page."""

    paint: Paint = field(default_factory=Paint)
    box: tuple[HiddenBy, Certainty] | None = None


@dataclass(slots=True)
class _Level:
    """The state among the children of one element."""

    views: tuple[_View, ...]
    matched: MatchedAbove = field(default_factory=MatchedAbove)
    place: int = 0
    places_of_types: dict[str, int] = field(default_factory=dict)


class _Walk:
    """Visits all elements, and keeps those whose words are hidden."""

    def __init__(
        self, sheets: StyleSheets, matcher: SelectorMatcher, revealed: RevealedParts
    ) -> None:
        self.certain: dict[int, HiddenBy] = {}
        self.doubtful: dict[int, HiddenBy] = {}
        self._sheets = sheets
        self._matcher = matcher
        self._revealed = revealed
        self._view_count = _count_views(sheets.rules)

    def visit(self, root: LexborNode) -> None:
        """Visit a tree; without recursion, as pages can be nested deeper than Python's stack."""
        # A sheet in another file may give the page any background.
        paint = Paint(background=None) if self._sheets.external else Paint()
        levels = [_Level((_View(paint),) * self._view_count)]
        waiting: list[tuple[LexborNode | None, int]] = [(root, 1)]
        while waiting:
            node, depth = waiting.pop()
            if node is None:
                continue
            waiting.append((node.next if depth > 1 else None, depth))
            if not node.is_element_node:
                continue
            del levels[depth:]
            level = levels[-1]
            if node.tag not in _NEVER_SHOWN:
                levels.append(self._enter(node, level))
                waiting.append((node.first_child, depth + 1))
            else:
                level.place += 1

    def _enter(self, node: LexborNode, level: _Level) -> _Level:
        element = _describe(node, level)
        matched, own = self._matcher.match(element, level.matched)
        if not matched and "style" not in element.attributes:
            stated = dict(_own_style(element))
            views = tuple(_below(stated, view) for view in level.views) if stated else level.views
        else:
            views = tuple(
                _below(self._style(element, matched, number), view)
                for number, view in enumerate(level.views)
            )
        if any(map(_is_newly_hidden, views, level.views)) and element in self._revealed:
            views = tuple(map(_doubted, views))
        self._judge(node.mem_id, views)
        inside = _Level(views, self._matcher.below(level.matched, own))
        level.matched = self._matcher.after(level.matched, own)
        return inside

    def _style(
        self, element: StyledElement, matched: list[tuple[int, Certainty]], view: int
    ) -> dict[str, str]:
        """The value of each property that wins in the cascade."""
        won: dict[str, tuple[tuple[object, ...], str]] = {}
        for name, text in _own_style(element):
            won[name] = ((False, False, (-1, 0, 0), -1), text)
        for number, certainty in matched:
            rule = self._sheets.rules[number]
            if _VIEWS[view](rule, certainty):
                rank = (not rule.layered, rule.selector.specificity, number)
                _compete(won, rule.declarations, rank)
        inline = self._sheets.inline(element.attributes.get("style", ""))
        _compete(won, inline, (True, _INLINE_SPECIFICITY, 0))
        return {name: self._sheets.resolve(text) for name, (_, text) in won.items()}

    def _judge(self, identity: int, views: tuple[_View, ...]) -> None:
        found = [view.box or hidden_words(view.paint) for view in views]
        desk, *others = found
        doubtful, phone, pointed = (others + [desk, desk, desk][len(others) :])[:3]
        if desk is None and doubtful is None:
            return
        sure = all(how and how[1] is Certainty.YES for how in (desk, doubtful, phone, pointed))
        if sure and desk is not None:
            self.certain[identity] = desk[0]
        elif phone and pointed and desk:
            self.doubtful[identity] = desk[0]
        elif doubtful is not None and desk is None:
            self.doubtful[identity] = doubtful[0]


def _count_views(rules: list[StyleRule]) -> int:
    """Fewer where all rules apply everywhere, as on most pages."""
    plain = all(
        rule.applies.desk is rule.applies.phone is Certainty.YES and not rule.selector.dynamic
        for rule in rules
    )
    return 1 if not rules else 2 if plain else len(_VIEWS)


def _compete(
    won: dict[str, tuple[tuple[object, ...], str]],
    declarations: Mapping[str, StyleValue],
    rank: tuple[object, ...],
) -> None:
    for name, value in declarations.items():
        mine = (value.important, *rank)
        if name == "background":  # a shorthand resets what it stands for
            for part in ("background-color", "background-image"):
                if part in won and won[part][0] < mine:
                    del won[part]
        if name not in won or won[name][0] <= mine:
            won[name] = (mine, value.text)


def _below(style: Mapping[str, str], above: _View) -> _View:
    box = above.box
    if box is None or box[1] is not Certainty.YES:
        own = hidden_box(style)
        if own is not None and (box is None or own[1] > box[1]):
            box = own
    return _View(paint_below(style, above.paint), box)


def _is_newly_hidden(view: _View, above: _View) -> bool:
    is_visible = view.paint.visible is not Certainty.NO
    return (view.box is not None and above.box is None) or not (
        is_visible or above.paint.visible is Certainty.NO
    )


def _doubted(view: _View) -> _View:
    """The view of what readers may bring up."""
    paint = view.paint
    if paint.visible is Certainty.NO:
        paint = replace(paint, visible=Certainty.MAYBE)
    return _View(paint, None if view.box is None else (view.box[0], Certainty.MAYBE))


def _describe(node: LexborNode, level: _Level) -> StyledElement:
    attributes = {name: value or "" for name, value in node.attributes.items()}
    tag = node.tag or ""
    level.place += 1
    of_type = level.places_of_types[tag] = level.places_of_types.get(tag, 0) + 1
    classes = frozenset(attributes.get("class", "").split())
    return StyledElement(tag, attributes, classes, level.place, of_type, node)


def _own_style(element: StyledElement) -> Iterator[tuple[str, str]]:
    """What browsers themselves do, and the attributes of old pages."""
    attributes = element.attributes
    if (
        element.tag in _HIDDEN_TAGS
        or attributes.get("hidden", "until-found").lower() != "until-found"
        or (element.tag == "dialog" and "open" not in attributes)
        or "popover" in attributes
    ):
        yield "display", "none"
    elif element.tag in _WITH_FALLBACK:
        yield "display", "unknown(for browsers that cannot play it)"
    for name in ("color", "text", "bgcolor"):
        if name in attributes and (known := _COLOUR_ATTRIBUTES.get((element.tag, name))):
            yield known, attributes[name].lower()
    if "background" in attributes and element.tag in _BACKGROUND_ATTRIBUTE_TAGS:
        yield "background-image", "url()"
