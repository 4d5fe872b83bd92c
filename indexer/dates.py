"""Parses dates written in words, in staff's metadata and in the files' own."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

DateParts = tuple[int, int | None, int | None]
"""Year, month and day; the last two if they are given."""

# Spanish, English, Portuguese, French; then how each of them shortens.
_MONTHS: Final = {
    name: month
    for names in (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "january february march april may june july august september october november december",
        "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "ene feb mar abr may jun jul ago sept oct nov dic",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "jan fev mar abr mai jun jul ago set out nov dez",
        "janv fevr mars avr mai juin juil aout sept oct nov dec",
    )
    for month, name in enumerate(names.split(), 1)
} | {"setiembre": 9}
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY: Final = r"(?P<day>\d{1,2}) ?(?:[ºª°oa]|st|nd|rd|th|er)?"
_SEPARATOR: Final = r"(?:\s*[-/.,]\s*|\s+(?:(?:del?|of)\s+)?)"
_YEAR: Final = r"(?P<year>\d{1,4})"
_IN_WORDS: Final = tuple(
    re.compile(rf"(?<![^\W_]){pattern}(?![^\W_])")
    for pattern in (
        rf"(?:{_DAY}{_SEPARATOR})?(?P<month>{_MONTH})\.?{_SEPARATOR}{_YEAR}",
        rf"(?P<month>{_MONTH})\.?\s+(?:the\s+)?{_DAY}{_SEPARATOR}{_YEAR}",
    )
)
_PREFIX: Final = re.compile(
    r"(?:(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday|(?:segunda|terca|quarta|quinta|sexta)-feira|lundi|mardi|mercredi|"
    r"jeudi|vendredi|samedi|dimanche)\W+)?(?:(?:el|le|on|em|the)\s+)?"
)
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


def find_date_in_words(text: str) -> DateParts | None:
    """The date in words at the beginning of `text`; None if there are several or none."""
    plain = fold_word(text[:_MAX_CHARS])
    found = {_parts(match) for pattern in _IN_WORDS for match in pattern.finditer(plain)}
    found = {parts for parts in found if parts[0] >= 1000}
    return found.pop() if len(found) == 1 else None


def fold_word(text: str) -> str:
    """Lower-case and strip accents, to compare names that people typed."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _parts(match: re.Match[str]) -> DateParts:
    day = match["day"]
    return int(match["year"]), _MONTHS[match["month"]], int(day) if day else None
