"""What staff read while words are prepared after a run, and what stops it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import cli
from indexer.cli import word_preparation
from indexer.cli.word_preparation import prepare_words
from indexer.engine.meaning.word_store import OnWords
from indexer.errors import IndexUnwritable
from indexer.messages import message
from indexer.settings import Settings, load_settings
from tests import builders

SETTINGS = load_settings({}, {})


def encoding(words: int) -> Callable[[Settings, OnWords], int]:
    """What encodes so many words in two steps."""

    def encode(settings: Settings, on_progress: OnWords) -> int:
        for done in {words // 2, words} - {0}:
            on_progress(done, words)
        return words

    return encode


@pytest.mark.parametrize(
    ("words", "silent", "said"),
    [
        (0, False, []),
        (1, False, ["1 new word can be found by meaning."]),
        (300, False, ["300 new words can be found by meaning."]),
        (300, True, []),
        (90_000, True, []),
        (
            90_000,
            False,
            [
                "Readers can search the index already. Now 90,000 words are prepared, so that they "
                "are found by meaning too. This can be stopped at any time.",
                "90,000 new words can be found by meaning.",
            ],
        ),
    ],
)
def test_what_is_prepared_is_said_beforehand_if_it_takes_long(
    words: int,
    silent: bool,
    said: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(word_preparation, "encode_words", encoding(words))
    prepare_words(SETTINGS, silent=silent)
    printed = capsys.readouterr()
    assert printed.out.splitlines() == said
    assert printed.err == ""


def test_what_fails_is_said_and_ends_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(settings: Settings, on_progress: OnWords) -> int:
        raise IndexUnwritable(message("The disk is full."))

    monkeypatch.setattr(word_preparation, "encode_words", fail)
    prepare_words(SETTINGS, silent=True)
    assert capsys.readouterr().err.startswith("The disk is full.")


@pytest.mark.usefixtures("weights")
def test_update_prepares_the_words_and_status_counts_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    text = "El miedo es una señal que conocen las defensoras de la comunidad, y lo dicen."
    (corpus / "miedo.pdf").write_bytes(builders.pdf(text))
    where = ["--corpus", str(corpus), "--index", str(index), "--lang", "en"]
    cli.main(["update", *where])
    assert "new words can be found by meaning" in capsys.readouterr().out
    cli.main(["update", "--json", *where])
    assert json.loads(capsys.readouterr().out)["unchanged"] == 1  # nothing else is printed
    cli.main(["status", *where])
    assert "words of the index can be found by meaning" in capsys.readouterr().out
    cli.main(["status", "--json", *where])
    meaning = json.loads(capsys.readouterr().out)["meaning"]
    assert meaning["words"] > 3
    assert meaning["off_because"] == ""
    cli.main(["doctor", *where])
    assert "What search by meaning needs is installed." in capsys.readouterr().out
