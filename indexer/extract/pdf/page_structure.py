"""Composes the text of a PDF page: paragraphs, headings, and footnotes at the end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from indexer.extract.pdf.footnotes import find_footnotes
from indexer.extract.pdf.line_edits import EditedText
from indexer.extract.pdf.line_groups import body_type, group_lines
from indexer.extract.pdf.line_labels import is_label
from indexer.extract.pdf.page_headings import bold_lines, heading_level
from indexer.extract.pdf.page_lines import Line, PageCharacters
from indexer.extract.repairs.letter_classes import BREAK_MARK
from indexer.extract.text.block_marks import FOOTNOTE_MARK, heading_mark, strip_marks


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A paragraph, heading or footnote: its lines, and the mark that its text begins with."""

    lines: Sequence[Line]
    mark: str = ""


def compose_blocks(text: EditedText, blocks: Sequence[PageBlock]) -> str:
    """The text of blocks, separated by an empty line; a break mark closes a line whose last word
    goes on in the next one.

    Where it goes on elsewhere, as in the next column above a note, its rest is taken from there.
    """
    words = {
        line.start: strip_marks(text[line.start : line.end])
        for block in blocks
        for line in block.lines
    }
    whole = _rejoin_apart(words, text, blocks)
    parts = (block.mark + _words(words, whole, block.lines) for block in blocks)
    return "\n\n".join(parts)


def _rejoin_apart(words: dict[int, str], text: EditedText, blocks: Sequence[PageBlock]) -> set[int]:
    """Make the broken words whole whose rest is drawn next, but is not in the block's next line.

    `words` has the text of each line by its start; returns the starts of the lines they stood in.
    """
    whole: set[int] = set()
    drawn = sorted(words)
    for block in blocks:
        for line, below in zip_longest(block.lines, block.lines[1:]):
            at = bisect_right(drawn, line.start) if line.is_broken else len(drawn)
            if at == len(drawn) or (below is not None and below.start == drawn[at]):
                continue
            after = drawn[at]
            if BREAK_MARK not in text[line.end : after]:
                continue  # PDFium has not joined it: it goes on in its column, behind a gutter
            rest, _, others = words[after].partition(" ")
            if others:
                words[line.start] += BREAK_MARK + rest
                words[after] = others
                whole.add(line.start)
    return whole


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


def _words(words: Mapping[int, str], whole: Container[int], own: Sequence[Line]) -> str:
    """The lines of a block, each closed by a line end, or by the mark of its broken word.

    The bullet or number of a list is in one line with what it stands before.
    """
    parts = [words[line.start] for line in own]
    for at, line in enumerate(own):
        is_before = at + 1 < len(own) and is_label(parts[at], line, own[at + 1])
        is_broken = line.is_broken and line.start not in whole
        parts[at] += BREAK_MARK if is_broken else " " if is_before else "\n"
    return "".join(parts).removesuffix("\n")
