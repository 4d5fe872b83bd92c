"""Writes publications as one segment: words become term numbers, which one sort inverts.

Python does nothing for each posting: a word of a text costs one lookup in a table of known words,
and everything after that works on whole arrays.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np

from indexer import wire
from indexer.engine.analysis import fold, stems, tokenize_raw
from indexer.engine.embedded.format.array_file import Array, ArrayFileWriter, narrowest_dtype
from indexer.engine.embedded.format.schema import (
    ID_FIELD,
    ROLES,
    SEPARATOR,
    STEMMED_LANGUAGES,
    TEXT_ROLE,
    VALUE_GAP,
    date_key,
    indexed_form,
    reading_key,
    reading_marker,
    stem_key,
    stem_languages,
    term_key,
    text_field,
    tokenize_metadata,
    value_field,
    value_key,
)
from indexer.engine.embedded.format.segment import LIST_ITEMS, NO_FIELD
from indexer.engine.embedded.format.stored_fields import Compressor
from indexer.engine.embedded.format.string_table import write_strings
from indexer.engine.embedded.write.piece_splitter import FIRST_PIECE, PieceSplitter, SplitPieces
from indexer.engine.readings import Piece, plain_word, read_piece
from indexer.fields import FACETS, SEARCHED_METADATA, values_of
from indexer.model import Metadata, Passage, Record

TOKEN_BYTES: Final = 32
"""Peak memory of `finish` for a word of a text: term, offset, document and position in the sort."""
TERM_BYTES: Final = 650
"""Peak memory of `finish` for a distinct word: its spellings, its key, the tables of terms, stems.
"""


class TermNumbers:
    """The numbers of term keys, in the order of their first occurrence; a table for each field."""

    def __init__(self) -> None:
        self.numbers: Final[dict[str, int]] = {}
        self.splitter: Final = PieceSplitter()
        self.readings: Final[set[str]] = set()
        self.fields: Final[dict[str, _FieldTerms]] = {}

    def field(self, name: str) -> _FieldTerms:
        """The table of the index field `name`."""
        if name not in self.fields:
            self.fields[name] = _FieldTerms(name, self)
        return self.fields[name]

    def __len__(self) -> int:
        return sum(map(len, self.fields.values()))


class _FieldTerms(dict[str, int]):
    """The number of each word and each piece as written in one index field."""

    def __init__(self, name: str, terms: TermNumbers) -> None:
        super().__init__()
        self._name = name
        self._numbers = terms.numbers
        self._splitter = terms.splitter
        self._readings = terms.readings

    def __missing__(self, token: str) -> int:
        word = plain_word(token)
        if word:
            number = self._term(word) if word == token else self[word]
        else:
            piece = read_piece(token)
            is_word = len(piece.parts) == 1 and not piece.readings
            number = self._part(piece.parts[0].text) if is_word else self._split(piece)
        self[token] = number
        return number

    def _term(self, word: str) -> int:
        return self._number(indexed_form(word))

    def _number(self, form: str) -> int:
        return self._numbers.setdefault(term_key(self._name, form), len(self._numbers))

    def _part(self, word: str) -> int:
        # A word alone may have readings, too: as a part it is only itself.
        known = self.get(word, FIRST_PIECE)
        return known if known < FIRST_PIECE else self._term(word)

    def _split(self, piece: Piece) -> int:
        words = [self._part(part.text) for part in piece.parts]
        markers = {}
        for reading in piece.readings:
            count = reading.stop - reading.first
            own = [part.text for part in piece.parts[reading.first : reading.stop]]
            self._readings.add(reading_key(reading.word, own))
            markers[reading.first, count] = self._number(reading_marker(count))
        return self._splitter.add(words, markers)


@dataclass(slots=True)
class _TokenRuns:
    """Runs of tokens: their document, number of tokens, and the position of the first word."""

    documents: array[int]
    lengths: array[int]
    positions: array[int]

    def add(self, document: int, length: int, position: int) -> None:
        self.documents.append(document)
        self.lengths.append(length)
        self.positions.append(position)


class SegmentBuilder:
    """Collects publications and writes them as a segment to `path`.

    `dictionaries` are the compression dictionaries that the index has already, by language.
    """

    def __init__(self, path: Path, dictionaries: Mapping[str, bytes]) -> None:
        self._file = ArrayFileWriter(path)
        self._compressor = Compressor(dictionaries)
        self._stored = self._file.stream("stored.text")
        self._stored_sizes = array("I")
        self._terms = TermNumbers()
        self._tokens = array("I")
        self._runs = _TokenRuns(array("I"), array("I"), array("I"))
        self._values: dict[str, list[int]] = {}
        self._languages: list[str] = []  # of each document: its text field, or ""
        self._roles = array("B")
        self._publication_docs = array("I")
        self._dates = array("I")
        self._searchable = array("B")
        self._metadata_lengths = {name: array("I") for name in SEARCHED_METADATA}
        self._titles: list[bytes] = []

    @property
    def document_count(self) -> int:
        """Documents added so far."""
        return len(self._languages)

    @property
    def memory(self) -> int:
        """About how many bytes `finish` will need at its peak."""
        return TOKEN_BYTES * len(self._tokens) + TERM_BYTES * len(self._terms)

    def add(self, record: Record, passages: Sequence[Passage]) -> None:
        """Add a publication. Words are indexed only if it is searchable."""
        publication = record.publication
        metadata = publication.metadata
        document = self.document_count
        self._add_document("", "", wire.encode(record))
        self._roles.append(TEXT_ROLE)
        self._publication_docs.append(document)
        self._dates.append(date_key(metadata))
        self._searchable.append(record.searchable)
        self._titles.append(fold(metadata.title or publication.path).encode())
        self._add_value(ID_FIELD, publication.id, document)
        self._add_metadata(metadata, document, record.searchable)
        learnt: dict[str, list[str]] = {}
        for passage in passages:
            found = tokenize_raw(passage.text) if record.searchable else []
            learnt.setdefault(passage.language, []).extend(found)
            field = text_field(passage.language)
            self._add_run(field, found, self.document_count, 0)
            self._add_document(field, passage.language, wire.encode(passage))
            self._roles.append(ROLES.index(passage.role))
        for language, found in learnt.items():
            self._compressor.learn(language, found)

    def _add_document(self, field: str, language: str, value: bytes) -> None:
        packed = self._compressor.compress(language, value)
        self._stored.append(packed)
        self._stored_sizes.append(len(packed))
        self._languages.append(field)

    def _add_metadata(self, metadata: Metadata, document: int, searchable: int) -> None:
        for name in SEARCHED_METADATA:
            position = count = 0
            for value in tokenize_metadata(metadata, name) if searchable else []:
                self._add_run(name, value, document, position)
                words = sum(len(read_piece(piece).parts) for piece in value)
                position += words + VALUE_GAP
                count += words
            self._metadata_lengths[name].append(count)
        for facet in FACETS if searchable else ():
            for one in dict.fromkeys(values_of(metadata, facet)):
                self._add_value(value_field(facet.name), one, document)

    def _add_value(self, field: str, value: str, document: int) -> None:
        self._values.setdefault(value_key(field, value), []).append(document)

    def _add_run(self, field: str, tokens: Sequence[str], document: int, position: int) -> None:
        self._tokens.extend(map(self._terms.field(field).__getitem__, tokens))
        self._runs.add(document, len(tokens), position)

    def abandon(self) -> None:
        """Remove the unfinished file."""
        self._file.abandon()

    def finish(self) -> int:
        """Write the segment, durably, and return its number of documents."""
        self._file.end_stream("stored.text", self._stored)
        write_starts(self._file, "stored.start", np.frombuffer(self._stored_sizes, "u4"))
        dictionaries = list(self._compressor.dictionaries.items())
        write_dictionaries(self._file, [words for _, words in dictionaries])
        fields = sorted({*self._terms.fields, *SEARCHED_METADATA})
        lengths = np.frombuffer(self._runs.lengths, "u4")
        tokens = self._terms.splitter.split(np.frombuffer(self._tokens, "u4"), lengths)
        self._write_documents(fields, tokens)
        keys = sorted(self._terms.numbers)
        self._write_postings(keys, tokens)
        write_terms(self._file, keys, fields)
        readings = sorted(self._terms.readings)
        write_strings(self._file, "reading", [key.encode() for key in readings])
        write_lists(self._file, "value", self._values)
        languages = [language for language, _ in dictionaries]
        self._file.finish({"fields": fields, "dictionaries": languages})
        return self.document_count

    def _write_documents(self, fields: Sequence[str], tokens: SplitPieces) -> None:
        file, numbers = self._file, {name: number for number, name in enumerate(fields)}
        of_document = [numbers.get(name, NO_FIELD) for name in self._languages]
        file.add("document.field", np.array(of_document, "<u2"))
        docs = np.frombuffer(self._publication_docs, "u4")
        of_run = np.frombuffer(self._runs.documents, "u4")
        words = np.bincount(of_run, tokens.lengths, self.document_count).astype(np.uint32)
        words[docs] = 0  # metadata is counted by field
        file.add("document.length", narrow(words))
        file.add("document.role", np.frombuffer(self._roles, "u1"))
        file.add("publication.document", docs)
        file.add("publication.date", np.frombuffer(self._dates, "u4"))
        file.add("publication.searchable", np.frombuffer(self._searchable, "u1"))
        for name, lengths in self._metadata_lengths.items():
            file.add(f"publication.words.{name}", np.frombuffer(lengths, "u4"))
        write_starts(file, "publication.title.start", np.array(list(map(len, self._titles)), "u8"))
        file.add("publication.title", np.frombuffer(b"".join(self._titles), "u1"))

    def _write_postings(self, keys: Sequence[str], tokens: SplitPieces) -> None:
        rank = np.empty(len(keys), np.uint32)
        rank[[self._terms.numbers[key] for key in keys]] = np.arange(len(keys))
        terms, offsets = _invert(rank, np.append(tokens.words, tokens.markers))
        lengths = tokens.lengths
        of_word = np.repeat(np.frombuffer(self._runs.documents, "u4"), lengths)
        documents = np.append(of_word, of_word[tokens.offsets])[offsets]
        # A word's position is its offset less that of its run's first word, modulo 2^32 on the way.
        # A marker, whose offset is behind all words, has the position of its reading's first word.
        before = (np.cumsum(lengths) - lengths).astype(np.uint32)
        less = np.repeat(before - np.frombuffer(self._runs.positions, "u4"), lengths)
        behind = np.arange(len(less), len(less) + len(tokens.offsets)) - tokens.offsets
        positions = offsets
        positions -= np.append(less, less[tokens.offsets] + behind.astype(np.uint32))[offsets]
        new = np.ones(len(terms), bool)
        new[1:] = (terms[1:] != terms[:-1]) | (documents[1:] != documents[:-1])
        begins = np.flatnonzero(new)
        file = self._file
        file.add("posting.document", documents[begins])
        file.add("posting.count", narrow(np.diff(begins, append=len(terms))))
        file.add("position", narrow(positions))
        write_starts(file, "term.posting", np.bincount(terms[begins], minlength=len(keys)))
        write_starts(file, "term.position", np.bincount(terms, minlength=len(keys)))


def _invert(rank: Array, tokens: Array) -> tuple[Array, Array]:
    """The term of each token and its offset among all tokens, by term and then by offset.

    `rank` has the term of each token number. numpy counts numbers of 16 bits instead of comparing
    them, so the lower half is sorted first, then the upper: 7.6 million words take 0.18 s, and 0.50
    in one sort.
    """
    terms = rank[tokens]
    order = np.argsort((terms & 0xFFFF).astype(np.uint16), kind="stable")
    upper = narrow(terms >> 16)
    if upper.any():
        order = order[np.argsort(upper[order], kind="stable")]
    return terms[order], order.astype(np.uint32)


def narrow(values: Array) -> Array:
    """Convert `values` to the narrowest type."""
    return values.astype(narrowest_dtype(int(values.max(initial=0))))


def write_starts(file: ArrayFileWriter, name: str, sizes: Array) -> None:
    """Write where rows of these sizes start, and where the last one ends."""
    starts = np.append(0, np.cumsum(sizes, dtype=np.uint64))
    file.add(name, narrow(starts.astype(np.uint64)))


def write_dictionaries(file: ArrayFileWriter, dictionaries: Sequence[bytes]) -> None:
    """Write the compression dictionaries of stored values."""
    write_starts(file, "stored.dictionary.start", np.array(list(map(len, dictionaries)), np.int64))
    file.add("stored.dictionary", np.frombuffer(b"".join(dictionaries), "u1"))


def write_lists(file: ArrayFileWriter, name: str, rows: Mapping[str, Sequence[int]]) -> None:
    """Write a table of keys, each with a list of numbers in ascending order."""
    keys = sorted(rows)
    write_strings(file, name, [key.encode() for key in keys])
    write_starts(file, f"{name}.start", np.array([len(rows[key]) for key in keys], np.int64))
    items = np.fromiter(chain.from_iterable(map(rows.__getitem__, keys)), np.uint32)
    file.add(LIST_ITEMS[name], items)


def write_terms(file: ArrayFileWriter, keys: Sequence[str], fields: Sequence[str]) -> None:
    """Write the table of terms, and of their stems."""
    write_strings(file, "term", [key.encode() for key in keys])
    numbers = {name: number for number, name in enumerate(fields)}
    languages = {name: stem_languages(name) for name in fields}
    to_stem: dict[str, tuple[list[str], list[int]]] = {
        code: ([], []) for code in sorted(STEMMED_LANGUAGES)
    }
    of_term = array("H")
    for term, key in enumerate(keys):
        base, field, form = key.split(SEPARATOR)
        of_term.append(numbers[field])
        for code in languages[field]:
            forms, terms = to_stem[code]
            forms.append(form or base)
            terms.append(term)
    file.add("term.field", np.frombuffer(of_term, "u2"))
    found: dict[str, list[int]] = {}
    for code, (forms, terms) in to_stem.items():
        for term, stem in zip(terms, stems(forms, code), strict=True):
            found.setdefault(stem_key(code, stem), []).append(term)
    write_lists(file, "stem", found)
