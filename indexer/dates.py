"""Dates in the words of people, for what staff write and for what files say of themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from indexer.languages import LANGUAGES

Parts = tuple[int, int | None, int | None]
"""Year, month and day, as far as they are said."""


def fold_word(text: str) -> str:
    """`text` in lower case without accents, to compare names that people typed."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _any_of(words: Iterable[str]) -> str:
    """A pattern of each of the words, folded; the longer ones first."""
    unique = sorted({re.escape(fold_word(word)) for word in words})
    return "|".join(sorted(unique, key=len, reverse=True))


_MONTHS: Final = {
    fold_word(name): month
    for row in LANGUAGES
    for month, names in enumerate(row.months, 1)
    for name in names
}
_MONTH: Final = _any_of(_MONTHS)
_WEEKDAY: Final = _any_of(day for row in LANGUAGES for day in row.weekdays)
_ARTICLE: Final = _any_of(word for row in LANGUAGES for word in row.date_articles)
_LINK: Final = _any_of(word for row in LANGUAGES for word in row.date_links)
_ORDINAL: Final = _any_of(sign for row in LANGUAGES for sign in row.ordinals)
_DAY: Final = rf"(?P<day>\d{{1,2}}) ?(?:{_ORDINAL})?"
_BETWEEN: Final = rf"(?:\s*[-/.,]\s*|\s+(?:(?:{_LINK})\s+)?)"
_YEAR: Final = r"(?P<year>\d{1,4})"
_IN_WORDS: Final = tuple(
    re.compile(rf"(?<![^\W_]){pattern}(?![^\W_])")
    for pattern in (
        rf"(?:{_DAY}{_BETWEEN})?(?P<month>{_MONTH})\.?{_BETWEEN}{_YEAR}",
        rf"(?P<month>{_MONTH})\.?\s+(?:the\s+)?{_DAY}{_BETWEEN}{_YEAR}",
    )
)
_BEFORE: Final = re.compile(rf"(?:(?:{_WEEKDAY})\W+)?(?:(?:{_ARTICLE})\s+)?")
_LONGEST: Final = 200  # characters in which a date is looked for


def in_words(text: str) -> Parts | None:
    """The date that `text` is: "15 de junio de 2014", "June 2014", "1er août 2014"."""
    plain = fold_word(text[:_LONGEST]).strip()
    if len(text) > _LONGEST:
        return None
    start = _BEFORE.match(plain)
    plain = plain[start.end() :] if start else plain
    matches = (pattern.fullmatch(plain) for pattern in _IN_WORDS)
    return next((_parts(match) for match in matches if match), None)


def within(text: str) -> Parts | None:
    """The only date in words in the beginning of `text`; none where there are two."""
    plain = fold_word(text[:_LONGEST])
    found = {_parts(match) for pattern in _IN_WORDS for match in pattern.finditer(plain)}
    found = {parts for parts in found if parts[0] >= 1000}
    return found.pop() if len(found) == 1 else None


def _parts(match: re.Match[str]) -> Parts:
    day = match["day"]
    return int(match["year"]), _MONTHS[match["month"]], int(day) if day else None
