"""The sample corpus as real texts for tests."""

from __future__ import annotations

from functools import cache

from indexer.extract import registry
from indexer.extract.options import Options
from tests.conftest import ROOT


@cache
def texts(path: str) -> tuple[str, ...]:
    """The texts of the passages of a publication."""
    extraction = registry.extract(ROOT / "corpus" / path, path, Options())
    return tuple(passage.text for passage in extraction.passages)
