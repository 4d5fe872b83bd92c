"""Spells ligatures that a PDF draws but does not name: "o?cina" for oficina, "ges?ón" for gestión.

A glyph without a name gives its number, which is a control character; none at all (U+FFFD); a
character of the private use area, or a letter of another script. The document's words decide what
each sign stands for: the ligature that makes most of its runs known words. Then each place is
judged by itself, because one sign may stand for several ligatures.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Final

from indexer.extract.repairs.known_words import KnownWords
from indexer.extract.repairs.letter_classes import (
    BREAK_MARK,
    FOREIGN_LETTERS,
    LATIN_LETTERS,
    LOOKALIKES,
    NO_CHARACTER,
    RARE_LATIN_LETTERS,
    UNNAMED_SIGNS,
    control_code,
)

_LETTERS: Final = f"{RARE_LATIN_LETTERS}{FOREIGN_LETTERS}"
_SIGN: Final = f"{UNNAMED_SIGNS}{_LETTERS}"
_PART: Final = rf"[{LATIN_LETTERS}{_SIGN}]"
_BREAK: Final = rf"(?:{BREAK_MARK}|[\u2010\u00ad-][ \t]*\r?\n)"
_A_BREAK: Final = re.compile(_BREAK)
_ANY_SIGN: Final = re.compile(f"[{_SIGN}]")
_A_LETTER: Final = re.compile(f"[{_LETTERS}]")
_BEFORE_SIGN: Final = re.compile(rf"(?:{_PART}+{_BREAK})?{_PART}*\Z")
_FROM_SIGN: Final = re.compile(rf"{_PART}+(?:{_BREAK}{_PART}+)?")
_MAX_RUN: Final = 60
"""Letters examined before a sign."""
_LATIN_LETTER: Final = re.compile(f"[{LATIN_LETTERS}]")
_WITHIN_WORD: Final = re.compile(rf"[{_SIGN}](?=[{LATIN_LETTERS}])")
_CAPITAL: Final = re.compile(rf"[{_SIGN}](?=[A-ZÀ-Þ])")

# In words of Spanish, Portuguese, French and English, most frequent first.
_READINGS: Final = ("fi", "ti", "fl", "ff", "ffi", "tt", "ffl", "tti", "ft", "tf", "fj", "Th", "ct")
_TEX: Final = {
    **dict(zip(range(0x1B, 0x20), ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),  # T1
    **dict(zip(range(0x0B, 0x10), ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),  # OT1
}
"""The ligatures in TeX's own encodings, which have the same order in both."""
_ACCENTED: Final = tuple("óíáéñúüçãêâõôàèÓÍÁÉÑÚ")
"""What a lossy conversion leaves as U+FFFD too."""

_MIN_RUNS: Final = 2
"""Different runs that a reading must turn into words; one run is enough if it is long."""
_LONG_RUN: Final = 5
_MAX_COMBINATIONS: Final = 400
_MAX_LEARNED_RUNS: Final = 2_000
_MAX_JUDGED_RUNS: Final = 5_000
"""Bounds of one document; what comes after them is read as its other runs are."""
# What follows separates fi from fl for 95 % of the words in which they occur in es, pt and it,
# 96 % in en and 92 % in fr (by wordfreq's frequencies; "fi" alone: 81 to 94 %).
_AFTER_FL: Final = frozenset("iouíú")
# PDFium leaves U+FFFE for a lost ligature too; before a word, it is no hyphen.
_BEFORE_WORD: Final = re.compile(rf"{BREAK_MARK}(?<![^\s(«“\"¿¡_].)(?=[^\W\d_]{{2}})")
_MARKED_WORD: Final = re.compile(rf"((?:(?<![^\W\d_])[^\W\d_]++)?){BREAK_MARK}([^\W\d_]++)")


def spell_ligatures(texts: Sequence[str], words: KnownWords) -> tuple[list[str], frozenset[int]]:
    """The pages of a document with their ligatures spelled, and the codes that were TeX's."""
    texts = _without_false_marks(texts, words)
    if not any(map(_ANY_SIGN.search, texts)):
        return texts, frozenset()
    speller = _Speller(words)
    speller.learn(text[run] for text in texts for run in _runs(text))
    return [_respell(text, speller) for text in texts], speller.tex_codes()


def _runs(text: str) -> Iterator[slice]:
    """Where letters with signs among them stand; not behind a figure (degrees, millionths)."""
    place = 0
    while sign := _ANY_SIGN.search(text, place):
        before = _BEFORE_SIGN.search(text, max(place, sign.start() - _MAX_RUN), sign.start())
        after = _FROM_SIGN.match(text, sign.start())
        if before is None or after is None:
            return
        place = after.end()
        if not text[before.start() - 1 : before.start()].isdecimal():
            yield slice(before.start(), after.end())


def _respell(text: str, speller: _Speller) -> str:
    parts, place = [], 0
    for run in _runs(text):
        parts += [text[place : run.start], speller.spell(text[run])]
        place = run.stop
    return "".join([*parts, text[place:]])


def _without_false_marks(texts: Sequence[str], words: KnownWords) -> list[str]:
    """The texts with U+FFFD where a mark of a broken word is a lost ligature."""
    # Without a blank or the like before it, it marks a broken word.
    before = sum(len(_BEFORE_WORD.findall(text)) for text in texts if BREAK_MARK in text)
    if before < _MIN_RUNS:
        return list(texts)

    def judge(match: re.Match[str]) -> str:
        left, right = match.groups()
        is_broken = left and words.is_known(left + right)
        return match[0] if is_broken else f"{left}{NO_CHARACTER}{right}"

    return [_MARKED_WORD.sub(judge, text) for text in texts]


@dataclass(slots=True)
class _Speller:
    """What the signs of one document stand for."""

    words: KnownWords
    readings: dict[str, str] = field(default_factory=dict)
    judged: int = 0

    def learn(self, runs: Iterable[str]) -> None:
        """Let runs of letters and signs vote for the reading of each sign."""
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        longest: Counter[str] = Counter()
        for run in islice(dict.fromkeys(runs), _MAX_LEARNED_RUNS):
            signs = {*_ANY_SIGN.findall(run)}
            if len(signs) != 1 or not _may_be_word(run):
                continue
            (sign,) = signs
            for reading in _readings(sign):
                if self.words.weight(_bare(run).replace(sign, reading)):
                    votes[sign][reading] += 1
                    longest[sign] = max(longest[sign], len(_bare(run)))
        for sign, found in votes.items():
            most = max(found.values())
            first = _TEX.get(control_code(sign), "")
            if most >= _MIN_RUNS or longest[sign] >= _LONG_RUN:
                is_tex = found[first] >= most
                self.readings[sign] = first if is_tex else found.most_common(1)[0][0]

    def tex_codes(self) -> frozenset[int]:
        """The codes of the signs that have TeX's meaning."""
        known = self.readings.items()
        return frozenset(
            control_code(sign) for sign, reading in known if _TEX.get(control_code(sign)) == reading
        )

    def spell(self, run: str) -> str:
        """The run with letters for its signs; a sign that nothing explains stays."""
        signs = list(dict.fromkeys(_ANY_SIGN.findall(run)))
        if not (self.readings.keys() & signs) or not _may_be_word(run):
            return run
        own = {sign: self.readings[sign] for sign in signs if sign in self.readings}
        if len(own) == len(signs) and self._weight(run, own):
            return _replace(run, own)
        self.judged += 1
        if self.judged <= _MAX_JUDGED_RUNS and (best := self._best(run, signs)):
            return _replace(run, best)
        return self._by_habit(run, own)

    def _best(self, run: str, signs: Sequence[str]) -> Mapping[str, str]:
        """The readings that make the most frequent word of the run; empty if none does."""
        options = [_readings(sign) for sign in signs]
        choices = islice(product(*options), _MAX_COMBINATIONS)
        readings = (dict(zip(signs, choice, strict=True)) for choice in choices)
        weighed = [(self._weight(run, reading), reading) for reading in readings]
        weight, best = max(weighed, key=lambda pair: pair[0])
        return best if weight else {}

    def _weight(self, run: str, reading: Mapping[str, str]) -> float:
        return self.words.weight(_bare(_replace(run, reading)))

    def _by_habit(self, run: str, own: Mapping[str, str]) -> str:
        """The run as the document's other runs are read, for names and rare words."""

        def letters(match: re.Match[str]) -> str:
            reading = own.get(match[0], match[0])
            if reading in _ACCENTED or _A_LETTER.match(match[0]):
                return match[0]
            if reading in ("fi", "fl") and control_code(match[0]) not in _TEX:
                return "fl" if run[match.end() : match.end() + 1] in _AFTER_FL else "fi"
            return reading

        return _WITHIN_WORD.sub(letters, run)


def _readings(sign: str) -> tuple[str, ...]:
    if sign in LOOKALIKES:
        return (LOOKALIKES[sign],)
    if sign == NO_CHARACTER:
        return _READINGS + _ACCENTED
    first = _TEX.get(control_code(sign))
    return (first, *_READINGS) if first else _READINGS


def _may_be_word(run: str) -> bool:
    """Whether there are letters beside the signs, and no capital behind one, as no ligature has."""
    return _LATIN_LETTER.search(run) is not None and not _CAPITAL.search(run)


def _bare(run: str) -> str:
    """The word of a run, without what breaks it at the end of a line."""
    return _A_BREAK.sub("", run)


def _replace(run: str, reading: Mapping[str, str]) -> str:
    for sign, letters in reading.items():
        run = run.replace(sign, letters)
    return run
