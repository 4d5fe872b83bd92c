"""Decides which raised type is the mark of a note, and not an exponent, isotope or ordinal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from statistics import median
from typing import Final

from indexer.extract.pdf.page_lines import Line
from indexer.extract.pdf.raised_type import RaisedType
from indexer.extract.repairs.letter_classes import UNNAMED_SIGNS

_LETTER: Final = r"[^\W\d_]"
_WORD_BEFORE: Final = re.compile(rf"{_LETTER}+\Z")
_NUMBER_BEFORE: Final = re.compile(r"\d[\d.,]*\Z")
_LABEL: Final = re.compile(
    r"[1-9]\d{0,2}(?:[,;–-]\d{1,3})*|[a-j](?:,[a-j])*(?:,\d{1,2})*|(?=[a-j])a?b?c?d?e?f?g?h?i?j?"
)
# "XVI^e siècle", "1^a", "1.^a", "Prof^a", "12^e".
_ORDINAL: Final = re.compile(
    r"(?:\b[IVXLC]+|\b(?:Prof|Lic|Ing|Arq|Gral)|(?:^|[^\d.,])\d{1,3}\.?(?=[ae]))[a-j]\Z"
)
_CAN_HAVE_LETTER: Final = re.compile(rf"(?:{_LETTER}{{3}}|[^\w\s]|\d)\s?\Z")
_GLUED_NUMBER: Final = re.compile(r"[1-9]\d{0,2}(?=[«“\"¿¡(]?[A-ZÀ-Þ][a-zß-ÿ])")
_MAX_BLANK: Final = 0.55
"""Between a word and its mark, in heights of the line; a cell of a table is farther away."""
_SMALL_PRINT: Final = 0.9
"""Of the height of most lines."""
_CLOSING: Final = frozenset(".,;:!?…)]}»≫”\"’'›>%ªº°*†‡§¶®©™")
_UNNAMED: Final = re.compile(f"[{UNNAMED_SIGNS}]")  # TeX's quotation marks, among others
# Units whose superscript is an exponent wherever they stand, and those that are words too.
_UNITS: Final = frozenset(["nm", "µm", "mm", "cm", "dm", "km", "hm", "ft", "yd", "lm", "lx", "mc"])
_WORDS_OR_UNITS: Final = frozenset(["in", "mi", "m", "s", "a"])
_AFTER_NUMBER: Final = re.compile(rf"(?:\d\s?|/|·){_LETTER}+\Z")
_FUNCTIONS: Final = frozenset(["cos", "tan", "log", "ln", "exp", "lim"])
_FORMULA: Final = re.compile(
    rf"[(\[](?:(?<!{_LETTER}){_LETTER}(?!{_LETTER})|[^\w()\[\]]|\d)+[)\]]\Z"
)
_OPERATOR: Final = re.compile(r"[-+−*=·]")
_CONTEXT_CHARS: Final = 80
"""Characters before raised type that show what it is."""
_MAX_FORMULA_CHARS: Final = 12
_ISOTOPE: Final = re.compile(
    r"(?:[23]H|1[1-4]C|1[35]N|1[578]O|18F|2[24]Na|3[23]P|35S|4[05]?K|4[57]Ca|51Cr|5[4-9]Fe|5[78]Co"
    r"|60Co|64Cu|6[78]Ga|[89][59]Sr|90[SY]r?|99Mo|99Tc|111In|12[3-9]I|13[1-3]I|133Xe|13[47]Cs"
    r"|192Ir|201Tl|210P[bo]|226Ra|23[02]Th|23[3-9]U|23[89]Pu|241Am)(?![^\W\d_])"
)


class _Doubt(Enum):
    """Whether raised type may be an exponent."""

    NONE = auto()
    SOME = auto()
    FULL = auto()


_NUMBERS: Final = {"10": _Doubt.FULL}
"""Other numbers of two digits and more have marks ("en 1986³", "en el 95⁷")."""


@dataclass(frozen=True, slots=True)
class MarkPlace:
    """The mark of a note: characters `start` to `end` with its brackets and what parts it from its
    word; `label` is what it says. It `leads` where it is the number of a note."""

    start: int
    end: int
    label: str
    leads: bool


class NoteMarkJudge:
    """Judges the raised type of one page.

    Where a word could have an exponent, a mark is what a note on the page has as its number and no
    other mark refers to.
    """

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self._text = text
        self._lines = lines

    def marks(self, raised: Sequence[RaisedType]) -> Iterator[MarkPlace]:
        """Those that are the marks of notes."""
        leading = [each for each in raised if each.leads and self._leads(each)]
        behind = [each for each in raised if not each.leads and self._may_be(each)]
        doubts = [self._exponent_doubt(each) for each in behind]
        sure = [each for each, doubt in zip(behind, doubts, strict=True) if doubt is _Doubt.NONE]
        glued = list(self._glued_numbers(self._labels(sure) - self._labels(leading)))
        notes = self._labels(leading) | {mark.label for mark in glued}
        open_notes = notes - self._labels(sure)
        others = [
            each
            for each, doubt in zip(behind, doubts, strict=True)
            if doubt is _Doubt.SOME and self._label(each) in open_notes
        ]
        yield from map(self._place, (*leading, *sure, *others))
        yield from glued

    def _glued_numbers(self, labels: set[str]) -> Iterator[MarkPlace]:
        """Numbers of notes that are neither raised nor smaller than their note.

        Their mark stands on the page, or the note is in small print.
        """
        numbers = [_GLUED_NUMBER.match(self._text, line.start, line.end) for line in self._lines]
        if not any(numbers):
            return
        small = _SMALL_PRINT * median(line.height for line in self._lines)
        for line, number in zip(self._lines, numbers, strict=True):
            if number and (number[0] in labels or line.height <= small):
                yield MarkPlace(*number.span(), number[0], leads=True)

    def _labels(self, raised: Iterable[RaisedType]) -> set[str]:
        return {label for each in raised for label in self._label(each).split(",")}

    def _label(self, raised: RaisedType) -> str:
        return self._text[raised.start : raised.end].replace(" ", "")

    def _leads(self, raised: RaisedType) -> bool:
        """Whether it is the number of a note, before its text."""
        is_isotope = _ISOTOPE.match(self._text, raised.start)
        return bool(_LABEL.fullmatch(self._label(raised)) and not is_isotope)

    def _may_be(self, raised: RaisedType) -> bool:
        """Whether what stands beside it can have the mark of a note."""
        text, (start, end) = self._text, self._bare_span(raised)
        before, after = self._before(raised, start), text[end : end + 4]
        if not before.strip() or not _LABEL.fullmatch(self._label(raised)):
            return False
        # A charge, the rest of a number, a fraction; PDFium may end the line before its stroke.
        if re.match(r"[+−%°]|[-–]?\d", after):
            return False
        if not before[-1].isalpha() and re.match(r"[\r\n]*[/⁄]", after):
            return False
        if text[start].isalpha() and (
            _ORDINAL.search(f"{before}{text[start]}") or not _CAN_HAVE_LETTER.search(before)
        ):
            return False
        if re.match(_LETTER, after):
            is_word = re.match(rf"{_LETTER}{{3}}", after)
            is_isotope = _ISOTOPE.match(text, raised.start)
            return bool((is_word or not before[-1].isspace()) and not is_isotope)
        last = before.rstrip()[-1]
        if last in "([":
            return text[end : end + 4].lstrip()[:1] in {")", "]"}
        if before[-1].isspace() and (raised.gap > _MAX_BLANK or last.isdecimal()):
            return False
        return last.isalnum() or last in _CLOSING or bool(_UNNAMED.match(last))

    def _exponent_doubt(self, raised: RaisedType) -> _Doubt:
        """Whether what stands before it may have it as its exponent."""
        before = self._before(raised, self._bare_span(raised)[0])
        is_letter = self._text[raised.start].isalpha()
        if is_letter or before[-1].isspace() or before[-1] in "([" or self._has_brackets(raised):
            return _Doubt.NONE
        if number := _NUMBER_BEFORE.search(before):
            return _NUMBERS.get(number[0], _Doubt.SOME if len(number[0]) == 1 else _Doubt.NONE)
        if word := _WORD_BEFORE.search(before):
            return _word_doubt(word[0], before)
        formula = _FORMULA.search(before[-_MAX_FORMULA_CHARS:])
        return _Doubt.FULL if formula and _OPERATOR.search(formula[0]) else _Doubt.NONE

    def _before(self, raised: RaisedType, start: int) -> str:
        """The text of the line before it; or the line before, if it ends that one."""
        if raised.ends_line_before:
            line = self._lines[raised.line - 1]
            return self._text[max(line.start, line.end - _CONTEXT_CHARS) : line.end]
        line = self._lines[raised.line]
        return self._text[max(line.start, start - _CONTEXT_CHARS) : start]

    def _has_brackets(self, raised: RaisedType) -> bool:
        start, end = raised.start, raised.end
        return self._text[max(0, start - 1) : start] + self._text[end : end + 1] in {"[]", "()"}

    def _bare_span(self, raised: RaisedType) -> tuple[int, int]:
        """Where it starts and ends with brackets around it."""
        around = int(self._has_brackets(raised))
        return raised.start - around, raised.end + around

    def _place(self, raised: RaisedType) -> MarkPlace:
        start, end = self._bare_span(raised)
        line = self._lines[raised.line]
        if raised.leads:
            end = _behind_blanks(self._text, end, line.end)
        elif not self._text[end : end + 1].isalpha() and not raised.ends_line_before:
            start = _before_blanks(self._text, line.start, start)
        return MarkPlace(start, end, self._label(raised), raised.leads)


def _word_doubt(word: str, before: str) -> _Doubt:
    """Whether a superscript of `word`, the last of the text `before`, may be an exponent."""
    lower = word.lower().replace("μ", "µ")
    is_unit = lower in _WORDS_OR_UNITS and _AFTER_NUMBER.search(before)
    if lower in _UNITS or word == "CO" or lower in _FUNCTIONS or is_unit:
        return _Doubt.FULL
    return _Doubt.SOME if len(word) == 1 else _Doubt.NONE


def _behind_blanks(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _before_blanks(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
