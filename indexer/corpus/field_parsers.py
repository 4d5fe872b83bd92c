"""Parses what staff write in one cell of their metadata into a value of `Metadata`.

The error messages are for people who are not programmers: what is wrong, and what to write instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from indexer import dates
from indexer.dates import fold_word
from indexer.fields import MetadataField, ValueKind
from indexer.languages import LANGUAGES
from indexer.model import UNDETERMINED, Relation

Parsed = str | Relation | tuple[str, ...] | tuple[Relation, ...]


class CellInvalid(ValueError):
    """The cell's value is invalid; the message says why, and what to write instead."""


IDENTIFIER: Final = re.compile(r"[a-z0-9][a-z0-9-]{2,63}")

RELATIONS: Final = {
    name.lower(): name
    for pair in (
        ("relation", "conformsTo"),
        ("isPartOf", "hasPart"),
        ("isTranslationOf", "hasTranslation"),
        ("isVersionOf", "hasVersion"),
        ("isReplacedBy", "replaces"),
        ("isRequiredBy", "requires"),
        ("isReferencedBy", "references"),
        ("isFormatOf", "hasFormat"),
    )
    for name in pair
}
"""The relations of DCMI and those of translations, by lower-case name."""

_LANGUAGE_CODES: Final = {
    **{name: row.code for row in LANGUAGES for name in (row.code, *row.names)},
    UNDETERMINED: UNDETERMINED,
}


def parse_field(field: MetadataField, cells: Sequence[str]) -> Parsed:
    """Parse a metadata field in one cell or a list of cells; empty if they are.

    Raises:
        CellInvalid: a value is invalid.
    """
    parts = [part for cell in cells for part in (cell.split(";") if field.several else [cell])]
    values = [value for value in map(_clean, parts) if value]
    parser = PARSERS[field.kind]
    if field.several:
        parsed: Parsed = tuple(dict.fromkeys(map(parser, values)))  # type: ignore[assignment]
        return parsed
    if len(values) > 1:
        raise CellInvalid("only one value is allowed here")
    return parser(values[0]) if values else ""


def parse_text(text: str) -> str:
    """Parse a value that can be any text."""
    return text


def parse_date(text: str) -> str:
    """Parse a date of any precision into ISO 8601: 2014, 2014-06, 2014-06-15.

    Raises:
        CellInvalid: it is not a date, or does not exist.
    """
    if len(text) > _MAX_DATE_CHARS:
        raise CellInvalid(f'"{text[:20]}…" is not a date; it is too long for one')
    year, month, number = _date_parts(text)
    try:
        date(year, month or 1, number or 1)
    except ValueError as error:
        hint = "" if text[:4].isdecimal() else " (the day comes first)"
        raise CellInvalid(f'the date "{text}" does not exist{hint}') from error
    if not 1000 <= year <= 2999:
        raise CellInvalid(f'the year of "{text}" must have four digits, as in 2014-06-15')
    parts = [f"{year:04}"] + [f"{part:02}" for part in (month, number) if part is not None]
    return "-".join(parts)


def parse_language(value: str) -> str:
    """Parse the code or the name of a language into its code.

    Raises:
        CellInvalid: it is neither.
    """
    name = re.sub(r"[^a-z]", "", fold_word(re.split(r"[-_(]", value)[0]))
    if code := _LANGUAGE_CODES.get(name):
        return code
    if re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", value):
        return name
    raise CellInvalid(
        f'the language "{value}" is unknown; write its code, for example es, en, pt or fr'
    )


def parse_identifier(value: str) -> str:
    """Parse a publication's identifier, which is part of its permanent address.

    Raises:
        CellInvalid: it has invalid characters, or too few or too many.
    """
    if not IDENTIFIER.fullmatch(value):
        raise CellInvalid(
            f'"{value}" is not a valid identifier: use 3 to 64 lower-case letters without accents, '
            "digits and hyphens, for example claves-2014"
        )
    return value


def parse_relation(value: str) -> Relation:
    """Parse an entry such as `isPartOf: name of the series`.

    Raises:
        CellInvalid: it has no known kind of relation, or no target.
    """
    name, colon, target = value.partition(":")
    kind = RELATIONS.get(name.strip().lower())
    if not colon or kind is None or not target.strip():
        raise CellInvalid(
            f'the relation "{value}" is invalid; write it like '
            '"isPartOf: name of the series" or "isTranslationOf: folder/file.pdf"'
        )
    return Relation(kind, target.strip())


PARSERS: Final[Mapping[ValueKind, Callable[[str], str | Relation]]] = {
    ValueKind.TEXT: parse_text,
    ValueKind.TYPE: parse_text,
    ValueKind.LANGUAGE: parse_language,
    ValueKind.DATE: parse_date,
    ValueKind.IDENTIFIER: parse_identifier,
    ValueKind.RELATION: parse_relation,
}
"""The parser of one value, cleaned and not empty, of each kind."""


def _clean(value: str) -> str:
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise CellInvalid("it contains characters that are not text")
    value = "".join(c if unicodedata.category(c) != "Cc" else " " for c in value)
    return unicodedata.normalize("NFC", " ".join(value.split()))


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
    for pattern, advice in _COMMON_MISTAKES:
        if match := pattern.fullmatch(fold_word(text)):
            raise CellInvalid(f'"{text}" is not a date; {advice(match)}')
    raise CellInvalid(
        f'"{text}" is not a date; '
        "write it like 2014, 2014-06, 2014-06-15, 15/06/2014 or junio de 2014"
    )


def _spreadsheet_date(match: re.Match[str]) -> str:
    """Spreadsheets store dates as days since the end of 1899."""
    meant = date(1899, 12, 30) + timedelta(days=int(match[0]))
    return f"it is how a spreadsheet stores {meant}: format the column as text, then write {meant}"


_MAX_DATE_CHARS: Final = 100
"""What is longer is no date, and the patterns below would take long to find out."""
_RANGE: Final = "(?: ?[-/–—] ?| (?:a|al|to|y|e|et|and) )"
# What people often write in place of a date (folded) -> what to write instead.
_COMMON_MISTAKES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"[2-5]\d{4}"), _spreadsheet_date),
    (
        re.compile(r"\[?(?:s\.? ?/? ?[fd]\.?|n\.? ?d\.?|sin fecha|sem data|sans date|undated)\]?"),
        lambda match: "leave the cell empty if there is no date",
    ),
    (
        re.compile(
            r"(?:primavera|verano|otono|invierno|spring|summer|autumn|fall|winter|verao|outono|"
            r"inverno|printemps|ete|automne|hiver)\W+(?:(?:de|del|of)\W+)?(\d{4})"
        ),
        lambda match: f"write the year, {match[1]}, or the month: {match[1]}-MM",
    ),
    (
        re.compile(rf"\D{{0,10}}\d{{4}}{_RANGE}\d{{2,4}}"),
        lambda match: "only one date is allowed: write the year of publication",
    ),
    (
        re.compile(rf"[a-z]+{_RANGE}[a-z]+ (?:(?:de|del|of) )?(\d{{4}})"),
        lambda match: f"only one month is allowed ({match[1]}-MM), or the year alone: {match[1]}",
    ),
    (
        re.compile(r"\W*(?:c|ca|circa|hacia|about|vers|aprox(?:imadamente)?)?\W*(\d{4})\W*"
                   r"(?:aprox(?:imadamente)?|ca|circa)?\W*"),
        lambda match: f"write the year alone, {match[1]}, or leave the cell empty",
    ),
    (
        re.compile(r"(?:\d{1,2}\W)?(?:\d{1,2}|[a-z]+)\W{1,2}\d{2}"),
        lambda match: "the year must have four digits, as in 2014-06-15",
    ),
)  # fmt: skip


def _number(digits: str | None) -> int | None:
    return int(digits.strip("-/.")) if digits else None
