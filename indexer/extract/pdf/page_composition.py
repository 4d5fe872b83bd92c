"""Composes the text of a PDF page from its lines."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.extract.pdf.page_lines import BREAK_MARK, Line, PageCharacters, read_lines
from indexer.extract.pdf.reading_order import order_lines
from indexer.extract.pdf.right_to_left import order_letters


def compose_text(characters: PageCharacters) -> str:
    """The text that readers see on a page; a break mark stays where a word goes on."""
    characters = order_letters(characters)
    return _joined(characters.text, order_lines(characters, read_lines(characters)))


def _joined(text: str, lines: Sequence[Line]) -> str:
    """The lines, each closed by a line end, or by the mark of its broken word."""
    parts = (
        text[line.start : line.end] + (BREAK_MARK if line.is_broken else "\n") for line in lines
    )
    return "".join(parts).removesuffix("\n")
