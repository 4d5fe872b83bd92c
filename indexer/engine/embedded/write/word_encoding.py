"""Gives vectors to the words of the live commit that have none: after it was published.

A run of this can be stopped at any time: what it has made is written now and then, and the next one
goes on from there. One process at a time does it, while others may change the index.
"""

from __future__ import annotations

import contextlib
import time
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np
from filelock import FileLock, Timeout

from indexer.durable import replace_file
from indexer.engine.embedded.format import generations
from indexer.engine.embedded.format.segment import Mask
from indexer.engine.embedded.format.word_vectors import (
    Bytes,
    open_vectors,
    quantise,
    write_vectors,
)
from indexer.engine.embedded.read.seen_words import ALL_FORMS_PASSAGES
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.embedded.read.tables import norms
from indexer.engine.embedded.read.word_forms import (
    FormTerms,
    is_word,
    numbered_terms,
    publication_counts,
)
from indexer.engine.embedded.whoosh.index import open_index
from indexer.engine.meaning.word_encoder import DIMENSIONS, word_encoder
from indexer.engine.meaning.word_store import OnWords
from indexer.errors import IndexDamaged
from indexer.settings import Settings

_DONE: Final = "words.done"
_LOCK: Final = "words.lock"
_BATCH: Final = 2048
"""Words that are encoded between two looks at the clock, in .3 s."""
_SAVE_SECONDS: Final = 20.0
"""After which what was made is written: so much is lost of a run that is killed."""
_MARGIN: Final = 1.5
"""So many times as many passages have all of their forms encoded as have all of them used: what is
hidden then does not show in which words are neighbours.
"""


class EmbeddedWords:
    """The vectors of the words of the index in the folder `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def count(self) -> int:
        with contextlib.suppress(IndexDamaged):
            found = open_vectors(self._root)
            return 0 if found is None else len(found)
        return 0

    def encode_new(self, on_progress: OnWords) -> int:
        try:
            with generations.writable(self._root), FileLock(self._root / _LOCK, timeout=0):
                return self._encode(on_progress)
        except Timeout:
            return 0

    def carry_to(self, target: Settings) -> None:
        wanted = _wanted_forms(target.index)
        vectors = np.zeros((len(wanted), DIMENSIONS), np.int8)
        is_made = np.zeros(len(wanted), bool)
        _take_over(self._root, wanted, vectors, is_made)
        if is_made.any():
            with generations.writable(target.index):
                _write(target.index, wanted, vectors, is_made)

    def _encode(self, on_progress: OnWords) -> int:
        root = self._root
        commit = generations.newest(generations.live(root))
        if self._done_commit() == commit:
            return 0
        wanted = _wanted_forms(root)
        vectors = np.zeros((len(wanted), DIMENSIONS), np.int8)
        is_made = np.zeros(len(wanted), bool)
        has_others = _take_over(root, wanted, vectors, is_made)
        left = np.flatnonzero(~is_made)
        saved_at = time.monotonic()
        for start in range(0, len(left), _BATCH):
            rows = left[start : start + _BATCH]
            words = [wanted[row].decode() for row in rows.tolist()]
            vectors[rows] = quantise(word_encoder().encode(words))
            is_made[rows] = True
            on_progress(min(start + _BATCH, len(left)), len(left))
            if time.monotonic() > saved_at + _SAVE_SECONDS:
                _write(root, wanted, vectors, is_made)
                saved_at = time.monotonic()
        if len(left) or has_others:
            _write(root, wanted, vectors, is_made)
        replace_file(root / _DONE, commit.encode())
        return len(left)

    def _done_commit(self) -> str:
        """The commit all of whose words had vectors at the end of a run; empty if there is none, or
        if what was made is not there any more.
        """
        try:
            return (self._root / _DONE).read_text("ascii") if self.count() else ""
        except (OSError, UnicodeDecodeError):
            return ""


def _wanted_forms(root: Path) -> list[bytes]:
    """The words of the live commit that can be neighbours, in ascending order."""
    folder = generations.live(root)
    index, table = open_index(folder), generations.newest_table(folder)
    with generations.readable(folder), closing(Snapshot(index, folder.name, 0, table)) as snapshot:
        return _forms(snapshot)


def _forms(snapshot: Snapshot) -> list[bytes]:
    known: dict[str, int] = {}
    numbers = numbered_terms(
        snapshot, lambda form: known.setdefault(form, len(known)) if is_word(form) else -1
    )
    terms = FormTerms(len(known), numbers)
    least = 1 if norms(snapshot).passage_count <= _MARGIN * ALL_FORMS_PASSAGES else 2
    counts = publication_counts(snapshot, terms).tolist()
    rows = zip(known, counts, strict=True)
    return sorted(form.encode() for form, count in rows if count >= least)


def _take_over(root: Path, wanted: list[bytes], vectors: Bytes, is_made: Mask) -> bool:
    """Take over the vectors that were made before; whether there are others too, which are not
    wanted any more.
    """
    try:
        known = open_vectors(root)
    except IndexDamaged:
        return True
    if known is None:
        return False
    row_of = {form: row for row, form in enumerate(known.forms.all())}
    found = np.fromiter((row_of.get(form, -1) for form in wanted), np.int64, len(wanted))
    is_made[:] = found >= 0
    vectors[is_made] = known.quantised(found[is_made])
    return int(np.count_nonzero(is_made)) < len(known)


def _write(root: Path, wanted: list[bytes], vectors: Bytes, is_made: Mask) -> None:
    made = np.flatnonzero(is_made)
    write_vectors(root, [wanted[row] for row in made.tolist()], vectors[made])
