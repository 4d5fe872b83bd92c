"""What a page looks like: its headings, its lines, how many of them are entries of a list.

The thresholds were tuned on half of the labelled pages of `tests/quality`, and judged on the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from indexer.extract.text.heading_words import (
    BIBLIOGRAPHY_BEGINNINGS,
    BIBLIOGRAPHY_HEADINGS,
    BLANK_PAGE_PHRASES,
    COLOPHON_HEADINGS,
    COLOPHON_PHRASES,
    CONTENTS_HEADINGS,
    INDEX_HEADINGS,
    MAX_HEADING_CHARS,
    PRINTING_PHRASES,
    as_heading,
)
from indexer.folding import fold_word
from indexer.model import Passage

_HEAD_LINES: Final = 12
# What stands between an entry and its page: at least four dots, or two ellipses.
_LEADER: Final = re.compile(r"(?:[.·_]\s?){4,}|…\s?…")
_PAGE_AT_END: Final = re.compile(r"(?<=[\s.…·_])(?:\d{1,4}|[ivxl]{1,6})$")
_MAX_PAGE_CHARS: Final = 8
_MAX_PAGES_CHARS: Final = 60  # a foreign line may have a million numbers
_LAST_OF_PAGE: Final = frozenset("0123456789ivxl")
_PAGES_OF_ENTRY: Final = re.compile(
    r"[,.…\s](?:pp?\. ?)?\d{1,4}(?:[-–]\d{1,4})?(?:, ?\d{1,4}(?:[-–]\d{1,4})?)*[.,]?$"
)
_YEAR: Final = re.compile(r"(?<![\d/.-])(?:1[6-9]|20)\d\d(?![\d/-])")
_REFERENCE: Final = re.compile(
    r"\bdoi\b|https?:|www\.|\bet al\b|\bpp?\. ?\d|\bvol\. ?\d|\bn[ºo°]\. ?\d|\d\(\d+\)"
    r"|\d: ?\d+[-–]\d|\b[IE]n:|\b[Dd]ispon[ií]\w+ e[mn]\b|\bRetrieved\b|\bAcess?o em\b"
    r"|\bConsult\w+ \w+\b|\b[Ee]ds?\.|\bUniversity Press\b"
    r"|[A-ZÁÉÍÓÚ][\w-]{1,40},? (?:[A-ZÁÉÍÓÚ]\.[ -]?){1,3}|[A-ZÁÉÍÓÚ][\w-]{1,40} [A-Z]{1,3}[,.]"
)
_ENTRY: Final = re.compile(r"\[\w{1,12}\]|\d{1,3}\.\s|[•·-]\s")
_CONTACT: Final = re.compile(
    r"https?:|www\.|@[\w-]{1,60}\.|\b[\w-]{3,60}\.(?:org|com|net|edu|gob|gov)\b"
    r"|\b\d{2,4}[ .-]\d{2,4}[ .-]\d{2,4}\b"
)
_SENTENCE_LINE: Final = re.compile(r"[^\W\d_]{2,}(?:\W+\w+){6,}")
_MAX_BLANK_CHARS: Final = 120
_MAX_ENTRY_CHARS: Final = 60

# Shares, and numbers of pages and characters, in the order of the roles.
_MIN_RISING: Final = 0.85
"""Of the page numbers of a table of contents; those of an index rise half of the time."""
_MIN_INDEXED_PAGES: Final = 20
_MIN_DENSITY: Final = 1.2
"""Signs of references in each line, where no heading says that they are; a text has .6 at most."""
MIN_COVERED_PAGES: Final = 4
"""Pages from which a publication has a cover; the first page of a short one is its text."""
_MAX_COVERS: Final = 4
_MAX_COVER_CHARS: Final = 900
_MAX_TITLE_CHARS: Final = 450
_MAX_TITLE_PAGE_CHARS: Final = 300
_MAX_FRONT_PAGES: Final = 12
_MAX_IMPRINT_NUMBER: Final = 8
_MAX_COLOPHON_CHARS: Final = 3_000
_MAX_HEADED_CHARS: Final = 1_500
_MAX_PRINTING_CHARS: Final = 700
_CHARS_PER_IMPRINT: Final = 320
"""Characters of an imprint for each of its phrases, at most."""


@dataclass(frozen=True)
class PageSigns:
    """A page of a publication with `count` pages, and how it looks."""

    passage: Passage
    count: int

    @property
    def number(self) -> int:
        """Its number."""
        return self.passage.number

    @cached_property
    def lines(self) -> list[str]:
        """The lines that are not empty."""
        return [line for line in self.passage.text.split("\n") if line.strip()]

    @cached_property
    def folded(self) -> str:
        """The text in lower case and without accents."""
        return fold_word(self.passage.text)

    @cached_property
    def characters(self) -> int:
        """Characters in its lines."""
        return sum(map(len, self.lines))

    @cached_property
    def words(self) -> list[str]:
        """Its words, folded."""
        return [word for line in self.lines for word in fold_word(line).split()]

    @cached_property
    def sentences(self) -> int:
        """Lines of running text."""
        return sum(len(line) > 50 and bool(_SENTENCE_LINE.match(line)) for line in self.lines)

    @cached_property
    def contacts(self) -> int:
        """Web sites, e-mail addresses and telephone numbers."""
        return len(_CONTACT.findall(self.passage.text))

    @property
    def heading(self) -> str:
        """The section's heading."""
        return as_heading(self.passage.label)

    @cached_property
    def heads(self) -> list[str]:
        """The first lines, as headings."""
        return [as_heading(line) for line in self.lines[:_HEAD_LINES]]

    def is_headed(self, headings: frozenset[str]) -> bool:
        """Whether one of the first lines is such a heading."""
        return not headings.isdisjoint(self.heads)

    @property
    def is_list(self) -> bool:
        """Whether hardly a line is running text."""
        return len(self.lines) >= 3 and self.sentences <= 0.2 * len(self.lines)

    @property
    def is_left_blank(self) -> bool:
        """Whether it says that it is blank."""
        is_short = self.characters < _MAX_BLANK_CHARS
        return is_short and any(phrase in self.folded for phrase in BLANK_PAGE_PHRASES)

    # --- contents and indexes

    @cached_property
    def entries(self) -> list[_ListEntry]:
        """The lines that end with the number of a page."""
        found = (_list_entry(line) for line in self.lines if line[-1] in _LAST_OF_PAGE)
        limit = self.count * 1.5 + 40
        return [entry for entry in found if entry is not None and entry.page <= limit]

    @cached_property
    def rising(self) -> float:
        """How many of the page numbers are not less than the one before, as a share."""
        pages = [entry.page for entry in self.entries]
        steps = [later >= earlier for earlier, later in pairwise(pages)]
        return sum(steps) / len(steps) if steps else 0.0

    @property
    def entry_share(self) -> float:
        """How many of its lines end with the number of a page, as a share."""
        return len(self.entries) / len(self.lines)

    def is_contents(self, *, goes_on: bool) -> bool:
        """Whether it is a table of contents, or goes on with one."""
        count, share = len(self.entries), self.entry_share
        is_in_front = self.number <= max(_MAX_FRONT_PAGES, self.count // 5)
        is_headed = is_in_front and self.is_headed(CONTENTS_HEADINGS)
        if is_headed and self.is_list and (share > 0.3 or self.short_lines >= 0.75):
            return True
        if count < 2 or self.rising < _MIN_RISING:
            return False
        leaders = sum(entry.has_leader for entry in self.entries)
        if count >= 3 and leaders >= 0.5 * count and share >= 0.3:
            return True
        if goes_on or is_headed:
            return share >= 0.4
        return count >= 8 and share >= 0.75 and is_in_front

    @property
    def short_lines(self) -> float:
        """How many of its lines are short, as a share."""
        return sum(len(line) < _MAX_ENTRY_CHARS for line in self.lines) / len(self.lines)

    def is_index(self, *, goes_on: bool) -> bool:
        """Whether it is an alphabetical index, or goes on with one."""
        if self.number < self.count / 2 and self.count > 3:
            return False
        numbered = [line for line in self.lines if line[-1].isdecimal() or line[-2:-1].isdecimal()]
        found = sum(bool(_PAGES_OF_ENTRY.search(line[-_MAX_PAGES_CHARS:])) for line in numbered)
        share = found / len(self.lines)
        if found < 5:
            return False
        is_known = goes_on or self.is_headed(INDEX_HEADINGS)
        if is_known and share >= 0.35 and self.rising < _MIN_RISING:
            return True
        # A table of countries is alphabetical too; its numbers are no pages of a short paper.
        is_likely = share >= 0.5 and found >= 8 and self.count >= _MIN_INDEXED_PAGES
        return is_likely and self.alphabetical >= 0.8 and self.rising < 0.8

    @cached_property
    def alphabetical(self) -> float:
        """How many lines begin with a letter not before that of the one before, as a share."""
        initials = [fold_word(line.lstrip("\\«“\"'(¿¡ "))[:1] for line in self.lines]
        letters = [initial for initial in initials if initial.isalpha()]
        steps = [later >= earlier for earlier, later in pairwise(letters)]
        return sum(steps) / len(steps) if len(steps) > 4 and len(set(letters)) > 2 else 0.0

    # --- bibliographies

    def is_bibliography(self, *, goes_on: bool) -> bool:
        """Whether most of it is a list of references, or goes on with one."""
        place = self.bibliography_heading
        if place is None:
            is_titled = as_heading(self.passage.title) in BIBLIOGRAPHY_HEADINGS
            if goes_on or is_titled:
                return self._density(self.lines) >= 0.5
            is_likely = self.number > 0.6 * self.count and self._has_years
            return is_likely and self._density(self.lines) >= _MIN_DENSITY
        after = self.lines[place + 1 :]
        size = sum(map(len, after))
        if size < 0.1 * self.characters:  # drawn after its list
            return self._density(self.lines) >= 0.6
        if place < _HEAD_LINES:
            entries = sum(bool(_ENTRY.match(line)) for line in after)
            return self._density(after) >= 0.5 or (entries >= 1 and place <= 1)
        return size > 0.5 * self.characters and self._density(after) >= 0.4

    @property
    def begins_bibliography(self) -> bool:
        """Whether a list of references begins on it, which may go on."""
        place = self.bibliography_heading
        after = self.lines[place + 1 :] if place is not None else []
        return place is not None and (not after or self._density(after) >= 0.4)

    @property
    def _has_years(self) -> bool:
        """Whether it has so many years that it may be a list of references."""
        return len(_YEAR.findall(self.passage.text)) > 0.4 * len(self.lines)

    @cached_property
    def bibliography_heading(self) -> int | None:
        """The line with the last heading of a list of references."""
        if not any(map(_is_bibliography, _lines_with_any(self.folded, BIBLIOGRAPHY_BEGINNINGS))):
            return None
        for at in range(len(self.lines) - 1, -1, -1):
            line = self.lines[at]
            if len(line) <= MAX_HEADING_CHARS and _is_bibliography(line):
                return at
        return None

    @staticmethod
    def _density(lines: Sequence[str]) -> float:
        """Signs of references in each line, two at most."""
        signs = (len(_YEAR.findall(line)) + len(_REFERENCE.findall(line)) for line in lines)
        return sum(min(count, 2) for count in signs) / max(1, len(lines))

    # --- covers and imprints

    def is_front_cover(self, *, goes_on: bool) -> bool:
        """Whether it is the cover, or a title page after covers or blank pages."""
        if self.count < MIN_COVERED_PAGES:
            return False
        if self.number == 1:
            return self.characters <= _MAX_TITLE_CHARS or (
                self.characters <= _MAX_COVER_CHARS
                and (self.sentences <= 0.1 * len(self.lines) or self._imprints() >= 2)
            )
        if not goes_on or self.number > _MAX_COVERS or self._imprints():
            return False
        return self.characters <= _MAX_TITLE_PAGE_CHARS and not self.sentences

    def _imprints(self) -> int:
        """How many phrases of imprints it has, each counted once."""
        text = self.folded
        return sum(phrase in text for phrase in COLOPHON_PHRASES) + 2 * (
            "©" in text or "(c)" in text
        )

    def _says_who_printed(self) -> bool:
        """Whether it is a few lines of the printer."""
        is_short = self.characters <= _MAX_PRINTING_CHARS
        return is_short and any(phrase in self.folded for phrase in PRINTING_PHRASES)

    def is_colophon(self) -> bool:
        """Whether it is an imprint."""
        is_placed = 1 < self.number <= _MAX_FRONT_PAGES or self.number > self.count - 2
        if not is_placed or self.characters > _MAX_COLOPHON_CHARS or self.count < 4:
            return False
        if self.is_headed(COLOPHON_HEADINGS) and self.characters <= _MAX_HEADED_CHARS:
            return True
        if self.number > self.count - 2 and self._says_who_printed():
            return True
        found = self._imprints()
        if 1 < self.number <= _MAX_IMPRINT_NUMBER and found >= 4:
            return found >= self.characters / (2 * _CHARS_PER_IMPRINT)
        return found >= 3 and found >= self.characters / _CHARS_PER_IMPRINT


@dataclass(frozen=True, slots=True)
class _ListEntry:
    """A line with the number of a page at its end."""

    page: int
    has_leader: bool


def _is_bibliography(line: str) -> bool:
    return as_heading(line) in BIBLIOGRAPHY_HEADINGS


def _lines_with_any(text: str, words: Iterable[str]) -> Iterator[str]:
    """The short lines that have one of these words."""
    for word in words:
        at = text.find(word)
        while at >= 0:
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            line = text[start : end if end >= 0 else len(text)]
            if len(line) <= MAX_HEADING_CHARS:
                yield line
            at = text.find(word, at + len(line))


def _list_entry(line: str) -> _ListEntry | None:
    found = _PAGE_AT_END.search(line[-_MAX_PAGE_CHARS:])
    if found is None:
        return None
    before = line[: len(line) - len(found[0])]
    has_leader = _LEADER.search(before) is not None
    if not (has_leader or before[-1].isspace()) or sum(map(str.isalpha, before)) < 2:
        return None
    if found[0].isdecimal():
        return _ListEntry(int(found[0]), has_leader)
    return _ListEntry(0, has_leader) if has_leader else None  # in the front matter
