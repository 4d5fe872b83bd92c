"""Writes a copy of an HTML page that looks as the page does, in the grammar of `copy_markup`.

The page is parsed once, here, and what is written says all that a browser will find in it: the copy
is not the page with parts cut out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from io import StringIO
from typing import Final
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from indexer.errors import ExtractionFailed
from indexer.extract.html.blocks import HEADING_LEVELS
from indexer.extract.html.charset import decode
from indexer.extract.html.element_names import name_elements
from indexer.extract.html.link_address import base_address, link_address
from indexer.extract.html.shadow_roots import open_shadow_roots
from indexer.extract.html.tree_visitor import visit
from indexer.extract.render import copy_markup
from indexer.extract.render.clean_css import clean_css
from indexer.extract.repairs import mojibake
from indexer.file_problems import ProblemKind
from indexer.messages import message, quoted

_MAX_DEPTH: Final = 400
"""Elements around each other; deeper ones are written without their tags. Browsers end at 512."""
_WITH_ANCHOR: Final = frozenset(
    ["article", "dd", "div", "dt", "li", "p", "section", *HEADING_LEVELS]
)
"""Elements that may have an anchor in them."""
_DOCTYPE: Final = re.compile(
    r"(?:\s|<!--.*?-->|<\?[^>]*>)*+<!doctype\s+html\b([^>]*)>", re.IGNORECASE | re.DOTALL
)
_QUIRKS: Final = re.compile(r"//(?:IETF|W3C)//DTD (?:W3 )?HTML (?:[23]|4\.0 )", re.IGNORECASE)
_LOOSE_HTML_4: Final = re.compile(r"HTML 4\.01 (?:Transitional|Frameset)//", re.IGNORECASE)
_LOOSE_XHTML: Final = re.compile(r"XHTML 1\.0 (?:Transitional|Frameset)//", re.IGNORECASE)
_LINE_ENDS: Final = re.compile(r"[\t\r\n]")
_PICTURE_START: Final = re.compile(r"\s*data:image/[\w.+-]+", re.IGNORECASE)


class _TooLarge(Exception):
    """The copy is larger than `MAX_COPY_CHARS`."""


def page_copy(data: bytes) -> str:
    """The copy of the page with the content `data`.

    Raises:
        ExtractionFailed: it cannot be parsed, or the copy would be too large.
    """
    # As it is read for the search, so that both name the same elements.
    source = mojibake.undo_in_markup(decode(data).replace("\0", ""))
    try:
        tree = LexborHTMLParser(open_shadow_roots(source))
    except (SelectolaxError, ValueError) as error:
        raise ExtractionFailed(ProblemKind.DAMAGED, quoted("selectolax", str(error))) from error
    writer = _Writer(base_address(tree), name_elements(tree))
    try:
        _write_document(tree, _doctype(source), writer)
    except _TooLarge as error:
        raise ExtractionFailed(
            ProblemKind.MEMORY_LIMIT, message("its copy is too large")
        ) from error
    return writer.written.getvalue()


def _write_document(tree: LexborHTMLParser, doctype: str, writer: _Writer) -> None:
    root, body = tree.root, tree.body
    writer.write(f"{doctype}<html{_attributes(root)}>{copy_markup.HEAD_START}")
    if tree.css_first('meta[name="viewport" i]') is not None:
        writer.write(copy_markup.VIEWPORT)
    title = tree.css_first("head > title") or tree.css_first("title")
    if title is not None:
        writer.write(f"<title>{_text(title.text(deep=True))}</title>")
    for style in tree.css("head style"):
        writer.style(style)
    writer.write(f"{copy_markup.HEAD_END}<body{_attributes(body)}>")
    if body is not None:
        visit(body, writer)
    else:
        for frame in tree.css("frame"):
            writer.frame(frame)
    writer.write(copy_markup.DOCUMENT_END)


def _doctype(source: str) -> str:
    """The doctype with which browsers lay the copy out as they do the page."""
    quirks, standard, almost = copy_markup.DOCTYPES
    found = _DOCTYPE.match(source)
    if found is None:
        return quirks
    said = found[1]
    if _LOOSE_HTML_4.search(said):
        return almost if ".dtd" in said else quirks
    if _LOOSE_XHTML.search(said):
        return almost
    return quirks if _QUIRKS.search(said) else standard


@dataclass(slots=True)
class _Writer:
    """Visits the page and writes it; `names` are those under which its elements are found, by their
    `mem_id`; `open` are the written names of the open elements, empty for those that are not
    written."""

    base: str
    names: Mapping[int, str]
    written: StringIO = field(default_factory=StringIO)
    open: list[str] = field(default_factory=list)
    _length: int = 0

    def write(self, piece: str) -> None:
        """Append a piece."""
        self._length += len(piece)
        if self._length > copy_markup.MAX_COPY_CHARS:
            raise _TooLarge
        self.written.write(piece)

    def enter(self, node: LexborNode) -> bool:
        """Write what begins here; returns whether to visit what is inside."""
        if node.is_text_node:
            self.write(_text(node.text_content or ""))
            return False
        tag = (node.tag or "").lower()
        if not node.is_element_node or tag in copy_markup.DROPPED:
            return False
        if tag == "style":
            self.style(node)
            return False
        if tag in ("iframe", "frame", "embed"):
            self.frame(node)
            return False
        name = "" if len(self.open) > _MAX_DEPTH else _written_name(tag)
        if name:
            self._start(name, node)
        if name in copy_markup.VOID_TAGS:
            return False
        self.open.append(name)
        return True

    def leave(self, node: LexborNode) -> None:
        """Write what ends here."""
        if name := self.open.pop():
            self.write(f"</{name}>")

    def style(self, node: LexborNode) -> None:
        """Write a style sheet of the page."""
        media = node.attributes.get("media")
        css = clean_css("".join(_texts(node)))
        self.write(f"<style{_attribute('media', media) if media else ''}>{css}</style>")

    def frame(self, node: LexborNode) -> None:
        """Write a link to what the page shows in a frame."""
        given = node.attributes
        address = link_address(given.get("src"), self.base)
        if address and not address.startswith("#"):
            words = (given.get("title") or given.get("name") or "").strip() or address
            self.write(f"<p>{_link_start(address)}>{_text(words)}</a></p>")

    def _start(self, name: str, node: LexborNode) -> None:
        given = node.attributes
        href = given.get("href") or given.get("xlink:href")
        address = link_address(href, self.base) if name == "a" else ""
        start = _link_start(address) if address else f"<{name}"
        found_as = self.names.get(node.mem_id, "")
        own = node.id or node.attributes.get("name")
        # The id of an element may give it its looks, so a second name stands inside.
        is_second = bool(found_as and own and found_as != own and name in _WITH_ANCHOR)
        self.write(f"{start}{_attributes(node, '' if is_second else found_as)}>")
        if is_second:
            self.write(f"<a{_attribute('id', found_as)}></a>")
        if name == "pre":
            self.write("\n")  # browsers leave out the first one


def _written_name(tag: str) -> str:
    name = copy_markup.WRITTEN_AS.get(tag, tag)
    return name if copy_markup.is_kept_tag(name) else ""


def _link_start(address: str) -> str:
    return f'{copy_markup.LINK_START}{escape(address)}"'


def _attributes(node: LexborNode | None, name: str = "") -> str:
    """The attributes that are kept of an element, save for the address of a link; `name` is that
    under which it is found in the copy."""
    if node is None:
        return ""
    given = {name.lower(): value or "" for name, value in node.attributes.items()}
    if name and name not in (given.get("id"), given.get("name")):
        given["id"] = name
    return "".join(_kept_attributes(given, is_link=node.tag == "a"))


def _kept_attributes(given: Mapping[str, str], *, is_link: bool) -> Iterator[str]:
    for name, value in given.items():
        if name in copy_markup.STYLED_ATTRIBUTES:
            yield _attribute(name, clean_css(value))
        elif copy_markup.is_kept_attribute(name):
            yield _attribute(name, value)
        elif name == "src" and copy_markup.is_picture(source := _picture(value)):
            yield _attribute(name, source)
        elif name in ("href", "xlink:href") and value.startswith("#") and not is_link:
            yield _attribute("href", value)


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"'


def _picture(source: str) -> str:
    """`source` as it is written where it is a picture in the page itself."""
    if not _PICTURE_START.match(source):
        return ""
    start, comma, data = _LINE_ENDS.sub("", source).strip().partition(",")
    for sign in '"<>':
        data = data.replace(sign, quote(sign))
    return f"{start.lower()}{comma}{data}"


def _texts(node: LexborNode) -> Iterator[str]:
    child = node.first_child
    while child is not None:
        if child.is_text_node:
            yield child.text_content or ""
        child = child.next


def _text(text: str) -> str:
    return escape(text, quote=False)
