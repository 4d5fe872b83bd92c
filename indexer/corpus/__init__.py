"""The corpus folder: what is in it, what staff wrote beside it, what has changed."""

from indexer.corpus.planning import FileState, Plan, PlannedFile, plan
from indexer.corpus.relations import dangling

__all__ = ["FileState", "Plan", "PlannedFile", "dangling", "plan"]
