"""Finds raised letters that are the marks of notes: "García^a", "12,5^b", "^a Universidad".

A page has hundreds of words that end in "a", and few that end in "b" or "c"; so all are looked at
only where one of these is raised, or the letter before a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from indexer.extract.pdf.line_edits import Edit
from indexer.extract.pdf.page_lines import Line, PageCharacters
from indexer.note_marks import note_mark

_LETTER: Final = r"[^\W\d_]"
_LABELS: Final = frozenset("abcdefghij")
_NOTE: Final = re.compile(r"([a-j])\s?(?=[A-ZÀ-Þ«“\"¿¡])")
_BEFORE: Final = rf"(?:(?<={_LETTER}{{3}})|(?<=\d[.,]\d)|(?<=[.,;:)\]»”\"’%]))"
_END: Final = re.compile(r"[bc](?!\w)")
_TELLING: Final = re.compile(rf"(?:{_BEFORE}|(?<=\d))([bc])(?!\w)")
_MARK: Final = re.compile(rf"(?:{_BEFORE}|(?<=\d)(?=[bcdfghj]))([a-j](?:,[a-j])*)(?!\w)")
# "XVI^e siècle", "Prof^a", "1.^a"; "Dr^a" and "M^a" are too short to have marks.
_NO_MARK_BEFORE: Final = re.compile(r"(?:\d\.|\b[IVXLC]+|\b(?:Prof|Lic|Ing|Arq|Gral|Sra|Dra))\Z")
_CONTEXT_CHARS: Final = 12
# In heights of the line, as for digits (`raised_digits`).
_MIN_LIFT: Final = 0.12
_MAX_LIFT: Final = 0.8
_MAX_LETTER_HEIGHT: Final = 0.6


def set_letter_marks(characters: PageCharacters, lines: Sequence[Line]) -> list[Edit]:
    """The edits that set raised letters apart from the words that they mark."""
    text = characters.text
    first = [
        note
        for line in lines
        if text[line.start] in _LABELS and (note := _NOTE.match(text, line.start, line.end))
    ]
    notes = _raised(characters, first, [note.end() for note in first])
    if not notes and not _raised_behind(characters, _telling(text)):
        return []
    last = max((note[1] for note in notes), default="j")
    marks = [
        mark
        for mark in _raised_behind(characters, _MARK.finditer(text))
        if not _NO_MARK_BEFORE.search(text[max(0, mark.start() - _CONTEXT_CHARS) : mark.start()])
        and max(mark[1]) <= last
    ]
    edits = [Edit(note.start(), note.end(), f"{note_mark(note[1])} ") for note in notes]
    return edits + [Edit(*mark.span(1), note_mark(mark[1])) for mark in marks]


def _telling(text: str) -> Iterator[re.Match[str]]:
    """Letters at the end of words, of which there are few."""
    # The letter first: a pattern that begins with what stands before it takes ten times as long.
    for found in _END.finditer(text):
        if telling := _TELLING.match(text, found.start()):
            yield telling


def _raised_behind(
    characters: PageCharacters, found: Iterable[re.Match[str]]
) -> list[re.Match[str]]:
    """Those whose last letter is raised above the character before them."""
    matches = list(found)
    return _raised(characters, matches, [match.start(1) - 1 for match in matches])


def _raised(
    characters: PageCharacters, matches: Sequence[re.Match[str]], beside: Sequence[int]
) -> list[re.Match[str]]:
    """Those whose last letter is raised above the character that stands beside them."""
    if not matches:
        return []
    boxes = characters.boxes([match.end(1) - 1 for match in matches]).tolist()
    fonts = characters.font_boxes(beside).tolist()
    baselines = characters.baselines(beside)
    return [
        match
        for match, box, font, baseline in zip(matches, boxes, fonts, baselines, strict=True)
        if _is_above(box, font[3] - font[1], baseline)
    ]


def _is_above(box: Sequence[float], height: float, baseline: float) -> bool:
    if height <= 0:
        return False
    lift, size = (box[1] - baseline) / height, (box[3] - box[1]) / height
    return _MIN_LIFT <= lift <= _MAX_LIFT and size <= _MAX_LETTER_HEIGHT
