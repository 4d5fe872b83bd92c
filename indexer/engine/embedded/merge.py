"""Several segments -> one, without what was deleted: whole arrays are moved, nothing is decoded.

Terms are merged by their keys; the postings of a term are those of the first segment, then those of
the second, and so on, since the documents are numbered in that order too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from pathlib import Path

import numpy as np

from indexer.engine.embedded.arrays import Array, ArrayFileWriter, Section
from indexer.engine.embedded.invert import write_dictionaries, write_starts
from indexer.engine.embedded.schema import METADATA_FIELDS
from indexer.engine.embedded.segment import LISTS, NO_FIELD, Ids
from indexer.engine.embedded.source import CHUNK, Source, between, chunks
from indexer.engine.embedded.strings import write_strings


def merge(path: Path, sources: Sequence[Source]) -> int:
    """Write the merged segment to `path`, durably; its number of documents."""
    file = ArrayFileWriter(path)
    try:
        fields = sorted({name for source in sources for name in source.segment.fields})
        _write_documents(file, sources, fields)
        dictionaries = {words: name for s in sources for name, words in s.segment.dictionaries}
        write_dictionaries(file, list(dictionaries))
        _write_stored(file, sources)
        terms = _merged(
            [s.segment.terms.all() for s in sources], [s.posting_sizes for s in sources]
        )
        _write_postings(file, sources, terms)
        write_strings(file, "term", terms.keys)
        _write_fields(file, sources, terms, fields)
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
    file: ArrayFileWriter, sources: Sequence[Source], fields: Sequence[str]
) -> None:
    def joined(parts: Iterator[Array]) -> Array:
        return np.concatenate(list(parts))

    of_document = (_renumbered(s, fields)[s.segment.document_fields[s.alive]] for s in sources)
    file.add("document.field", joined(of_document))
    file.add("document.length", joined(s.segment.lengths[s.alive] for s in sources))
    offsets = _offsets(sources)
    heads = joined(
        s.numbers[s.segment.heads[s.publications]] + offset
        for s, offset in zip(sources, offsets, strict=True)
    )
    file.add("publication.document", heads.astype(np.uint32))
    file.add("publication.date", joined(s.segment.dates[s.publications] for s in sources))
    searchable = joined(s.segment.searchable[s.publications] for s in sources)
    file.add("publication.searchable", searchable.astype(np.uint8))
    for name in METADATA_FIELDS:
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


def _offsets(sources: Sequence[Source]) -> list[int]:
    """The number of each source's first document."""
    counts = [source.count for source in sources]
    return [sum(counts[:number]) for number in range(len(counts))]


def _write_stored(file: ArrayFileWriter, sources: Sequence[Source]) -> None:
    sizes = [between(s.segment.stored_starts)[s.alive] for s in sources]
    write_starts(file, "stored.start", np.concatenate(sizes))
    section = file.reserve("stored.text", np.dtype("u1"), int(sum(map(np.sum, sizes))))
    for source in sources:
        # Stretches of documents that go in, each a run of ones.
        edges = np.flatnonzero(np.diff(np.concatenate(([0], source.alive, [0])).astype(np.int8)))
        for first, last in edges.reshape(-1, 2).tolist():
            start, stop = source.segment.stored_starts[[first, last]].tolist()
            for at in range(start, stop, CHUNK):
                section.append(source.segment.stored_text.part(at, min(at + CHUNK, stop)))


# --- terms


@dataclass(frozen=True)
class _Merged:
    """A merged table of keys. `rows` are the rows that the rows of each source become; `sizes`
    how many items each source has for each merged row.
    """

    keys: list[bytes]
    rows: list[Ids]
    sizes: list[Ids]


def _merged(tables: Sequence[list[bytes]], sizes: Sequence[Ids]) -> _Merged:
    """The keys of all tables that have items; a key without is in no merged row (-1)."""
    lived = [_with_items(table, size) for table, size in zip(tables, sizes, strict=True)]
    # Sorting runs that are in order is merging them.
    keys = list(dict.fromkeys(sorted(chain.from_iterable(lived))))
    row_of = {key: row for row, key in enumerate(keys)}
    rows = []
    for own, size in zip(lived, sizes, strict=True):
        row = np.full(len(size), -1, np.int64)
        row[size > 0] = np.fromiter(map(row_of.__getitem__, own), np.int64, len(own))
        rows.append(row)
    spread = []
    for row, size in zip(rows, sizes, strict=True):
        wide = np.zeros(len(keys), np.int64)
        wide[row[row >= 0]] = size[row >= 0]
        spread.append(wide)
    return _Merged(keys, rows, spread)


def _with_items(table: list[bytes], sizes: Ids) -> list[bytes]:
    return table if sizes.all() else list(compress(table, (sizes > 0).tolist()))


def interleaved(parts: Sequence[Array], sizes: Sequence[Ids]) -> Array:
    """Items of the same rows from several sources, row by row, within a row source by source.

    `parts` has each source's items in the order of rows, `sizes` how many there are in each row.
    """
    if len(parts) == 1:
        return parts[0]
    total = np.sum(sizes, axis=0)
    at = np.cumsum(total) - total  # where the next source's items of each row go
    merged = np.empty(int(total.sum()), np.result_type(*parts))
    for part, size in zip(parts, sizes, strict=True):
        shift = at - (np.cumsum(size) - size)
        merged[np.arange(len(part)) + np.repeat(shift, size)] = part
        at = at + size
    return merged


def _write_postings(file: ArrayFileWriter, sources: Sequence[Source], terms: _Merged) -> None:
    counted = [
        _spread(rows, source.position_sizes, len(terms.keys))
        for rows, source in zip(terms.rows, sources, strict=True)
    ]
    postings, positions = np.sum(terms.sizes, axis=0), np.sum(counted, axis=0)
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
    for chunk in chunks(positions):
        _write_chunk(sections, sources, terms, counted, chunk)


def _spread(rows: Ids, sizes: Ids, count: int) -> Ids:
    wide = np.zeros(count, np.int64)
    wide[rows[rows >= 0]] = sizes[rows >= 0]
    return wide


def _write_chunk(
    sections: tuple[Section, Section, Section],
    sources: Sequence[Source],
    terms: _Merged,
    counted: Sequence[Ids],
    chunk: range,
) -> None:
    documents, counts, positions = [], [], []
    for source, rows, offset in zip(sources, terms.rows, _offsets(sources), strict=True):
        own = _own_rows(rows, chunk)
        found = source.postings(own)
        documents.append((found.documents + offset).astype(np.uint32))
        counts.append(found.counts)
        positions.append(source.positions(own, found.kept))
    sizes = [size[chunk.start : chunk.stop] for size in terms.sizes]
    sections[0].append(interleaved(documents, sizes))
    sections[1].append(interleaved(counts, sizes))
    sections[2].append(interleaved(positions, [size[chunk.start : chunk.stop] for size in counted]))


def _own_rows(rows: Ids, chunk: range) -> range:
    """Which of a source's rows become rows of `chunk`; those that vanish add nothing anywhere."""
    members = np.flatnonzero((rows >= chunk.start) & (rows < chunk.stop))
    return range(int(members[0]), int(members[-1]) + 1) if len(members) else range(0)


# --- lists


def _write_lists(
    file: ArrayFileWriter, name: str, sources: Sequence[Source], numbers: Sequence[Ids]
) -> None:
    """Merge the table `name` (stem, value); `numbers` has for each source what its items become,
    -1 for what does not go in.
    """
    tables, sizes, items, owners = [], [], [], []
    for source, new in zip(sources, numbers, strict=True):
        lengths = between(source.segment.list_starts(name).whole())
        own = new[source.segment.list_items(name).whole()]
        of_row = np.repeat(np.arange(len(lengths)), lengths)[own >= 0]
        tables.append(source.segment.table(name).all())
        sizes.append(np.bincount(of_row, minlength=len(lengths)))
        items.append(own[own >= 0])
        owners.append(of_row)
    merged = _merged(tables, sizes)
    # Two sources may have the same item in the same list (a term with its stem): it stands once.
    pairs = [
        (rows[of_row] << 32) + own
        for rows, of_row, own in zip(merged.rows, owners, items, strict=True)
    ]
    order = np.unique(np.concatenate(pairs))
    write_strings(file, name, merged.keys)
    write_starts(file, f"{name}.start", np.bincount(order >> 32, minlength=len(merged.keys)))
    file.add(LISTS[name], (order & 0xFFFFFFFF).astype(np.uint32))


def _write_fields(
    file: ArrayFileWriter, sources: Sequence[Source], terms: _Merged, fields: Sequence[str]
) -> None:
    of_term = np.zeros(len(terms.keys), np.uint16)
    for source, rows in zip(sources, terms.rows, strict=True):
        of_term[rows[rows >= 0]] = _renumbered(source, fields)[
            source.segment.term_fields[rows >= 0]
        ]
    file.add("term.field", of_term)


def _renumbered(source: Source, fields: Sequence[str]) -> Array:
    """What each field's number in the source becomes."""
    numbers = np.full(NO_FIELD + 1, NO_FIELD, np.uint16)
    numbers[: len(source.segment.fields)] = [fields.index(name) for name in source.segment.fields]
    return numbers
