"""Is the index what was written? Counts, every stored value, and words that must be found."""

from __future__ import annotations

from typing import Final

import numpy as np

from indexer import wire
from indexer.engine.analysis import query_tokens
from indexer.engine.ast import Word
from indexer.engine.embedded.read.occurrences import occurrences
from indexer.engine.embedded.read.postings import NOWHERE
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.embedded.write.oracle import by_matchers
from indexer.engine.port import IntegrityIssue
from indexer.errors import IndexDamaged
from indexer.model import Passage, Record

CANARIES: Final = 5
"""Words of a passage that are looked for."""


def check(snapshot: Snapshot, sample: int) -> list[IntegrityIssue]:
    """What is wrong in `snapshot`: every byte is compared with its checksum, every record
    is read, and a word of about `sample` of them is looked for.
    """
    findings = []
    for live in snapshot.segments:
        try:
            live.segment.check()
        except IndexDamaged as error:
            return [IntegrityIssue(str(error))]
    heads = snapshot.all_publication_docs()
    sizes = np.diff(snapshot.publication_docs, append=snapshot.document_count)[
        snapshot.publication_of[heads]
    ]
    every = max(1, len(heads) // sample)
    for place, (head, size) in enumerate(zip(heads.tolist(), sizes.tolist(), strict=True)):
        try:
            record = wire.decode(snapshot.value(head), Record)
        except wire.WireError as error:
            findings.append(
                IntegrityIssue(f"the record at document {head} cannot be read: {error}")
            )
            continue
        findings += _counted(record, size)
        if record.searchable and place % every == 0:
            findings += _canary(snapshot, head, record)
    return findings


def _counted(record: Record, document_count: int) -> list[IntegrityIssue]:
    publication = record.publication
    expected = publication.passage_count
    if document_count == 1 + expected:
        return []
    return [
        IntegrityIssue(f"{publication.path} does not have its {expected} passages in the index")
    ]


def _canary(snapshot: Snapshot, head: int, record: Record) -> list[IntegrityIssue]:
    """The longest words of a passage must lead to it; Whoosh's matchers must find the rarest of
    them in the same places (they go from document to document, so that a common one takes long).
    """
    publication = record.publication
    empty = set(publication.passages_without_text)
    full = [n for n in range(1, publication.passage_count + 1) if n not in empty]
    if not full:
        return []
    number = full[len(full) // 2]
    passage = wire.decode(snapshot.value(head + number), Passage)
    words = {word for word in query_tokens(passage.text) if len(word) <= 40}
    if not words:
        return []
    longest = sorted(words, key=lambda word: (-len(word), word))
    found = {}
    for canary in map(Word, longest[:CANARIES]):
        places = occurrences(snapshot, canary, ("text",)).fields.get("text", NOWHERE)
        if head + number not in places.documents:
            return [
                IntegrityIssue(
                    f"the word {canary} does not lead to {publication.path}, where it is"
                )
            ]
        found[canary] = places
    rarest, places = min(found.items(), key=lambda item: len(item[1].documents))
    expected = by_matchers(snapshot, rarest, "text")
    same = np.array_equal(places.documents, expected.documents)
    if same and np.allclose(places.counts, expected.counts):
        return []
    return [
        IntegrityIssue(
            f"the word {rarest} is found in other places when it is looked for one by one"
        )
    ]
