"""Sets the note marks of a PDF page apart from the words, and joins the lines that they broke.

PDFium ends a line after what is raised: "Estado³" and ". La Corte" are two lines, of one baseline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from indexer.extract.pdf.line_edits import Edit
from indexer.extract.pdf.note_mark_places import MarkPlace, NoteMarkJudge
from indexer.extract.pdf.page_lines import Line, PageCharacters
from indexer.extract.pdf.raised_digits import RaisedDigits, find_raised_digits
from indexer.note_marks import note_mark

# In heights of the line.
_MAX_BASELINE_STEP: Final = 0.12
_MIN_BLANK: Final = 0.12
_MAX_BLANK: Final = 3.0
_CONTEXT_CHARS: Final = 9
"""Characters before a mark that show whether it looks like an exponent."""


def set_note_marks(
    characters: PageCharacters, lines: Sequence[Line]
) -> tuple[list[Edit], list[Line]]:
    """The edits that make note marks of raised digits, and the lines as they were typeset."""
    raised = find_raised_digits(characters, lines)
    if not raised:
        return [], list(lines)
    text = characters.text
    marks = list(NoteMarkJudge(text, lines).marks(raised))
    edits = [_edit(text, mark) for mark in marks]
    joints = dict(_joints(raised, lines))
    return edits + _joint_edits(joints, lines), _joined_lines(joints, lines, raised)


def _edit(text: str, mark: MarkPlace) -> Edit:
    if mark.leads:
        return Edit(mark.start, mark.end, f"{note_mark(mark.label)} ")
    return Edit(
        mark.start, mark.end, note_mark(mark.label, text[max(0, mark.start - 9) : mark.start])
    )


def _joints(raised: Sequence[RaisedDigits], lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """The indexes of lines that go on in the next one, and what stands between."""
    for digits in raised:
        place = digits.line
        if digits.is_alone and not digits.leads:
            yield place - 1, ""
        if digits.is_alone and digits.leads:
            yield place, ""
        elif place + 1 < len(lines) and lines[place].end - digits.end <= 1:
            following = lines[place + 1]
            step = abs(following.baseline - digits.baseline) / digits.height
            gap = (following.left - digits.right) / digits.height
            if step <= _MAX_BASELINE_STEP and -_MIN_BLANK <= gap <= _MAX_BLANK:
                yield place, " " if gap > _MIN_BLANK else ""


def _joint_edits(joints: dict[int, str], lines: Sequence[Line]) -> list[Edit]:
    return [
        Edit(lines[place].end, lines[place + 1].start, between) for place, between in joints.items()
    ]


def _joined_lines(
    joints: dict[int, str], lines: Sequence[Line], raised: Sequence[RaisedDigits]
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
