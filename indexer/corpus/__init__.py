"""The corpus folder: what is in it, what staff wrote beside it, what has changed."""

from indexer.corpus.planning import FileState, Item, Plan, plan

__all__ = ["FileState", "Item", "Plan", "plan"]
