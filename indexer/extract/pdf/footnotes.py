"""Finds the footnotes of a PDF page: small lines at the foot of a column, begun by their mark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from indexer.extract.pdf.line_edits import EditedText
from indexer.extract.pdf.line_groups import Group, Type, is_beside, split_columns
from indexer.extract.pdf.page_lines import Line
from indexer.languages import LANGUAGES

_SMALLER: Final = 0.93  # of the body type's height
_MAX_FOOTERS: Final = 2
"""Lines that may stand below footnotes: the page's number, a running foot."""
_MIN_NOTE_CHARS: Final = 12
_MAX_SHARE: Final = 0.6
"""Of the page's characters; a page with more small print is not a page with footnotes."""
_RAISED: Final = r"[¹²³⁴-⁹⁰]+|⁽\S{1,3}⁾"
# A raised mark, or what is left of one: "¹ Nota", "1Nota", "1 Nota", "* Nota".
_NOTE_START: Final = re.compile(
    rf"(?:(?P<raised>{_RAISED})|\(?(?P<number>\d{{1,3}})\)?|[*†‡§]{{1,3}})"
    r"\s?(?=[^\W\d_]|[«“\"'¿¡(])"
)
_LABEL: Final = re.compile(rf"{_RAISED}|\d{{1,3}}|[*†‡§]{{1,3}}")
_FIRST_OF_MARK: Final = frozenset("0123456789¹²³⁴⁵⁶⁷⁸⁹⁰⁽(*†‡§")
_DIGITS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_REFERENCES: Final = frozenset(
    heading for row in LANGUAGES for heading in row.bibliography_headings
)
_MAX_LINES_TO_HEADING: Final = 3
_GAP: Final = 1.3  # of the distance between the lines of the text
_MAX_STEP: Final = 2
"""How much larger a note's number may be than the last one's: a note may be missed."""


def find_footnotes(text: EditedText, lines: Sequence[Line], body: Type) -> list[Group]:
    """The footnotes among the lines, in their order."""
    # Most pages have no small line that begins with a mark.
    if not any(_is_small(line, body) and _words(text, line)[0] in _FIRST_OF_MARK for line in lines):
        return []
    found = [
        note
        for column in split_columns(lines, body)
        for note in _notes_of(text, lines, column, body)
    ]
    size = sum(lines[note.end - 1].end - lines[note.first].start for note in found)
    return found if size < _MAX_SHARE * sum(line.end - line.start for line in lines) else []


def _notes_of(
    text: EditedText, lines: Sequence[Line], column: Group, body: Type
) -> Iterator[Group]:
    """The footnotes of one column."""
    end = column.end
    while column.end - end < _MAX_FOOTERS and end > column.first:
        if _is_small(lines[end - 1], body) and len(_words(text, lines[end - 1])) >= _MIN_NOTE_CHARS:
            break
        end -= 1
    first = end
    while first > column.first and _is_small(lines[first - 1], body):
        first -= 1
    starts = list(_starts(text, lines, range(first, end)))
    if not starts or _is_reference(text, lines, starts[0]):
        return
    gaps = (at for at in range(starts[0] + 1, end) if _has_gap(lines, at, body))
    yield from (Group(*pair) for pair in pairwise([*sorted({*starts, *gaps}), end]))


def _starts(text: EditedText, lines: Sequence[Line], region: range) -> Iterator[int]:
    """Where notes begin: their numbers go up, so that a line with a year begins none."""
    last: int | None = None
    for at in region:
        words = _words(text, lines[at])
        if _LABEL.fullmatch(words) and at + 1 in region:  # drawn by itself
            words = f"{words} {_words(text, lines[at + 1])}"
        found = _NOTE_START.match(words)
        if found is None or len(words) < _MIN_NOTE_CHARS or _is_behind(lines, at):
            continue
        digits = found["number"] or (found["raised"] or "").translate(_DIGITS)
        number = int(digits) if digits.isdecimal() else None
        if number is not None and last is not None and not last < number <= last + _MAX_STEP:
            continue
        last = number if number is not None else last
        yield at


def _is_behind(lines: Sequence[Line], at: int) -> bool:
    """Whether the line stands in the same row as the one before it."""
    if at == 0:
        return False
    return is_beside(lines[at - 1], lines[at])


def _is_small(line: Line, body: Type) -> bool:
    return line.height <= _SMALLER * body.height


def _has_gap(lines: Sequence[Line], at: int, body: Type) -> bool:
    """Whether a new paragraph begins after a gap."""
    return lines[at - 1].baseline - lines[at].baseline > _GAP * body.leading


def _is_reference(text: EditedText, lines: Sequence[Line], at: int) -> bool:
    """Whether the heading of a list of references stands above."""
    above = (_words(text, line) for line in lines[max(0, at - _MAX_LINES_TO_HEADING) : at])
    return any(words.strip(" .:0123456789").casefold() in _REFERENCES for words in above)


def _words(text: EditedText, line: Line) -> str:
    return text[line.start : line.end]
