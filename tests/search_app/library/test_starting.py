"""What is made when the service starts, so that no first reader waits for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.engine import encode_words
from indexer.engine.embedded.read.reader import EmbeddedReader
from indexer.engine.meaning import word_encoder
from indexer.settings import Settings
from search_app.library.manager import library_manager
from tests.search_app.library.test_one_reader import wait_until_refreshed
from tests.search_app.site import Site, serving, write_collection


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A collection, in a process that has not loaded the encoder."""
    written = write_collection(tmp_path)
    monkeypatch.setattr(word_encoder, "_encoder", None)
    return written


def begin(site: Site) -> None:
    library_manager(site.app).begin()
    wait_until_refreshed(site)


def with_vectors(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    assert encode_words(settings, lambda done, total: None) > 0
    monkeypatch.setattr(word_encoder, "_encoder", None)
    return settings


@pytest.mark.usefixtures("weights")
def test_the_encoder_is_loaded_before_anybody_asks(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(with_vectors(settings, monkeypatch)) as site:
        begin(site)
        assert word_encoder._encoder is not None


@pytest.mark.usefixtures("weights")
@pytest.mark.parametrize("has_vectors", [True, False])
def test_the_encoder_is_not_loaded_where_nothing_needs_it(
    settings: Settings, has_vectors: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if has_vectors:
        settings = replace(with_vectors(settings, monkeypatch), meaning=False)
    with serving(settings) as site:
        begin(site)
        assert site.get("/search?q=memoria").status == 200
        assert word_encoder._encoder is None


@pytest.mark.parametrize("error", [OSError(24, "Too many open files"), MemoryError()])
def test_an_encoder_that_cannot_be_loaded_is_logged_and_the_service_goes_on(
    settings: Settings,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(reader: EmbeddedReader) -> None:
        raise error

    monkeypatch.setattr(EmbeddedReader, "load_encoder", fail)
    with serving(settings) as site:
        begin(site)
        said = capsys.readouterr().err
        assert "encoder of words could not be loaded" in said
        assert type(error).__name__ in said
        assert "cannot be opened" not in said
        assert site.get("/readyz").status == 200
        assert site.get("/search?q=memoria").status == 200


def test_without_an_index_nothing_is_begun(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    (settings.index / "current").unlink()
    with serving(settings) as site:
        library_manager(site.app).begin()
        assert library_manager(site.app)._refresh._thread is None
        assert site.get("/readyz").status == 503
    assert "Traceback" not in capsys.readouterr().err
