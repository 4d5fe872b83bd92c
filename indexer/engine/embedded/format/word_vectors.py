"""The vectors of the index's words, in a file beside the generations, which share it.

    <index>/words.<n>.vectors    the highest n counts

It is an array file (`array_file`):

    form         table of word forms, as written, in small letters
    leading      the first `LEADING` dimensions of each form's vector, int8
    rest         the others

and the fact `encoder`: what the vectors were made with (`word_encoder.VERSION`). Dimensions are
numbers from -`RANGE` to `RANGE` in int8; larger ones are cut off. The index answers without this
file, which the next update makes again where it is damaged, lost or of another encoder.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.durable import sync_folder
from indexer.engine.embedded.format.array_file import ArrayFileWriter, open_array_file
from indexer.engine.embedded.format.segment import Ids
from indexer.engine.embedded.format.string_table import StringTable, write_strings
from indexer.engine.meaning.word_encoder import DIMENSIONS, VERSION, Floats
from indexer.failpoints import Failpoint, failpoint

Bytes = NDArray[np.int8]

LEADING: Final = 32
"""Dimensions that are scanned for all words: of the eight nearest, 98 % are among the 300 that
are nearest in these (600 words of XQuAD among 42,774; in the first 32 of the encoder's own
dimensions 90 % are).
"""
RANGE: Final = 0.75
"""The largest of 42,774 words' dimensions is .746; with this step the cosines are .002 off."""
_STEP: Final = np.float32(RANGE / 127)
_FILE: Final = re.compile(r"words\.([0-9]+)\.vectors")
_UNFINISHED: Final = ".words.new"


class WordVectors:
    """The vectors in the file at `path`. Safe to share between threads.

    Raises:
        IndexDamaged: the file is damaged, wherever.
        OSError: the system cannot open it.
    """

    def __init__(self, path: Path) -> None:
        self.name: Final = path.name
        file = open_array_file(path)
        file.check()
        self.encoder: Final = "".join(file.facts.get("encoder", ()))
        self.forms: Final = StringTable(file, "form")
        self.leading: Final[Bytes] = file["leading"].whole().reshape(-1, LEADING)
        self._rest: Final[Bytes] = file["rest"].whole().reshape(-1, DIMENSIONS - LEADING)

    def __len__(self) -> int:
        return len(self.leading)

    def quantised(self, rows: Ids) -> Bytes:
        """The vectors of some rows, as they are stored."""
        found: Bytes = np.concatenate([self.leading[rows], self._rest[rows]], axis=1)
        return found

    def vectors(self, rows: Ids) -> Floats:
        """The vectors of some rows."""
        found: Floats = self.quantised(rows) * _STEP
        return found


def quantise(vectors: Floats) -> Bytes:
    """Vectors as they are stored."""
    found: Bytes = np.clip(np.rint(vectors / _STEP), -127, 127).astype(np.int8)
    return found


def newest_vectors(root: Path) -> Path | None:
    """The newest file of vectors in the index at `root`, or None. Cheap."""
    numbered = _numbered(root)
    return numbered[max(numbered)] if numbered else None


def open_vectors(root: Path) -> WordVectors | None:
    """The vectors of the index at `root`; None if it has none made by this encoder.

    Raises:
        IndexDamaged: they are damaged.
    """
    path = newest_vectors(root)
    if path is None:
        return None
    try:
        found = WordVectors(path)
    except OSError:  # replaced meanwhile, or not readable: another look follows
        return None
    return found if found.encoder == VERSION else None


def no_vectors(root: Path) -> None:
    """What is used of the index at `root` where words are not to be found by meaning."""


def write_vectors(root: Path, forms: Sequence[bytes], vectors: Bytes) -> Path:
    """Replace the vectors of the index at `root`, durably and in one step; one process at a time
    may do so. `forms` are unique and in ascending order.

    OSError of the system passes through; the file before stays.
    """
    before = _numbered(root)
    path = root / f"words.{max(before, default=0) + 1}.vectors"
    file = ArrayFileWriter(root / _UNFINISHED)
    try:
        write_strings(file, "form", forms)
        file.add("leading", vectors[:, :LEADING].ravel())
        file.add("rest", vectors[:, LEADING:].ravel())
        file.finish({"encoder": [VERSION]})
        failpoint(Failpoint.RENAME_FILE)
        file.path.replace(path)
    except BaseException:
        file.abandon()
        raise
    sync_folder(root)
    for superseded in before.values():
        with contextlib.suppress(OSError):  # Windows keeps what a reader has open; a later one does
            superseded.unlink()
    return path


def _numbered(root: Path) -> dict[int, Path]:
    try:
        names = [path.name for path in root.iterdir()]
    except OSError:  # there is no index; whoever needs it says so
        return {}
    found = filter(None, map(_FILE.fullmatch, names))
    return {int(match[1]): root / match[0] for match in found}
