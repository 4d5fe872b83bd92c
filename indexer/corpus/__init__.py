"""The corpus folder: its files, the metadata that staff write beside them, what has changed."""

from indexer.corpus.cut_files import is_cut_off, text_length
from indexer.corpus.doubt import Removals, TextLosses
from indexer.corpus.planned_file import FileState, PlannedFile
from indexer.corpus.planning import Plan, plan
from indexer.corpus.relations import dangling_relations

__all__ = [
    "FileState",
    "Plan",
    "PlannedFile",
    "Removals",
    "TextLosses",
    "dangling_relations",
    "is_cut_off",
    "plan",
    "text_length",
]
