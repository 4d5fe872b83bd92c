"""Words broken at a line's end: is the hyphen the typesetter's, or a compound's?

PDFium joins a word to its rest on the next line and leaves U+FFFE where the hyphen was, in
"acompaña-miento" as in "político-militar". It leaves the hyphen and the line's end where no letter
stands before them ("2014-⏎2015") or the hyphen is U+2010; pypdf leaves them everywhere. Between
letters these are joints too.

A document has most of its words unbroken elsewhere, and so it decides itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Self

_JOINT: Final = "\ufffe"
_LETTER: Final = r"[^\W\d_]"
_BREAK: Final = re.compile(rf"[\u2010\u00ad-](?<={_LETTER}.)[ \t]*\r?\n[ \t]*(?={_LETTER}|\d)")
_BETWEEN: Final = re.compile(rf"{_JOINT}(?<={_LETTER}.)(?={_LETTER}|\d)")
_WORD: Final = re.compile(rf"{_LETTER}+(?:[\u2010\u2011{_JOINT}-]{_LETTER}+)*")
_HYPHEN: Final = re.compile("[\u2010\u2011-]")
_LETTERS: Final = re.compile(rf"{_LETTER}+")
_REACH: Final = 100
"""Characters on each side of a joint that are looked at."""
_ADDRESS: Final = re.compile(r"(?:://|www\.|@)\S*\Z")

# Measured on the 5,906 joints of 100 PDFs in six languages. The document's own words decide 73 %:
# 4,091 are joined and 199 get a hyphen, one of them wrongly. Where both parts are words so often
# and so long, 41 of 47 are compounds ("context-sensitive", but not "con-siguiente"). Of the 1,441
# that nothing speaks for, 9 are compounds in another document; they are joined.
_OFTEN: Final = 2
_LONG: Final = 3  # letters


def rejoined(texts: Sequence[str]) -> list[str]:
    """The pages of a document with its broken words whole, and the hyphens of its compounds."""
    marked = [_BREAK.sub(_JOINT, text) for text in texts]
    if not any(_JOINT in text for text in marked):
        return marked
    evidence = _Evidence.of(marked)
    return [_BETWEEN.sub(evidence.joint, text) for text in marked]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """How often a document has each word unbroken, and each two with a hyphen between them."""

    words: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """The evidence of a whole document."""
        runs: Counter[str] = Counter()
        for text in texts:
            runs.update(_WORD.findall(text.lower()))
        evidence = cls()
        for run, count in runs.items():
            if _JOINT not in run:
                parts = _HYPHEN.split(run)
                for part in parts:
                    evidence.words[part] += count
                for pair in pairwise(parts):
                    evidence.pairs[pair] += count
        return evidence

    def joint(self, match: re.Match[str]) -> str:
        """What belongs in the place of a joint: a hyphen or nothing."""
        text, start, end = match.string, match.start(), match.end()
        if text[end].isdecimal():
            return "-"  # "ISO-8859", the number of a note
        behind, ahead = text[max(0, start - _REACH) : start], text[end : end + _REACH]
        before, after = _LETTERS.findall(behind)[-1], _LETTERS.findall(ahead)[0]
        left, right = before.lower(), after.lower()
        joined, paired = self.words[left + right], self.pairs[left, right]
        if joined or paired:
            return "-" if paired > joined else ""
        name = after[0].isupper() and before[-1].islower()  # "Martín-Baró"
        often = min(self.words[left], self.words[right]) >= _OFTEN and len(before) >= _LONG
        return "-" if name or often or _ADDRESS.search(behind) else ""
