"""Makes words whole that are broken over the end of a page, on both pages.

The word ends the one page and begins the other, so that it is found on either. Running heads, page
numbers and notes may stand between: of the first lines of the next page, the one is taken that
begins with the rest of the word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from indexer.extract.text.hyphenation import OPEN_END, HyphenEvidence
from indexer.extract.text.word_frequencies import frequency

_LETTER: Final = r"[^\W\d_]"
_FIRST_LETTERS: Final = re.compile(rf"{_LETTER}+")
_LAST_LETTERS: Final = re.compile(rf"{_LETTER}+\Z")
_LINE_START: Final = re.compile(r"^(?=[^\W\d_])", re.MULTILINE)
_MAX_ENDS: Final = 20
"""Words of a page whose rest is looked for, from the last one on."""
_MAX_LINES: Final = 4
"""Lines at the head of the next page that may stand before the rest of the word."""
_MIN_FREQUENCY: Final = 2.0
"""Zipf frequency of a word that parts do not make by chance."""
# "pre-" at the end of a page, before "y postnatal".
_CONJUNCTIONS: Final = frozenset(["and", "e", "et", "i", "ni", "o", "or", "ou", "u", "und", "y"])


def rejoin_over_pages(texts: Sequence[str]) -> list[str]:
    """The cleaned texts of pages, with the words whole that are broken over their ends."""
    pages = list(texts)
    if not any(OPEN_END in page for page in pages):
        return pages
    evidence = HyphenEvidence.of(pages)
    for number in range(len(pages)):
        for _ in range(min(pages[number].count(OPEN_END), _MAX_ENDS)):
            _close_last_end(pages, number, evidence)
    return [page.replace(OPEN_END, "-") for page in pages]


def _close_last_end(pages: list[str], number: int, evidence: HyphenEvidence) -> None:
    """Make the last broken word of a page whole, or leave its hyphen at its end."""
    head, _, tail = pages[number].rpartition(OPEN_END)
    part = "".join(_LAST_LETTERS.findall(head))
    if place := _find_in_column(part, tail, evidence):
        word, hyphen = place[0], evidence.joined(head, place[0])
        pages[number] = f"{head}{hyphen}{word}{tail[: place.start()]}{tail[place.end() :]}"
    elif rest := _find_on_next_page(part, pages, number, evidence):
        hyphen = evidence.joined(head, rest.word)
        following = pages[rest.page]
        pages[rest.page] = f"{following[: rest.place]}{part}{hyphen}{following[rest.place :]}"
        pages[number] = f"{head}{hyphen}{rest.word}{tail}"
    else:
        pages[number] = f"{head}-{tail}"


def _find_in_column(part: str, tail: str, evidence: HyphenEvidence) -> re.Match[str] | None:
    """The rest of a known word further down on the page, as in the next column."""
    for line, place in enumerate(_LINE_START.finditer(tail)):
        rest = _FIRST_LETTERS.match(tail, place.start())
        is_near = line < _MAX_LINES
        if rest and _is_whole(part, rest[0], evidence) and (is_near or not _is_word(rest[0])):
            return rest
    return None


@dataclass(frozen=True, slots=True)
class _Rest:
    """The rest of a broken word, on the page with the index `page`, at `place` in its text."""

    page: int
    place: int
    word: str


def _find_on_next_page(
    part: str, pages: Sequence[str], number: int, evidence: HyphenEvidence
) -> _Rest | None:
    """The rest of a word on the next page that has text."""
    following = number + 1
    # A picture may take a page of its own; then the word must be known.
    has_picture = following < len(pages) and not pages[following].strip()
    following += has_picture
    if following >= len(pages):
        return None
    page = pages[following]
    for line, start in enumerate(_line_starts(page)):
        rest = _FIRST_LETTERS.match(page, start.start())
        if rest is None or not _may_continue(part, rest[0]):
            continue
        is_first = line == 0 and not has_picture
        is_sure = is_first and rest[0] not in _CONJUNCTIONS
        if is_sure or _is_whole(part, rest[0], evidence):
            return _Rest(following, start.start(), rest[0])
    return None


def _line_starts(text: str) -> list[re.Match[str]]:
    """Where the first lines begin that begin with a letter."""
    return list(islice(_LINE_START.finditer(text), _MAX_LINES))


def _is_whole(part: str, word: str, evidence: HyphenEvidence) -> bool:
    """Whether both parts make a word that the document has elsewhere, or the language."""
    if not part or not _may_continue(part, word):
        return False
    left, right = part.lower(), word.lower()
    if evidence.words[left + right] or evidence.pairs[left, right]:
        return True
    return right not in _CONJUNCTIONS and frequency(left + right) >= _MIN_FREQUENCY


def _is_word(letters: str) -> bool:
    """Whether letters are a word by themselves, with which any line can begin."""
    return frequency(letters.lower()) >= _MIN_FREQUENCY


def _may_continue(part: str, word: str) -> bool:
    """Whether letters can be the rest of a word: they go on in small letters, or in capitals."""
    return bool(part) and (word.islower() or (len(part) > 1 and part.isupper() and word.isupper()))
