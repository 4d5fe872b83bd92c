"""Days, times and numbers as the language of the messages writes them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from indexer.languages import INTERFACES, LANGUAGES
from indexer.messages import language_in_use, message

_UNITS: Final = ("kB", "MB", "GB", "TB")


def local_day(time: datetime) -> str:
    """A day, as "28 de noviembre de 2026"; `time` is aware, and shown as the machine's clock has
    it.
    """
    code = language_in_use()
    local = time.astimezone()
    row = next(row for row in LANGUAGES if row.code == code)
    first = INTERFACES[code].first_of_month
    day = first if first and local.day == 1 else str(local.day)
    month = row.months[local.month - 1][0]
    if code == "en":
        month = month.capitalize()
    between = " de " if row.date_links[:1] == ("de",) else " "
    return f"{day}{between}{month}{between}{local.year}"


def local_time(time: datetime) -> str:
    """A day and a time on it."""
    return f"{local_day(time)}, {time.astimezone():%H:%M}"


def local_number(number: int) -> str:
    """A whole number as the language writes it."""
    return str(message("{number}", number=number))


def local_size(size: int) -> str:
    """A size in bytes, in the unit that fits."""
    value, unit = float(size), "B"
    for larger in _UNITS:
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.0f}\N{NO-BREAK SPACE}{unit}"
