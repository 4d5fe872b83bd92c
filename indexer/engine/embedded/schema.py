"""The index's documents, fields and terms.

A publication is one document with its metadata, followed by one document for each passage, in the
same segment and in order: document `d` with `number` n belongs to the publication at `d - n`.

Every text field has two index fields: `forms`, with the words as they stand (terms of `form_term`,
with positions), and `<field>_stems`, with stems (terms of `stem_term`).
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from whoosh import columns, fields, formats

from indexer.engine.analysis import LANGUAGES, folded, lowered, stem, tokens
from indexer.engine.port import FACETS
from indexer.model import Metadata, Passage

# Raise it when an index written before can no longer be read, or would answer otherwise.
# 1: first format.
FORMAT: Final = 1

METADATA_FIELDS: Final = ("title", "creator", "subject", "description")
TEXT_FIELDS: Final = (*METADATA_FIELDS, "text")
VALUE_FIELDS: Final = FACETS

VALUE_GAP: Final = 100
"""Positions between two values of one field, so that no phrase spans them."""
MAX_WORD: Final = 100
"""Characters of a word that are indexed: longer runs (encoded data) are no words."""
_VARIANT: Final = "\x01"  # sorts before every letter: a word's variants follow it in the lexicon


def stems_field(field: str) -> str:
    """The name of the index field with the stems of the text field `field`."""
    return f"{field}_stems"


@lru_cache(maxsize=400_000)
def form_term(word: str) -> bytes:
    """The term of a word form: the folded form, and behind it the form as written if it differs."""
    form = lowered(word)[:MAX_WORD]
    base = folded(form)
    return (base if base == form else f"{base}{_VARIANT}{form}").encode()


def variants_prefix(base: str) -> str:
    """What the terms of the other written forms of the folded form `base` begin with."""
    return base[:MAX_WORD] + _VARIANT


def base_of(term: bytes) -> str:
    """The folded form in a term of `form_term`."""
    return term.decode().partition(_VARIANT)[0]


@lru_cache(maxsize=400_000)
def stem_term(code: str, word: str) -> bytes:
    """The term of a word's stem in the language `code`; one stem in two languages is two terms."""
    return f"{code}{_VARIANT}{stem(word[:MAX_WORD], code)}".encode()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one field of one document: values in order, each a list of words as written."""

    values: tuple[tuple[str, ...], ...]
    languages: tuple[str, ...]
    """The languages whose stems are indexed."""

    @property
    def count(self) -> int:
        """Number of words."""
        return sum(map(len, self.values))


ALL_LANGUAGES: Final = tuple(language.code for language in LANGUAGES)


def passage_words(passage: Passage) -> Words:
    """The words of a passage, to be stemmed in its own language, if that has a stemmer."""
    own = (passage.language,) if passage.language in ALL_LANGUAGES else ()
    return Words((tuple(t.text for t in tokens(passage.text)),), own)


def metadata_words(metadata: Metadata, field: str) -> Words:
    """The words of a metadata field, stemmed in all languages: subjects may be in another one."""
    values = {
        "title": (metadata.title,),
        "creator": metadata.creators,
        "subject": metadata.subjects + metadata.series,
        "description": (metadata.description,),
    }[field]
    return Words(tuple(tuple(t.text for t in tokens(v)) for v in values), ALL_LANGUAGES)


def facet_values(metadata: Metadata, facet: str) -> tuple[str, ...]:
    """The values of a publication in one of `FACETS`."""
    year = metadata.year
    return {
        "language": metadata.languages,
        "type": (metadata.type,) if metadata.type else (),
        "year": () if year is None else (str(year),),
        "creator": metadata.creators,
        "subject": metadata.subjects,
        "series": metadata.series,
    }[facet]


def facet_key(value: str) -> str:
    """A facet's value as it is compared with what a reader types."""
    return folded(value.strip())


def date_key(date: str) -> int:
    """An ISO date as a number that sorts alike (2014-06 -> 20140600; 0 unknown)."""
    year, month, day = (*date.split("-"), "", "")[:3]
    return int(year or 0) * 10000 + int(month or 0) * 100 + int(day or 0)


Posting = tuple[bytes, int, float, bytes]
"""What Whoosh takes for one term of one document: term, frequency, weight, encoded positions."""


class ArrayPositions(formats.Positions):
    """Positions as a flat array of 32-bit little-endian numbers: no decoding, no wrap."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        """Positions -> posting value."""
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """Posting value -> positions."""
        return array("I", valuestring).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        """Posting value -> number of positions."""
        return len(valuestring) // 4


class FormsField(fields.FieldType):
    """Word forms with positions."""

    def __init__(self) -> None:
        self.format = ArrayPositions()

    def index(self, value: Words, **_: object) -> Iterable[Posting]:
        """The postings of one document."""
        positions: dict[bytes, array[int]] = {}
        at = 0
        for words in value.values:
            for word in words:
                positions.setdefault(form_term(word), array("I")).append(at)
                at += 1
            at += VALUE_GAP
        return [(t, len(p), float(len(p)), p.tobytes()) for t, p in positions.items()]


class StemsField(fields.FieldType):
    """Stems with frequencies."""

    def __init__(self) -> None:
        self.format = formats.Frequency()

    def index(self, value: Words, **_: object) -> Iterable[Posting]:
        """The postings of one document."""
        counts: Counter[bytes] = Counter()
        for code in value.languages:
            for words in value.values:
                counts.update(stem_term(code, word) for word in words)
        return [(t, n, float(n), n.to_bytes(4, "big")) for t, n in counts.items()]


class ValuesField(fields.FieldType):
    """Whole values, for facets, filters and identifiers."""

    def __init__(self) -> None:
        self.format = formats.Existence()

    def index(self, value: Sequence[str], **_: object) -> Iterable[Posting]:
        """The postings of one document."""
        return [(v.encode(), 1, 1.0, b"") for v in dict.fromkeys(value)]


def length_field(field: str) -> str:
    """The name of the column with the number of words in the text field `field`."""
    return f"{field}_length"


def schema() -> fields.Schema:
    """The Whoosh schema of an index."""
    number = columns.NumericColumn("I")
    return fields.Schema(
        # all documents
        id=ValuesField(),
        number=fields.COLUMN(number),
        # passages; `value` is the passage, and of a publication its record, as JSON
        value=fields.STORED(),
        # publications
        searchable=fields.COLUMN(columns.NumericColumn("B")),
        date=fields.COLUMN(number),
        id_key=fields.COLUMN(columns.VarBytesColumn()),
        title_key=fields.COLUMN(columns.VarBytesColumn()),
        **{name: FormsField() for name in TEXT_FIELDS},
        **{stems_field(name): StemsField() for name in TEXT_FIELDS},
        **{length_field(name): fields.COLUMN(number) for name in TEXT_FIELDS},
        **{f"{name}_values": ValuesField() for name in VALUE_FIELDS},
    )
