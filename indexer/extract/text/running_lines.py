"""Drops page numbers, and lines that repeat from page to page, except for the first of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, takewhile
from typing import Final

from indexer.extract.text.block_marks import without_mark
from indexer.languages import LANGUAGES
from indexer.note_marks import without_note_marks

# Measured on 567 PDFs: the first and last three lines, digits masked, on a quarter of the pages.
_ZONE_LINES: Final = 3
_MIN_PAGE_SHARE: Final = 0.25
_MIN_PAGES: Final = 4
_MIN_OUTERMOST: Final = 0.5
"""Share of the pages with a running line on which only such lines and numbers stand outside it."""
_MAX_HEAD_WORDS: Final = 20  # words
_MIN_HEADING_CHARS: Final = 6  # characters
# A document that is mostly "running lines" is a form or a template: its lines are its text.
_MIN_KEPT_SHARE: Final = 0.5
_EMPTY_LINES: Final = re.compile(r"\n{3,}")

_ROMAN: Final = r"(?=[ivxlc])(?:xc|xl|l?x{0,3})?(?:ix|iv|v?i{0,3})"
_ROMAN_NUMBER: Final = re.compile(_ROMAN, re.IGNORECASE)
# In small letters: what begins with a class is found five times as quickly as two alternatives.
_NUMBER: Final = re.compile(r"[\divxlcı](?:(?<=\d)\d*|(?<!\w.)[ivxlcı]*(?!\w))")
# An abbreviation often stands without its stop.
_PAGE_WORD: Final = "|".join(
    re.escape(word).replace(r"\.", r"\.?") for row in LANGUAGES for word in row.page_words
)
_PAGE_TOTAL: Final = "|".join(word for row in LANGUAGES for word in row.page_totals)
_PAGE_NUMBER: Final = re.compile(
    rf"[\W_]*(?:(?:{_PAGE_WORD}|p\.)\s*)?(?P<number>\d{{1,4}}|{_ROMAN})"
    rf"(?:\s*(?:{_PAGE_TOTAL}|/|\|)\s*\d{{1,4}})?[\W_]*",
    re.IGNORECASE,
)


def drop_running_lines(texts: list[str], labels: list[str]) -> list[str]:
    """The pages without their numbers and running lines; `labels` are what readers call them."""
    marked = [text.split("\n") for text in texts]
    lines = [list(map(without_mark, page)) for page in marked]
    running, heads = _RunningLines(lines), _RunningHeads(lines)

    def drop(page: list[str], number: int) -> list[str]:
        """The lines that stay, with their marks."""
        names = {str(number), labels[number - 1].casefold()}
        gone = {i for i in _zone(page) if running.drops(page[i], (number, i))}
        gone.update(i for i in _outermost(page) if heads.drops(page[i], number))
        gone.update(_page_number_lines(page, gone, lambda name: name in names))
        return [line for i, line in enumerate(marked[number - 1]) if i not in gone]

    kept = ["\n".join(drop(page, n)).strip("\n") for n, page in enumerate(lines, 1)]
    if sum(map(len, kept)) < _MIN_KEPT_SHARE * sum(map(len, texts)):
        return texts
    return [_EMPTY_LINES.sub("\n\n", text) for text in kept]


class _RunningLines:
    """Lines that repeat at the edge of pages.

    What repeats under a line that each page has for itself is text: the head of a table below the
    title of the page, the last part of a list of references.
    """

    def __init__(self, pages: list[list[str]]) -> None:
        self._first: dict[str, tuple[int, int]] = {}
        on_pages: Counter[str] = Counter()
        edges: list[list[str]] = []
        for number, page in enumerate(pages, 1):
            keys = {place: _key(page[place]) for place in _zone(page)}
            on_pages.update(set(keys.values()))
            for place, key in keys.items():
                self._first.setdefault(key, (number, place))
            edges += ([keys[place] for place in edge] for edge in _edges(page))
        fewest = max(_MIN_PAGES, _MIN_PAGE_SHARE * sum(1 for page in pages if any(page)))
        self._keys = {k for k, count in on_pages.items() if count >= fewest and _may_repeat(k)}
        own = {key for key, count in on_pages.items() if count == 1 and _has_words(key)}
        outermost = Counter(
            key for edge in edges for key in set(takewhile(lambda key: key not in own, edge))
        )
        self._keys = {k for k in self._keys if outermost[k] >= _MIN_OUTERMOST * on_pages[k]}

    def drops(self, line: str, at: tuple[int, int]) -> bool:
        """Whether to drop the line `at` (page number, index); the first of its kind stays."""
        key = _key(line)
        says_something = _has_words(key) and not _PAGE_NUMBER.fullmatch(line)
        return key in self._keys and not (says_something and self._first[key] == at)


class _RunningHeads:
    """Lines at the edge of pages that combine a running title with a heading of the text.

    "El miedo también avisa    Lo que el rumor hace" repeats only in its first or last words; it is
    a running head because the other words are a line of the text. One word of these may be one by
    chance, unless the whole line is on several pages.
    """

    def __init__(self, pages: list[list[str]]) -> None:
        bare = [[_bare(page[i]) for i in _outermost(page)] for page in pages]
        counts = Counter(
            title
            for page in bare
            for title in {title for line in page for title, _ in _splits(line)}
        )
        fewest = max(_MIN_PAGES, _MIN_PAGE_SHARE * sum(1 for page in pages if any(page)))
        self._titles = {t for t, count in counts.items() if count >= fewest and _has_words(t)}
        self._lines = {_bare(line) for page in pages for line in page} if self._titles else set()
        self._on_first = {_bare(line) for page in pages[:1] for line in page}
        self._on_pages = Counter(line for page in bare for line in set(page))

    def drops(self, line: str, number: int) -> bool:
        """Whether to drop a line of a page; that of the first one may be the title on the cover."""
        bare = _bare(line)
        lines = self._on_first if number == 1 else self._lines
        fewest = 1 if self._on_pages[bare] > 1 else 2
        return any(
            title in self._titles and _begins_with(rest.split(), lines, fewest)
            for title, rest in _splits(bare)
        )


def _begins_with(words: list[str], lines: set[str], fewest: int) -> bool:
    """Whether all of these words, or at least `fewest` of them, are a line."""
    counts = range(len(words), min(fewest, len(words)) - 1, -1)
    starts = (" ".join(words[:count]) for count in counts)
    return any(len(start) >= _MIN_HEADING_CHARS and start in lines for start in starts)


def _splits(line: str) -> Iterator[tuple[str, str]]:
    """All splits of a short line (`_bare`) into two words or more at one end, and the rest."""
    words = line.split()
    if len(words) <= _MAX_HEAD_WORDS:
        for count in range(2, len(words)):
            yield " ".join(words[:count]), " ".join(words[count:])
            yield " ".join(words[-count:]), " ".join(words[:-count])


def _bare(line: str) -> str:
    """A line without numbers, as a heading is repeated without its own."""
    return " ".join(_key(line).replace("#", " ").strip(" .·|-–—").split())


def _outermost(page: list[str]) -> set[int]:
    """Indexes of the first and the last line that are not empty."""
    full = [i for i, line in enumerate(page) if line]
    return {full[0], full[-1]} if full else set()


def _zone(page: list[str]) -> Iterator[int]:
    """Indexes of the first and the last few lines that are not empty."""
    yield from dict.fromkeys(chain(*_edges(page)))


def _edges(page: list[str]) -> tuple[list[int], list[int]]:
    """Indexes of the first few lines that are not empty, and of the last ones, last first."""
    start = max(0, len(page) - _ZONE_LINES * 3)
    first = [i for i, line in enumerate(page[: _ZONE_LINES * 3]) if line]
    last = [i for i in range(len(page) - 1, start - 1, -1) if page[i]]
    return first[:_ZONE_LINES], last[:_ZONE_LINES]


def _key(line: str) -> str:
    return _NUMBER.sub(_masked, without_note_marks(line).casefold())


def _masked(number: re.Match[str]) -> str:
    """The sign for a number; letters that make no Roman one stay."""
    text = number[0]
    return "#" if text[0].isdecimal() or _ROMAN_NUMBER.fullmatch(text) else text


# Footnotes that refer to the previous one recur on many pages: "3 Ibid., p. 12".
_NOTE: Final = re.compile(r"[\W#]*(?:ib[ií]d|[ií]dem\b|id\.|(?:op|ob|loc)\.? ?cit)")


def _may_repeat(key: str) -> bool:
    """Whether a repeated line can be a header: words, or one number; not a table's row of figures
    or a footnote."""
    return (_has_words(key) or key.count("#") == 1) and not _NOTE.match(key)


def _has_words(key: str) -> bool:
    return sum(map(str.isalpha, key)) >= 3


def _page_number_lines(
    page: list[str], gone: set[int], is_this_page: Callable[[str], bool]
) -> Iterator[int]:
    """The outermost remaining lines that are only this page's number."""
    left = [i for i in _zone(page) if i not in gone]
    for place in {min(left), max(left)} if left else ():
        match = _PAGE_NUMBER.fullmatch(page[place])
        if match and is_this_page(match["number"].casefold()):
            yield place
