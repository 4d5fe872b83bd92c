"""Groups the lines of a PDF page, in reading order, into paragraphs.

A paragraph ends where the gap to the next line is wider than between its lines, where the type
changes, where the next line is indented, and where its last line stops short of a sentence's end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from indexer.extract.pdf.line_edits import EditedText
from indexer.extract.pdf.page_lines import Line

# In shares of the body type's height, which includes the room that a font keeps above and below.
_SAME_ROW: Final = 0.3
_INDENT: Final = 0.6
_MAX_LEADING: Final = 2.6
_SIZE_CHANGE: Final = 1.1
# Of the distance between the lines of a paragraph. Manuals in LaTeX have gaps of 1.36.
_GAP: Final = 1.25
MIN_SIZE: Final = 2.0
"""Points; smaller sizes are scaled by the page, and say nothing."""
SIZE_TOLERANCE: Final = 1.05
_SHORT_LINE: Final = 0.2  # of the column's width
_SENTENCE_END: Final = re.compile(r"[.:;?!…»”\"')\]]\W*$")
_STARTS_SENTENCE: Final = re.compile(r"[\W\d]*[^\W\d_]")
ITEM_START: Final = re.compile(
    r"\W{0,2}[•·▪◦‣○●■□❑➢✓\uf0a7\uf0b7*–—-]\s|\(?(?:\d{1,3}|[a-z])[.)]\s"
)
"""How an item of a list begins."""
_HYPHENS: Final = "-\u2010\u00ad"


@dataclass(frozen=True, slots=True)
class Column:
    """The edges of lines below each other, in points."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Type:
    """The body type of a page in points: its `height`, the distance of its lines (`leading`), and
    its `size` before it is scaled.
    """

    height: float
    leading: float
    size: float


@dataclass(frozen=True, slots=True)
class Group:
    """Consecutive lines: `first` to before `end` in reading order."""

    first: int
    end: int


def body_type(lines: Sequence[Line]) -> Type:
    """The type that most characters of a page are set in."""
    common = _weighted_median(lines)
    height = common.height
    steps = [
        step
        for above, line in pairwise(lines)
        if _SAME_ROW * height < (step := above.baseline - line.baseline) < _MAX_LEADING * height
        and abs(line.height - height) < 0.1 * height
    ]
    return Type(height, median(steps) if steps else height, common.size)


def _weighted_median(lines: Sequence[Line]) -> Line:
    """The line of median height, by characters."""
    half = sum(line.end - line.start for line in lines) / 2
    passed = 0
    for line in sorted(lines, key=lambda line: line.height):
        passed += line.end - line.start
        if passed >= half:
            return line
    raise ValueError("a page without lines has no type")


def group_lines(
    text: EditedText, lines: Sequence[Line], body: Type, bold: frozenset[int] = frozenset()
) -> list[Group]:
    """The paragraphs of a page; `bold` are the lines that are known to be all bold."""
    columns = _columns(lines, body)
    starts = [0]
    paragraph = _Paragraph(text, lines, body, columns, 0)
    for at in range(1, len(lines)):
        is_other = (at in bold) != (at - 1 in bold) or paragraph.ends_before(at)
        if is_other and not goes_on(text, lines[at - 1]):
            starts.append(at)
            paragraph = _Paragraph(text, lines, body, columns, at)
    return [Group(*pair) for pair in pairwise([*starts, len(lines)])] if lines else []


def goes_on(text: EditedText, line: Line) -> bool:
    """Whether the last word of a line goes on in the next one."""
    return line.is_broken or text[line.end - 1 : line.end] in _HYPHENS


def split_columns(lines: Sequence[Line], body: Type) -> list[Group]:
    """The lines in runs that go down the page."""
    starts = [at for at in range(1, len(lines)) if _is_elsewhere(lines[at - 1], lines[at], body)]
    return [Group(*pair) for pair in pairwise([0, *starts, len(lines)])]


def _columns(lines: Sequence[Line], body: Type) -> list[Column]:
    """The column of each line."""
    columns: list[Column] = []
    for run in split_columns(lines, body):
        own = lines[run.first : run.end]
        column = Column(min(line.left for line in own), max(line.right for line in own))
        columns += [column] * len(own)
    return columns


def _is_elsewhere(above: Line, line: Line, body: Type) -> bool:
    """Whether `line` does not stand below or beside `above`."""
    if line.baseline > above.baseline + _SAME_ROW * body.height:
        return True
    is_row = line.baseline > above.baseline - _SAME_ROW * body.height or is_beside(above, line)
    return not is_row and (line.left > above.right or line.right < above.left)


def is_beside(above: Line, line: Line) -> bool:
    """Whether `line` goes on in the same row: its box is as high, or raised by half."""
    if line.left < above.right - 1:
        return False
    overlap = min(above.top, line.top) - max(above.bottom, line.bottom)
    return overlap > 0.5 * min(above.height, line.height)


def _has_other_type(above: Line, line: Line) -> bool:
    """Whether two lines are set in types of different size, not only of different fonts."""
    one, other = above.height, line.height
    if one <= _SIZE_CHANGE * other and other <= _SIZE_CHANGE * one:
        return False
    small, large = sorted((above.size, line.size))
    return small <= MIN_SIZE or large > SIZE_TOLERANCE * small


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """The paragraph that begins with the line `first`, as far as it is read."""

    text: EditedText
    lines: Sequence[Line]
    body: Type
    columns: Sequence[Column]
    first: int

    def ends_before(self, at: int) -> bool:
        """Whether another one begins with the line `at`, which follows."""
        above, line = self.lines[at - 1], self.lines[at]
        if is_beside(above, line):
            return False
        if _has_other_type(above, line) and not self._is_items_rest(at):
            return True
        if self.columns[at] is not self.columns[at - 1]:
            return not self._runs_over(at)
        scale = max(1.0, line.height / self.body.height) if self.body.height else 1.0
        if above.baseline - line.baseline > _GAP * self.body.leading * scale:
            return True
        return self._is_indented(at) or self._hangs(at) or self._stops_short(at)

    def _is_items_rest(self, at: int) -> bool:
        """Whether the line goes on below an item, whose bullet may be larger than its words."""
        above, line = self.lines[at - 1], self.lines[at]
        is_below = above.left < line.left < above.right
        return at - 1 == self.first and is_below and bool(ITEM_START.match(self._words(at - 1)))

    def _runs_over(self, at: int) -> bool:
        """Whether the sentence goes on at the head of the next column."""
        is_open = not _SENTENCE_END.search(self._words(at - 1)[-8:])
        found = _STARTS_SENTENCE.match(self._words(at))
        return is_open and found is not None and found[0][-1].islower()

    def _is_indented(self, at: int) -> bool:
        """Whether the line alone is indented, after a sentence's end."""
        above, line, column = self.lines[at - 1], self.lines[at], self.columns[at]
        indent = _INDENT * self.body.height
        if not indent < line.left - above.left < 0.4 * (column.right - column.left):
            return False
        following = self.lines[at + 1] if at + 1 < len(self.lines) else None
        is_alone = following is None or following.left < line.left - indent / 2
        return is_alone and self._ends_sentence(at - 1)

    def _hangs(self, at: int) -> bool:
        """Whether the line sticks out after indented ones, as entries of a bibliography do."""
        above, line = self.lines[at - 1], self.lines[at]
        sticks_out = above.left - line.left > _INDENT * self.body.height
        if not sticks_out or at - 1 <= self.first:
            return False
        return not ITEM_START.match(self._words(at)) and self._ends_sentence(at - 1)

    def _stops_short(self, at: int) -> bool:
        """Whether the line before ends a sentence before the column's edge."""
        column = self.columns[at - 1]
        room = column.right - self.lines[at - 1].right
        if room < _SHORT_LINE * (column.right - column.left):
            return False
        words = self._words(at)
        is_start = not words[:1].islower() and not ITEM_START.match(words)
        return is_start and at - self.first > 1 and self._ends_sentence(at - 1)

    def _ends_sentence(self, at: int) -> bool:
        return bool(_SENTENCE_END.search(self._words(at)[-8:]))

    def _words(self, at: int) -> str:
        line = self.lines[at]
        return self.text[line.start : line.end]
