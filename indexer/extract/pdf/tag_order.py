"""Puts the lines of a tagged PDF page into the order of its tags, where these are right.

Programs write tags from the document itself: in the rows of its tables, with its boxes where they
belong, whatever is drawn first. Others write them from what is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from indexer.extract.pdf.line_frames import straighten
from indexer.extract.pdf.line_labels import find_labels
from indexer.extract.pdf.order_faults import count_faults, count_jumps
from indexer.extract.pdf.page_lines import Line, PageCharacters
from indexer.extract.pdf.table_rows import group_rows
from indexer.extract.pdf.tagged_lines import TaggedLines, have_order_of_tags, read_tagged_lines

_MAX_RUNNING_LINES: Final = 3
"""Lines of running heads, and of feet, which keep their places."""


def order_by_tags(
    characters: PageCharacters, lines: Sequence[Line], fold: float | None
) -> Sequence[Line]:
    """Lines in reading order as the tags have them, if these are right."""
    content = characters.tags()
    if not content:
        return lines
    straight = straighten(characters, lines, fold).lines
    start, stop = _count_heads(straight), len(lines) - _count_feet(straight)
    body = lines[start:stop]
    if len(body) < 2 or have_order_of_tags(characters, body, content):
        return lines
    tagged = read_tagged_lines(characters, body, content)
    if tagged is None or not _are_right(characters, body, tagged, fold):
        return lines
    return [*lines[:start], *(tagged.lines[at] for at in tagged.order), *lines[stop:]]


def _are_right(
    characters: PageCharacters, lines: Sequence[Line], tagged: TaggedLines, fold: float | None
) -> bool:
    """Whether tags neither jump more than the order without them, nor read tables by column."""
    text = characters.text
    frame = straighten(characters, tagged.lines, fold)
    arranged = frame.arranged(tagged.order)
    if arranged.mixes_pages() or len(group_rows(arranged.lines, text)) < len(arranged.lines):
        return False
    faults = count_faults(tagged.order, frame, find_labels(frame.lines, text), text, tagged.rows)
    given = straighten(characters, lines, fold)
    return faults <= count_jumps(range(len(lines)), given, find_labels(given.lines, text))


def _count_heads(lines: Sequence[Line]) -> int:
    """How many lines come first and stand above all others."""
    for count in range(min(_MAX_RUNNING_LINES, len(lines) - 1), 0, -1):
        top = max(line.top for line in lines[count:])
        if all(line.bottom - top >= line.height for line in lines[:count]):
            return count
    return 0


def _count_feet(lines: Sequence[Line]) -> int:
    """How many lines come last and stand below all others."""
    for count in range(min(_MAX_RUNNING_LINES, len(lines) - 1), 0, -1):
        bottom = min(line.bottom for line in lines[:-count])
        if all(bottom - line.top >= line.height for line in lines[-count:]):
            return count
    return 0
