"""Publications -> one segment's file: words become term numbers, one sort inverts them.

Nothing is done for each posting in Python: a word of a text is one look-up in a table of words seen
before, and everything after that is whole arrays.
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
from indexer.engine.analysis import HYPHEN, fold, is_compound, split_compound, stems, tokenize_raw
from indexer.engine.embedded.format.array_file import Array, ArrayFileWriter, smallest
from indexer.engine.embedded.format.schema import (
    ID_FIELD,
    SEPARATOR,
    STEMMED,
    VALUE_GAP,
    compound_key,
    date_key,
    indexed_form,
    mark,
    metadata_pieces,
    stem_key,
    stem_languages,
    term_key,
    text_field,
    value_field,
    value_key,
)
from indexer.engine.embedded.format.segment import LISTS, NO_FIELD
from indexer.engine.embedded.format.stored_fields import Packer
from indexer.engine.embedded.format.string_table import write_strings
from indexer.engine.embedded.write.compound_splitter import CompoundSplitter, SplitTokens
from indexer.fields import FACETS, SEARCHED_METADATA, values_of
from indexer.model import Metadata, Passage, Record

# What `finish` needs at its peak: for a word of a text its key, place, term and document while they
# are sorted; for a different word its form as written, its key, and the tables of terms and stems.
TOKEN_BYTES: Final = 32
TERM_BYTES: Final = 650


class Vocabulary:
    """Term keys, numbered as they come; words as written lead to them, a table for each field."""

    def __init__(self) -> None:
        self.numbers: Final[dict[str, int]] = {}
        self.hyphened: Final = CompoundSplitter()
        self.fields: Final[dict[str, _Field]] = {}

    def field(self, name: str) -> _Field:
        """The table of the index field `name`."""
        if name not in self.fields:
            self.fields[name] = _Field(name, self)
        return self.fields[name]

    def __len__(self) -> int:
        return sum(map(len, self.fields.values()))


class _Field(dict[str, int]):
    """A word as written -> the number of its term in one index field; pieces have numbers too."""

    def __init__(self, name: str, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._name = name
        self._numbers = vocabulary.numbers
        self._hyphened = vocabulary.hyphened
        self._marks: dict[int, int] = {}

    def __missing__(self, piece: str) -> int:
        if HYPHEN in piece:
            number = self._of_piece(piece)
        else:
            key = term_key(self._name, indexed_form(piece))
            number = self._numbers.setdefault(key, len(self._numbers))
        self[piece] = number
        return number

    def _of_piece(self, piece: str) -> int:
        if not is_compound(piece):
            return self._hyphened.add([self[part] for part in split_compound(piece)])
        words = [self[part] for part in piece.split(HYPHEN)]
        marked = self._marks.get(len(words))
        if marked is None:
            key = term_key(self._name, mark(len(words)))
            marked = self._marks[len(words)] = self._numbers.setdefault(key, len(self._numbers))
        return self._hyphened.add_compound(piece, words, marked)


@dataclass(slots=True)
class _Runs:
    """Stretches of pieces, in order: their document, number, and first word's position."""

    documents: array[int]
    lengths: array[int]
    positions: array[int]

    def add(self, document: int, length: int, position: int) -> None:
        self.documents.append(document)
        self.lengths.append(length)
        self.positions.append(position)


class SegmentBuilder:
    """Collects publications and writes them as a segment to `path`.

    `dictionaries` are those that stored values of the index are packed with already, by language.
    """

    def __init__(self, path: Path, dictionaries: Mapping[str, bytes]) -> None:
        self._file = ArrayFileWriter(path)
        self._packer = Packer(dictionaries)
        self._stored = self._file.stream("stored.text")
        self._stored_sizes = array("I")
        self._vocabulary = Vocabulary()
        self._tokens = array("I")
        self._runs = _Runs(array("I"), array("I"), array("I"))
        self._values: dict[str, list[int]] = {}
        self._languages: list[str] = []  # of each document: its text field, or ""
        self._heads = array("I")
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
        return TOKEN_BYTES * len(self._tokens) + TERM_BYTES * len(self._vocabulary)

    def add(self, record: Record, passages: Sequence[Passage]) -> None:
        """Add a publication; the words of one that readers may not find are not indexed."""
        publication = record.publication
        metadata = publication.metadata
        head = self.document_count
        self._document("", "", wire.encode(record))
        self._heads.append(head)
        self._dates.append(date_key(metadata.date))
        self._searchable.append(record.searchable)
        self._titles.append(fold(metadata.title or publication.path).encode())
        self._value(ID_FIELD, publication.id, head)
        self._metadata(metadata, head, record.searchable)
        learnt: dict[str, list[str]] = {}
        for passage in passages:
            found = tokenize_raw(passage.text) if record.searchable else []
            learnt.setdefault(passage.language, []).extend(found)
            field = text_field(passage.language)
            self._run(field, found, self.document_count, 0)
            self._document(field, passage.language, wire.encode(passage))
        for language, found in learnt.items():
            self._packer.learn(language, found)

    def _document(self, field: str, language: str, value: bytes) -> None:
        packed = self._packer.pack(language, value)
        self._stored.append(packed)
        self._stored_sizes.append(len(packed))
        self._languages.append(field)

    def _metadata(self, metadata: Metadata, head: int, searchable: int) -> None:
        for name in SEARCHED_METADATA:
            position = count = 0
            for value in metadata_pieces(metadata, name) if searchable else []:
                self._run(name, value, head, position)
                words = sum(len(split_compound(piece)) for piece in value)
                position += words + VALUE_GAP
                count += words
            self._metadata_lengths[name].append(count)
        for facet in FACETS if searchable else ():
            for one in dict.fromkeys(values_of(metadata, facet)):
                self._value(value_field(facet.name), one, head)

    def _value(self, field: str, value: str, head: int) -> None:
        self._values.setdefault(value_key(field, value), []).append(head)

    def _run(self, field: str, found: Sequence[str], document: int, position: int) -> None:
        self._tokens.extend(map(self._vocabulary.field(field).__getitem__, found))
        self._runs.add(document, len(found), position)

    def abandon(self) -> None:
        """Remove what was written."""
        self._file.abandon()

    def finish(self) -> int:
        """Write everything, durably; the number of documents."""
        self._file.end_stream("stored.text", self._stored)
        write_starts(self._file, "stored.start", np.frombuffer(self._stored_sizes, "u4"))
        packed_with = list(self._packer.dictionaries.items())
        write_dictionaries(self._file, [words for _, words in packed_with])
        fields = sorted({*self._vocabulary.fields, *SEARCHED_METADATA})
        lengths = np.frombuffer(self._runs.lengths, "u4")
        apart = self._vocabulary.hyphened.apart(np.frombuffer(self._tokens, "u4"), lengths)
        self._write_documents(fields, apart)
        keys = sorted(self._vocabulary.numbers)
        self._write_postings(keys, apart)
        write_terms(self._file, keys, fields)
        compounds = set(map(compound_key, set(self._vocabulary.hyphened.compounds)))
        write_strings(self._file, "compound", [key.encode() for key in sorted(compounds)])
        write_lists(self._file, "value", self._values)
        languages = [language for language, _ in packed_with]
        self._file.finish({"fields": fields, "dictionaries": languages})
        return self.document_count

    def _write_documents(self, fields: Sequence[str], apart: SplitTokens) -> None:
        file, numbers = self._file, {name: number for number, name in enumerate(fields)}
        of_document = [numbers.get(name, NO_FIELD) for name in self._languages]
        file.add("document.field", np.array(of_document, "<u2"))
        heads = np.frombuffer(self._heads, "u4")
        of_run = np.frombuffer(self._runs.documents, "u4")
        words = np.bincount(of_run, apart.lengths, self.document_count).astype(np.uint32)
        words[heads] = 0  # those of metadata are counted by field
        file.add("document.length", narrowed(words))
        file.add("publication.document", heads)
        file.add("publication.date", np.frombuffer(self._dates, "u4"))
        file.add("publication.searchable", np.frombuffer(self._searchable, "u1"))
        for name, lengths in self._metadata_lengths.items():
            file.add(f"publication.words.{name}", np.frombuffer(lengths, "u4"))
        write_starts(file, "publication.title.start", np.array(list(map(len, self._titles)), "u8"))
        file.add("publication.title", np.frombuffer(b"".join(self._titles), "u1"))

    def _write_postings(self, keys: Sequence[str], apart: SplitTokens) -> None:
        rank = np.empty(len(keys), np.uint32)
        rank[[self._vocabulary.numbers[key] for key in keys]] = np.arange(len(keys))
        terms, places = _inverted(rank, np.append(apart.words, apart.marks))
        lengths = apart.lengths
        of_place = np.repeat(np.frombuffer(self._runs.documents, "u4"), lengths)
        documents = np.append(of_place, of_place[apart.places])[places]
        # A word's position is its place less that of its run's first word, modulo 2^32 on the way;
        # a mark's, whose place is behind all words, that of the word where it is.
        before = (np.cumsum(lengths) - lengths).astype(np.uint32)
        less = np.repeat(before - np.frombuffer(self._runs.positions, "u4"), lengths)
        behind = np.arange(len(less), len(less) + len(apart.places)) - apart.places
        positions = places
        positions -= np.append(less, less[apart.places] + behind.astype(np.uint32))[places]
        new = np.ones(len(terms), bool)
        new[1:] = (terms[1:] != terms[:-1]) | (documents[1:] != documents[:-1])
        begins = np.flatnonzero(new)
        file = self._file
        file.add("posting.document", documents[begins])
        file.add("posting.count", narrowed(np.diff(begins, append=len(terms))))
        file.add("position", narrowed(positions))
        write_starts(file, "term.posting", np.bincount(terms[begins], minlength=len(keys)))
        write_starts(file, "term.position", np.bincount(terms, minlength=len(keys)))


def _inverted(rank: Array, tokens: Array) -> tuple[Array, Array]:
    """The term of each word and its place among all words, by term and then by place.

    `rank` gives for each token the number of its term. numpy sorts numbers of 16 bits by counting,
    so the lower half is sorted by and then the upper: 7.6 million words take 0.18 s, 0.50 as one
    number each.
    """
    terms = rank[tokens]
    order = np.argsort((terms & 0xFFFF).astype(np.uint16), kind="stable")
    upper = narrowed(terms >> 16)
    if upper.any():
        order = order[np.argsort(upper[order], kind="stable")]
    return terms[order], order.astype(np.uint32)


def narrowed(values: Array) -> Array:
    """`values` in the narrowest type that holds them all."""
    return values.astype(smallest(int(values.max(initial=0))))


def write_starts(file: ArrayFileWriter, name: str, sizes: Array) -> None:
    """Write where stretches of these sizes begin, and where the last one ends."""
    starts = np.append(0, np.cumsum(sizes, dtype=np.uint64))
    file.add(name, narrowed(starts.astype(np.uint64)))


def write_dictionaries(file: ArrayFileWriter, dictionaries: Sequence[bytes]) -> None:
    """Write what stored values are packed with."""
    write_starts(file, "stored.dictionary.start", np.array(list(map(len, dictionaries)), np.int64))
    file.add("stored.dictionary", np.frombuffer(b"".join(dictionaries), "u1"))


def write_lists(file: ArrayFileWriter, name: str, rows: Mapping[str, Sequence[int]]) -> None:
    """Write a table of keys, each with a list of ascending numbers."""
    keys = sorted(rows)
    write_strings(file, name, [key.encode() for key in keys])
    write_starts(file, f"{name}.start", np.array([len(rows[key]) for key in keys], np.int64))
    items = np.fromiter(chain.from_iterable(map(rows.__getitem__, keys)), np.uint32)
    file.add(LISTS[name], items)


def write_terms(file: ArrayFileWriter, keys: Sequence[str], fields: Sequence[str]) -> None:
    """Write the table of terms, and the stems that follow from it."""
    write_strings(file, "term", [key.encode() for key in keys])
    numbers = {name: number for number, name in enumerate(fields)}
    languages = {name: stem_languages(name) for name in fields}
    to_stem: dict[str, tuple[list[str], list[int]]] = {code: ([], []) for code in sorted(STEMMED)}
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
