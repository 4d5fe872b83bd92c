"""Puts the letters of Arabic and Hebrew lines of a PDF page into the order in which they are read.

PDFium assumes that a file draws such a line from the left to the right, and reverses it. Chromium
draws Arabic from the right to the left, and so do others; their words come out reversed, and words
of both directions mixed. Here the line is read from where its letters stand, and the order is what
the Unicode bidirectional algorithm (UAX 9) would show in this way; what it shows alike, as a number
between two directions, is taken to be written in the line's own direction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from indexer.extract.pdf.line_frames import RIGHT_TO_LEFT, reads_from_right
from indexer.extract.pdf.page_lines import PageCharacters
from indexer.extract.repairs.letter_classes import BREAK_MARK

_LINE: Final = re.compile(rf"[^\r\n{BREAK_MARK}]+")
_MAX_CHARS: Final = 1_000
_MIN_BLANK: Final = 0.1
"""Width of a blank in heights of the line; PDFium sees blanks before vowel signs too."""
_SEPARATORS: Final = ".,:/-+%"
_FROM_LEFT: Final = re.compile("L(?:[LDSN]*[LD])?|D(?:S?D)*")
"""What runs from left to right in a line from right to left: words, numbers; by the classes of
`_classes`."""
_FROM_RIGHT: Final = re.compile("R(?:[RDSN]*R)?")
_NUMBER: Final = re.compile("D(?:S?D)*")
_PAIRS: Final = dict(zip("()[]{}«»", ")(][}{»«", strict=True))
_OPENS: Final = re.compile(r"(?<!\S)[)\]}»](?=\w)")
_CLOSES: Final = re.compile(r"(?<=[\w.!?…])[(\[{«](?!\w)")
_LAM: Final = "\u0644"
_ALEFS: Final = "\u0622\u0623\u0625\u0627"


def order_letters(characters: PageCharacters) -> PageCharacters:
    """The same characters, with those of each line from right to left in logical order."""
    text = characters.text
    if not RIGHT_TO_LEFT.search(text):
        return characters
    order = list(range(len(text)))
    signs = list(text)
    is_rtl_page = reads_from_right(text)
    for start, end in _lines(characters):
        clusters = _visual_clusters(characters, start, end)
        line = _logical(clusters, text, is_rtl_page)
        order[start:end] = line
        signs[start:end] = _with_brackets("".join(text[index] for index in line))
    return characters.rearranged("".join(signs), order)


def _lines(characters: PageCharacters) -> Iterator[tuple[int, int]]:
    """Where the lines with such letters start and end, without those that are partly hidden."""
    for line in _LINE.finditer(characters.text):
        start, end = line.span()
        if end - start > _MAX_CHARS or not RIGHT_TO_LEFT.search(characters.text, start, end):
            continue
        is_seen = all(last <= start or end <= first for first, last in characters.hidden)
        if is_seen and not any(round(angle, 1) for angle in characters.angles([start])):
            yield start, end


def _runs_from_right(classes: str, is_rtl_page: bool) -> bool:
    """Whether a line runs from the right; that of a line between two directions is the page's."""
    letters = classes.replace("D", "").replace("S", "").replace("N", "")
    ends = {letters[0], letters[-1]}
    return "R" in ends if len(ends) == 1 else is_rtl_page


def _visual_clusters(characters: PageCharacters, start: int, end: int) -> list[list[int]]:
    """The indexes of a line's characters from left to right, with its blanks in the widest gaps.

    The marks of a letter and the letters of a ligature are together.
    """
    text = characters.text
    shown = [index for index in range(start, end) if text[index] != " "]
    blanks = [index for index in range(start, end) if text[index] == " "]
    boxes = characters.boxes(shown).tolist()
    clusters: list[tuple[float, float, list[int]]] = []
    marks = []
    for index, (left, _, right, _) in zip(shown, boxes, strict=True):
        if clusters and (right <= left or (left, right) == clusters[-1][:2]):
            clusters[-1][2].append(index)
        elif unicodedata.combining(text[index]):
            marks.append(((left + right) / 2, index))
        else:
            clusters.append((left, right, [index]))
    for middle, index in marks if clusters else ():
        min(clusters, key=lambda cluster: _distance(middle, *cluster[:2]))[2].append(index)
    return _with_blanks(clusters, blanks, max(top - bottom for _, bottom, _, top in boxes))


def _distance(middle: float, left: float, right: float) -> float:
    return max(left - middle, middle - right, 0.0)


def _with_blanks(
    clusters: list[tuple[float, float, list[int]]], blanks: Sequence[int], height: float
) -> list[list[int]]:
    """The clusters from left to right with the blanks in the widest gaps between them."""
    clusters.sort(key=lambda cluster: cluster[0] + cluster[1])
    gaps = sorted(
        (before[1] - after[0], place)
        for place, (before, after) in enumerate(pairwise(clusters), 1)
        if after[0] - before[1] >= _MIN_BLANK * height
    )
    blank_before = {place: blank for (_, place), blank in zip(gaps, blanks, strict=False)}
    found: list[list[int]] = []
    for place, (_, _, indexes) in enumerate(clusters):
        if place in blank_before:
            found.append([blank_before[place]])
        found.append(indexes)
    return [*found, *([index] for index in blanks[len(gaps) :])]


def _logical(clusters: Sequence[list[int]], text: str, is_rtl_page: bool) -> list[int]:
    """The indexes of clusters from left to right in the order in which they are read."""
    ordered = [_letters_first(cluster, text) for cluster in clusters]
    classes = _classes(ordered, text)
    if _runs_from_right(classes, is_rtl_page):
        _reverse(ordered, [run.span() for run in _FROM_LEFT.finditer(classes)])
        ordered.reverse()
    else:
        for run in _FROM_RIGHT.finditer(classes):
            first, last = run.span()
            part = ordered[first:last]
            _reverse(part, [number.span() for number in _NUMBER.finditer(classes[first:last])])
            ordered[first:last] = part[::-1]
    return [index for cluster in ordered for index in cluster]


def _reverse(clusters: list[list[int]], runs: Sequence[tuple[int, int]]) -> None:
    for first, last in runs:
        clusters[first:last] = clusters[first:last][::-1]


def _classes(clusters: Sequence[Sequence[int]], text: str) -> str:
    """R for each letter from the right, L from the left, D a digit, S between digits, N else."""
    return "".join(_class(text[cluster[0]]) for cluster in clusters)


def _class(sign: str) -> str:
    if sign.isdigit():
        return "D"
    if RIGHT_TO_LEFT.match(sign):
        return "R"
    if sign.isalpha():
        return "L"
    return "S" if sign in _SEPARATORS else "N"


def _letters_first(cluster: list[int], text: str) -> list[int]:
    """The indexes of a letter before those of its marks; of a ligature as they are read."""
    letters = [index for index in cluster if not unicodedata.combining(text[index])]
    marks = [index for index in cluster if unicodedata.combining(text[index])]
    if len(letters) > 1 and RIGHT_TO_LEFT.match(text[letters[0]]):
        is_lam_alef = text[letters[0]] == _LAM and text[letters[1]] in _ALEFS
        letters = letters if is_lam_alef else letters[::-1]  # reversed by PDFium
    return letters + marks


def _with_brackets(line: str) -> str:
    """The line with its brackets the right way round, which depends on who has mirrored them."""

    def turn(bracket: re.Match[str]) -> str:
        return _PAIRS[bracket[0]]

    return _CLOSES.sub(turn, _OPENS.sub(turn, line))
