"""Composes the text of a PDF page: paragraphs, headings, and footnotes at the end."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.extract.pdf.footnotes import find_footnotes
from indexer.extract.pdf.glyph_signs import BREAK_MARK
from indexer.extract.pdf.line_edits import EditedText
from indexer.extract.pdf.line_groups import Group, body_type, group_lines
from indexer.extract.pdf.line_labels import is_label
from indexer.extract.pdf.page_headings import bold_lines, heading_level
from indexer.extract.pdf.page_lines import Line, PageCharacters
from indexer.extract.text.block_marks import FOOTNOTE_MARK, heading_mark, strip_marks


def compose_blocks(characters: PageCharacters, text: EditedText, lines: Sequence[Line]) -> str:
    """The text of lines in reading order: paragraphs separated by an empty line, footnotes last.

    Headings and footnotes begin with their marks (`block_marks`); a break mark closes a line whose
    last word goes on. What stands below the footnotes stays behind them: a page's number.
    """
    if not lines:
        return ""
    body = body_type(lines)
    notes = find_footnotes(text, lines, body)
    noted = {at for note in notes for at in range(note.first, note.end)}
    foot = min((lines[at].bottom for at in noted), default=0.0)
    rest = [line for at, line in enumerate(lines) if at not in noted]
    bold = bold_lines(characters, text, rest, body)
    groups = group_lines(text, rest, body, bold)
    written: list[str] = []
    footers: list[str] = []
    for group in groups:
        level = heading_level(text, rest, group, body, bold)
        words = (heading_mark(level) if level else "") + _words(text, rest, group)
        is_footer = bool(notes) and rest[group.first].top < foot
        (footers if is_footer else written).append(words)
    written += [FOOTNOTE_MARK + _words(text, lines, note) for note in notes]
    return "\n\n".join([*written, *footers])


def _words(text: EditedText, lines: Sequence[Line], group: Group) -> str:
    """The lines of a group, each closed by a line end, or by the mark of its broken word.

    The bullet or number of a list is in one line with what it stands before.
    """
    own = lines[group.first : group.end]
    parts = [strip_marks(text[line.start : line.end]) for line in own]
    for at, line in enumerate(own):
        is_before = at + 1 < len(own) and is_label(parts[at], line, own[at + 1])
        parts[at] += BREAK_MARK if line.is_broken else " " if is_before else "\n"
    return "".join(parts).removesuffix("\n")
