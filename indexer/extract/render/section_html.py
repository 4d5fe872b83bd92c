"""Writes the HTML of one section of a page, with its headings, lists, tables and emphasis.

The section is cut exactly where its passage's text is cut, so the letters of the two are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.extract.html.blocks import PERMALINK_SIGN, Block
from indexer.extract.html.boilerplate import is_never_text
from indexer.extract.html.html_extractor import read_page
from indexer.extract.html.link_address import base_address
from indexer.extract.html.tree_visitor import visit
from indexer.extract.options import Allowance, Options
from indexer.extract.render import section_markup
from indexer.extract.render.rendered import MAX_SECTION_CHARS
from indexer.extract.text.clean import clean_characters, letters

_MAX_ELEMENT_DEPTH: Final = 60  # deeper elements are written without their own markup
_MAX_TABLE_DEPTH: Final = 8  # deeper tables are not examined


def section_html(data: bytes, path: str, number: int, options: Options) -> str:
    """The HTML of the passage `number` of a page; empty if there is none, or if it is too long.

    `data` is the content of the file at `path` in the corpus. The result is not sanitised.

    Raises:
        ExtractionFailed: the page cannot be read, as in `registry.extract`.
    """
    allowance = Allowance(path, options)
    page = read_page(data, allowance, options.selectors)
    if not 1 <= number <= allowance.pages(len(page.sections)):
        return ""
    return section_fragment(page.tree, page.sections[number - 1].blocks)


def section_fragment(tree: LexborHTMLParser, blocks: Iterable[Block]) -> str:
    """The HTML of `blocks` in the page; empty if it is longer than `MAX_SECTION_CHARS`."""
    if tree.body is None:
        return ""
    writer = _Writer(_SectionText(tuple(blocks)))
    try:
        visit(tree.body, _Visitor(writer, base_address(tree)))
    except _SectionTooLong:
        return ""
    return writer.html()


class _SectionTooLong(Exception):
    """The fragment is longer than `MAX_SECTION_CHARS`."""


class _SectionText:
    """The part of each text node that belongs to the section."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self._blocks = {node: block for block in blocks for node in block.text_nodes}
        # Of blocks in several pieces: the letters that belong to the section, and how many of its
        # letters have been visited.
        self._pieces: dict[tuple[int, ...], range] = {}
        self._gone: dict[tuple[int, ...], int] = {}
        for block in blocks:
            own = range(block.skipped_letters, block.skipped_letters + len(letters(block.text)))
            known = self._pieces.get(block.text_nodes, own)
            self._pieces[block.text_nodes] = range(known.start, own.stop)

    def __contains__(self, node: LexborNode) -> bool:
        return node.mem_id in self._blocks

    def text(self, node: LexborNode) -> str:
        """The part of a text node that belongs to the section."""
        text = clean_characters(node.text_content or "")
        block = self._blocks[node.mem_id]
        if block.level and PERMALINK_SIGN.fullmatch(text):
            return ""
        own, gone = self._pieces[block.text_nodes], self._gone.get(block.text_nodes, 0)
        count = len(letters(text))
        self._gone[block.text_nodes] = gone + count
        if own.start <= gone and gone + count <= own.stop:
            return text
        return _between(text, own.start - gone, own.stop - gone)


def _between(text: str, start: int, stop: int) -> str:
    """`text` from the word with the letter `start` to the end of the word with `stop` - 1."""
    places = [at for at, char in enumerate(text) if char.isalnum()]
    if start >= len(places) or stop <= 0:
        return ""
    first, last = 0, len(text)
    if start > 0:
        before = places[start - 1] + 1
        first = next((at for at in range(before, places[start]) if text[at].isspace()), before)
    if stop < len(places):
        after = places[stop - 1] + 1
        last = next((at for at in range(after, places[stop]) if text[at].isspace()), places[stop])
    return text[first:last]


@dataclass(slots=True)
class _Element:
    """An open element; it is written when something inside it is."""

    node: int
    name: str
    attributes: list[tuple[str, str]]
    written: bool = False
    number: int = 0  # of a list's next item
    waiting: str = ""  # the empty cells of a row before its first full one

    @property
    def is_plain(self) -> bool:
        """Whether it only begins a line."""
        return self.name == "div" and not self.attributes


@dataclass(slots=True)
class _Writer:
    """Writes the text of the section, and the elements around it."""

    section_text: _SectionText
    elements: list[_Element] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _seen: int = 0  # the outermost elements that were written or skipped
    inside: bool = False
    """Whether the last words belonged to the section."""

    def html(self) -> str:
        """The result."""
        return "".join(self._pieces).strip()

    def text(self, node: LexborNode) -> None:
        """Write the part of a text node that belongs to the section."""
        mine = node in self.section_text
        text = self.section_text.text(node) if mine else ""
        if text.strip():
            self._begin()
            self._write(escape(text, quote=False))
        elif text and self._pieces:
            self._write(text)
        if (node.text_content or "").strip():
            self.inside = mine and bool(text.strip())

    def line(self, name: str) -> None:
        """Write a rule or a line break, except at the beginning of a paragraph or the like."""
        if self.inside and all(element.is_plain for element in self.elements[self._seen :]):
            self._write(_tag(name, []))

    def picture(self, source: str, alt: str) -> None:
        """Write an image, if the section has begun and is short enough."""
        if self.inside and self._length + len(source) < MAX_SECTION_CHARS // 2:
            self._begin()
            self._write(_tag("img", [("src", source), ("alt", clean_characters(alt))]))

    def begin(self, element: _Element) -> None:
        """Begin an element."""
        if self.elements and element.name == "li":
            self.elements[-1].number += 1
        self.elements.append(element)

    def end(self) -> None:
        """End the innermost element."""
        element = self.elements.pop()
        self._seen = min(self._seen, len(self.elements))
        if element.written:
            self._write(f"</{element.name}>")
        elif element.name in ("td", "th") and self.elements and self.elements[-1].name == "tr":
            empty = f"{_tag(element.name, element.attributes)}</{element.name}>"
            if self.elements[-1].written:
                self._write(empty)
            else:
                self.elements[-1].waiting += empty

    def _begin(self) -> None:
        """Write the open elements; of plain ones only the innermost."""
        waiting = self.elements[self._seen :] or self.elements[-1:]
        self._seen = len(self.elements)
        for at, element in enumerate(waiting):
            needless = element.is_plain and any(
                inner.name in section_markup.BLOCKS for inner in waiting[at + 1 :]
            )
            if not (element.written or needless):
                element.written = True
                self._write(_tag(element.name, list(_with_start(element))) + element.waiting)

    def _write(self, piece: str) -> None:
        self._length += len(piece)
        if self._length > MAX_SECTION_CHARS:
            raise _SectionTooLong
        self._pieces.append(piece)


@dataclass(slots=True)
class _Visitor:
    """Visits the page."""

    writer: _Writer
    base: str
    _layout_tables: list[bool] = field(
        default_factory=list
    )  # of each open table: is it for layout?

    def enter(self, node: LexborNode) -> bool:
        """Write what begins here; returns whether to visit the children."""
        if node.is_text_node:
            self.writer.text(node)
            return False
        tag = node.tag or ""
        if tag.startswith("-") or is_never_text(node):
            return False
        if tag in ("br", "hr"):
            self.writer.line(tag)
        elif tag == "img" and (source := section_markup.picture(node)):
            self.writer.picture(source, node.attributes.get("alt") or "")
        if tag == "table":
            deep = len(self._layout_tables) >= _MAX_TABLE_DEPTH
            self._layout_tables.append(deep or section_markup.is_layout_table(node))
        in_layout_table = bool(self._layout_tables and self._layout_tables[-1])
        name = section_markup.element(node, in_layout_table, self.base)
        if name and len(self.writer.elements) < _MAX_ELEMENT_DEPTH:
            kept = section_markup.attributes(node, name, self.base)
            number = section_markup.first_number(node) - 1 if name == "ol" else 0
            self.writer.begin(_Element(node.mem_id, name, kept, number=number))
        return True

    def leave(self, node: LexborNode) -> None:
        """Write what ends here."""
        if node.tag == "table":
            self._layout_tables.pop()
        if self.writer.elements and self.writer.elements[-1].node == node.mem_id:
            self.writer.end()


def _with_start(element: _Element) -> Iterator[tuple[str, str]]:
    yield from element.attributes
    if element.name == "ol" and element.number != 1:
        yield "start", str(element.number)


def _tag(name: str, attributes: Iterable[tuple[str, str]]) -> str:
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes)
    return f"<{name}{written}>"
