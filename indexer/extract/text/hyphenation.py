"""Rejoins words that are broken at a line's end: does the hyphen belong to the word?

PDFium joins a word to its rest on the next line and leaves U+FFFE in place of the hyphen, both in
"acompaña-miento" and in "político-militar". It keeps the hyphen and the line end if no letter
precedes them ("2014-⏎2015") or the hyphen is U+2010; pypdf always keeps them. Between letters these
are marked with U+FFFE here too.

Most words of a document occur unbroken elsewhere in it, which decides.

A word whose rest is not in the next line has OPEN_END; `page_ends` looks for the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Self

from indexer.extract.repairs.letter_classes import BREAK_MARK
from indexer.note_marks import blank_note_marks

OPEN_END: Final = "\U0001fffe"
"""Stands for the hyphen of a broken word whose rest does not follow; a noncharacter of Unicode."""
_LETTER: Final = r"[^\W\d_]"
_LINE_BREAK: Final = re.compile(rf"[\u2010\u00ad-](?<={_LETTER}.)[ \t]*\r?\n[ \t]*(?={_LETTER}|\d)")
_MARK_IN_WORD: Final = re.compile(rf"{BREAK_MARK}(?<={_LETTER}.)(?={_LETTER}|\d)")
_WORD: Final = re.compile(rf"{_LETTER}+(?:[\u2010\u2011{BREAK_MARK}-]{_LETTER}+)*")
_HYPHEN: Final = re.compile("[\u2010\u2011-]")
_LETTERS: Final = re.compile(rf"{_LETTER}+")
_CONTEXT_CHARS: Final = 100
"""Characters examined on each side of a mark."""
# Below the last line stands nothing, or the number of the page; "UTF-8" has none.
_OPEN: Final = rf"(?:[\u2010\u00ad-]{BREAK_MARK}?|{BREAK_MARK})\s*"
_OPEN_AT_PAGE_END: Final = re.compile(
    rf"(?<={_LETTER}){_OPEN}\Z|(?<=[a-zß-öø-ÿ]){_OPEN}(?=[\s|•·–—-]*\d{{1,4}}[\s|•·–—-]*\Z)"
)
_ADDRESS: Final = re.compile(r"(?:://|www\.|@)\S*\Z")

# Measured on the 5,906 broken words of 100 PDFs in six languages. The document's own words decide
# 73 %: 4,091 are joined and 199 get a hyphen, one of them wrongly. If both parts are words this
# often and this long, 41 of 47 are compounds ("context-sensitive", but not "con-siguiente"). Of the
# 1,441 without evidence, 9 are compounds in another document; they are joined.
_MIN_OCCURRENCES: Final = 2
_MIN_PART_LETTERS: Final = 3  # letters


def rejoin_words(texts: Sequence[str]) -> list[str]:
    """Rejoin the broken words in the pages of a document; compounds keep their hyphens."""
    marked = [_LINE_BREAK.sub(BREAK_MARK, _mark_open_end(text)) for text in texts]
    if not any(BREAK_MARK in text for text in marked):
        return marked
    evidence = HyphenEvidence.of(marked)
    return [_MARK_IN_WORD.sub(evidence.replacement, text) for text in marked]


def _mark_open_end(text: str) -> str:
    """`text` with OPEN_END where its last line is broken, apart from the number of the page."""
    head, tail = text[:-_CONTEXT_CHARS], text[-_CONTEXT_CHARS:]
    return head + _OPEN_AT_PAGE_END.sub(f"{OPEN_END}\n", tail)


@dataclass(frozen=True, slots=True)
class HyphenEvidence:
    """How often a document has each unbroken word, and each pair of words with a hyphen."""

    words: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """The evidence of a whole document."""
        runs: Counter[str] = Counter()
        for text in texts:
            runs.update(_WORD.findall(blank_note_marks(text).lower()))
        evidence = cls()
        for run, count in runs.items():
            if BREAK_MARK not in run:
                parts = _HYPHEN.split(run)
                for part in parts:  # "+= count" takes twice as long where most words are new
                    evidence.words[part] = evidence.words.get(part, 0) + count
                for pair in pairwise(parts):
                    evidence.pairs[pair] += count
        return evidence

    def joined(self, head: str, tail: str) -> str:
        """What stands between the parts of a word, `head` ending and `tail` beginning with one."""
        context = f"{head[-_CONTEXT_CHARS:]}{BREAK_MARK}{tail[:_CONTEXT_CHARS]}"
        found = _MARK_IN_WORD.search(context)
        return self.replacement(found) if found else "-"

    def replacement(self, match: re.Match[str]) -> str:
        """What replaces a mark: a hyphen or nothing."""
        text, start, end = match.string, match.start(), match.end()
        if text[end].isdecimal():
            return "-"  # "ISO-8859", the number of a note
        behind, ahead = (
            text[max(0, start - _CONTEXT_CHARS) : start],
            text[end : end + _CONTEXT_CHARS],
        )
        before, after = _LETTERS.findall(behind)[-1], _LETTERS.findall(ahead)[0]
        left, right = before.lower(), after.lower()
        joined, paired = self.words[left + right], self.pairs[left, right]
        if joined or paired:
            return "-" if paired > joined else ""
        name = after[0].isupper() and before[-1].islower()  # "Martín-Baró"
        often = (
            min(self.words[left], self.words[right]) >= _MIN_OCCURRENCES
            and len(before) >= _MIN_PART_LETTERS
        )
        return "-" if name or often or _ADDRESS.search(behind) else ""
