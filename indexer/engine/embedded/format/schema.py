"""The index's documents, fields and terms.

A publication is one document with its metadata, followed by one document for each passage, in the
same segment and in order: document `d` with `number` n belongs to the publication at `d - n`.

The words of a passage are in the index field of its language (`text_es`); each metadata field has
an index field. A term of these fields is a word form: its key has the folded form, and the form as
written if that differs. Stems are not terms: a stem lists the terms that share it
(`Segment.stem_terms`).

What words of a text stand for beside themselves (`analysis`: psico-social is also "psicosocial",
12.051 also "12051") is not a term: another term marks where such words begin (`reading_marker`),
and each segment has a table of its readings, from the one word to the words that stand for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from indexer.engine.analysis import (
    MAX_WORD_CHARS,
    fold,
    lowercase,
    tokenize_raw,
)
from indexer.engine.cleaning import HYPHEN
from indexer.fields import FACETS, SEARCHED_METADATA, searched_values
from indexer.languages import INDEXED_LANGUAGES
from indexer.model import DateOrigin, Metadata, Role

# To be raised when older indexes can no longer be read, or would answer differently.
# 1: first format, Whoosh's own codec.
# 2: flat arrays.
# 3: compounds.
# 4: tables of contents without pickles.
# 5: former identifiers and embargoes, and counts of what was held back.
# 6: details of problems as messages; what `undo` goes back to in tables of contents.
# 7: roles of passages; tables of contents; blocks of a text; readings of acronyms, numbers,
# ordinals and inclusive endings; glottal letters; the year in which a file was made, apart from
# the date of the publication; the glossary in tables of contents, which may lack it.
FORMAT: Final = 7

ID_FIELD: Final = "id"

VALUE_GAP: Final = 100
"""Positions between two values of one field, so that no phrase spans them."""
SEPARATOR: Final = "\x01"  # sorts before every letter, so that forms follow their folded form
_TEXT: Final = "text_"
STEMMED_LANGUAGES: Final = frozenset(language.code for language in INDEXED_LANGUAGES)


def text_field(language: str) -> str:
    """The index field with the words of the passages in `language`."""
    return _TEXT + language


def searched_as(index_field: str) -> str:
    """The field of `fields.SEARCHED_FIELDS` that an index field belongs to."""
    return "text" if index_field.startswith(_TEXT) else index_field


def index_fields() -> tuple[str, ...]:
    """The index fields that this program searches, in alphabetical order."""
    texts = map(text_field, STEMMED_LANGUAGES)
    values = (value_field(facet.name) for facet in FACETS)
    return tuple(sorted({ID_FIELD, *texts, *SEARCHED_METADATA, *values}))


def stem_languages(index_field: str) -> tuple[str, ...]:
    """The languages in which the words of an index field are stemmed.

    A passage is stemmed in its own language. Metadata is stemmed in all of them, since subjects may
    be in another language than the text.
    """
    if index_field in SEARCHED_METADATA:
        return tuple(sorted(STEMMED_LANGUAGES))
    language = index_field.removeprefix(_TEXT)
    return (language,) if language in STEMMED_LANGUAGES else ()


def indexed_form(word: str) -> str:
    """The indexed form of a word: lower-case, with its accents, and cut to `MAX_WORD_CHARS`."""
    return lowercase(word)[:MAX_WORD_CHARS]


def term_key(index_field: str, form: str) -> str:
    """The key of a term, whose form comes from `indexed_form`.

    In the order of keys, all terms with one folded form are neighbours.
    """
    base = fold(form)
    return f"{base}{SEPARATOR}{index_field}{SEPARATOR}{'' if form == base else form}"


def base_prefix(word: str) -> bytes:
    """The prefix of the keys of all terms with the same folded form as `word`."""
    return f"{fold(indexed_form(word))}{SEPARATOR}".encode()


def form_of(key: bytes) -> str:
    """The word form in a term's key."""
    base, _, form = key.decode().split(SEPARATOR)
    return form or base


def reading_marker(words: int) -> str:
    """The term that marks where so many words begin that have a reading; no word has a hyphen."""
    return HYPHEN * words


def reading_key(reading: str, words: Sequence[str]) -> str:
    """The key of a reading of these words: both folded."""
    return f"{fold(indexed_form(reading))}{SEPARATOR}{HYPHEN.join(map(_base, words))}"


def reading_words(key: bytes) -> tuple[str, ...]:
    """The folded words that stand for a reading."""
    return tuple(key.decode().split(SEPARATOR)[1].split(HYPHEN))


def _base(word: str) -> str:
    return fold(indexed_form(word))


def stem_key(language: str, stem: str) -> str:
    """The key of a stem, which is distinct in each language."""
    return f"{language}{SEPARATOR}{stem}"


def value_field(facet: str) -> str:
    """The index field with the values of a facet."""
    return f"{facet}_values"


def value_key(index_field: str, value: str) -> str:
    """The key of a whole value; identifiers are the values of `ID_FIELD`."""
    return f"{index_field}{SEPARATOR}{value}"


ROLES: Final = tuple(Role)
"""The roles of passages by their number in a segment."""
TEXT_ROLE: Final = ROLES.index(Role.TEXT)


def tokenize_metadata(metadata: Metadata, field: str) -> list[list[str]]:
    """The tokens of a metadata field (`analysis.tokenize_raw`), a list for each of its values."""
    return [tokenize_raw(value) for value in searched_values(metadata, field)]


def facet_key(value: str) -> str:
    """A facet's value, folded for comparison with what a reader types."""
    return fold(value.strip())


def date_key(metadata: Metadata) -> int:
    """The date as a number in the same order (2014-06 -> 20140600; 0 if unknown).

    A year that is only that of the file comes before all dates that are stated in that year.
    """
    year, month, day = (*metadata.known_date.split("-"), "", "")[:3]
    key = int(year or 0) * 10000 + int(month or 0) * 100 + int(day or 0)
    return key - 1 if metadata.date_origin is DateOrigin.FILE else key
