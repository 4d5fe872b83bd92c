"""The service without an index that it can use: it says when there will be one, and opens it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import wire
from indexer.engine import replace_index
from indexer.run_progress import RunProgress
from indexer.settings import Settings
from search_app.library import deferred_engine
from tests.search_app.site import CLAVES, RETIRADA, Site, record, serving, write_collection

EMPTY = "Todavía no hay nada que buscar"
OUTDATED = "El buscador se está renovando"
BUILDING = "El buscador se está preparando"
UNUSABLE = "El buscador no está disponible"


def _without_index(settings: Settings) -> None:
    for file in settings.index.rglob("*"):
        if file.is_file():
            file.unlink()


def _describe(settings: Settings, **changes: object) -> None:
    path = settings.index / "0001/generation.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def _in_older_format(settings: Settings) -> None:
    _describe(settings, format=4)


def _with_other_fields(settings: Settings) -> None:
    _describe(settings, fields=["text_es"])


def _with_a_damaged_pointer(settings: Settings) -> None:
    (settings.index / "current").write_text("0007", "ascii")


def _behind_a_file(settings: Settings) -> None:
    (settings.index / "current").unlink()
    (settings.index / "current").mkdir()


STATES: list[tuple[Callable[[Settings], None], str]] = [
    (_without_index, EMPTY),
    (_in_older_format, OUTDATED),
    (_with_other_fields, OUTDATED),
    (_with_a_damaged_pointer, UNUSABLE),
    (_behind_a_file, UNUSABLE),
]


@pytest.fixture(autouse=True)
def _opened_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deferred_engine, "_RETRY_SECONDS", 0.0)


@pytest.mark.parametrize(("spoil", "title"), STATES, ids=lambda one: getattr(one, "__name__", ""))
def test_an_index_that_cannot_be_used_is_said_and_a_new_one_opened(
    tmp_path: Path,
    spoil: Callable[[Settings], None],
    title: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = write_collection(tmp_path, (CLAVES, RETIRADA))
    settings.takedown.write_text("retirada\n", "utf-8")
    spoil(settings)
    with serving(settings) as site:
        for _ in range(3):
            page = site.get("/publications/retirada")
            assert (page.status, page.headers["Retry-After"]) == (503, "60")
            assert title in page.text
            assert "Zacarías" not in page.text
        _is_answered_without_an_index(site)
        _rebuild(settings)
        assert site.get("/publications/claves-es").status == 200
        assert site.get("/publications/retirada").status == 410
        assert site.get("/readyz").status == 200
    said = capsys.readouterr().err
    assert said.count("python -m indexer") == 2  # at the start, and once for all requests
    assert "Traceback" not in said


def _is_answered_without_an_index(site: Site) -> None:
    for path in ("/api/v1/search?q=miedo", "/api/v1/publications/claves-es", "/readyz"):
        answer = site.get(path)
        assert (answer.status, answer.media_type) == (503, "application/problem+json"), path
        assert answer.headers["Retry-After"] == "60"
    for path in ("/healthz", "/robots.txt", "/favicon.ico"):
        assert site.get(path).status == 200


def _rebuild(settings: Settings) -> None:
    current = settings.index / "current"
    if current.is_dir():
        current.rmdir()
    writer = replace_index(settings)
    for work in (CLAVES, RETIRADA):
        writer.put(record(work), work.passages)
    writer.commit()


def test_readers_are_told_how_long_the_indexer_will_take(tmp_path: Path) -> None:
    settings = write_collection(tmp_path, (CLAVES,))
    _in_older_format(settings)
    with serving(settings) as site:
        now = time.time()
        settings.run_progress.write_bytes(wire.encode(RunProgress(100, 400, now - 60, now)))
        page = site.get("/")
        assert BUILDING in page.text
        assert "unos 3 minutos" in page.text
        assert page.headers["Retry-After"] == "180"
        assert "3 minutes" in site.get("/api/v1/search?lang=en").json["detail"]
        settings.run_progress.write_bytes(wire.encode(RunProgress(0, 0, now, now)))
        assert "por sí solo" in site.get("/").text
        settings.run_progress.write_bytes(b"{")
        assert OUTDATED in site.get("/").text
