"""Reads the structure tree of a tagged PDF: in which order the content of a page is read."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium_c

from indexer.extract.pdf import pdfium_calls as call

NOT_TAGGED: Final = -1
_MAX_ELEMENTS: Final = 5_000
_MAX_PARTS: Final = 100_000  # of an element, those on other pages too
_MAX_OBJECTS: Final = 20_000
_ROW: Final = "TR\0".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class TaggedContent:
    """Marked content of a page by its number; `row` is the same for all of a table's row."""

    number: int
    row: int | None


def read_tags(page: pypdfium2.PdfPage) -> list[TaggedContent]:
    """The marked content of a page in the order of the structure tree.

    Empty if the document is not tagged, and for a page whose tree names a number twice, as where
    the content of a form has numbers of its own.
    """
    tree = call.get_tag_tree(call.address(page.raw))
    if not tree:
        return []
    try:
        order = list(_read_elements(tree))
    finally:
        call.close_tag_tree(tree)
    return order if len(order) == len({content.number for content in order}) else []


def _read_elements(tree: int) -> Iterator[TaggedContent]:
    """The content of a tree; an element that is met again counts once, and what is over is lost."""
    count = min(call.count_top_tags(tree), _MAX_ELEMENTS)
    tops = [call.get_top_tag(tree, place) for place in range(count)]
    waiting: list[tuple[int, int, int | None]] = [(top, 0, None) for top in reversed(tops) if top]
    seen = set(tops)
    while waiting and len(seen) <= _MAX_ELEMENTS:
        element, first, row = waiting.pop()
        if row is None and _is_row(element):
            row = element
        for place in range(first, min(call.count_tags(element), _MAX_PARTS)):
            number = call.get_content_number(element, place)
            if number >= 0:
                yield TaggedContent(number, row)
                continue
            child = call.get_tag(element, place)
            if child and child not in seen:
                seen.add(child)
                waiting += [(element, place + 1, row), (child, 0, row)]
                break


def _is_row(element: int) -> bool:
    name = ctypes.create_string_buffer(len(_ROW))
    length = call.get_tag_type(element, ctypes.addressof(name), len(_ROW))
    return length == len(_ROW) and name.raw == _ROW


class ContentNumbers:
    """Finds the marked content to which characters of a page belong."""

    def __init__(self, page: pypdfium2.PdfPage, text_page: int) -> None:
        self._text_page = text_page
        holder = call.address(page.raw)
        count = min(pdfium_c.FPDFPage_CountObjects(page.raw), _MAX_OBJECTS)
        # What is in a form is left out: it has numbers of the form.
        self._numbers: dict[int, int | None] = dict.fromkeys(
            map(call.get_object, repeat(holder), range(count))
        )

    def find(self, characters: Sequence[int]) -> list[int]:
        """The number for each character of the text page; NOT_TAGGED for what has none."""
        objects = map(call.get_text_object, repeat(self._text_page), characters)
        return [self._number_of(handle) for handle in objects]

    def _number_of(self, handle: int | None) -> int:
        if handle is None or handle not in self._numbers:
            return NOT_TAGGED
        number = self._numbers[handle]
        if number is None:
            number = self._numbers[handle] = call.get_object_content(handle)
        return number
