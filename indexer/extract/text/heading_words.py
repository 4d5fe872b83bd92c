"""Compares lines with the headings and phrases that `languages` has for the parts of a book."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from indexer.folding import fold_word
from indexer.languages import LANGUAGES


def _folded(rows: Iterable[Collection[str]]) -> frozenset[str]:
    return frozenset(fold_word(phrase) for row in rows for phrase in row)


CONTENTS_HEADINGS: Final = _folded(row.contents_headings for row in LANGUAGES)
INDEX_HEADINGS: Final = _folded(row.index_headings for row in LANGUAGES)
BIBLIOGRAPHY_HEADINGS: Final = _folded(row.bibliography_headings for row in LANGUAGES)
COLOPHON_HEADINGS: Final = _folded(row.colophon_headings for row in LANGUAGES)
BIBLIOGRAPHY_BEGINNINGS: Final = tuple(
    sorted({heading.split()[0][:6] for heading in BIBLIOGRAPHY_HEADINGS})
)
"""Every heading of a list of references has one of these; most texts have none."""


def _shortest(phrases: Collection[str]) -> tuple[str, ...]:
    """The phrases that have no other one in them, so that none counts twice."""
    return tuple(sorted(one for one in phrases if not any(p in one for p in phrases if p != one)))


COLOPHON_PHRASES: Final = _shortest(_folded(row.colophon_phrases for row in LANGUAGES))
PRINTING_PHRASES: Final = _shortest(_folded(row.printing_phrases for row in LANGUAGES))
BLANK_PAGE_PHRASES: Final = _shortest(_folded(row.blank_page_phrases for row in LANGUAGES))
"""Phrases in texts that `fold_word` returns. Looking for each takes a tenth of the time that a
regular expression of all of them takes."""

MAX_HEADING_CHARS: Final = 60
_EDGES: Final = re.compile(r"^(?:[\W\d_]|[ivx]{1,4}[.)] )+|[\W\d_]+$")
_PAGE_ROMAN: Final = re.compile(r" [ivxl]{1,6}$")
_CHAPTER: Final = re.compile(
    r"^(?:chapter|capitulo|chapitre|appendix|apendice|anexo|annexe?) \w{1,3}\b\W*"
)


def as_heading(line: str) -> str:
    """A line as headings are compared: without its number and that of the page; empty if long."""
    if len(line) > MAX_HEADING_CHARS:
        return ""
    plain = _EDGES.sub("", fold_word(line))
    return _CHAPTER.sub("", _PAGE_ROMAN.sub("", plain))
