"""`verify`: the index as a whole."""

from __future__ import annotations

import argparse

from indexer.engine import open_engine
from indexer.errors import ExitCode, IndexDamaged
from indexer.messages import message
from indexer.settings import Settings


def verify(settings: Settings, _: argparse.Namespace) -> ExitCode:
    """Check the index for damage."""
    engine = open_engine(settings)
    issues = engine.verify()
    for issue in issues:
        print(message("The index is damaged. {issue}", issue=issue.what))
    if issues:
        print(IndexDamaged.advice)
        return ExitCode.INDEX_UNUSABLE
    print(
        message(
            "Index OK (generation {generation}).",
            generation=engine.acquire().generation,
        )
    )
    return ExitCode.DONE
