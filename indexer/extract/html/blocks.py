"""From an HTML tree to blocks of text, in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from selectolax.lexbor import LexborNode

from indexer.extract.html.boilerplate import TEXT_PARTS
from indexer.extract.html.tree_visitor import visit
from indexer.extract.text.clean import clean_line, clean_text

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "menu",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr",
    "ul",
})  # fmt: skip
# Blocks that stand under each other without an empty line.
_TIGHT: Final = frozenset({"li", "tr", "dt", "dd"})
_CELLS: Final = ("td", "th")
_CELL_LINES: Final = 4  # a cell with so many lines is a column of the page, not one of a table
PERMALINK: Final = re.compile(r"\s*[¶§#🔗\uf0c1]+$")
"""The sign after a heading that links to it."""

_NEXT_CELL: Final = " | "
_MENU_CELLS: Final = 3
_CELL_ENDS: Final = re.compile(r"^[\s|]+|[\s|]+$|(?<= \| )[\s|]+")
_WHITE: Final = re.compile(r"\s+")

Judge = Callable[[LexborNode, bool], bool]
"""Says something of an element, knowing whether it stands in a text part."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, table row or heading (`level` 1-6); `anchor` leads to it.

    `linked` is how many of its characters are links; `doubtful` says that it stands in a part
    that is probably the site's. `nodes` are the text nodes that it was made of (their `mem_id`),
    of whose letters it leaves out the first `passed`.
    """

    text: str
    level: int = 0
    anchor: str = ""
    tight: bool = False
    linked: int = 0
    doubtful: bool = False
    nodes: tuple[int, ...] = field(default=(), compare=False, repr=False)
    passed: int = field(default=0, compare=False, repr=False)

    @property
    def is_link(self) -> bool:
        """Whether most of it is links, as in menus and lists of other pages; not a row of a table
        that has more columns than "previous, up, next"."""
        is_row = self.text.count(_NEXT_CELL) >= _MENU_CELLS
        return self.linked > len(self.text) * 0.6 and not is_row

    @property
    def is_aside(self) -> bool:
        """Whether it is text only where something speaks for it."""
        return self.doubtful or self.is_link


@dataclass(frozen=True, slots=True)
class Content:
    """The blocks of a page; each of `parts` is the range of them that one element holds."""

    blocks: list[Block]
    parts: list[tuple[int, int]]

    @property
    def length(self) -> int:
        """Characters of text."""
        return sum(len(block.text) for block in self.blocks)


def content(root: LexborNode, skip: Judge, doubt: Judge) -> Content:
    """The text under `root` without the elements for which `skip` holds."""
    walk = _Walk(skip, doubt)
    visit(root, walk)
    return walk.content()


@dataclass(slots=True)
class _Walk:
    """What has been seen on the way through a tree."""

    skip: Judge
    doubt: Judge
    blocks: list[Block] = field(default_factory=list)
    parts: list[tuple[int, int]] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _nodes: list[int] = field(default_factory=list)  # the text nodes among the pieces
    _linked: int = 0
    _prefix: str = ""
    _tight: bool = False
    _level: int = 0
    _anchor: str = ""  # the last fragment that no text has followed yet
    _anchors: set[str] = field(default_factory=set)  # of two with one name, browsers find the first
    _starts: list[int] = field(default_factory=list)  # blocks before each open element
    # How many elements of each kind are open.
    _preformatted: int = 0
    _links: int = 0
    _text_parts: int = 0
    _doubts: list[int] = field(default_factory=list)  # depths at which a doubtful one began

    def enter(self, node: LexborNode) -> bool:
        """Note the beginning of a node; whether its children are to be seen."""
        tag = node.tag or ""
        if node.is_text_node:
            self._text(node)
            return False
        inside = self._text_parts > 0
        if tag.startswith("-") or self.skip(node, inside):
            return False
        if tag in _BLOCKS or (tag in _CELLS and self._pieces.count("\n") >= _CELL_LINES - 1):
            self._flush()
        if self.doubt(node, inside):
            self._doubts.append(len(self._starts))
        self._starts.append(len(self.blocks))
        self._note_anchor(node, tag)
        if tag == "br":
            self._pieces.append("\n")
        elif tag in _CELLS and self._pieces:
            self._pieces.append(_NEXT_CELL)
        elif tag in _HEADINGS:
            self._level = _HEADINGS[tag]
        elif tag in _TIGHT:
            self._tight = True
            self._prefix = "- " if tag == "li" else ""
        self._count(node, tag, 1)
        return True

    def content(self) -> Content:
        """What was found, at the end of the walk."""
        self._flush()
        return Content(self.blocks, self.parts)

    def leave(self, node: LexborNode) -> None:
        """Note the end of a node that was entered."""
        tag = node.tag or ""
        self._count(node, tag, -1)
        if tag in _BLOCKS:
            self._flush()
        if tag in _TIGHT:
            self._tight, self._prefix = False, ""
        elif tag in _HEADINGS:
            self._end_heading()
        start = self._starts.pop()
        if self._doubts and self._doubts[-1] == len(self._starts):
            self._doubts.pop()
        if (tag in _BLOCKS or tag in _CELLS) and start < len(self.blocks):
            self.parts.append((start, len(self.blocks)))

    def _count(self, node: LexborNode, tag: str, step: int) -> None:
        if tag == "pre":
            self._preformatted += step
        elif (
            tag == "a" and "href" in node.attributes
        ):  # an anchor may be left open, around the text
            self._links += step
        elif tag in TEXT_PARTS:
            self._text_parts += step

    def _text(self, node: LexborNode) -> None:
        text = node.text_content or ""
        self._nodes.append(node.mem_id)
        piece = text if self._preformatted else _WHITE.sub(" ", text)
        self._pieces.append(piece)
        if self._links:
            self._linked += len(piece)

    def _note_anchor(self, node: LexborNode, tag: str) -> None:
        attributes = node.attributes
        anchor = attributes.get("id") or (attributes.get("name") if tag == "a" else "")
        if not anchor or anchor in self._anchors:
            return
        self._anchors.add(anchor)
        # Inside a heading the heading's own fragment is the better one.
        if not (self._anchor and tag not in _BLOCKS and self._in_heading(node)):
            self._anchor = anchor

    @staticmethod
    def _in_heading(node: LexborNode) -> bool:
        parent = node.parent
        return parent is not None and parent.tag in _HEADINGS and bool(parent.attributes.get("id"))

    def _end_heading(self) -> None:
        """A fragment after the words of a heading leads to the heading all the same."""
        self._level = 0
        if self._anchor and self.blocks and self.blocks[-1].level and not self.blocks[-1].anchor:
            self.blocks[-1] = replace(self.blocks[-1], anchor=self._anchor)
            self._anchor = ""

    def _flush(self) -> None:
        level = self._level
        raw, self._pieces = "".join(self._pieces), []
        nodes, self._nodes = tuple(self._nodes), []
        linked, self._linked = self._linked, 0
        raw = _CELL_ENDS.sub("", raw) if _NEXT_CELL in raw else raw
        text = clean_line(PERMALINK.sub("", raw)) if level else clean_text(raw)
        if text:
            doubtful = bool(self._doubts)
            anchor = self._anchor
            self.blocks.append(
                Block(self._prefix + text, level, anchor, self._tight, linked, doubtful, nodes)
            )
            self._anchor = self._prefix = ""
