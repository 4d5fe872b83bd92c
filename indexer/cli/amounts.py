"""How much a commit holds, in words."""

from __future__ import annotations

from indexer.engine.index_history import CommitInfo
from indexer.messages import Message, message, plural


def amounts(commit: CommitInfo) -> Message:
    """How many publications readers can find in it, and how many pages or sections these have."""
    return message(
        "{publications} with {passages}",
        publications=plural("{count} publication", "{count} publications", commit.publications),
        passages=plural("{count} page or section", "{count} pages or sections", commit.passages),
    )
