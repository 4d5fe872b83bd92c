"""Parses the day until which something is withdrawn, as people write it behind a name."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from indexer.dates import DateParts, parse_date_in_words
from indexer.folding import fold_word
from indexer.languages import LANGUAGES
from indexer.withdrawals.names import fold_name

_WORDS: Final = "|".join(
    sorted(
        {re.escape(fold_word(word)) for row in LANGUAGES for word in row.until_words},
        key=len,
        reverse=True,
    )
)
_UNTIL: Final = re.compile(rf"(?<![^\W_])(?:{_WORDS})\b[\s:=]*")
_YEAR_FIRST: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?![\d/-])")
_DAY_FIRST: Final = re.compile(r"(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})(?![\d/-])")
_MAX_WORDS: Final = 7
"""Words that a date can have: "lunes, 1 de marzo de 2027"."""


def find_until(text: str) -> str:
    """The first day, in ISO 8601, on which what a text says to hide until a date is shown again.

    Empty if it names no date. Of several dates the latest counts. A month or a year is hidden until
    it is over: in doubt, hiding lasts longer.
    """
    folded = fold_name(text)
    found = (parse_until(folded[match.end() :]) for match in _UNTIL.finditer(folded))
    return max(found, default="")


def parse_until(text: str) -> str:
    """The first day after the date that `text` begins with, or that day itself if it names one.

    Empty if it does not begin with a date that exists.
    """
    parts = _date_at_start(fold_name(text))
    if parts is None:
        return ""
    year, month, day = parts
    try:
        if day is not None and month is not None:
            return date(year, month, day).isoformat()
        if month is not None:
            return (date(year, month, 28) + timedelta(days=4)).replace(day=1).isoformat()
        return date(year + 1, 1, 1).isoformat()
    except ValueError:
        return ""


def _date_at_start(text: str) -> DateParts | None:
    if match := _YEAR_FIRST.match(text):
        year, month, day = match.groups()
        return int(year), _number(month), _number(day)
    if match := _DAY_FIRST.match(text):
        day, month, year = match.groups()
        return int(year), int(month), _number(day)
    words = text.split()[:_MAX_WORDS]
    for count in range(len(words), 1, -1):
        if parts := parse_date_in_words(" ".join(words[:count]).strip(" .,;:)")):
            return parts
    return None


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)
