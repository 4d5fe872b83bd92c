"""Composes the text of a PDF page: paragraphs, headings, and footnotes at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.extract.pdf.footnotes import find_footnotes
from indexer.extract.pdf.glyph_signs import BREAK_MARK
from indexer.extract.pdf.line_edits import EditedText
from indexer.extract.pdf.line_groups import body_type, group_lines
from indexer.extract.pdf.line_labels import is_label
from indexer.extract.pdf.page_headings import bold_lines, heading_level
from indexer.extract.pdf.page_lines import Line, PageCharacters
from indexer.extract.text.block_marks import FOOTNOTE_MARK, heading_mark, strip_marks


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A paragraph, heading or footnote: its lines, and the mark that its text begins with."""

    lines: Sequence[Line]
    mark: str = ""


def compose_blocks(text: EditedText, blocks: Sequence[PageBlock]) -> str:
    """The text of blocks, separated by an empty line; a break mark closes a line whose last word
    goes on.
    """
    return "\n\n".join(block.mark + _words(text, block.lines) for block in blocks)


def find_blocks(
    characters: PageCharacters, text: EditedText, lines: Sequence[Line]
) -> list[PageBlock]:
    """The blocks of lines in reading order, footnotes last.

    Headings and footnotes have their marks (`block_marks`). What stands below the footnotes stays
    behind them: a page's number.
    """
    if not lines:
        return []
    body = body_type(lines)
    notes = find_footnotes(text, lines, body)
    noted = {at for note in notes for at in range(note.first, note.end)}
    foot = min((lines[at].bottom for at in noted), default=0.0)
    rest = [line for at, line in enumerate(lines) if at not in noted]
    bold = bold_lines(characters, text, rest, body)
    found: list[PageBlock] = []
    footers: list[PageBlock] = []
    for group in group_lines(text, rest, body, bold):
        level = heading_level(text, rest, group, body, bold)
        is_footer = bool(notes) and rest[group.first].top < foot
        block = PageBlock(rest[group.first : group.end], heading_mark(level) if level else "")
        (footers if is_footer else found).append(block)
    found += [PageBlock(lines[note.first : note.end], FOOTNOTE_MARK) for note in notes]
    return [*found, *footers]


def _words(text: EditedText, own: Sequence[Line]) -> str:
    """The lines of a block, each closed by a line end, or by the mark of its broken word.

    The bullet or number of a list is in one line with what it stands before.
    """
    parts = [strip_marks(text[line.start : line.end]) for line in own]
    for at, line in enumerate(own):
        is_before = at + 1 < len(own) and is_label(parts[at], line, own[at + 1])
        parts[at] += BREAK_MARK if line.is_broken else " " if is_before else "\n"
    return "".join(parts).removesuffix("\n")
