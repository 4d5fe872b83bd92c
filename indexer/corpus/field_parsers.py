"""Parses what staff write in one cell of their metadata into a value of `Metadata`.

The error messages are for people who are not programmers: what is wrong, and what to write instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from indexer.corpus.date_cells import parse_date
from indexer.corpus.mistakes import quoted
from indexer.corpus.staff_text import CellInvalid
from indexer.fields import MetadataField, ValueKind
from indexer.folding import fold_word
from indexer.language_names import language_code
from indexer.messages import message
from indexer.model import Relation
from indexer.publication_types import type_code

Parsed = str | Relation | tuple[str, ...] | tuple[Relation, ...]

IDENTIFIER: Final = re.compile(r"[a-z0-9][a-z0-9-]{2,63}")

_RELATION_NAMES: Final[Mapping[str, str]] = {
    "relation": "",
    "conformsTo": "",
    "isPartOf": "es parte de|parte de|forma parte de|pertenece a|serie|series|part of|is part of"
    "|e parte de|faz parte de|est une partie de|partie de|fait partie de",
    "hasPart": "tiene parte|tiene como parte|has part|tem parte|a pour partie",
    "isTranslationOf": "es traduccion de|traduccion de|is translation of|is a translation of"
    "|translation of|e traducao de|traducao de|est une traduction de|est la traduction de"
    "|traduction de",
    "hasTranslation": "tiene traduccion|traducido como|has translation|tem traducao"
    "|a une traduction|a pour traduction",
    "isVersionOf": "es version de|version de|is version of|is a version of|version of|e versao de"
    "|versao de|est une version de",
    "hasVersion": "tiene version|otra version|has version|tem versao|a une version|a pour version",
    "isReplacedBy": "es reemplazado por|reemplazado por|replaced by|substituido por|remplace par",
    "replaces": "reemplaza|reemplaza a|sustituye a|substitui|remplace",
    "isRequiredBy": "",
    "requires": "requiere|requer|requiert",
    "isReferencedBy": "es citado por|citado por|referenced by|citado em|cite par",
    "references": "cita|cita a|refers to|cite|cites",
    "isFormatOf": "es formato de|formato de|format of|format de",
    "hasFormat": "otro formato|tiene formato|has format|outro formato|autre format",
}
"""The relations of DCMI and those of translations, and what staff may call them, folded."""

RELATIONS: Final = {
    fold_word(name): kind
    for kind, names in _RELATION_NAMES.items()
    for name in (kind, *filter(None, names.split("|")))
}
"""The relations by their names, folded."""

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")
_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")
_FORMULA_ERROR: Final = re.compile(
    r"#(?:N/A|N/D|¡?REF!|¿NOMBRE\?|NAME\?|NOME\?|NOM ?\?|¡?VALOR!|VALUE!|VALEUR ?!|¡?DIV/0 ?!"
    r"|¡?NUM!|NOMBRE ?!|¡?NULO!|NULL!|NUL ?!|¡?ERROR!|ERRO!|SPILL!|CALC!|DESBORDAMIENTO!|#+)"
    r"|(?:Err|Error|Erro):\d{3}"
)
"""What spreadsheets show in the place of a value, in the four languages."""


def parse_values(field: MetadataField, texts: Sequence[str]) -> Parsed:
    """Parse the values of a metadata field; no values give an empty one.

    Raises:
        CellInvalid: a value is invalid.
    """
    values = [value for value in map(clean_cell, texts) if value]
    parser = PARSERS[field.kind]
    if field.several:
        parsed: Parsed = tuple(dict.fromkeys(map(parser, values)))  # type: ignore[assignment]
        return parsed
    if len(values) > 1:
        raise CellInvalid(message("only one value is allowed here"))
    value = parser(values[0]) if values else ""
    if values and not value and field.if_invalid:
        raise CellInvalid(message('"{text}" is not a date', text=quoted(values[0])))
    return value


def clean_cell(text: str) -> str:
    """`text` on one line; empty if it holds no letter and no digit.

    Raises:
        CellInvalid: it is what a spreadsheet shows instead of a value, or no text.
    """
    if _HALF_CHARACTER.search(text):
        raise CellInvalid(message("it contains characters that are not text"))
    value = unicodedata.normalize("NFC", _CONTROLS.sub(" ", text).strip())
    if _FORMULA_ERROR.fullmatch(value):
        raise CellInvalid(
            message(
                '"{text}" is what a spreadsheet shows where a formula fails: write the value',
                text=quoted(value),
            )
        )
    return value if any(map(str.isalnum, value)) else ""


def parse_text(text: str) -> str:
    """Parse a value that can be any text."""
    return text


def parse_type(text: str) -> str:
    """Parse a type of publication into its code; one that is unknown stays as it was written."""
    return type_code(text) or text


def parse_language(value: str) -> str:
    """Parse the code or the name of a language into its code.

    Raises:
        CellInvalid: it is neither.
    """
    if code := language_code(value):
        return code
    if re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", value):
        return re.split("[-_]", value)[0].lower()
    raise CellInvalid(
        message(
            'the language "{text}" is unknown; write its code, for example es, en, pt or fr',
            text=quoted(value),
        )
    )


def parse_identifier(value: str) -> str:
    """Parse a publication's identifier, which is part of its permanent address.

    Raises:
        CellInvalid: it has invalid characters, or too few or too many.
    """
    if not IDENTIFIER.fullmatch(value):
        raise CellInvalid(
            message(
                '"{text}" is not a valid identifier: use 3 to 64 lower-case letters without '
                "accents, digits and hyphens, for example claves-2014",
                text=quoted(value),
            )
        )
    return value


def parse_relation(value: str) -> Relation:
    """Parse an entry such as `isPartOf: name of the series`.

    Raises:
        CellInvalid: it has no known kind of relation, or no target.
    """
    name, colon, target = value.partition(":")
    kind = RELATIONS.get(" ".join(fold_word(name[:60]).split()))
    if not colon or kind is None or not target.strip():
        raise CellInvalid(
            message(
                'the relation "{text}" is invalid; write it like "isPartOf: name of the series" or '
                '"isTranslationOf: folder/file.pdf"',
                text=quoted(value),
            )
        )
    return Relation(kind, target.strip())


PARSERS: Final[Mapping[ValueKind, Callable[[str], str | Relation]]] = {
    ValueKind.TEXT: parse_text,
    ValueKind.TYPE: parse_type,
    ValueKind.LANGUAGE: parse_language,
    ValueKind.DATE: parse_date,
    ValueKind.IDENTIFIER: parse_identifier,
    ValueKind.RELATION: parse_relation,
}
"""The parser of one value, cleaned and not empty, of each kind."""
