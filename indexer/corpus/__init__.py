"""The corpus folder: its files, the metadata that staff write beside them, what has changed."""

from indexer.corpus.planning import FileState, Plan, PlannedFile, plan
from indexer.corpus.relations import dangling_relations

__all__ = ["FileState", "Plan", "PlannedFile", "dangling_relations", "plan"]
