"""Finds the raised digits and letters on a PDF page: marks of notes, exponents, ordinals.

Neither size nor baseline shows them in all files: superscripts of OpenType fonts have those of
their line. The box of the shape does. On 2,818 real pages the bottom of a raised digit lies .17 to
.55 of the line's height above the baseline; that of other digits .1 below to .02 above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from indexer.extract.geometry import Box
from indexer.extract.pdf.page_lines import Line
from indexer.extract.pdf.raised_candidates import (
    LAST_LETTERS,
    Span,
    find_digits,
    find_last_letters,
    find_spans,
    find_telling_letters,
)
from indexer.extract.pdf.upright_page import UprightPage

_LETTER: Final = r"[^\W\d_]"
_BEGINS_TEXT: Final = re.compile(rf"[)\]]?\s?[\"'«“‘¿¡(\[]?(?={_LETTER})")
_ALONE: Final = re.compile(r"[(\[]?(?:\d{1,3}(?:[,;–-]\d{1,3})*|[a-j])[)\]]?")
# A mark is measured by a character that is neither a digit nor a sign raised with it, nor a letter
# that may be a mark itself, as in a row of figures ("42,8ᵃ 36,0ᵃ").
_MEASURE: Final = re.compile(r"(?!(?<=\d)[a-j](?!\w))[^\s\d*†‡§¶,;–()\[\]-]")
_MAX_DISTANCE: Final = 100
"""Characters between a mark and what it is measured by, on a line of figures."""
_MEASURED_CHARS: Final = 4
"""The highest of so many gives the height of the line: in some files boxes are as high as the
letter."""
_MIN_LINE_CHARS: Final = 4

# All in heights of the line.
_MIN_LIFT: Final = 0.12
_MAX_LIFT: Final = 0.8
_MAX_HEIGHT: Final = 0.66
# What is raised by so much may be higher; and the number of a note before small capitals, whose
# font is lower, is ("1dot, 162": .61 and .86).
_HIGH_LIFT: Final = 0.35
_MAX_HIGH_HEIGHT: Final = 0.8
_MAX_LEADING_HEIGHT: Final = 0.9
# Measured by the first character of the line and by its whole height.
_MIN_DOUBTFUL_LIFT: Final = 0.07
_MAX_GAP: Final = 0.65
_SMALL: Final = 0.85


@dataclass(frozen=True, slots=True)
class RaisedType:
    """Raised characters `start` to `end` of the text, on the line with the index `line`.

    They stand after the text that they are measured by, or before it where `leads` is true, as the
    number of a note does. With `ends_line_before` that text is the line before, with `is_alone` the
    line has nothing else. `baseline` and `height` are those of the text beside them, `gap` is the
    distance to it, in its heights.
    """

    start: int
    end: int
    line: int
    leads: bool
    ends_line_before: bool
    is_alone: bool
    baseline: float
    height: float
    right: float
    gap: float


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters to look at, and the one by which they are measured."""

    start: int
    end: int
    line: int
    measure: int
    leads: bool = False
    ends_line_before: bool = False
    is_alone: bool = False


def find_raised_type(page: UprightPage) -> list[RaisedType]:
    """The raised digits of a page, and letters; its lines are in the order of its text.

    A page has hundreds of words that end in "a", and few that end in "b" or "c"; so all are looked
    at only where one of these is raised, or a letter before a note.
    """
    text, lines = page.text, page.lines
    spans = list(find_spans(lines, find_digits(text)))
    letters = list(find_spans(lines, find_telling_letters(text, lines)))
    if not spans and not letters:
        return []
    finder = _Finder(page)
    found = finder.raised(sorted(spans + letters))
    if any(text[raised.start].isalpha() for raised in found):
        every = find_spans(
            lines, (*find_telling_letters(text, lines), *find_last_letters(text, LAST_LETTERS))
        )
        found = finder.raised(sorted({*spans, *every}))
    return list(_longest(found))


def _longest(found: Iterable[RaisedType]) -> Iterator[RaisedType]:
    """What is raised without its parts: "b,c" without "b" and "c"."""
    end = 0
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if each.start >= end:
            yield each
            end = each.end


class _Finder:
    """Tells which places of a page are raised."""

    def __init__(self, page: UprightPage) -> None:
        self._page = page
        self._text = page.text
        self._lines = page.lines

    def raised(self, spans: Sequence[Span]) -> list[RaisedType]:
        """What of the spans is raised."""
        runs = [run for span in self._doubtful(spans) for run in self._runs(span)]
        return list(self._measured(runs)) if runs else []

    def _doubtful(self, spans: Sequence[Span]) -> list[Span]:
        """What may be raised at first sight, which is cheap: one box for each."""
        lines = self._lines
        bottoms = self._page.boxes([end - 1 for _, end, _ in spans])[:, 1].tolist()
        # The baseline of these lines is that of their mark, which may be raised itself.
        led = {
            at
            for start, end, at in spans
            if start - lines[at].start <= 1 and self._begins_line(start, end, lines[at])
        }
        found = []
        for span, bottom in zip(spans, bottoms, strict=True):
            line = lines[span[2]]
            is_high = bottom - line.baseline > _MIN_DOUBTFUL_LIFT * line.height
            if (is_high or span[2] in led) and _runs_along(line):
                found.append(span)
        return found

    def _begins_line(self, start: int, end: int, line: Line) -> bool:
        """Whether a mark opens a line, or is all that it has."""
        if self._text[line.start : start] not in {"", "(", "["}:
            return False
        is_followed = self._text[end : end + 1].isspace() or _BEGINS_TEXT.match(
            self._text, end, line.end
        )
        return bool(is_followed) or self._is_alone(line)

    def _is_alone(self, line: Line) -> bool:
        return bool(_ALONE.fullmatch(self._text, line.start, line.end))

    def _runs(self, span: Span) -> Iterator[_Run]:
        """The span with the character that it is measured by, if there is one."""
        start, end, at = span
        lines, line = self._lines, self._lines[at]
        is_alone = self._is_alone(line)
        before = self._last_measure(line.start, start)
        if before is not None:
            yield _Run(start, end, at, before)
        elif at > 0 and _goes_on(lines[at - 1], line):
            # PDFium begins a line with a mark that is raised by much.
            yield _Run(
                start, end, at, lines[at - 1].end - 1, ends_line_before=True, is_alone=is_alone
            )
        elif is_alone:
            if at + 1 < len(lines) and _is_beside(line, lines[at + 1]):
                yield _Run(start, end, at, lines[at + 1].start, leads=True, is_alone=True)
        elif (begun := _BEGINS_TEXT.match(self._text, end, line.end + 1)) and (
            begun.end() < line.end
        ):
            yield _Run(start, end, at, begun.end(), leads=True)

    def _last_measure(self, start: int, end: int) -> int | None:
        places = range(end - 1, max(start, end - _MAX_DISTANCE) - 1, -1)
        for place in places:
            if _MEASURE.match(self._text, place):
                return place
        # Only signs: a closing parenthesis or a comma after what nobody sees.
        return next((place for place in places if self._text[place] in ")],;"), None)

    def _measured(self, runs: Sequence[_Run]) -> Iterator[RaisedType]:
        """What of the runs is raised."""
        text, page = self._text, self._page
        places = [[p for p in range(run.start, run.end) if text[p].isalnum()] for run in runs]
        shapes = iter(page.boxes([place for own in places for place in own]).tolist())
        baselines = page.baselines([run.measure for run in runs])
        fonts = iter(page.font_boxes([p for run in runs for p in self._samples(run)]).tolist())
        sides = page.font_boxes([self._nearest(run) for run in runs]).tolist()
        for run, own, baseline, side in zip(runs, places, baselines, sides, strict=True):
            boxes = {place: next(shapes) for place in own}
            own_font, *samples = [next(fonts) for _ in self._samples(run)]
            height = max(top - bottom for _, bottom, _, top in samples)
            if height <= 0:
                continue
            is_glued = run.leads and run.measure == run.end
            is_small = is_glued and own_font[3] - own_font[1] < _SMALL * height
            level = _Level(baseline, height, run.leads, is_small)
            for start, end in _raised_parts(boxes, level):
                before = [boxes[place] for place in own if place < start]
                beside = before[-1] if before and not run.leads else side
                yield _raised(run, (start, end), (boxes[start], boxes[end - 1]), beside, level)

    def _samples(self, run: _Run) -> list[int]:
        """The first character of a run, and those whose fonts give the height of the line."""
        if run.leads:
            return [run.start, run.measure]
        line = self._lines[run.line - 1 if run.ends_line_before else run.line]
        first = max(line.start, run.measure - _MEASURED_CHARS + 1)
        return [run.start, *(p for p in range(first, run.measure) if self._text[p].isalpha()),
                run.measure]  # fmt: skip

    def _nearest(self, run: _Run) -> int:
        """The character beside a run that is not a blank."""
        if run.leads or run.ends_line_before:
            return run.measure
        return next(p for p in range(run.start - 1, -1, -1) if not self._text[p].isspace())


def _raised(
    run: _Run, span: tuple[int, int], boxes: tuple[Box, Box], side: Box, level: _Level
) -> RaisedType:
    first, last = boxes
    gap = side[0] - last[2] if run.leads else first[0] - side[2]
    is_first = span[0] == run.start
    return RaisedType(
        *span,
        run.line,
        run.leads and is_first,
        run.ends_line_before and is_first,
        run.is_alone,
        level.baseline,
        level.height,
        last[2],
        gap / level.height,
    )


def _runs_along(line: Line) -> bool:
    """Whether a line does not run up or down the page."""
    return line.right - line.left >= line.height or line.end - line.start < _MIN_LINE_CHARS


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a line that begins with a mark may be the end of the line before."""
    return _is_beside(before, line) and not before.is_broken


def _is_beside(left: Line, right: Line) -> bool:
    """Whether a line begins where another one ends, raised or not."""
    height = max(left.height, right.height)
    overlap = min(left.top, right.top) - max(left.bottom, right.bottom)
    return -0.3 * height <= right.left - left.right <= _MAX_GAP * height and overlap > 0


@dataclass(frozen=True, slots=True)
class _Level:
    """The text beside digits: what they are raised above, and how high it is.

    `leads` is true where they stand before it, `is_small` where their type is smaller too.
    """

    baseline: float
    height: float
    leads: bool
    is_small: bool

    def is_below(self, box: Sequence[float]) -> bool:
        """Whether the shape of a character is a raised one."""
        lift = (box[1] - self.baseline) / self.height
        height = (box[3] - box[1]) / self.height
        if self.leads and self.is_small and -_MIN_LIFT < lift < _MIN_LIFT:
            return True
        if not _MIN_LIFT <= lift <= _MAX_LIFT:
            return False
        if lift < _HIGH_LIFT:
            return height <= _MAX_HEIGHT
        return height <= (_MAX_LEADING_HEIGHT if self.leads else _MAX_HIGH_HEIGHT)


def _raised_parts(boxes: dict[int, Box], level: _Level) -> Iterator[tuple[int, int]]:
    """Start and end of the characters that are raised, and of the signs between them."""
    for is_raised, places in groupby(boxes, lambda place: level.is_below(boxes[place])):
        if is_raised:
            first, *others = places
            yield first, (others or [first])[-1] + 1
