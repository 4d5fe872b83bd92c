"""The table of contents of a PDF: its outline, or what its contents pages print."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from indexer.extract.options import MAX_OUTLINE_ENTRIES
from indexer.extract.text.block_marks import MAX_LEVEL, heading_mark, is_marked
from indexer.extract.text.clean import clean_line, letters
from indexer.model import OutlineEntry, Passage, Role

MAX_TITLE_CHARS: Final = 300
_MAX_DEPTH: Final = 8

_EMPTY_LINES: Final = re.compile(r"\n{3,}")
_NUMBER_CHARS: Final = 20
"""Characters of a heading's number, which its title in an outline often lacks."""
# What programs call pages that have no title: an outline of these says nothing.
_UNTITLED: Final = re.compile(
    r"(?:slide|diapositiva|diapositive|p[áa]gina|page)\s*\d*", re.IGNORECASE
)
_PRINTED_PAGE: Final = re.compile(r"(?<=[\s.…·_])\d{1,4}$")
_LEADER_SIGNS: Final = " .…·_\t"
_SECTION: Final = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2}){0,5})\.?\s")
# A list of printed pages is believed if so many of its titles stand on the pages that it names.
_MIN_PRINTED: Final = 3
_MIN_FOUND_SHARE: Final = 0.8
_MAX_OFFSET: Final = 40
"""Pages before the one that has the printed number 1."""
_MAX_PAGE_CHARS: Final = 6
_MAX_SEARCHED_CHARS: Final = 5_000  # of a page, for the titles that should stand on it
_HEAD_CHARS: Final = 40
"""Letters of a title that are looked for: the rest may be in another line."""


def clean_outline(
    entries: Sequence[OutlineEntry], count: int, is_shown: Callable[[str], bool]
) -> tuple[OutlineEntry, ...]:
    """The entries with clean titles that may be shown and lead to one of `count` pages.

    An entry without a page of its own has that of the first one below it.
    """
    untitled = sum(bool(_UNTITLED.fullmatch(entry.title.strip())) for entry in entries)
    if untitled * 2 > len(entries):
        return ()
    kept: list[OutlineEntry] = []
    target = 0
    for entry in reversed(entries[:MAX_OUTLINE_ENTRIES]):
        target = entry.number or target
        title = clean_line(entry.title)[:MAX_TITLE_CHARS]
        if title and 1 <= target <= count and is_shown(title):
            kept.append(OutlineEntry(title, target, min(max(entry.depth, 0), _MAX_DEPTH)))
    return tuple(reversed(kept))


def page_titles(entries: Iterable[OutlineEntry], count: int) -> list[str]:
    """Each page's outline entry: the first that starts on it, else the last one before it."""
    first_on: dict[int, str] = {}
    last_on: dict[int, str] = {}
    for entry in entries:
        first_on.setdefault(entry.number, entry.title)
        last_on[entry.number] = entry.title
    titles, current = [], ""
    for number in range(1, count + 1):
        titles.append(first_on.get(number, current))
        current = last_on.get(number, current)
    return titles


def mark_headings(texts: Sequence[str], entries: Iterable[OutlineEntry]) -> list[str]:
    """The pages' texts, with the lines marked as headings that are titles of the outline."""
    marked = list(texts)
    of_page: dict[int, list[OutlineEntry]] = {}
    for entry in entries:
        of_page.setdefault(entry.number, []).append(entry)
    for number, own in of_page.items():
        marked[number - 1] = _mark_headings(marked[number - 1], own)
    return marked


def _mark_headings(text: str, entries: Sequence[OutlineEntry]) -> str:
    lines = text.split("\n")
    titles = [len(entry.title) for entry in entries]
    sizes = range(min(titles) // 2, max(titles) + _NUMBER_CHARS + 1)
    places: dict[str, int] = {}
    for at, line in enumerate(lines):
        if len(line) in sizes and not is_marked(line):
            places.setdefault(_without_number(line), at)
    for entry in entries:
        at = places.pop(_without_number(entry.title), -1)
        if at >= 0:
            lines[at] = f"\n{heading_mark(min(entry.depth + 1, MAX_LEVEL))}{lines[at]}\n"
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def _without_number(line: str) -> str:
    return letters(line).casefold().lstrip("0123456789")


# --- contents pages


@dataclass(frozen=True, slots=True)
class _PrintedEntry:
    """A line of a contents page, and the printed number at its end."""

    title: str
    page: int
    depth: int


def printed_contents(passages: Sequence[Passage]) -> tuple[OutlineEntry, ...]:
    """What the first contents pages say, if it can be relied on; else nothing."""
    pages = _contents_pages(passages)
    every = (entry for page in pages for entry in _printed_entries(page.text))
    printed = list(islice(every, MAX_OUTLINE_ENTRIES))
    if len(printed) < _MIN_PRINTED:
        return ()
    texts = {
        passage.number: letters(passage.text[:_MAX_SEARCHED_CHARS]).casefold()
        for passage in passages
        if passage not in pages
    }
    by_label = {passage.label: passage.number for passage in passages}
    labelled = [by_label.get(str(entry.page), 0) for entry in printed]
    shifted = [[entry.page + offset for entry in printed] for offset in range(-2, _MAX_OFFSET + 1)]
    best = max([labelled, *shifted], key=lambda numbers: _count_found(printed, numbers, texts))
    if _count_found(printed, best, texts) < _MIN_FOUND_SHARE * len(printed):
        return ()
    entries = (
        OutlineEntry(entry.title, number, entry.depth)
        for entry, number in zip(printed, best, strict=True)
        if 1 <= number <= len(passages)
    )
    return tuple(entries)[:MAX_OUTLINE_ENTRIES]


def _contents_pages(passages: Sequence[Passage]) -> list[Passage]:
    """The first contents page and those that follow it."""
    numbers = [passage.number for passage in passages if passage.role is Role.CONTENTS]
    first = numbers[:1]
    pages = [at + first[0] for at in range(len(numbers)) if numbers[at] == at + first[0]]
    return [passages[number - 1] for number in pages]


def _printed_entries(text: str) -> Iterator[_PrintedEntry]:
    for line in text.split("\n"):
        found = _PRINTED_PAGE.search(line[-_MAX_PAGE_CHARS:])
        if found is None or len(line) > 2 * MAX_TITLE_CHARS:
            continue
        title = clean_line(line[: -len(found[0])].rstrip(_LEADER_SIGNS))
        if any(map(str.isalpha, title)):
            section = _SECTION.match(title)
            depth = section["number"].count(".") if section else 0
            yield _PrintedEntry(title[:MAX_TITLE_CHARS], int(found[0]), depth)


def _count_found(
    printed: Sequence[_PrintedEntry], numbers: Sequence[int], texts: dict[int, str]
) -> int:
    """How many of the titles stand on the pages with these numbers."""
    return sum(
        letters(_SECTION.sub("", entry.title)).casefold()[:_HEAD_CHARS] in texts.get(number, "")
        for entry, number in zip(printed, numbers, strict=True)
    )
