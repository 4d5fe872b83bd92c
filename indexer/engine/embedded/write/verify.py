"""Verifies an index: checksums, passage counts, stored values, and words that must be found."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import numpy as np

from indexer import wire
from indexer.engine.analysis import query_tokens
from indexer.engine.ast import Word
from indexer.engine.embedded.format.word_vectors import open_vectors
from indexer.engine.embedded.read.matching.occurrences import occurrences
from indexer.engine.embedded.read.matching.postings import NOWHERE, Postings
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.embedded.read.work import WorkBudget
from indexer.engine.embedded.write.oracle import match_one_by_one
from indexer.engine.port import IntegrityIssue
from indexer.errors import IndexDamaged
from indexer.messages import message
from indexer.model import Passage, Record

CANARY_WORDS: Final = 5
"""Words of a passage that are searched."""


def check(snapshot: Snapshot, sample: int) -> list[IntegrityIssue]:
    """What is wrong in `snapshot`.

    All checksums are verified, every record is read, and words of about `sample` publications are
    searched.
    """
    findings = []
    for live in snapshot.segments:
        try:
            live.segment.check()
        except IndexDamaged as error:
            return [IntegrityIssue(error.what)]
    docs = snapshot.all_publication_docs()
    sizes = np.diff(snapshot.publication_docs, append=snapshot.document_count)[
        snapshot.publication_of[docs]
    ]
    every = max(1, len(docs) // sample)
    for place, (doc, size) in enumerate(zip(docs.tolist(), sizes.tolist(), strict=True)):
        try:
            record = wire.decode(snapshot.value(doc), Record)
        except wire.WireError:
            findings.append(
                IntegrityIssue(message("Document {number} has no valid record.", number=str(doc)))
            )
            continue
        findings += _counted(record, size)
        if record.searchable and place % every == 0:
            findings += _canary(snapshot, doc, record)
    return findings


def check_vectors(root: Path) -> list[IntegrityIssue]:
    """What is wrong with the vectors of the words of the index at `root`."""
    try:
        open_vectors(root)
    except IndexDamaged as error:
        return [
            IntegrityIssue(
                message(
                    "{what} Words are not found by meaning until the next update has made it anew.",
                    what=error.what,
                )
            )
        ]
    return []


def _counted(record: Record, document_count: int) -> list[IntegrityIssue]:
    publication = record.publication
    expected = publication.passage_count
    if document_count == 1 + expected:
        return []
    return [
        IntegrityIssue(
            message(
                "The index has {found} passages of {path}, and should have {expected}.",
                path=publication.path,
                found=document_count - 1,
                expected=expected,
            )
        )
    ]


def _places(snapshot: Snapshot, word: Word) -> Postings:
    found = occurrences(snapshot, word, ("text",), WorkBudget(sys.maxsize))
    return NOWHERE if found is None else found.fields.get("text", NOWHERE)


def _canary(snapshot: Snapshot, doc: int, record: Record) -> list[IntegrityIssue]:
    """The longest words of a passage must find it, and Whoosh's matchers must find the rarest of
    them in the same documents (document by document, so that a common word takes long).
    """
    publication = record.publication
    empty = set(publication.passages_without_text)
    full = [n for n in range(1, publication.passage_count + 1) if n not in empty]
    if not full:
        return []
    number = full[len(full) // 2]
    passage = wire.decode(snapshot.value(doc + number), Passage)
    words = {word for word in query_tokens(passage.text) if len(word) <= 40}
    if not words:
        return []
    longest = sorted(words, key=lambda word: (-len(word), word))
    found = {}
    for canary in map(Word, longest[:CANARY_WORDS]):
        places = _places(snapshot, canary)
        if doc + number not in places.documents:
            return [
                IntegrityIssue(
                    message(
                        "{path} is not found by its word “{word}”.",
                        path=publication.path,
                        word=str(canary),
                    )
                )
            ]
        found[canary] = places
    rarest, places = min(found.items(), key=lambda item: len(item[1].documents))
    expected = match_one_by_one(snapshot, rarest, "text")
    same = np.array_equal(places.documents, expected.documents)
    if same and np.allclose(places.counts, expected.counts):
        return []
    return [
        IntegrityIssue(
            message(
                "Two ways to search for the word “{word}” find different pages.", word=str(rarest)
            )
        )
    ]
