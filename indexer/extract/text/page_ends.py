"""Completes words that are broken over the end of a page, on both pages.

The word ends the one page and begins the other, so that it is found on either. Running heads, page
numbers and notes may stand between: of the first lines of the next page, the one is taken that
begins with the rest of the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from indexer.extract.text.hyphenation import OPEN_END, HyphenEvidence
from indexer.word_frequencies import frequency

_LETTER: Final = r"[^\W\d_]"
_FIRST_LETTERS: Final = re.compile(rf"{_LETTER}+")
_LAST_LETTERS: Final = re.compile(rf"{_LETTER}+\Z")
_LINE_START: Final = re.compile(r"^(?=[^\W\d_])", re.MULTILINE)
_NEXT_LINE: Final = re.compile(rf"(?<=\n){_LETTER}+(?=[\s,.;:])")
_MAX_ENDS: Final = 20
"""Words of a page whose rest is looked for, from the last one on."""
_MAX_LINES: Final = 4
"""Lines at the head of the next page that may stand before the rest of the word."""
_MAX_DISTANT_LINES: Final = 200
_MIN_FREQUENCY: Final = 2.0
"""Zipf frequency from which a word is unlikely to be made of two parts by chance."""
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
        pages[number] = (
            f"{head}{hyphen}{word}{tail[: place.start()]}{tail[place.end() :].lstrip(' ')}"
        )
    elif rest := _find_on_next_page(part, pages, number, evidence):
        hyphen = evidence.joined(head, rest.word)
        following = pages[rest.page]
        pages[rest.page] = f"{following[: rest.place]}{part}{hyphen}{following[rest.place :]}"
        pages[number] = f"{head}{hyphen}{rest.word}{tail}"
    else:
        pages[number] = f"{head}-{tail}"


def _find_in_column(part: str, tail: str, evidence: HyphenEvidence) -> re.Match[str] | None:
    """The rest of a word further down on the page, as in the next column.

    What begins the next line of the paragraph is taken for it even where both parts together are no
    known word, unless it is a word by itself.
    """
    below = _NEXT_LINE.match(tail, 1)
    if below and _may_continue(part, below[0]) and not _is_word(below[0]):
        return below
    return next(_rests(part, tail, evidence), None)


def _rests(part: str, text: str, evidence: HyphenEvidence) -> Iterator[re.Match[str]]:
    """Beginnings of lines that make a known word.

    Behind the first lines, under a table or a picture, any line can begin with a word; there it
    must be no word by itself, or begin a paragraph in small letters.
    """
    for line, place in enumerate(islice(_LINE_START.finditer(text), _MAX_DISTANT_LINES)):
        rest = _FIRST_LETTERS.match(text, place.start())
        if rest is None or not _is_whole(part, rest[0], evidence):
            continue
        begins_paragraph = text[: rest.start()].endswith("\n\n") and rest[0].islower()
        if line < _MAX_LINES or begins_paragraph or not _is_word(rest[0]):
            yield rest


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
    # What a page begins with, behind its number at most, need not make a known word.
    first = _FIRST_LETTERS.search(page)
    if (
        first
        and not has_picture
        and page[: first.start()][-1:] in {"", "\n"}
        and _may_continue(part, first[0])
        and first[0] not in _CONJUNCTIONS
    ):
        return _Rest(following, first.start(), first[0])
    rest = next(_rests(part, page, evidence), None)
    return _Rest(following, rest.start(), rest[0]) if rest else None


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
