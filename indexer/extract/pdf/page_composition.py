"""Composes the text of a PDF page from its lines."""

from __future__ import annotations

from indexer.extract.pdf.page_lines import PageCharacters, read_lines
from indexer.extract.pdf.page_structure import compose_blocks
from indexer.extract.pdf.typesetting import undo_typesetting


def compose_text(characters: PageCharacters) -> str:
    """The text that readers see on a page; a break mark stays where a word goes on.

    Headings and footnotes begin with a mark (`block_marks`).
    """
    text, lines = undo_typesetting(characters, read_lines(characters))
    return compose_blocks(characters, text, lines)
