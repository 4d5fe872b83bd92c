"""Composes the text of a PDF page from its lines."""

from __future__ import annotations

from indexer.extract.pdf.broken_lines import part_broken_lines
from indexer.extract.pdf.line_edits import EditedText
from indexer.extract.pdf.note_mark_edits import set_note_marks
from indexer.extract.pdf.page_lines import PageCharacters, read_lines
from indexer.extract.pdf.page_structure import compose_blocks


def compose_text(characters: PageCharacters) -> str:
    """The text that readers see on a page; a break mark stays where a word goes on.

    Headings and footnotes begin with a mark (`block_marks`).
    """
    edits, lines = set_note_marks(characters, read_lines(characters))
    ends, lines = part_broken_lines(EditedText(characters.text, edits), lines)
    return compose_blocks(characters, EditedText(characters.text, edits + ends), lines)
