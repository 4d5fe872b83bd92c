from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from indexer.rendering import PageGeometry, PassageKey, RenderService, open_render_service
from indexer.settings import Settings, load_settings
from tests.builders import SPANISH, html, pdf

SETTINGS = replace(load_settings(environment={}), view_seconds=2)


@dataclass(frozen=True)
class Desk:
    """A render service, and the folder of its files."""

    settings: Settings
    service: RenderService

    def file(self, name: str, data: bytes) -> tuple[PassageKey, Path]:
        """A new file, and its first page."""
        file = self.settings.corpus / name
        file.write_bytes(data)
        return PassageKey(hashlib.sha256(data).hexdigest(), 1), file

    def page(self, name: str, data: bytes) -> PageGeometry | None:
        return self.service.page(*self.file(name, data))


def settings_in(folder: Path) -> Settings:
    corpus = folder / "corpus"
    corpus.mkdir()
    return replace(SETTINGS, corpus=corpus, index=folder / "index")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for all tests of a module; each test needs its own files."""
    settings = settings_in(tmp_path_factory.mktemp("desk"))
    _warm_up(settings)
    with closing(open_render_service(settings)) as service:
        yield Desk(settings, service)


def _warm_up(settings: Settings) -> None:
    """Start the fork servers, which can take longer than a page may."""
    with (
        closing(open_render_service(replace(settings, view_seconds=60))) as service,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("indexer.rendering.service._PAGE_TIMEOUT", 60.0)
        desk = Desk(settings, service)
        assert desk.page("first.pdf", pdf("una")) is not None
        assert service.section(*_first_section(desk)) is not None


def _first_section(desk: Desk) -> tuple[PassageKey, str, Path]:
    key, file = desk.file("first.html", html(f"<main><h1>Uno</h1><p>{SPANISH}</p></main>").encode())
    return key, file.name, file
