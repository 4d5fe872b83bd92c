"""Dates in the words of people, for what staff write and for what files say of themselves."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

Parts = tuple[int, int | None, int | None]
"""Year, month and day, as far as they are said."""

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
_BETWEEN: Final = r"(?:\s*[-/.,]\s*|\s+(?:(?:del?|of)\s+)?)"
_YEAR: Final = r"(?P<year>\d{1,4})"
_IN_WORDS: Final = tuple(
    re.compile(rf"(?<![^\W_]){pattern}(?![^\W_])")
    for pattern in (
        rf"(?:{_DAY}{_BETWEEN})?(?P<month>{_MONTH})\.?{_BETWEEN}{_YEAR}",
        rf"(?P<month>{_MONTH})\.?\s+(?:the\s+)?{_DAY}{_BETWEEN}{_YEAR}",
    )
)
_BEFORE: Final = re.compile(
    r"(?:(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday|(?:segunda|terca|quarta|quinta|sexta)-feira|lundi|mardi|mercredi|"
    r"jeudi|vendredi|samedi|dimanche)\W+)?(?:(?:el|le|on|em|the)\s+)?"
)
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


def fold_word(text: str) -> str:
    """`text` in lower case without accents, to compare names that people typed."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _parts(match: re.Match[str]) -> Parts:
    day = match["day"]
    return int(match["year"]), _MONTHS[match["month"]], int(day) if day else None
