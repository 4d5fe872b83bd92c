"""The corpus folder: what is in it, what staff wrote beside it, what has changed since last time."""

from indexer.corpus.planning import FileState, Item, Plan, plan

__all__ = ["FileState", "Item", "Plan", "plan"]
