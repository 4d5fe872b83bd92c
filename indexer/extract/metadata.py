"""Cleans the metadata that files contain: dates in ISO form, names split, junk refused.

It is poor: 41 % of PDFs have a title, and at least a tenth of those are junk (measured). A
meaningless value is worse than none: it would hide what staff know, and be shown to readers. So
each function here returns an empty value rather than a doubtful one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from indexer import dates
from indexer.extract.text.clean import clean_line, clean_text
from indexer.languages import LANGUAGES
from indexer.names_of_bodies import names_a_body
from indexer.publication_types import PUBLICATION_TYPES

_MAX_NAME_CHARS: Final = 200  # of a person or an organisation
_MAX_LINE_CHARS: Final = 500  # of a title, a name, a subject
_MAX_TEXT_CHARS: Final = 5_000  # of a description
_MAX_VALUES: Final = 100  # creators or subjects of one file

# --- titles ---------------------------------------------------------------------------------------

_PLACEHOLDER_TITLES: Final = frozenset(
    {"(anonymous)", "n/a", "no job name", "nodrm", "null"}
    | {title for row in LANGUAGES for title in row.placeholder_titles}
)
_PROGRAM_BEFORE_TITLE: Final = re.compile(
    r"(?:microsoft (?:office )?(?:word|powerpoint|excel|publisher)|powerpoint) ?[-–:]",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"[\s_-]*\(?\d+\)?$")
_FILE_NAME: Final = re.compile(
    r"""(?:file:|https?:|[a-z]:[\\/]|[/\\]\S*[/\\]).*
    |.*\.(?:docx?|odt|rtf|txt|pdf|indd|qx[dp]|p65|pmd|pub|tex|dvi|e?ps|pptx?|ppsx?|odp|xlsx?|csv
           |ai|cdr|fm|wpd|lwp|x?html?|php|aspx?|jpe?g|png|tiff?|md)
    |\S*(?:_|-\S*-)\S*                # informe_final, borrador-v2-ok
    |[0-9a-f]{8}-?[0-9a-f]{4}\S*
    |index\ of\ /.*                   # of a server's folder""",
    re.IGNORECASE | re.VERBOSE,
)


def names_program(value: str) -> bool:
    """Whether a title begins with the name of the program that wrote it: "Microsoft Word - …"."""
    return _PROGRAM_BEFORE_TITLE.match(clean_line(value)) is not None


def title(value: str) -> str:
    """`value` as a title; empty if it is not one (a file name, "untitled", figures…)."""
    line = _unquoted(clean_line(value)[:_MAX_LINE_CHARS])
    plain = _NUMBERED.sub("", line.casefold())
    if (
        plain in _PLACEHOLDER_TITLES
        or _PROGRAM_BEFORE_TITLE.match(line)
        or _FILE_NAME.fullmatch(line)
    ):
        return ""
    return line if _WORD.search(line) and "\ufffd" not in line else ""


_QUOTED: Final = re.compile(r"[\"'“«‘]\s*([^\"'“”«»‘’]*)\s*[\"'”»’]")


def _unquoted(line: str) -> str:
    """A line without the quotation marks around the whole of it."""
    match = _QUOTED.fullmatch(line)
    return match[1] if match else line


def text(value: str) -> str:
    """`value` as a description; empty if it is not one."""
    short = clean_text(value)[:_MAX_TEXT_CHARS]
    return short if title(short) else ""


_KINDS: Final = frozenset(row.code for row in PUBLICATION_TYPES if row.usual)


def kind(value: str) -> str:
    """`value` as a type of publication that readers can choose; empty for others ("Text")."""
    name = clean_line(value).casefold().removeprefix("info:eu-repo/semantics/")
    return name if name in _KINDS else ""


# --- creators and subjects ------------------------------------------------------------------------

_PLACEHOLDER_NAMES: Final = frozenset(
    # What computers are sold with.
    {"acer", "asus", "dell", "hp", "lenovo", "n/a", "null", "oem", "pc", "root", "samsung", "sony"}
    | {"toshiba", "windows", "xp"}
    | {name for row in LANGUAGES for name in row.placeholder_names}
)
_TOOL: Final = re.compile(
    r"\b(?:adobe|acrobat|indesign|illustrator|photoshop|microsoft|libreoffice|openoffice|latex|"
    r"pdftex|ghostscript|quarkxpress|coreldraw|canva|wordpress|drupal|joomla|scanner|wkhtmltopdf|"
    r"docbook|sphinx|doxygen|pandoc)\b",
    re.IGNORECASE,
)
_COPYRIGHT: Final = re.compile(r"^(?:©|\(c\)|copyright)[\s\d,–-]*", re.IGNORECASE)
_LETTERS: Final = re.compile(r"[^\W\d_]")
_WORD: Final = re.compile(r"(?<![^\W_])[^\W\d_]{2,}(?![^\W_])")


def creators(values: Iterable[str]) -> tuple[str, ...]:
    """The names in `values`, in order, each once; a value can have several ("A. B.; C. D.")."""
    names = (name for value in values for name in _split_names(value))
    return _each_once(name for name in names if _is_name(name))


def _split_names(value: str) -> list[str]:
    parts = _COPYRIGHT.sub("", clean_line(value)).split(";")
    if len(parts) == 1:
        by_comma = [part.strip() for part in parts[0].split(",")]
        # "Ana López, Juan Pérez" is two people, "López, Ana" one, and so is "Comisión Nacional,
        # Oficina Regional", or "Servicios para la Paz, A. C.".
        is_one = all(map(names_a_body, by_comma)) or _letters(by_comma[-1]) <= _MAX_FORM_LETTERS
        if len(by_comma) > 1 and all(" " in part for part in by_comma) and not is_one:
            parts = by_comma
    return [
        part.strip(" ,.\"'()<>") if _letters(part) < 2 else part.strip(' ,"<>') for part in parts
    ]


_MAX_FORM_LETTERS: Final = 4  # of a legal form


def _is_name(name: str) -> bool:
    if len(name) > _MAX_NAME_CHARS:  # first: on long text the patterns below would be slow
        return False
    if _NUMBERED.sub("", name.casefold()) in _PLACEHOLDER_NAMES or _TOOL.search(name):
        return False
    is_login = " " not in name and (name.islower() or any(map(str.isdigit, name)))
    is_address = "@" in name or "://" in name or "\\" in name or "\ufffd" in name
    return _letters(name) >= 2 and not is_login and not is_address


def subjects(values: Iterable[str]) -> tuple[str, ...]:
    """The subjects in `values`, in order, each once; a value can have several."""
    parts = (part for value in values for part in re.split(r"[;,|\n•]", clean_text(value)))
    lines = (clean_line(part).strip(" .\"'") for part in parts)
    return _each_once(line for line in lines if _letters(line) >= 2 and len(line) <= 100)


def _each_once(values: Iterable[str]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for value in values:
        seen.setdefault(value.casefold(), value)
    return tuple(seen.values())[:_MAX_VALUES]


def _letters(value: str) -> int:
    return len(_LETTERS.findall(value))


# --- identifiers ----------------------------------------------------------------------------------

_DOI: Final = re.compile(
    r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE
)
_ISBN: Final = re.compile(
    r"(?:urn:)?isbn:?[\s-]*(97[89][\d -]{10,14}|[\d -]{9,12}[\dX])", re.IGNORECASE
)


def identifier(values: Iterable[str]) -> str:
    """The first DOI ("10.1590/…") or ISBN ("isbn:978…"); others mean nothing outside the file."""
    for value in map(clean_line, values):
        if doi := _DOI.fullmatch(value):
            return doi[1]
        if isbn := _ISBN.fullmatch(value):
            return "isbn:" + re.sub(r"[ -]", "", isbn[1])
    return ""


def web_address(value: str) -> str:
    """`value` if it is a complete http(s) address, else empty."""
    value = value.strip()
    return value if re.fullmatch(r"https?://[^\s/\"<>]+\.[^\s\"<>]+", value) else ""


# --- dates ----------------------------------------------------------------------------------------

_EARLIEST_YEAR: Final = 1900
_FIRST_PDF_YEAR: Final = 1993
_COMPACT: Final = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(?:\d{2,6})?(?:[Zz+\-].*)?")
_DASHED: Final = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ,].*)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?:[T ,].*)?")
YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
"""A year in which something may have been published."""


def iso_date(value: str, earliest: int = _EARLIEST_YEAR) -> str:
    """`value` as ISO 8601, as precise as is certain; empty if it is not a date.

    A date in the future or before the year `earliest` is refused. "03/04/2014" can be March or
    April, so only its year is certain.
    """
    value = value.strip()
    if match := _DASHED.fullmatch(value) or _COMPACT.fullmatch(value):
        return certain_date(match[1], match[2], match[3], earliest)
    if match := _DAY_FIRST.fullmatch(value):
        first, second = int(match[1]), int(match[2])
        if first > 12 or first == second:
            return certain_date(match[3], second, first, earliest)
        return certain_date(match[3], first if second > 12 else None, second, earliest)
    if parts := dates.find_date_in_words(value):
        return certain_date(*parts, earliest)
    years = set(YEAR.findall(value[:100]))
    return certain_date(years.pop(), None, None, earliest) if len(years) == 1 else ""


def file_year(value: str) -> str:
    """The year in which a PDF was made; empty before PDF existed (a clock that was never set)."""
    return iso_date(value, earliest=_FIRST_PDF_YEAR)[:4]


def certain_date(
    year: str | int, month: str | int | None, day: str | int | None, earliest: int = _EARLIEST_YEAR
) -> str:
    """A date in ISO 8601, as far as it exists; empty before `earliest` and in the future."""
    y, m, d = int(year), int(month or 0), int(day or 0)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    try:
        first_day = date(y, m or 1, d or 1)
    except ValueError:
        # Day or month does not exist ("2014-00-00"): keep the year.
        return certain_date(year, None, None, earliest) if m else ""
    if y < earliest or first_day > tomorrow:
        return ""
    if not m:
        return f"{y:04}"
    return f"{y:04}-{m:02}-{d:02}" if d else f"{y:04}-{m:02}"
