from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from indexer import config
from indexer.config import Settings
from indexer.views import Layout, PassageKey, Views, open_views

SETTINGS = replace(config.load(environment={}), view_seconds=2)


@dataclass(frozen=True)
class Desk:
    """Views of files in a folder."""

    settings: Settings
    views: Views

    def file(self, name: str, data: bytes) -> tuple[PassageKey, Path]:
        """A new file, and its first page."""
        file = self.settings.corpus / name
        file.write_bytes(data)
        return PassageKey(hashlib.sha256(data).hexdigest(), 1), file

    def page(self, name: str, data: bytes) -> Layout | None:
        return self.views.page(*self.file(name, data))


def settings_in(folder: Path) -> Settings:
    corpus = folder / "corpus"
    corpus.mkdir()
    return replace(SETTINGS, corpus=corpus, index=folder / "index")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for all tests of a module: each needs files of its own."""
    settings = settings_in(tmp_path_factory.mktemp("desk"))
    with closing(open_views(settings)) as views:
        yield Desk(settings, views)
