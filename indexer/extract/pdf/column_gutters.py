"""Splits the lines that run over the gutter between two columns of a PDF page.

PDFium returns what is drawn at one height as one line, also where the left column's line and the
right column's are drawn alternately. A gutter is a gap at one place in several lines, with running
text on both sides; the gaps between the columns of a table do not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from indexer.extract.pdf.line_gaps import LineGap, cut_line, find_wide_gaps
from indexer.extract.pdf.margin_notes import find_margin_gaps
from indexer.extract.pdf.page_lines import Line, PageCharacters
from indexer.extract.pdf.running_text import count_function_words, is_running_text
from indexer.extract.pdf.upright_page import UprightPage

_SAMPLES: Final = 3
"""Lines of a page that are sampled; all are examined if one of these has a wide gap."""
_MIDDLE: Final = (0.2, 0.8)
"""Shares of a line between which a gap of a sample may be."""
_MIN_CHARS: Final = 24
"""Of a line that may be two."""
_MIN_GUTTER: Final = 0.5
"""What the gaps of all lines have in common, in heights of a line."""
_MIN_LINES: Final = 4
_MAX_PITCH: Final = 3.0  # heights of a line; paragraphs may lie between
_MIN_CONTINUED: Final = 0.4
"""Share of the lines on each side of a gutter that begin with a small letter, as in running text;
most cells of tables begin with capital letters and digits."""
_FULL: Final = 0.7
_MIN_FULL: Final = 0.6
"""Share of the lines to the left that are nearly (FULL) as long as the longest one."""


@dataclass(slots=True)
class _Gutter:
    """What the gaps of lines, one below the other, have in common."""

    left: float
    right: float
    last: Line
    gaps: list[tuple[Line, LineGap]] = field(default_factory=list)

    def may_go_on(self, line: Line, gaps: Sequence[LineGap]) -> bool:
        """Whether the line leaves the gutter free; a line that has a gap there becomes part."""
        height = line.height
        if (self.last.bottom + self.last.top - line.bottom - line.top) / 2 > _MAX_PITCH * height:
            return False
        for gap in gaps:
            left, right = max(self.left, gap.left), min(self.right, gap.right)
            if right - left >= _MIN_GUTTER * height:
                self.left, self.right, self.last = left, right, line
                self.gaps.append((line, gap))
                return True
        return line.right <= self.right or line.left >= self.left

    def is_between_columns(self, text: str) -> bool:
        """Whether running text is on both sides."""
        left = [text[line.start : gap.start] for line, gap in self.gaps]
        right = [text[gap.end : line.end] for line, gap in self.gaps]
        count = len(self.gaps)
        full = _FULL * max(map(len, left))
        return (
            count >= _MIN_LINES
            and min(_count_small(left), _count_small(right)) >= _MIN_CONTINUED * count
            and sum(len(part) >= full for part in left) >= _MIN_FULL * count
            and is_running_text(left)
            and is_running_text(right)
        )


def _count_small(parts: Sequence[str]) -> int:
    """How many begin with a small letter."""
    return sum(part[0].islower() for part in parts)


def split_lines(characters: PageCharacters, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines of a page; those that run over gutters or into the margin are several."""
    if sum(line.end - line.start >= _MIN_CHARS for line in lines) < _MIN_LINES:
        return lines
    page = UprightPage(characters, lines)
    cuts = _cuts(page) or find_margin_gaps(page)
    if not cuts:
        return lines
    return page.as_drawn(
        [part for line in page.lines for part in cut_line(line, cuts.get(line, ()), page.text)]
    )


def _cuts(page: UprightPage) -> dict[Line, list[LineGap]]:
    """The gaps of the lines of a page that belong to gutters."""
    long = [line for line in page.lines if line.end - line.start >= _MIN_CHARS]
    if not _has_gutter(page, long):
        return {}
    found = find_wide_gaps(page, [(line, line.start, line.end) for line in long])
    gaps = dict(zip(long, found, strict=True))
    cuts: dict[Line, list[LineGap]] = {}
    for gutter in _gutters(sorted(page.lines, key=lambda line: -line.bottom - line.top), gaps):
        if gutter.is_between_columns(page.text):
            for line, gap in gutter.gaps:
                cuts.setdefault(line, []).append(gap)
    return cuts


def _has_gutter(page: UprightPage, lines: Sequence[Line]) -> bool:
    """Whether one of a few lines has words of running text on both sides of a wide gap."""
    step = max(1, len(lines) // _SAMPLES)
    samples = []
    for line in lines[step // 2 :: step]:
        first, last = (int(share * (line.end - line.start)) for share in _MIDDLE)
        samples.append((line, line.start + first, line.start + last))
    text = page.text
    for (line, _, _), gaps in zip(samples, find_wide_gaps(page, samples), strict=True):
        for gap in gaps:
            if all(
                map(count_function_words, (text[line.start : gap.start], text[gap.end : line.end]))
            ):
                return True
    return False


def _gutters(lines: Sequence[Line], gaps: dict[Line, list[LineGap]]) -> Iterator[_Gutter]:
    """The gutters of lines in order from the top."""
    gutters: list[_Gutter] = []
    for line in lines:
        own = gaps.get(line, [])
        went_on = []
        for gutter in gutters:
            if gutter.may_go_on(line, own):
                went_on.append(gutter)
            else:
                yield gutter
        known = {id(gap) for gutter in went_on for _, gap in gutter.gaps[-1:]}
        new = [gap for gap in own if id(gap) not in known]
        gutters = went_on + [_Gutter(g.left, g.right, line, [(line, g)]) for g in new]
    yield from gutters
