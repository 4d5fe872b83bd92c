"""Finds the characters of a PDF page that may be raised, by what they are and stand beside."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from indexer.extract.pdf.page_lines import Line

_LETTER: Final = r"[^\W\d_]"
# "12", "1,4", "20-25"; `note_mark_places` decides which are marks of notes.
_DIGITS: Final = re.compile(r"[0-9][0-9]*(?:[,;–-][0-9]+)*")
# A letter behind a word or a figure. Patterns that begin with one letter are ten times as quick as
# one of both, or of what stands before it.
LAST_LETTERS: Final = (re.compile(r"[a-j](?:,? ?[a-j]){0,5}(?!\w)"), re.compile(r"[a-j](?!\w)"))
_RARE_LAST_LETTERS: Final = (re.compile(r"b(?!\w)"), re.compile(r"c(?!\w)"))
_LISTED_LETTER: Final = re.compile(r",[a-j](?!\w)")
# The notes of a table in one line: "…de quince años. ᵇIncluye menores".
_NEXT_NOTES: Final = tuple(
    re.compile(rf"{end} [a-j](?=\s?\s?[A-ZÀ-Þ][a-zß-ÿ])") for end in (r"\.", ";")
)
# "1.º de mayo", "N.º 4", typed with a raised letter.
_ORDINAL_LETTER: Final = re.compile(r"\.[ao](?!\w)(?<=[\dnN]..)")
_CAN_HAVE_LETTERS: Final = re.compile(rf"(?:{_LETTER}{{3}}|\d|[.,;:)\]»”\"’%])\Z")
_MAX_WORD_CHARS: Final = 3
_MAX_LIST_CHARS: Final = 12
_FIRST_LETTER: Final = re.compile(r"[a-j](?=\s?[A-ZÀ-Þ«“\"¿¡])")
_LABEL_LETTERS: Final = frozenset("abcdefghij")

Span = tuple[int, int, int]


def find_spans(lines: Sequence[Line], ranges: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """Start and end of what stands on a line, and the index of that line."""
    starts = [line.start for line in lines]
    for start, end in ranges:
        at = bisect_right(starts, start) - 1
        if at >= 0 and end <= lines[at].end:
            yield start, end, at


def find_digits(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of digits, and of letters and digits in one list."""
    for found in _DIGITS.finditer(text):
        start, end = found.span()
        yield start, end
        if text[start - 1 : start] == "," and (first := _first_of_list(text, start)) < start:
            yield first, end


def find_telling_letters(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Letters of which there are few: rare ones at the end of words, and before a note."""
    for line in lines:
        if text[line.start] in _LABEL_LETTERS and (
            line.end - line.start == 1 or _FIRST_LETTER.match(text, line.start, line.end)
        ):
            yield line.start, line.start + 1
    listed = ((found.start() + 1, found.end()) for found in _LISTED_LETTER.finditer(text))
    patterns = (*_NEXT_NOTES, _ORDINAL_LETTER)
    for found in chain.from_iterable(pattern.finditer(text) for pattern in patterns):
        yield found.end() - 1, found.end()
    for start, end in chain(find_last_letters(text, _RARE_LAST_LETTERS), listed):
        yield start, end
        first = _first_of_list(text, start)
        if first < start and _can_have_letters(text, first):
            yield first, end


def _first_of_list(text: str, start: int) -> int:
    """Where the letters begin of which the one at `start` is the last: "ab", "a,d"."""
    first = start
    for place in range(start - 1, max(start - _MAX_LIST_CHARS, 0), -1):
        if text[place] in _LABEL_LETTERS:
            first = place
        elif text[place] not in ", ":
            break
    return first


def _can_have_letters(text: str, start: int) -> bool:
    return bool(_CAN_HAVE_LETTERS.search(text[max(0, start - _MAX_WORD_CHARS) : start]))


def find_last_letters(text: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    """Start and end of letters behind a word or a figure."""
    for found in chain.from_iterable(pattern.finditer(text) for pattern in patterns):
        if _can_have_letters(text, found.start()):
            yield found.span()
