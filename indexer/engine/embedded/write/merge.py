"""Merges segments without their deleted documents: whole arrays are copied, nothing is decoded.

Terms are merged by key. The postings of a term are those of the first segment, then those of the
second, and so on, in the order of the new document numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from indexer.engine.embedded.format.array_file import Array, ArrayFileWriter, ArraySection
from indexer.engine.embedded.format.merge_source import (
    CHUNK_ITEMS,
    MergeSource,
    chunk_rows,
    row_sizes,
)
from indexer.engine.embedded.format.segment import LIST_ITEMS, NO_FIELD, Ids
from indexer.engine.embedded.format.string_table import MergedStrings, merge_strings, write_strings
from indexer.engine.embedded.write.segment_builder import write_dictionaries, write_starts
from indexer.fields import SEARCHED_METADATA


def merge(path: Path, sources: Sequence[MergeSource]) -> int:
    """Write the merged segment to `path`, durably, and return its number of documents."""
    file = ArrayFileWriter(path)
    try:
        fields = sorted({name for source in sources for name in source.segment.fields})
        _write_documents(file, sources, fields)
        dictionaries = {words: name for s in sources for name, words in s.segment.dictionaries}
        write_dictionaries(file, list(dictionaries))
        _write_stored(file, sources)
        terms = merge_strings(
            [s.segment.terms for s in sources], [s.posting_sizes > 0 for s in sources]
        )
        _write_postings(file, sources, terms)
        write_strings(file, "term", terms.strings)
        _write_fields(file, sources, terms, fields)
        _write_readings(file, sources)
        _write_lists(file, "stem", sources, terms.rows)
        documents = [
            np.where(source.alive, source.numbers + offset, -1)
            for source, offset in zip(sources, _offsets(sources), strict=True)
        ]
        _write_lists(file, "value", sources, documents)
        file.finish({"fields": fields, "dictionaries": list(dictionaries.values())})
    except BaseException:
        file.abandon()
        raise
    return sum(source.count for source in sources)


# --- documents


def _write_documents(
    file: ArrayFileWriter, sources: Sequence[MergeSource], fields: Sequence[str]
) -> None:
    def joined(parts: Iterator[Array]) -> Array:
        return np.concatenate(list(parts))

    of_document = (_renumbered(s, fields)[s.segment.document_fields[s.alive]] for s in sources)
    file.add("document.field", joined(of_document))
    file.add("document.length", joined(s.segment.lengths[s.alive] for s in sources))
    file.add("document.role", joined(s.segment.roles[s.alive] for s in sources))
    offsets = _offsets(sources)
    publication_docs = joined(
        s.numbers[s.segment.publication_docs[s.publications]] + offset
        for s, offset in zip(sources, offsets, strict=True)
    )
    file.add("publication.document", publication_docs.astype(np.uint32))
    file.add("publication.date", joined(s.segment.dates[s.publications] for s in sources))
    searchable = joined(s.segment.searchable[s.publications] for s in sources)
    file.add("publication.searchable", searchable.astype(np.uint8))
    for name in SEARCHED_METADATA:
        lengths = joined(s.segment.metadata_lengths(name)[s.publications] for s in sources)
        file.add(f"publication.words.{name}", lengths)
    titles = [
        title.encode()
        for s in sources
        for title, kept in zip(s.segment.titles, s.publications.tolist(), strict=True)
        if kept
    ]
    write_starts(file, "publication.title.start", np.array(list(map(len, titles)), np.int64))
    file.add("publication.title", np.frombuffer(b"".join(titles), "u1"))


def _offsets(sources: Sequence[MergeSource]) -> list[int]:
    """The new number of each source's first document."""
    counts = [source.count for source in sources]
    return [sum(counts[:number]) for number in range(len(counts))]


def _write_stored(file: ArrayFileWriter, sources: Sequence[MergeSource]) -> None:
    sizes = [row_sizes(s.segment.stored_starts)[s.alive] for s in sources]
    write_starts(file, "stored.start", np.concatenate(sizes))
    section = file.reserve("stored.text", np.dtype("u1"), int(sum(map(np.sum, sizes))))
    for source in sources:
        # Stretches of kept documents: where runs of ones start and end.
        edges = np.flatnonzero(np.diff(np.concatenate(([0], source.alive, [0])).astype(np.int8)))
        for first, last in edges.reshape(-1, 2).tolist():
            start, stop = source.segment.stored_starts[[first, last]].tolist()
            for at in range(start, stop, CHUNK_ITEMS):
                section.append(source.segment.stored_text.part(at, min(at + CHUNK_ITEMS, stop)))


# --- terms


def interleave(parts: Sequence[Array], sizes: Sequence[Ids]) -> Array:
    """The items of several sources, row by row, within a row source by source.

    `parts` has each source's items in the order of rows, `sizes` the size of each row.
    """
    if len(parts) == 1:
        return parts[0]
    total = np.sum(sizes, axis=0)
    at = np.cumsum(total) - total  # where the next source's items of each row are put
    items = np.empty(int(total.sum()), np.result_type(*parts))
    for part, size in zip(parts, sizes, strict=True):
        shift = at - (np.cumsum(size) - size)
        items[np.arange(len(part)) + np.repeat(shift, size)] = part
        at = at + size
    return items


def _write_postings(
    file: ArrayFileWriter, sources: Sequence[MergeSource], terms: MergedStrings
) -> None:
    count = len(terms.strings)
    postings, positions = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for source, rows in zip(sources, terms.rows, strict=True):
        postings += _spread(rows, source.posting_sizes, range(count))
        positions += _spread(rows, source.position_sizes, range(count))
    write_starts(file, "term.posting", postings)
    write_starts(file, "term.position", positions)
    types = [
        np.result_type(*(s.segment.posting_counts.part(0, 0) for s in sources)),
        np.result_type(*(s.segment.positions.part(0, 0) for s in sources)),
    ]
    total = int(postings.sum())
    sections = (
        file.reserve("posting.document", np.dtype("<u4"), total),
        file.reserve("posting.count", types[0], total),
        file.reserve("position", types[1], int(positions.sum())),
    )
    merged_rows = list(chunk_rows(positions))
    own = [_own_rows(rows, merged_rows) for rows in terms.rows]
    for chunk, *own_rows in zip(merged_rows, *own, strict=True):
        _write_chunk(sections, sources, terms, chunk, own_rows)


def _spread(rows: Ids, sizes: Ids, merged_rows: range) -> Ids:
    """The sizes of some rows of a source, by their rows in the merged table."""
    wide = np.zeros(len(merged_rows), np.int64)
    wide[rows[rows >= 0] - merged_rows.start] = sizes[rows >= 0]
    return wide


def _own_rows(rows: Ids, merged_rows: Sequence[range]) -> list[range]:
    """Which rows of a source become the rows of each of these consecutive ranges.

    Dropped rows may be among them; they are empty.
    """
    edges = [0, *(chunk.stop for chunk in merged_rows)]
    cuts = np.searchsorted(np.maximum.accumulate(rows), edges).tolist()
    return [range(*pair) for pair in pairwise(cuts)]


def _write_chunk(
    sections: tuple[ArraySection, ArraySection, ArraySection],
    sources: Sequence[MergeSource],
    terms: MergedStrings,
    chunk: range,
    own_rows: Sequence[range],
) -> None:
    documents, counts, positions = [], [], []
    posting_sizes, position_sizes = [], []
    for source, rows, own, offset in zip(
        sources, terms.rows, own_rows, _offsets(sources), strict=True
    ):
        found = source.postings(own)
        documents.append((found.documents + offset).astype(np.uint32))
        counts.append(found.counts)
        positions.append(source.positions(own, found.kept))
        part = slice(own.start, own.stop)
        posting_sizes.append(_spread(rows[part], source.posting_sizes[part], chunk))
        position_sizes.append(_spread(rows[part], source.position_sizes[part], chunk))
    sections[0].append(interleave(documents, posting_sizes))
    sections[1].append(interleave(counts, posting_sizes))
    sections[2].append(interleave(positions, position_sizes))


def _write_readings(file: ArrayFileWriter, sources: Sequence[MergeSource]) -> None:
    """Readings of deleted publications stay: their words occur nowhere with a marker."""
    tables = [source.segment.readings for source in sources]
    every = merge_strings(tables, [np.ones(len(table), bool) for table in tables])
    write_strings(file, "reading", every.strings)


# --- lists


def _write_lists(
    file: ArrayFileWriter, name: str, sources: Sequence[MergeSource], numbers: Sequence[Ids]
) -> None:
    """Merge the table `name` (stem, value). `numbers` has the new number of each source's items, -1
    for those that are dropped.
    """
    items, owners, kept = [], [], []
    for source, new in zip(sources, numbers, strict=True):
        lengths = row_sizes(source.segment.list_starts(name).whole())
        own = new[source.segment.list_items(name).whole()]
        of_row = np.repeat(np.arange(len(lengths)), lengths)[own >= 0]
        items.append(own[own >= 0])
        owners.append(of_row)
        kept.append(np.bincount(of_row, minlength=len(lengths)) > 0)
    table = merge_strings([source.segment.table(name) for source in sources], kept)
    # Each source's pairs are in order, and numpy's stable sort merges sorted runs.
    pairs = np.sort(
        np.concatenate(
            [
                (rows[of_row] << 32) + own
                for rows, of_row, own in zip(table.rows, owners, items, strict=True)
            ]
        ),
        kind="stable",
    )
    # Two sources may have the same item in the same list (a term with its stem).
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    write_strings(file, name, table.strings)
    write_starts(file, f"{name}.start", np.bincount(pairs >> 32, minlength=len(table.strings)))
    file.add(LIST_ITEMS[name], (pairs & 0xFFFFFFFF).astype(np.uint32))


def _write_fields(
    file: ArrayFileWriter,
    sources: Sequence[MergeSource],
    terms: MergedStrings,
    fields: Sequence[str],
) -> None:
    of_term = np.zeros(len(terms.strings), np.uint16)
    for source, rows in zip(sources, terms.rows, strict=True):
        of_term[rows[rows >= 0]] = _renumbered(source, fields)[
            source.segment.term_fields[rows >= 0]
        ]
    file.add("term.field", of_term)


def _renumbered(source: MergeSource, fields: Sequence[str]) -> Array:
    """The new number of each of the source's fields."""
    numbers = np.full(NO_FIELD + 1, NO_FIELD, np.uint16)
    numbers[: len(source.segment.fields)] = [fields.index(name) for name in source.segment.fields]
    return numbers
