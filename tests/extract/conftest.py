from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from indexer.extract.bounds import Bounds
from indexer.extract.options import Options
from indexer.extract.registry import extract
from indexer.model import Extraction, Selector

ReadPage = Callable[..., Extraction]


@pytest.fixture
def read_page(tmp_path: Path) -> ReadPage:
    """Reads the source of an HTML page, or its bytes."""

    def read(
        source: str | bytes,
        bounds: Bounds = Bounds(),  # noqa: B008
        selectors: Sequence[Selector] = (),
    ) -> Extraction:
        file = tmp_path / "nota.html"
        file.write_bytes(source.encode() if isinstance(source, str) else source)
        return extract(file, "noticias/nota.html", Options(bounds, selectors=tuple(selectors)))

    return read
