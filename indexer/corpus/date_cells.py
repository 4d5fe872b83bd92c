"""Parses dates as staff and spreadsheets write them, into ISO 8601 of any precision."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from indexer import dates
from indexer.corpus.mistakes import quoted
from indexer.corpus.staff_text import CellInvalid
from indexer.folding import fold_word
from indexer.messages import Message, message

_MAX_DATE_CHARS: Final = 100
"""What is longer is no date, and the patterns below would take long to find out."""

_NO_DATE: Final = re.compile(
    r"\[?(?:s\.? ?/? ?[fd]\.?|n\.? ?d\.?|sin fecha|sem data|sans date|undated|no date)\]?"
)
"""What people write where there is no date."""


def parse_date(text: str) -> str:
    """Parse a date of any precision into ISO 8601: 2014, 2014-06, 2014-06-15; empty for "s/f".

    Raises:
        CellInvalid: it is not a date, or does not exist.
    """
    if len(text) > _MAX_DATE_CHARS:
        raise CellInvalid(
            message('"{text}…" is not a date; it is too long for one', text=quoted(text[:20]))
        )
    if _NO_DATE.fullmatch(fold_word(text)):
        return ""
    year, month, number = _date_parts(text)
    try:
        date(year, month or 1, number or 1)
    except ValueError as error:
        raise CellInvalid(_not_existing(text, year, month, number)) from error
    if year < 100 and month and not number:
        raise CellInvalid(_day_or_month(quoted(text)))
    if not 1000 <= year <= 2999:
        raise CellInvalid(
            message('the year of "{text}" must have four digits, as in 2014-06-15', text=text)
        )
    return _iso(year, month, number)


def _iso(year: int, month: int | None, number: int | None) -> str:
    parts = [f"{year:04}"] + [f"{part:02}" for part in (month, number) if part is not None]
    return "-".join(parts)


def _not_existing(text: str, year: int, month: int | None, number: int | None) -> Message:
    if text[:4].isdecimal() or month is None or number is None:
        return message('the date "{text}" does not exist', text=text)
    if month > 12 >= number:  # as in the United States
        return message(
            'the date "{text}" does not exist: the day comes first; write it like {meant}',
            text=text,
            meant=_iso(year, number, month),
        )
    return message('the date "{text}" does not exist (the day comes first)', text=text)


def _date_parts(text: str) -> dates.DateParts:
    """Parse a date as staff type it."""
    if match := re.fullmatch(r"(\d{4})([-/.]\d{1,2})?([-/.]\d{1,2})?([T ]\d{1,2}:\d\d.*)?", text):
        year, month, number = match.group(1, 2, 3)
        return int(year), _number(month), _number(number)
    if match := re.fullmatch(r"(\d{1,2}[-/.])?(\d{1,2})[-/.](\d{4})([T ]\d{1,2}:\d\d.*)?", text):
        number, month, year = match.group(1, 2, 3)
        return int(year), int(month), _number(number)
    if parts := dates.parse_date_in_words(text):
        return parts
    if re.fullmatch(r"[2-5]\d{4}", text):
        return _spreadsheet_date(int(text))
    for pattern, explain in _COMMON_MISTAKES:
        if match := pattern.fullmatch(fold_word(text)):
            raise CellInvalid(explain(quoted(text), match))
    raise CellInvalid(
        message(
            '"{text}" is not a date; write it like 2014, 2014-06, 2014-06-15, 15/06/2014 or '
            "junio de 2014",
            text=quoted(text),
        )
    )


def _spreadsheet_date(days: int) -> dates.DateParts:
    """The date that spreadsheets store as this number of days since the end of 1899.

    Raises:
        CellInvalid: it is the first of a month, which is what they also make of a month.
    """
    meant = date(1899, 12, 30) + timedelta(days=days)
    if meant.day == 1:
        raise CellInvalid(
            message(
                "{text} is how a spreadsheet stores {meant}, or the month alone: write the one you "
                "mean",
                text=str(days),
                meant=meant.isoformat(),
            )
        )
    return meant.year, meant.month, meant.day


def _one_date(text: str, match: re.Match[str]) -> Message:
    return message(
        '"{text}" is not a date; only one date is allowed: write the year of publication',
        text=text,
    )


def _one_month(text: str, match: re.Match[str]) -> Message:
    return message(
        '"{text}" is not a date; only one month is allowed ({year}-MM), or the year alone: {year}',
        text=text,
        year=match[1],
    )


def _season(text: str, match: re.Match[str]) -> Message:
    return message(
        '"{text}" is not a date; write the year, {year}, or the month: {year}-MM',
        text=text,
        year=match[1],
    )


def _about(text: str, match: re.Match[str]) -> Message:
    return message(
        '"{text}" is not a date; write the year alone, {year}, or leave the cell empty',
        text=text,
        year=match[1],
    )


def _short_year(text: str, match: re.Match[str]) -> Message:
    return message(
        '"{text}" is not a date; the year must have four digits, as in 2014-06-15', text=text
    )


def _day_or_month(text: str) -> Message:
    return message(
        '"{text}" may be a day, or a month of a year; the year must have four digits, as in '
        "2014-06-15 or 2014-06",
        text=text,
    )


_RANGE: Final = "(?: ?[-/–—] ?| (?:a|al|to|y|e|et|and) )"
# What people often write in place of a date (folded) -> what to write instead.
_COMMON_MISTAKES: Final[
    tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], Message]], ...]
] = (
    (
        re.compile(
            r"(?:primavera|verano|otono|invierno|spring|summer|autumn|fall|winter|verao|outono|"
            r"inverno|printemps|ete|automne|hiver)\W+(?:(?:de|del|of)\W+)?(\d{4})"
        ),
        _season,
    ),
    (re.compile(rf"\D{{0,10}}\d{{4}}{_RANGE}\d{{2,4}}"), _one_date),
    (re.compile(rf"[a-z]+{_RANGE}[a-z]+ (?:(?:de|del|of) )?(\d{{4}})"), _one_month),
    (
        re.compile(
            r"\W*(?:c|ca|circa|hacia|about|vers|aprox(?:imadamente)?)?\W*(\d{4})\W*"
            r"(?:aprox(?:imadamente)?|ca|circa)?\W*"
        ),
        _about,
    ),
    (re.compile(r"(?:\d{1,2}\W)?(?:\d{1,2}|[a-z]+)\W{1,2}\d{2}"), _short_year),
)


def _number(digits: str | None) -> int | None:
    return int(digits.strip("-/.")) if digits else None
