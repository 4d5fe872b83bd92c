"""`verify`: the index as a whole."""

from __future__ import annotations

import argparse

from indexer.engine import open_engine
from indexer.errors import ExitCode, IndexDamaged
from indexer.settings import Settings


def verify(settings: Settings, _: argparse.Namespace) -> ExitCode:
    """Check the index for damage."""
    engine = open_engine(settings)
    issues = engine.verify()
    for issue in issues:
        print(f"The index is corrupt: {issue.what}")
    if issues:
        print(IndexDamaged.advice)
        return ExitCode.INDEX_UNUSABLE
    print(f"Index OK (generation {engine.acquire().generation}).")
    return ExitCode.DONE
