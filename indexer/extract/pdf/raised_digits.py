"""Finds the raised digits on a PDF page: what may be the mark of a note, or an exponent.

Neither size nor baseline tells them in all files: superscripts of OpenType fonts have those of
their line. The box of the shape does. On 2,818 real pages the bottom of a raised digit lies .17 to
.51 of the line's height above the baseline, and it is at most .62 as high as the line; the bottom
of other digits lies .1 below the baseline to .02 above it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from indexer.extract.geometry import Box
from indexer.extract.pdf.page_lines import Line, PageCharacters
from indexer.extract.pdf.text_direction import UprightMeasures

# "12", "1,4", "20-25"; which of them can be the mark of a note is not decided here.
_RUN: Final = re.compile(r"\d+(?:[,;–-]\d+)*")
_BEGINS_TEXT: Final = re.compile(r"[)\]]?\s?[\"'«“‘¿¡(\[]?(?=[^\W\d_])")
_ALONE: Final = re.compile(r"[(\[]?\d{1,3}(?:[,;–-]\d{1,3})*[)\]]?")
# What a mark is measured by is no digit, and no sign that is raised with it.
_MEASURE: Final = re.compile(r"[^\s\d*†‡§¶,;–()\[\]-]")

# All in heights of the line.
_MIN_LIFT: Final = 0.12
_MAX_LIFT: Final = 0.8
_MAX_DIGIT_HEIGHT: Final = 0.66
# What is raised by so much may be higher; and the number of a note before small capitals, whose
# font is lower, is ("1dot, 162": .61 and .86).
_HIGH_LIFT: Final = 0.35
_MAX_HIGH_DIGIT: Final = 0.72
_MAX_HIGH_LEADING_DIGIT: Final = 0.9
# Measured by the first character of the line and by its whole height.
_MIN_DOUBTFUL_LIFT: Final = 0.07
_MAX_GAP: Final = 0.65
_SMALL: Final = 0.85


@dataclass(frozen=True, slots=True)
class RaisedDigits:
    """Raised characters `start` to `end` of the text, on the line with the index `line`.

    They stand after the character that they are measured by, or before it where `leads` is true, as
    the number of a note does. `is_alone` is true where the line has nothing else. `baseline` and
    `height` are those of the text beside them, `gap` is the distance to it, in its heights.
    """

    start: int
    end: int
    line: int
    leads: bool
    is_alone: bool
    baseline: float
    height: float
    right: float
    gap: float


@dataclass(frozen=True, slots=True)
class _Run:
    """Digits to look at, and the character by which they are measured."""

    start: int
    end: int
    line: int
    measure: int
    leads: bool = False
    is_alone: bool = False


def find_raised_digits(characters: PageCharacters, lines: Sequence[Line]) -> list[RaisedDigits]:
    """The raised digits of a page; its lines are in the order of its text."""
    spans = list(_spans(characters.text, lines))
    if not spans:
        return []
    measures = UprightMeasures(characters, lines)
    doubtful = _doubtful(characters.text, spans, lines, measures)
    runs = [run for span in doubtful for run in _runs(characters.text, span, lines)]
    return list(_measured(characters.text, runs, measures)) if runs else []


_Span = tuple[int, int, int]


def _spans(text: str, lines: Sequence[Line]) -> Iterator[_Span]:
    """Start and end of each run of digits on a line, and the index of that line."""
    starts = [line.start for line in lines]
    for found in _RUN.finditer(text):
        start, end = found.span()
        at = bisect_right(starts, start) - 1
        if at >= 0 and end <= lines[at].end:
            yield start, end, at


def _doubtful(
    text: str, spans: Sequence[_Span], lines: Sequence[Line], measures: UprightMeasures
) -> list[_Span]:
    """What may be raised by a glance, which costs little: one box for each run."""
    if measures.is_turned:
        return list(spans)
    bottoms = measures.boxes([end - 1 for _, end, _ in spans])[:, 1].tolist()
    # The baseline of these lines is that of their number, which may be raised itself.
    led = {at for start, end, at in spans if _begins_line(text, (start, end), lines[at])}
    found = []
    for span, bottom in zip(spans, bottoms, strict=True):
        line = lines[span[2]]
        is_high = bottom - line.baseline > _MIN_DOUBTFUL_LIFT * line.height
        runs_along = line.right - line.left >= line.height or line.end - line.start < 4
        if (is_high or span[2] in led) and runs_along:
            found.append(span)
    return found


def _begins_line(text: str, span: tuple[int, int], line: Line) -> bool:
    """Whether digits open a line of text, or are all that it has."""
    before, after = text[line.start : span[0]], text[span[1] : line.end]
    if before not in {"", "(", "["}:
        return False
    return bool(_BEGINS_TEXT.match(after)) or _is_alone(text, line)


def _is_alone(text: str, line: Line) -> bool:
    return bool(_ALONE.fullmatch(text, line.start, line.end))


def _runs(text: str, span: _Span, lines: Sequence[Line]) -> Iterator[_Run]:
    """The run with the character by which it is measured; nothing where there is none."""
    start, end, at = span
    line = lines[at]
    if _is_alone(text, line):
        yield from _beside_other_lines(span, lines)
        return
    before = _last_measure(text, line.start, start)
    if before is not None:
        yield _Run(start, end, at, before)
    elif (begun := _BEGINS_TEXT.match(text, end, line.end + 1)) and begun.end() < line.end:
        yield _Run(start, end, at, begun.end(), leads=True)


def _last_measure(text: str, start: int, end: int) -> int | None:
    for place in range(end - 1, start - 1, -1):
        if _MEASURE.match(text, place):
            return place
    # Only signs: a closing parenthesis or a comma after what nobody sees.
    return next((p for p in range(end - 1, start - 1, -1) if text[p] in ")],;"), None)


def _beside_other_lines(span: _Span, lines: Sequence[Line]) -> Iterator[_Run]:
    """PDFium gives a mark that is raised by much a line of its own."""
    start, end, at = span
    line = lines[at]
    if at > 0 and _is_beside(lines[at - 1], line) and not lines[at - 1].is_broken:
        yield _Run(start, end, at, lines[at - 1].end - 1, is_alone=True)
    elif at + 1 < len(lines) and _is_beside(line, lines[at + 1]):
        yield _Run(start, end, at, lines[at + 1].start, leads=True, is_alone=True)


def _is_beside(left: Line, right: Line) -> bool:
    """Whether a line goes on where another one ends, raised or not."""
    height = max(left.height, right.height)
    overlap = min(left.top, right.top) - max(left.bottom, right.bottom)
    return -0.3 * height <= right.left - left.right <= _MAX_GAP * height and overlap > 0


def _measured(text: str, runs: Sequence[_Run], measures: UprightMeasures) -> Iterator[RaisedDigits]:
    """What of the runs is raised."""
    digits = [[p for p in range(run.start, run.end) if text[p].isdecimal()] for run in runs]
    shapes = iter(measures.boxes([place for places in digits for place in places]).tolist())
    beside = [run.measure for run in runs]
    nearest = [run.measure if run.leads else _nearest(text, run) for run in runs]
    baselines = measures.baselines(beside).tolist()
    fonts = measures.font_boxes([*beside, *nearest]).tolist()
    own_fonts = measures.font_boxes([run.start for run in runs]).tolist()
    for number, (run, places) in enumerate(zip(runs, digits, strict=True)):
        boxes = {place: next(shapes) for place in places}
        _, bottom, _, top = fonts[number]
        side = fonts[len(runs) + number]
        if top <= bottom:
            continue
        is_glued = run.leads and run.measure == run.end
        is_small = is_glued and _is_smaller(own_fonts[number], fonts[number])
        line = _Level(baselines[number], top - bottom, run.leads, is_small)
        for start, end in _raised_parts(boxes, line):
            gap = side[0] - boxes[end - 1][2] if run.leads else boxes[start][0] - side[2]
            yield RaisedDigits(
                start, end, run.line, run.leads and start == run.start, run.is_alone,
                line.baseline, line.height, boxes[end - 1][2], gap / line.height,
            )  # fmt: skip


def _nearest(text: str, run: _Run) -> int:
    """The last character before a run that is no blank."""
    return next(p for p in range(run.start - 1, -1, -1) if not text[p].isspace())


def _is_smaller(own: Box, other: Box) -> bool:
    return own[3] - own[1] < _SMALL * (other[3] - other[1])


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
        """Whether the shape of a digit is a raised one."""
        lift = (box[1] - self.baseline) / self.height
        height = (box[3] - box[1]) / self.height
        if self.leads and self.is_small and -_MIN_LIFT < lift < _MIN_LIFT:
            return True
        if not _MIN_LIFT <= lift <= _MAX_LIFT:
            return False
        if lift < _HIGH_LIFT:
            return height <= _MAX_DIGIT_HEIGHT
        return height <= (_MAX_HIGH_LEADING_DIGIT if self.leads else _MAX_HIGH_DIGIT)


def _raised_parts(boxes: dict[int, list[float]], level: _Level) -> Iterator[tuple[int, int]]:
    """Start and end of the digits that are raised, and of the signs between them."""
    for is_raised, places in groupby(boxes, lambda place: level.is_below(boxes[place])):
        if is_raised:
            first, *others = places
            yield first, (others or [first])[-1] + 1
