"""Composes the text of a PDF page from its lines."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.extract.pdf.glyph_signs import BREAK_MARK
from indexer.extract.pdf.line_edits import EditedText
from indexer.extract.pdf.page_lines import Line, PageCharacters, read_lines
from indexer.extract.pdf.typesetting import undo_typesetting


def compose_text(characters: PageCharacters) -> str:
    """The text that readers see on a page; a break mark stays where a word goes on."""
    text, lines = undo_typesetting(characters, read_lines(characters))
    return _joined(text, lines)


def _joined(text: EditedText, lines: Sequence[Line]) -> str:
    """The lines, each closed by a line end, or by the mark of its broken word."""
    parts = (
        text[line.start : line.end] + (BREAK_MARK if line.is_broken else "\n") for line in lines
    )
    return "".join(parts).removesuffix("\n")
