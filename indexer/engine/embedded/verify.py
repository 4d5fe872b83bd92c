"""Is the index what was written? Counts, every stored value, and words that must be found."""

from __future__ import annotations

import numpy as np

from indexer import wire
from indexer.engine.analysis import lowered, tokens
from indexer.engine.embedded.evaluate import Evaluator
from indexer.engine.embedded.schema import TEXT_FIELDS
from indexer.engine.embedded.snapshot import Snapshot
from indexer.engine.port import Finding
from indexer.engine.tree import Word
from indexer.errors import IndexDamaged
from indexer.model import Passage, Record


def check(snapshot: Snapshot, sample: int) -> list[Finding]:
    """What is wrong in `snapshot`: every byte is compared with its checksum, every
    record is read, and the text of about `sample` of them."""
    findings = []
    for leaf in snapshot.leaves:
        try:
            leaf.segment.check()
        except IndexDamaged as error:
            return [Finding(str(error))]
    heads = snapshot.living_heads()
    sizes = np.diff(snapshot.heads, append=snapshot.document_count)[snapshot.publication_of[heads]]
    every = max(1, len(heads) // sample)
    for place, (head, size) in enumerate(zip(heads.tolist(), sizes.tolist(), strict=True)):
        try:
            record = wire.decode(snapshot.value(head), Record)
        except wire.WireError as error:
            findings.append(Finding(f"the record at document {head} cannot be read: {error}"))
            continue
        findings += _counted(record, size)
        if record.searchable and place % every == 0:
            findings += _canary(snapshot, head, record)
    return findings


def _counted(record: Record, document_count: int) -> list[Finding]:
    publication = record.publication
    wanted = publication.passage_count
    if document_count == 1 + wanted:
        return []
    return [Finding(f"{publication.path} does not have its {wanted} passages in the index")]


def _canary(snapshot: Snapshot, head: int, record: Record) -> list[Finding]:
    """The longest word of a passage must lead to its publication."""
    publication = record.publication
    empty = set(publication.passages_without_text)
    full = [n for n in range(1, publication.passage_count + 1) if n not in empty]
    if not full:
        return []
    passage = wire.decode(snapshot.value(head + full[len(full) // 2]), Passage)
    words = [token.text for token in tokens(passage.text) if len(token.text) <= 40]
    if not words:
        return []
    canary = max(words, key=len)
    matching = Evaluator(snapshot).evaluate(Word(lowered(canary)), TEXT_FIELDS).mask
    if matching[snapshot.publication_of[head]]:
        return []
    return [Finding(f"the word {canary!r} does not lead to {publication.path}, where it stands")]
