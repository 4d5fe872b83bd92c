"""Decides which raised digits are the marks of notes, and not exponents, isotopes or fractions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.extract.pdf.page_lines import Line
from indexer.extract.pdf.raised_digits import RaisedDigits

_LETTER: Final = r"[^\W\d_]"
_WORD_BEFORE: Final = re.compile(rf"{_LETTER}+\Z")
_NUMBER_BEFORE: Final = re.compile(r"\d[\d.,]*\Z")
_LABEL: Final = re.compile(r"\d{1,3}(?:[,;–-]\d{1,3})*")
_CLOSING: Final = frozenset(".,;:!?…)]}»”\"’'›>%ªº°*†‡§¶®©™")
# Units whose superscript is an exponent wherever they stand, and those that are words too.
_UNITS: Final = frozenset(
    ["nm", "µm", "μm", "mm", "cm", "dm", "km", "hm", "ft", "yd", "lm", "lx", "mc"]
)
_WORDS_OR_UNITS: Final = frozenset(
    ["nm", "µm", "mm", "cm", "dm", "km", "hm", "ft", "yd", "lm", "lx", "mc"]
)
_AFTER_NUMBER: Final = re.compile(rf"(?:\d\s?|/|·){_LETTER}+\Z")
_FUNCTIONS: Final = frozenset(["cos", "tan", "log", "ln", "exp", "lim"])
_FORMULA: Final = re.compile(r"[(\[](?:[^\W\d_]?[^\w()\[\]]*|\d+)*[)\]]\Z")
_MAX_FORMULA_CHARS: Final = 12
_ISOTOPE: Final = re.compile(
    r"(?:[23]H|1[1-4]C|1[35]N|1[578]O|18F|2[24]Na|3[23]P|35S|4[05]?K|4[57]Ca|51Cr|5[79]Fe|5[78]Co"
    r"|60Co|64Cu|6[78]Ga|[89][59]Sr|90[SY]r?|99Mo|99Tc|111In|12[3-9]I|13[1-3]I|133Xe|13[47]Cs"
    r"|192Ir|201Tl|210P[bo]|226Ra|23[02]Th|23[3-9]U|23[89]Pu|241Am)(?![^\W\d_])"
)


@dataclass(frozen=True, slots=True)
class MarkPlace:
    """The mark of a note: characters `start` to `end` with its brackets and what parts it from its
    word; `label` is what it says. It `leads` where it is the number of a note."""

    start: int
    end: int
    label: str
    leads: bool


class NoteMarkJudge:
    """Judges the raised digits of one page.

    Where a word could have an exponent, a mark is what a note on the page has as its number and no
    other mark refers to.
    """

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self._text = text
        self._lines = lines

    def marks(self, raised: Sequence[RaisedDigits]) -> Iterator[MarkPlace]:
        """Those that are the marks of notes."""
        leading = [digits for digits in raised if digits.leads and self._leads(digits)]
        behind = [digits for digits in raised if not digits.leads and self._may_be(digits)]
        sure = [digits for digits in behind if not self._may_be_exponent(digits)]
        notes = {self._label(digits) for digits in leading}
        open_notes = notes - {self._label(digits) for digits in sure}
        others = (d for d in behind if d not in sure and self._label(d) in open_notes)
        for digits in (*leading, *sure, *others):
            yield self._place(digits)

    def _label(self, digits: RaisedDigits) -> str:
        return self._text[digits.start : digits.end]

    def _leads(self, digits: RaisedDigits) -> bool:
        """Whether it is the number of a note, before its text."""
        is_isotope = _ISOTOPE.match(self._text, digits.start)
        return bool(_LABEL.fullmatch(self._label(digits)) and not is_isotope)

    def _may_be(self, digits: RaisedDigits) -> bool:
        """Whether what stands beside it can have the mark of a note."""
        text, (start, end) = self._text, self._bare_span(digits)
        before, after = self._before(digits, start), text[end : end + 4]
        if not before.strip() or not _LABEL.fullmatch(self._label(digits)):
            return False
        if after[:1] in {"/", "⁄", "+", "−", "%", "°"} or re.match(r"[-–]?\d", after):
            return False
        if re.match(_LETTER, after):
            is_word = re.match(rf"{_LETTER}{{3}}", after)
            is_isotope = _ISOTOPE.match(text, digits.start)
            return bool((is_word or not before[-1].isspace()) and not is_isotope)
        last = before.rstrip()[-1]
        if last in "([":
            return text[end : end + 4].lstrip()[:1] in {")", "]"}
        if before[-1].isspace() and (digits.gap > _MAX_BLANK or last.isdecimal()):
            return False
        return last.isalnum() or last in _CLOSING

    def _may_be_exponent(self, digits: RaisedDigits) -> bool:
        """Whether what stands before it may have it as its exponent."""
        before = self._before(digits, self._bare_span(digits)[0])
        if before[-1].isspace() or before[-1] in "([" or self._has_brackets(digits):
            return False
        if number := _NUMBER_BEFORE.search(before):
            figures = number[0]
            return figures.isdecimal() and len(figures) <= _MAX_BASE_DIGITS
        if word := _WORD_BEFORE.search(before):
            return _has_exponent(word[0], before)
        formula = _FORMULA.search(before[-_MAX_FORMULA_CHARS:])
        return bool(formula and re.search(r"[-+−*=·]", formula[0]))

    def _before(self, digits: RaisedDigits, start: int) -> str:
        """The text of the line before it; for a mark on a line of its own, of the line before."""
        if digits.is_alone and not digits.leads:
            line = self._lines[digits.line - 1]
            return self._text[line.start : line.end]
        return self._text[self._lines[digits.line].start : start]

    def _has_brackets(self, digits: RaisedDigits) -> bool:
        start, end = digits.start, digits.end
        return self._text[max(0, start - 1) : start] + self._text[end : end + 1] in {"[]", "()"}

    def _bare_span(self, digits: RaisedDigits) -> tuple[int, int]:
        """Where it starts and ends with brackets around it."""
        around = int(self._has_brackets(digits))
        return digits.start - around, digits.end + around

    def _place(self, digits: RaisedDigits) -> MarkPlace:
        start, end = self._bare_span(digits)
        line = self._lines[digits.line]
        if digits.leads:
            end = _behind_blanks(self._text, end, line.end)
        elif not self._text[end : end + 1].isalpha():
            start = _before_blanks(self._text, line.start, start)
        return MarkPlace(start, end, self._label(digits), digits.leads)


_MAX_BLANK: Final = 0.55
"""Between a word and its mark, in heights of the line; a cell of a table is farther away."""
_MAX_BASE_DIGITS: Final = 2
"""A longer number has marks rather than exponents ("en 1986³")."""


def _has_exponent(word: str, before: str) -> bool:
    """Whether a superscript of `word`, the last of the text `before`, may be an exponent."""
    lower = word.lower().replace("μ", "µ")
    if len(word) == 1 or lower in _UNITS or word == "CO" or lower in _FUNCTIONS:
        return True
    return lower in _WORDS_OR_UNITS and bool(_AFTER_NUMBER.search(before))


def _behind_blanks(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _before_blanks(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
