"""Lets a test switch off layers of a child's isolation, as on a system that lacks them."""

from __future__ import annotations

import errno
import os

from indexer.extract.ocr.ocr_cache import PictureText
from indexer.sandbox import confine, fork_server, jail, kernel, landlock, seccomp
from indexer.sandbox.protocol import Task

MISSING = "TEST_MISSING_LAYERS"
"""The environment variable that names the layers which a fork server's children do without."""


def take_away() -> None:
    """Called in the fork server, whose environment says what is missing."""
    missing = os.environ.get(MISSING, "").split()
    if "landlock" in missing:
        landlock.version = lambda: 0
    if "seccomp" in missing:
        seccomp.install = lambda: False
        seccomp.install_write_filter = lambda: False
    if "jail" in missing:
        jail.build = lambda paths: None
    if "nobody" in missing:
        confine.become_nobody = lambda: None
    if "fork" in missing:
        fork_server.os.fork = _refuse_process
    if "capabilities" in missing:
        kernel.keep_capabilities = lambda kept: False


def _refuse_process() -> int:
    raise BlockingIOError(errno.EAGAIN, "no process")


def preload() -> None:
    """Called by a fork server that has loaded this module's function."""
    take_away()


def recognise(task: Task) -> PictureText:
    """Recognises pictures, without these layers."""
    from indexer.tasks import ocr

    return ocr.recognise(task)
