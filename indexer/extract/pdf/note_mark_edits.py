"""Sets the note marks of a PDF page apart from the words, and joins the lines that they broke.

PDFium ends a line after raised type: "Estado³" and ". La Corte" are two lines, of one baseline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from indexer.extract.pdf.line_edits import Edit
from indexer.extract.pdf.note_mark_places import MarkPlace, NoteMarkJudge
from indexer.extract.pdf.page_lines import Line
from indexer.extract.pdf.raised_type import RaisedType, find_raised_type
from indexer.extract.pdf.upright_page import UprightPage
from indexer.note_marks import note_mark

# In heights of the line.
_MAX_BASELINE_STEP: Final = 0.12
_MIN_BLANK: Final = 0.12
_MAX_BLANK: Final = 3.0
_MAX_NEAR: Final = 0.8
_MAX_PIECE_HEIGHT: Final = 0.8
_MAX_PIECE_CHARS: Final = 4
_ORDINALS: Final = {"a": "ª", "o": "º"}
_NUMBER_BEFORE: Final = re.compile(r"[\dnN]\.\Z")
_CONTEXT_CHARS: Final = 9
"""Characters before a mark that show whether it looks like an exponent."""


def set_note_marks(page: UprightPage) -> tuple[list[Edit], list[Line]]:
    """The edits that make note marks of raised type, and the lines as they were typeset."""
    text, lines = page.text, page.lines
    raised = find_raised_type(page)
    marks = list(NoteMarkJudge(text, lines).marks(raised))
    joints = dict(_joints_beside(raised, marks, lines)) if raised else {}
    joints = dict(_joints_along(page)) | joints
    edits = [*(_edit(text, mark) for mark in marks), *_ordinal_edits(text, raised)]
    if not joints:
        return edits, list(lines)
    return edits + _joint_edits(joints, lines), _joined_lines(joints, lines, raised)


def _ordinal_edits(text: str, raised: Sequence[RaisedType]) -> Iterator[Edit]:
    """The edits that write raised letters behind a number and a dot as what they are: "1.º"."""
    for each in raised:
        letter = text[each.start : each.end]
        if letter in _ORDINALS and _NUMBER_BEFORE.search(text, max(0, each.start - 2), each.start):
            yield Edit(each.start, each.end, _ORDINALS[letter])


def _edit(text: str, mark: MarkPlace) -> Edit:
    if mark.leads:
        return Edit(mark.start, mark.end, f"{note_mark(mark.label)} ")
    return Edit(
        mark.start, mark.end, note_mark(mark.label, text[max(0, mark.start - 9) : mark.start])
    )


def _joints_along(page: UprightPage) -> Iterator[tuple[int, str]]:
    """The indexes of lines that go on in the next one, and what is between.

    The next line stands on the same baseline, or is a small piece of a word: "1", "o".
    """
    level, was_piece = page.lines[0], False
    for place, (line, following) in enumerate(pairwise(page.lines)):
        gap = following.left - line.right
        between, is_piece = None, False
        if line.is_broken:
            pass
        elif following.baseline == level.baseline:
            between = _between(gap, level.height, _MAX_NEAR)
            # Words that stand side by side are two, unless a piece of theirs stands between.
            if not was_piece and page.text[following.start].isalnum() and between == "":
                between = " "
        elif abs(gap) <= _MIN_BLANK * level.height and _is_piece(following, level):
            between, is_piece = "", True
        # Labels of a figure that run up the page stand side by side as pieces of a word do.
        if between is None or not page.run_along(line, following):
            level, is_piece = following, False
        else:
            yield place, between
        was_piece = is_piece


def _is_piece(line: Line, level: Line) -> bool:
    """Whether a line is a few small letters beside another one."""
    overlap = min(line.top, level.top) - max(line.bottom, level.bottom)
    is_small = line.height < _MAX_PIECE_HEIGHT * level.height
    return is_small and line.end - line.start <= _MAX_PIECE_CHARS and overlap > 0


def _joints_beside(
    raised: Sequence[RaisedType], marks: Sequence[MarkPlace], lines: Sequence[Line]
) -> Iterator[tuple[int, str]]:
    """The lines that raised type has broken."""
    marked = {mark.start for mark in marks}
    for each in raised:
        place = each.line
        if each.ends_line_before:
            is_apart = each.start not in marked and each.gap > _MIN_BLANK
            yield place - 1, " " if is_apart else ""
        if each.is_alone and each.leads:
            yield place, ""
        elif place + 1 < len(lines) and lines[place].end - each.end <= 1:
            following = lines[place + 1]
            step = abs(following.baseline - each.baseline) / each.height
            between = _between(following.left - lines[place].right, each.height, _MAX_BLANK)
            if step <= _MAX_BASELINE_STEP and between is not None:
                yield place, between


def _between(gap: float, height: float, limit: float) -> str | None:
    """A blank or nothing, where two lines are so near that they are one."""
    if not -_MIN_BLANK * height <= gap <= limit * height:
        return None
    return " " if gap > _MIN_BLANK * height else ""


def _joint_edits(joints: dict[int, str], lines: Sequence[Line]) -> list[Edit]:
    return [
        Edit(lines[place].end, lines[place + 1].start, between) for place, between in joints.items()
    ]


def _joined_lines(
    joints: dict[int, str], lines: Sequence[Line], raised: Sequence[RaisedType]
) -> list[Line]:
    """The lines with those that go on as one; each has the baseline of its text."""
    baselines = {digits.line: digits.baseline for digits in raised}
    joined: list[Line] = []
    for place, line in enumerate(lines):
        if joined and place - 1 in joints:
            joined[-1] = _union(joined[-1], line)
        else:
            joined.append(line)
        if place in baselines:
            joined[-1] = replace(joined[-1], baseline=baselines[place])
    return joined


def _union(left: Line, right: Line) -> Line:
    longer = max(left, right, key=lambda line: line.end - line.start)
    return Line(
        left.start,
        right.end,
        min(left.left, right.left),
        max(left.right, right.right),
        min(left.bottom, right.bottom),
        max(left.top, right.top),
        longer.baseline,
        longer.size,
        right.is_broken,
    )
