"""Words get vectors after a commit: only new ones, whatever stops it or has damaged the file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from indexer.engine import (
    carry_words,
    encode_words,
    extend_index,
    index_history,
    meaning_state,
    open_engine,
    replace_index,
)
from indexer.engine.embedded.format import word_vectors
from indexer.engine.embedded.format.word_vectors import (
    DIMENSIONS,
    WordVectors,
    newest_vectors,
    open_vectors,
    quantise,
    write_vectors,
)
from indexer.engine.embedded.write import word_encoding
from indexer.engine.meaning import encoder_weights as installed
from indexer.engine.meaning.word_encoder import unit, word_encoder
from indexer.failpoints import Failpoint, on_failpoint
from indexer.model import Metadata
from indexer.settings import Settings, load_settings
from tests.contract import library

pytestmark = pytest.mark.usefixtures("weights")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = load_settings({"index": tmp_path / "index"}, {})
    library.build(settings)
    return settings


def encode(settings: Settings) -> list[tuple[int, int]]:
    """Encode what is new; what was told of it."""
    told: list[tuple[int, int]] = []
    count = encode_words(settings, lambda done, total: told.append((done, total)))
    assert told[-1:] == ([(count, count)] if count else [])
    return told


def vectors_of(settings: Settings) -> WordVectors:
    found = open_vectors(settings.index)
    assert found is not None
    return found


def forms(settings: Settings) -> set[str]:
    return {form.decode() for form in vectors_of(settings).forms.all()}


def put(settings: Settings, identifier: str, text: str) -> None:
    writer = extend_index(settings)
    library.put(writer, identifier, Metadata(title="", languages=("es",)), (text,))
    writer.commit()


def test_words_are_encoded_as_they_are_written(settings: Settings) -> None:
    encode(settings)
    found = forms(settings)
    assert {"miedo", "señal", "año", "ano", "fear", "genérico", "genero"} <= found
    assert not {"Miedo", "senal", "el", "2014", "1"} & found
    vectors = vectors_of(settings)
    rows = np.arange(len(vectors))
    expected = word_encoder().encode([form.decode() for form in vectors.forms.all()])
    assert np.abs(vectors.vectors(rows) - expected).max() < 0.01
    assert (unit(vectors.vectors(rows)) * expected).sum(axis=1).min() > 0.99


def test_only_new_words_are_encoded_and_others_dropped(settings: Settings) -> None:
    [*_, (everything, _)] = encode(settings)
    assert encode(settings) == []
    put(settings, "nuevo", "Miedo, sombra y luciérnaga.")
    assert encode(settings) == [(2, 2)]
    assert forms(settings) >= {"sombra", "luciérnaga", "olvido"}
    writer = extend_index(settings)
    writer.remove("memoria")
    writer.commit()
    assert encode(settings) == []
    assert "olvido" not in forms(settings)
    assert len(forms(settings)) < everything


def test_a_new_generation_takes_over_what_was_made(settings: Settings) -> None:
    encode(settings)
    before = forms(settings)
    writer = replace_index(settings)
    library.write(writer)
    writer.commit()
    assert encode(settings) == []
    assert forms(settings) == before
    index_history(settings).rollback("", lambda reader: None)
    assert encode(settings) == []


def test_what_nobody_has_changed_is_not_looked_at(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode(settings)
    file = newest_vectors(settings.index)
    monkeypatch.setattr(word_encoding, "_wanted_forms", lambda root: pytest.fail("looked"))
    assert encode(settings) == []
    assert newest_vectors(settings.index) == file


def test_the_words_of_the_last_publication_go_with_it(settings: Settings) -> None:
    encode(settings)
    writer = extend_index(settings)
    for identifier in library.LIBRARY:
        writer.remove(identifier)
    writer.commit()
    assert encode(settings) == []
    assert forms(settings) == set()
    assert meaning_state(settings).words == 0
    assert not open_engine(settings).acquire().finds_by_meaning


class Stop(KeyboardInterrupt):
    """Ctrl-C."""


def test_a_run_that_is_stopped_loses_what_was_not_saved_only(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_encoding, "_BATCH", 10)
    monkeypatch.setattr(word_encoding, "_SAVE_SECONDS", -1.0)

    def stop(done: int, total: int) -> None:
        if done == 30:
            raise Stop

    with pytest.raises(Stop):
        encode_words(settings, stop)
    assert len(vectors_of(settings)) == 20
    told = encode(settings)
    assert told[0][1] == len(forms(settings)) - 20


@pytest.mark.parametrize(
    "place", [Failpoint.WRITE_SEGMENT, Failpoint.SYNC_SEGMENT, Failpoint.RENAME_FILE]
)
def test_a_run_that_is_killed_while_it_writes_leaves_the_file_before(
    settings: Settings, place: Failpoint
) -> None:
    encode(settings)
    before = forms(settings)
    put(settings, "nuevo", "Luciérnaga.")

    def stop(passed: Failpoint) -> None:
        if passed is place:
            raise Stop

    on_failpoint(stop)
    try:
        with pytest.raises(Stop):
            encode_words(settings, lambda done, total: None)
    finally:
        on_failpoint(None)
    assert forms(settings) == before
    assert encode(settings) == [(1, 1)]
    assert "luciérnaga" in forms(settings)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def changed_inside(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [cut_short, changed_inside, emptied])
def test_a_damaged_file_is_found_and_made_anew(
    settings: Settings, damage: Callable[[Path], None]
) -> None:
    encode(settings)
    file = newest_vectors(settings.index)
    assert file is not None
    damage(file)
    engine = open_engine(settings)  # searches go on
    [issue] = engine.verify()
    assert file.name in str(issue.what)
    assert meaning_state(settings).words == 0
    assert "update" in str(meaning_state(settings).off_because)
    assert encode(settings) != []
    assert "miedo" in forms(settings)
    engine.refresh()
    assert engine.verify() == []
    engine.close()


def test_vectors_of_another_encoder_are_made_anew(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(word_vectors, "VERSION", "earlier")
        write_vectors(settings.index, [b"miedo"], quantise(np.ones((1, DIMENSIONS), np.float32)))
    assert open_vectors(settings.index) is None
    assert meaning_state(settings).words == 0
    encode(settings)
    assert vectors_of(settings).vectors(np.array([0])).std() > 0


def test_one_process_at_a_time_encodes_and_none_waits(settings: Settings) -> None:
    with FileLock(settings.index / "words.lock"):
        assert encode(settings) == []
        put(settings, "nuevo", "Luciérnaga.")  # commits are not kept waiting either
    assert encode(settings) != []


def test_nothing_is_encoded_where_staff_do_not_want_it(settings: Settings) -> None:
    off = load_settings({"index": settings.index, "meaning": "false"}, {})
    assert encode(off) == []
    assert newest_vectors(settings.index) is None
    encode(settings)
    engine = open_engine(off)
    assert not engine.acquire().finds_by_meaning
    assert "setting meaning" in str(meaning_state(off).off_because)
    assert open_engine(settings).acquire().finds_by_meaning


def test_without_the_encoder_nothing_fails(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed, "_PACKAGE", "a_package_that_does_not_exist")
    monkeypatch.setattr(installed, "_known_fault", None)
    assert encode(settings) == []
    assert "not installed" in str(meaning_state(settings).text)
    assert not open_engine(settings).acquire().finds_by_meaning


def test_a_copy_takes_over_the_vectors_of_its_own_words(settings: Settings, tmp_path: Path) -> None:
    encode(settings)
    target = load_settings({"index": tmp_path / "copy"}, {})
    writer = replace_index(target)
    library.write(writer, "memoria", "fear")
    writer.commit()
    carry_words(settings, target)
    assert forms(target) < forms(settings)
    assert {"olvido", "fear"} <= forms(target)
    assert "relleno" not in forms(target)
    assert encode(target) == []
    shutil.rmtree(target.index)
    shutil.copytree(settings.index, target.index)  # as a backup does
    assert forms(target) == forms(settings)
    assert encode(target) == []
