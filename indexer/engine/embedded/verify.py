"""Is the index what was written? Counts, every stored value, and words that must be found."""

from __future__ import annotations

import numpy as np

from indexer import wire
from indexer.engine.analysis import lowered, tokens
from indexer.engine.embedded.evaluate import Evaluator
from indexer.engine.embedded.snapshot import Snapshot
from indexer.engine.port import Finding
from indexer.engine.tree import Word
from indexer.model import Passage, Record


def check(snapshot: Snapshot, sample: int) -> list[Finding]:
    """What is wrong in `snapshot`; every record is read, and the text of about `sample` of them."""
    findings = []
    heads = snapshot.living_heads()
    every = max(1, len(heads) // sample)
    for place, head in enumerate(heads.tolist()):
        try:
            record = wire.decode(snapshot.value(head), Record)
        except wire.WireError as error:
            findings.append(Finding(f"the record at document {head} cannot be read: {error}"))
            continue
        findings += _counted(snapshot, head, record)
        if record.searchable and place % every == 0:
            findings += _canary(snapshot, head, record)
    return findings


def _counted(snapshot: Snapshot, head: int, record: Record) -> list[Finding]:
    publication = record.publication
    wanted = publication.passage_count
    numbers = snapshot.number[head + 1 : head + 1 + wanted]
    following = snapshot.number[head + 1 + wanted : head + 2 + wanted]
    if np.array_equal(numbers, np.arange(1, wanted + 1)) and not following.any():
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
    matching = Evaluator(snapshot).matches(Word(lowered(canary))).mask
    if matching[snapshot.publication_of[head]]:
        return []
    return [Finding(f"the word {canary!r} does not lead to {publication.path}, where it stands")]
