"""Reads the dates that a line of a publication states as its own.

A date says when something was published only in its place: behind a word that says so ("Publicado
el 7 de junio de 2015"), or alone with a place or a name ("Oaxaca, 7 de junio de 2015"). In a
sentence it belongs to what the sentence is about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

from indexer.dates import DateParts, dates_in_words
from indexer.extract.metadata import YEAR, certain_date
from indexer.folding import fold_letters, fold_word
from indexer.languages import FUNCTION_WORDS, LANGUAGES

MAX_LINE_CHARS: Final = 200
"""A longer line is one of the text."""

DAY_CHARS: Final = len("2015-06-07")
"""The length of a date in ISO 8601 that has a day."""


class Saying(IntEnum):
    """What a line says of its date, the better one first."""

    PUBLISHED = 0
    ALONE = 1
    UPDATED = 2


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date in ISO 8601, as precise as the line states it, and what the line says of it."""

    saying: Saying
    iso: str


def stated_dates(line: str, *, day_first: bool) -> list[StatedDate]:
    """The dates that a line states as those of its publication.

    `day_first` says that 3/4/2015 is in April; else only its year is certain.
    """
    line = unicodedata.normalize("NFC", " ".join(line.split()))
    if len(line) > MAX_LINE_CHARS or not YEAR.search(line):
        return []
    plain = fold_letters(line)
    found = _dates(plain, day_first)
    statements: list[StatedDate] = []
    last_end = 0
    for place, (start, end, iso) in enumerate(found):
        until = found[place + 1][0] if place + 1 < len(found) else len(plain)
        saying = _saying(line, plain, (last_end, start, end, until))
        if saying is not None:
            statements.append(StatedDate(saying, iso))
        last_end = end
    return statements


def dateline(paragraph: str) -> str:
    """The date of a paragraph that begins like a report: "Oaxaca, 7 de junio de 2015.- El…"."""
    beginning = unicodedata.normalize("NFC", " ".join(paragraph[:MAX_LINE_CHARS].split()))
    plain = fold_letters(beginning)
    for start, end, parts in dates_in_words(plain)[:1]:
        before, after = beginning[:start], plain[end:]
        has_place = start <= _MAX_PLACE_CHARS and _LEAD.sub("", plain[:start]).strip()
        if has_place and _DATELINE_END.match(after) and is_place(before):
            return _iso(parts)
    return ""


# --- dates in a line ------------------------------------------------------------------------------

# The number of an issue before its date: "Boletín No. 45", "Vol. 3, Núm. 2".
_SERIES: Final = "|".join(
    sorted(
        {fold_word(word) for row in LANGUAGES for word in row.series_words}, key=len, reverse=True
    )
)
_NUMBER_SIGN: Final = r"(?:n\.?[o°º]\b\.?|(?:num|nro|no)\b\.?|n[°º]|\#)"
_BEFORE_NUMBER: Final = re.compile(rf"(?:\b(?:{_SERIES}|vol)\b\.?|{_NUMBER_SIGN})\s*$")
_NUMBER_AND_COMMA: Final = re.compile(r"\d{1,2}\s*,\s*")
_ISSUE: Final = (
    rf"(?:(?:(?:{_SERIES})\b|vol\b\.?)\s*{_NUMBER_SIGN}?|{_NUMBER_SIGN})\s*"
    r"\d{1,4}(?:[-/]\d{2,4})?"
)
_ISSUES: Final = re.compile(rf"\W*{_ISSUE}(?:[\s,;-]+{_ISSUE}){{0,3}}\W*")
_NUMERIC: Final = re.compile(
    r"(?<![\d/.-])(?:(?P<year>(?:19|20)\d\d)(?P<a>[-/.])(?P<month>\d{1,2})(?P=a)(?P<day>\d{1,2})"
    r"|(?P<first>\d{1,2})(?P<b>[-/.])(?P<second>\d{1,2})(?P=b)(?P<last>(?:19|20)\d\d))"
    r"(?![\d/-]|\.\d)"
)
_SHORT_WEEKDAY_CHARS: Final = 3


def _weekday_numbers() -> dict[str, set[int]]:
    """The weekdays (Monday is 0) by names in full and by their first letters (Vie, Fri), which are
    those of several in some languages.
    """
    numbers: dict[str, set[int]] = {}
    for row in LANGUAGES:
        for number, name in enumerate(map(fold_word, row.weekdays)):
            for written in (name, name[:_SHORT_WEEKDAY_CHARS]):
                numbers.setdefault(written, set()).add(number)
    return numbers


_WEEKDAY_NUMBERS: Final = _weekday_numbers()
_WEEKDAY_BEFORE: Final = re.compile(rf"(?<!\w)({'|'.join(_WEEKDAY_NUMBERS)})[.,]?\s+$")


def _dates(plain: str, day_first: bool) -> list[tuple[int, int, str]]:
    found = [_without_issue(plain, *one) for one in dates_in_words(plain)]
    for match in _NUMERIC.finditer(plain):
        weekday = _WEEKDAY_BEFORE.search(plain[: match.start()])
        parts = _numeric_parts(match, day_first)
        if weekday and match["first"]:
            parts = _on_weekday(match, weekday[1]) or parts
        found.append((*match.span(), _iso(parts)))
    return sorted(one for one in found if one[2])


def _without_issue(plain: str, start: int, end: int, parts: DateParts) -> tuple[int, int, str]:
    """A date in words; the "2" of "Núm. 2, mayo de 2019" is no day of it."""
    number = _NUMBER_AND_COMMA.match(plain, start)
    if number and _BEFORE_NUMBER.search(plain[:start]):
        return number.end(), end, _iso((*parts[:2], None))
    return start, end, _iso(parts)


def _on_weekday(match: re.Match[str], weekday: str) -> DateParts | None:
    """The date in figures that was on the weekday, if only one of its two readings was."""
    numbers = int(match["first"]), int(match["second"])
    readings = {(int(match["last"]), month, day) for day, month in (numbers, numbers[::-1])}
    fitting = [one for one in readings if _weekday_of(*one) in _WEEKDAY_NUMBERS[weekday]]
    return fitting[0] if len(fitting) == 1 else None


def _weekday_of(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).weekday()
    except ValueError:
        return None


def _numeric_parts(match: re.Match[str], day_first: bool) -> DateParts:
    if match["year"]:
        return int(match["year"]), int(match["month"]), int(match["day"])
    first, second, year = int(match["first"]), int(match["second"]), int(match["last"])
    if day_first or first > 12 or first == second:
        return year, second, first
    return (year, first, second) if second > 12 else (year, None, None)


def _iso(parts: DateParts) -> str:
    return certain_date(*parts)


# --- what the line says of them -------------------------------------------------------------------


def _labels(words: Iterator[str]) -> str:
    plain = sorted({fold_word(word) for word in words}, key=len, reverse=True)
    return "|".join(
        re.escape(word) if word.endswith(":") else rf"{re.escape(word)}\b" for word in plain
    )


_START: Final = r"(?:^|[|•·:—–\-,(/\n]|\b(?:fue|was|ete|foi) )\W*"
_PUBLISHED: Final = re.compile(
    f"{_START}(?:{_labels(word for row in LANGUAGES for word in row.published_words)})"
)
_UPDATED: Final = re.compile(
    f"{_START}(?:{_labels(word for row in LANGUAGES for word in row.updated_words)})"
)
_EVENT: Final = re.compile(
    rf"\b(?:{'|'.join(fold_word(word) for row in LANGUAGES for word in row.event_words)})(?:e?s)?\b"
)
_MAX_GAP_CHARS: Final = 70  # between a label and its date: an author's name, a section's
_MAX_TAIL_WORDS: Final = 12  # behind a labelled date
_SEPARATOR: Final = re.compile(r"\s*[|•·—–]\s*|\s+[-/]\s+")
_TIME: Final = re.compile(
    r"\W*(?:(?:a las|at|a|as|@|\|)?\W*\d{1,2}[:.h]\s?\d{2}(?:[:.]\d{2})?\s*"
    r"(?:hrs?|horas|h|am|pm|a\.? ?m|p\.? ?m|utc|gmt|[a-z]{3,4}t)?)?\W*"
)
_WEEKDAY: Final = "|".join(sorted({fold_word(d) for row in LANGUAGES for d in row.weekdays}))
_LEAD: Final = re.compile(
    rf"(?:^|[\s,;.(])(?:a|el|le|em|on|the|del?|dia)?\s*(?:(?:{_WEEKDAY})\W*)?(?:a|el|le|on|the)?\s*$"
)
_BYLINE_LABELS: Final = "|".join(
    sorted({fold_word(w) for row in LANGUAGES for w in row.byline_words + row.author_labels},
           key=len, reverse=True)
)  # fmt: skip
_TEXT_LABELS: Final = "|".join(fold_word(w) for row in LANGUAGES for w in row.text_labels)
_BYLINE: Final = re.compile(rf"^\W*(?:(?:{_BYLINE_LABELS})\b\s?:?|(?:{_TEXT_LABELS})\s?:)\s+")
# "By the team of Aluna", "Da redação", "Por: comunicación social": no name, but who signs.
_STAFF: Final = re.compile(
    r"\W*(?:d[aeo]s?\s|del\s|du\s)?\s?(?:the|our|el|la|los|las|nuestr[ao]|a|o|os|as|le|les|l['’])?\s?"
    rf"(?:{'|'.join(fold_word(w) for row in LANGUAGES for w in row.staff_words)})(?:e?s)?\b"
    r"(?:\s(?:de|del|d[aeo]s?|du|of|for|at|in|en|em)\s[^\d.;:!?,]{1,50})?\W*"
)
# What begins a sentence, not the name of a place ("En Oaxaca", but "La Paz").
_SENTENCE_WORDS: Final = frozenset(map(fold_word, FUNCTION_WORDS)) - frozenset(
    ["des", "el", "la", "las", "le", "les", "los", "o", "os", "sao", "the"]
)
# "Oaxaca, marzo de 2014", "San Cristóbal de Las Casas a 7 de junio", but not "Joined March 2007".
_CLOSED: Final = re.compile(r"(?:^|[,.:;(])\s*(?:a|en|em)?\s*$|\sa\s*$", re.IGNORECASE)
# "Versión 1.97 de 2006-05-09", "Guía 4.6.2, 17 de mayo de 2022"
_VERSION: Final = re.compile(
    r"(?:[^\W\d][\w /-]{0,40} )?(?:v\.? ?|version |versao |release )?\d+(?:\.\d+)+"
    r"(?:\W{0,3}(?:de|del|do|du|of|from)?\W{0,3})?"
)
_SIGNATURE_WORDS: Final = sorted({w for row in LANGUAGES for w in row.byline_words} - {"de"})
_SIGNATURE: Final = re.compile(
    rf"\W*(?:{'|'.join(_SIGNATURE_WORDS)})\b:?\s+"
    r"[^.;!?]{1,60}$"
)
_MAX_PLACE_CHARS: Final = 90
_MAX_PLACE_WORDS: Final = 10
_MAX_BARE_PLACE_WORDS: Final = 3
_PLACE_WORD: Final = re.compile(r"[^\W\d_][\w'’.-]*")
_PARTICLE_WORDS: Final = "a and da das de del di do dos du e el et la las le les los of the y"
_PARTICLES: Final = frozenset(_PARTICLE_WORDS.split())
_DATELINE_END: Final = re.compile(r"\s*(?:\([^)]{1,40}\))?\s*(?:\.\s*[-–—]|[-–—:/]|\.\s*\|)")


def _saying(line: str, plain: str, place: tuple[int, int, int, int]) -> Saying | None:
    """What is said of the date from `start` to `end`, between the ones beside it."""
    left, start, end, right = place
    before, after = plain[left:start], plain[end:right]
    for pattern, saying in ((_UPDATED, Saying.UPDATED), (_PUBLISHED, Saying.PUBLISHED)):
        labels = list(pattern.finditer(before))
        if labels and _belongs(before[labels[-1].end() :], after):
            return saying
    segment = _segment_before(line[left:start])
    rest = _SEPARATOR.split(after, maxsplit=1)[0]
    if left and not _SEPARATOR.search(before):
        return None  # the second of two dates: a range, or a date of something else
    signature = _SIGNATURE.match(rest)
    if not (signature or _TIME.fullmatch(rest)) or _EVENT.search(plain):
        return None
    is_exact = plain[start : start + 1].isdigit() or any(map(str.isdigit, plain[start : end - 4]))
    if _VERSION.fullmatch(fold_letters(segment)) or _ISSUES.fullmatch(fold_letters(segment)):
        return Saying.ALONE
    return Saying.ALONE if is_place(segment) and (is_exact or _CLOSED.search(segment)) else None


def _belongs(gap: str, after: str) -> bool:
    """Whether a label belongs to the date: no sentence stands between them or goes on behind."""
    is_short = len(gap) <= _MAX_GAP_CHARS and not re.search(r"[.;!?]\s|\d", gap)
    tail = re.split(r"[|•·(]|\. ", after, maxsplit=1)[0]
    return is_short and len(tail.split()) <= _MAX_TAIL_WORDS


def _segment_before(before: str) -> str:
    return _SEPARATOR.split(before)[-1]


def is_place(before: str) -> bool:
    """Whether nothing but a place or a name stands before a date: "Oaxaca, Oax., a "."""
    plain = fold_letters(before)
    lead = _LEAD.search(plain)
    if lead is None and before.strip():
        return False
    kept = before[: lead.start()] if lead else before
    byline = _BYLINE.match(fold_letters(kept))
    kept = kept[byline.end() :] if byline else kept
    if _STAFF.fullmatch(fold_letters(kept)):
        return True
    words = [word for word in re.split(r"[\s,;()\"“”«»]+", kept) if any(map(str.isalnum, word))]
    if len(words) > _MAX_PLACE_WORDS or len(kept) > _MAX_PLACE_CHARS:
        return False
    # "Oaxaca 7 de junio" is a place too, but no longer line without a comma.
    is_closed = bool(_CLOSED.search(before[: lead.end() if lead else None]))
    if len(words) > _MAX_BARE_PLACE_WORDS and not (is_closed or byline):
        return False
    return all(
        _PLACE_WORD.fullmatch(word) and (word[0].isupper() or word.lower() in _PARTICLES)
        for word in words
    ) and (not words or (words[0][0].isupper() and fold_word(words[0]) not in _SENTENCE_WORDS))
