"""Drops the second copy of lines that a PDF page draws twice, the one as the shadow of the other.

PDFium itself leaves out a copy that is drawn at once, but not one behind five other texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from indexer.extract.pdf.page_lines import Line, PageCharacters

_MAX_OFFSET: Final = 0.25
"""Between both copies, in heights of the type."""
_MIN_LINE_CHARS: Final = 4
"""Fewer are not longer than they are high."""
_MAX_COPIES: Final = 20
"""What a page has more often are the cells of a table."""


def without_shadows(characters: PageCharacters, lines: Sequence[Line]) -> list[Line]:
    """The lines without those that stand on a line with the same words."""
    text = characters.text
    words = [text[line.start : line.end] for line in lines]
    kept = list(lines)
    for place, own in enumerate(words):
        half = len(own) // 2
        if own[half] == " " and own[:half] == own[half + 1 :]:
            kept[place] = line = _first_copy(characters, lines[place], half)
            words[place] = text[line.start : line.end]
    if len(set(words)) == len(words):
        return kept
    places = defaultdict(list)
    for place, own in enumerate(words):
        places[own].append(place)
    shadows = set[int]()
    for same in places.values():
        if 1 < len(same) <= _MAX_COPIES:
            shadows.update(_copies(kept, same))
    return [line for place, line in enumerate(kept) if place not in shadows]


def _first_copy(characters: PageCharacters, line: Line, half: int) -> Line:
    """A line of words that come twice, without the second ones if they stand on the first."""
    (left, baseline), (other_left, other_baseline) = characters.origins(
        [line.start, line.start + half + 1]
    ).tolist()
    limit = _limit(line)
    is_shadow = abs(left - other_left) <= limit and abs(baseline - other_baseline) <= limit
    return replace(line, end=line.start + half, is_broken=False) if is_shadow else line


def _copies(lines: Sequence[Line], same: Sequence[int]) -> set[int]:
    """Those of the lines with the same words that stand on one before them."""
    found = set[int]()
    for at, place in enumerate(same):
        line, limit = lines[place], _limit(lines[place])
        if any(
            abs(line.left - lines[other].left) <= limit
            and abs(line.baseline - lines[other].baseline) <= limit
            for other in same[:at]
            if other not in found
        ):
            found.add(place)
    return found


def _limit(line: Line) -> float:
    """How far a shadow may be from a line, which may run up or down the page."""
    width = line.right - line.left
    is_short = line.end - line.start < _MIN_LINE_CHARS
    return _MAX_OFFSET * (line.height if is_short else min(line.height, width))
