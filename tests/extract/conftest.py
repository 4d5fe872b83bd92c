from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.extract.options import Options
from indexer.extract.registry import extract
from indexer.model import Extraction, Selector

ReadPage = Callable[..., Extraction]


@pytest.fixture
def read_page(tmp_path: Path) -> ReadPage:
    """Reads the source of an HTML page, or its bytes."""

    def read(
        source: str | bytes,
        options: Options = Options(),  # noqa: B008
        selectors: Sequence[Selector] = (),
    ) -> Extraction:
        file = tmp_path / "nota.html"
        file.write_bytes(source.encode() if isinstance(source, str) else source)
        chosen = replace(options, selectors=tuple(selectors))
        return extract(file, "noticias/nota.html", chosen)

    return read
