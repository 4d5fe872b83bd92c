"""Parses dates written in words, in staff's metadata and in the files' own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from indexer.folding import fold_word
from indexer.languages import LANGUAGES

DateParts = tuple[int, int | None, int | None]
"""Year, month and day; the last two if they are given."""


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
_SEPARATOR: Final = rf"(?:\s*[-/.,]\s*|\s+(?:(?:{_LINK})\s+)?)"


def _patterns(year: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rf"(?<![^\W_]){pattern}(?P<year>{year})(?![^\W_])")
        for pattern in (
            rf"(?:{_DAY}{_SEPARATOR})?(?P<month>{_MONTH})\.?{_SEPARATOR}",
            rf"(?P<month>{_MONTH})\.?\s+(?:the\s+)?{_DAY}{_SEPARATOR}",
        )
    )


_IN_WORDS: Final = _patterns(r"\d{1,4}")
_WITH_WHOLE_YEAR: Final = _patterns(r"\d{4}")  # not "Rio de Janeiro, 7 de junho de 2015"
_PREFIX: Final = re.compile(rf"(?:(?:{_WEEKDAY})\W+)?(?:(?:{_ARTICLE})\s+)?")
_MAX_CHARS: Final = 200  # in which a date is searched


def parse_date_in_words(text: str) -> DateParts | None:
    """Parse a text that is a date: "15 de junio de 2014", "June 2014", "1er août 2014"."""
    plain = fold_word(text[:_MAX_CHARS]).strip()
    if len(text) > _MAX_CHARS:
        return None
    start = _PREFIX.match(plain)
    plain = plain[start.end() :] if start else plain
    matches = (pattern.fullmatch(plain) for pattern in _IN_WORDS)
    return next((_parts(match) for match in matches if match), None)


def dates_in_words(folded: str) -> list[tuple[int, int, DateParts]]:
    """The dates in words in a folded text, each with its place, in order; none overlap."""
    matches = [match for pattern in _WITH_WHOLE_YEAR for match in pattern.finditer(folded)]
    found: list[tuple[int, int, DateParts]] = []
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if not found or match.start() >= found[-1][1]:
            found.append((*match.span(), _parts(match)))
    return found


def find_date_in_words(text: str) -> DateParts | None:
    """The date in words at the beginning of `text`; None if there are several or none."""
    plain = fold_word(text[:_MAX_CHARS])
    found = {_parts(match) for pattern in _WITH_WHOLE_YEAR for match in pattern.finditer(plain)}
    found = {parts for parts in found if parts[0] >= 1000}
    return found.pop() if len(found) == 1 else None


def _parts(match: re.Match[str]) -> DateParts:
    day = match["day"]
    return int(match["year"]), _MONTHS[match["month"]], int(day) if day else None
