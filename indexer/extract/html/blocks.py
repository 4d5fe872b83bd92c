"""Collects the blocks of text of an HTML tree, in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from selectolax.lexbor import LexborNode

from indexer.extract.html.boilerplate import TEXT_PARTS
from indexer.extract.html.tree_visitor import visit
from indexer.extract.text.clean import clean_line, clean_text

HEADING_LEVELS: Final = {f"h{level}": level for level in range(1, 7)}
"""The elements that are headings, and their rank."""

BLOCK_TAGS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "menu",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr",
    "ul",
})  # fmt: skip
"""Elements that begin a line of their own."""

# Blocks without an empty line between them.
_TIGHT_BLOCKS: Final = frozenset({"li", "tr", "dt", "dd"})
_CELLS: Final = ("td", "th")
# A cell with so many lines is a column of the page's layout.
_MIN_COLUMN_LINES: Final = 4
# So is one with so many characters beside one with several lines.
_MIN_COLUMN_CHARS: Final = 500
PERMALINK_SIGN: Final = re.compile(r"(?<![\s¶§#🔗\uf0c1])\s*+[¶§#🔗\uf0c1][\s¶§#🔗\uf0c1]*+$")
"""The sign after a heading that links to it."""

_CELL_SEPARATOR: Final = " | "
_MAX_MENU_CELLS: Final = 3
_CELL_ENDS: Final = re.compile(r"^[\s|]+|[\s|]+$|(?<= \| )[\s|]+")
_WHITESPACE: Final = re.compile(r"\s+")


def is_second_break(node: LexborNode) -> bool:
    """Whether an element is the second of two line breaks: old pages part paragraphs by them."""
    if node.tag != "br":
        return False
    previous = node.prev
    while (
        previous is not None and previous.is_text_node and not (previous.text_content or "").strip()
    ):
        previous = previous.prev
    return previous is not None and previous.tag == "br"


ElementTest = Callable[[LexborNode, bool], bool]
"""A test of an element; the flag says whether it is inside a text part (article, main…)."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, table row or heading (`level` 1-6); `anchor` is its fragment.

    `tight` blocks have no empty line between them. `link_chars` counts its characters inside links.
    `probably_boilerplate` blocks are inside an element that probably belongs to the site's layout.
    `text_nodes` are the text nodes that it consists of (their `mem_id`), without their first
    `skipped_letters` letters and digits.
    """

    text: str
    level: int = 0
    anchor: str = ""
    tight: bool = False
    link_chars: int = 0
    probably_boilerplate: bool = False
    text_nodes: tuple[int, ...] = field(default=(), compare=False, repr=False)
    skipped_letters: int = field(default=0, compare=False, repr=False)

    @property
    def is_link(self) -> bool:
        """Whether most of it is links, as in menus; not a table row with more columns than
        "previous, up, next"."""
        is_row = self.text.count(_CELL_SEPARATOR) >= _MAX_MENU_CELLS
        return self.link_chars > len(self.text) * 0.6 and not is_row

    @property
    def needs_evidence(self) -> bool:
        """Whether it counts as main text only if there is evidence for it."""
        return self.probably_boilerplate or self.is_link


@dataclass(frozen=True, slots=True)
class Content:
    """The blocks of a page; `parts` are the ranges (start, end) of them inside each element."""

    blocks: list[Block]
    parts: list[tuple[int, int]]

    @property
    def length(self) -> int:
        """Characters of text."""
        return sum(len(block.text) for block in self.blocks)


_NO_NAMES: Final[Mapping[int, str]] = {}


def collect_blocks(
    root: LexborNode,
    skip: ElementTest,
    may_skip: ElementTest,
    names: Mapping[int, str] = _NO_NAMES,
) -> Content:
    """The blocks below `root`, without elements for which `skip` is true.

    Blocks inside elements for which `may_skip` is true are marked as probable boilerplate. `names`
    are those of elements, by their `mem_id`; they become the anchors of blocks.
    """
    collector = _BlockCollector(skip, may_skip, names)
    visit(root, collector)
    return collector.content()


@dataclass(slots=True)
class _BlockCollector:
    """Collects blocks while a tree is visited."""

    skip: ElementTest
    may_skip: ElementTest
    names: Mapping[int, str]
    blocks: list[Block] = field(default_factory=list)
    parts: list[tuple[int, int]] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _nodes: list[int] = field(default_factory=list)  # the text nodes among the pieces
    _linked: int = 0
    _prefix: str = ""
    _tight: bool = False
    _level: int = 0
    _anchor: str = ""  # the last one that no text has followed yet
    _starts: list[int] = field(default_factory=list)  # blocks before each open element
    # How many elements of each kind are open.
    _preformatted: int = 0
    _links: int = 0
    _text_parts: int = 0
    _skippable_depths: list[int] = field(default_factory=list)  # of open `may_skip` elements

    def enter(self, node: LexborNode) -> bool:
        """Begin a node; returns whether to visit its children."""
        tag = node.tag or ""
        if node.is_text_node:
            self._text(node)
            return False
        inside = self._text_parts > 0
        if tag.startswith("-") or self.skip(node, inside):
            return False
        if tag in BLOCK_TAGS or (tag in _CELLS and self._is_column(node)):
            self._flush()
        elif tag == "br" and is_second_break(node):
            self._end_paragraph()
        if self.may_skip(node, inside):
            self._skippable_depths.append(len(self._starts))
        self._starts.append(len(self.blocks))
        self._note_anchor(node, tag)
        if tag == "br":
            self._pieces.append("\n")
        elif tag in _CELLS and self._pieces:
            self._pieces.append(_CELL_SEPARATOR)
        elif tag in HEADING_LEVELS:
            self._level = HEADING_LEVELS[tag]
        elif tag in _TIGHT_BLOCKS:
            self._tight = True
            self._prefix = "- " if tag == "li" else ""
        self._count(node, tag, 1)
        return True

    def content(self) -> Content:
        """The result, after the last node."""
        self._flush()
        return Content(self.blocks, self.parts)

    def leave(self, node: LexborNode) -> None:
        """End a node that was entered."""
        tag = node.tag or ""
        self._count(node, tag, -1)
        if tag in BLOCK_TAGS:
            self._flush()
        if tag in _TIGHT_BLOCKS:
            self._tight, self._prefix = False, ""
        elif tag in HEADING_LEVELS:
            self._end_heading()
        start = self._starts.pop()
        if self._skippable_depths and self._skippable_depths[-1] == len(self._starts):
            self._skippable_depths.pop()
        if (tag in BLOCK_TAGS or tag in _CELLS) and start < len(self.blocks):
            self.parts.append((start, len(self.blocks)))

    def _is_column(self, cell: LexborNode) -> bool:
        """Whether a cell, or the one before it, is a column of the page's layout."""
        lines = self._pieces.count("\n") + 1
        return lines >= _MIN_COLUMN_LINES or (lines > 1 and len(cell.text()) >= _MIN_COLUMN_CHARS)

    def _end_paragraph(self) -> None:
        """End one of several paragraphs in an element; those of an item or a row stay together."""
        is_column = self._tight and self._pieces.count("\n") >= _MIN_COLUMN_LINES - 1
        if not self._level and not self._preformatted and (is_column or not self._tight):
            self._tight = False
            self._flush()

    def _count(self, node: LexborNode, tag: str, step: int) -> None:
        if tag == "pre":
            self._preformatted += step
        elif tag == "a" and "href" in node.attributes:  # a mere anchor may be left open
            self._links += step
        elif tag in TEXT_PARTS:
            self._text_parts += step

    def _text(self, node: LexborNode) -> None:
        text = node.text_content or ""
        self._nodes.append(node.mem_id)
        piece = text if self._preformatted else _WHITESPACE.sub(" ", text)
        self._pieces.append(piece)
        if self._links:
            self._linked += len(piece)

    def _note_anchor(self, node: LexborNode, tag: str) -> None:
        anchor = self.names.get(node.mem_id)
        if not anchor:
            return
        has_own = bool(node.id or node.attributes.get("name"))
        if not has_own and (self._anchor or any(map(str.strip, self._pieces))):
            return  # the page's own name of the same place is the better one
        # Inside a heading its own fragment is the better one.
        if not (self._anchor and tag not in BLOCK_TAGS and self._in_heading(node)):
            self._anchor = anchor

    @staticmethod
    def _in_heading(node: LexborNode) -> bool:
        parent = node.parent
        return (
            parent is not None
            and parent.tag in HEADING_LEVELS
            and bool(parent.attributes.get("id"))
        )

    def _end_heading(self) -> None:
        """A fragment after the words of a heading is the heading's too."""
        self._level = 0
        if self._anchor and self.blocks and self.blocks[-1].level and not self.blocks[-1].anchor:
            self.blocks[-1] = replace(self.blocks[-1], anchor=self._anchor)
            self._anchor = ""

    def _flush(self) -> None:
        level = self._level
        raw, self._pieces = "".join(self._pieces), []
        text_nodes, self._nodes = tuple(self._nodes), []
        link_chars, self._linked = self._linked, 0
        raw = _CELL_ENDS.sub("", raw) if _CELL_SEPARATOR in raw else raw
        text = clean_line(PERMALINK_SIGN.sub("", raw)) if level else clean_text(raw)
        if text:
            probably_boilerplate = bool(self._skippable_depths)
            anchor = self._anchor
            self.blocks.append(
                Block(
                    self._prefix + text,
                    level,
                    anchor,
                    self._tight,
                    link_chars,
                    probably_boilerplate,
                    text_nodes,
                )
            )
            self._anchor = self._prefix = ""
