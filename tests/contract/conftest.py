from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engine import ENGINES, open_engine
from indexer.engine.glossary import NO_GLOSSARY, Glossary
from indexer.engine.port import Engine, Reader
from indexer.settings import Settings, load_settings
from tests.contract import library


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings for an empty index of each engine."""
    return load_settings({"index": tmp_path / "index", "engine": request.param}, {})


@pytest.fixture(scope="module")
def publications() -> library.Publications:
    """What is indexed; modules with publications of their own override this."""
    return library.LIBRARY


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    """Their glossary; modules with one of their own override this."""
    return NO_GLOSSARY


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    publications: library.Publications,
    glossary: Glossary,
) -> Iterator[Engine]:
    """The publications, on each engine."""
    index = tmp_path_factory.mktemp("index")
    settings = load_settings({"index": index, "engine": request.param}, {})
    library.build(settings, publications, glossary)
    opened = open_engine(settings)
    yield opened
    opened.close()


@pytest.fixture
def reader(engine: Engine) -> Reader:
    """A reader of the publications, on each engine; one for each test, as for each request."""
    return engine.acquire()
