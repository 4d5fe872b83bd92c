"""Composes the text of a PDF page from its lines."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.extract.pdf.broken_lines import part_broken_lines
from indexer.extract.pdf.glyph_signs import BREAK_MARK
from indexer.extract.pdf.line_edits import EditedText
from indexer.extract.pdf.note_mark_edits import set_note_marks
from indexer.extract.pdf.page_lines import Line, PageCharacters, read_lines


def compose_text(characters: PageCharacters) -> str:
    """The text that readers see on a page; a break mark stays where a word goes on."""
    edits, lines = set_note_marks(characters, read_lines(characters))
    ends, lines = part_broken_lines(EditedText(characters.text, edits), lines)
    return _joined(EditedText(characters.text, edits + ends), lines)


def _joined(text: EditedText, lines: Sequence[Line]) -> str:
    """The lines, each closed by a line end, or by the mark of its broken word."""
    parts = (
        text[line.start : line.end] + (BREAK_MARK if line.is_broken else "\n") for line in lines
    )
    return "".join(parts).removesuffix("\n")
