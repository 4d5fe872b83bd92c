"""Builds and updates the index: plan, read, write, verify, publish; all or nothing."""

from indexer.build.update_report import (
    Change,
    GlossaryChange,
    UpdatePreview,
    UpdateProgress,
    UpdateReport,
    held_back_by_path,
)
from indexer.build.updates import preview, rebuild, update

__all__ = [
    "Change",
    "GlossaryChange",
    "UpdatePreview",
    "UpdateProgress",
    "UpdateReport",
    "held_back_by_path",
    "preview",
    "rebuild",
    "update",
]
