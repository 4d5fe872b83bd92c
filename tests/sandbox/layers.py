"""Lets a test take away layers of a child's isolation, as on a system that does not have them."""

from __future__ import annotations

import os

from indexer.extract.ocr.ocr_cache import OcrResult
from indexer.sandbox import kernel, landlock, seccomp
from indexer.sandbox.protocol import Task

MISSING = "TEST_MISSING_LAYERS"
"""The variable with the names of the layers that a fork server's children are to do without."""


def take_away() -> None:
    """Called in the fork server, which is told by its environment what is missing."""
    missing = os.environ.get(MISSING, "").split()
    if "landlock" in missing:
        landlock.version = lambda: 0
    if "seccomp" in missing:
        seccomp.install = lambda: False
        seccomp.install_against_writing = lambda: False
    if "capabilities" in missing:
        kernel.keep_capabilities = lambda kept: False


def preload() -> None:
    """What a fork server calls that has this module's reader."""
    take_away()


def recognise(task: Task) -> tuple[OcrResult, ...]:
    """What recognises pictures, without these layers."""
    from indexer.tasks import ocr

    return ocr.recognise(task)
