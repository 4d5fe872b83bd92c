"""The selectors for one page, without walking the whole corpus."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from indexer.corpus.html_yaml import Selectors
from indexer.corpus.walk import SELECTORS_NAMES, Walk
from indexer.corpus_files import resolve_corpus_path
from indexer.model import Selector

_MAX_FOLDER_DEPTH: Final = 64


def selectors_for(corpus: Path, path: str) -> tuple[Selector, ...]:
    """The selectors of the nearest html.yaml above the page at `path` in `corpus`.

    The same as `Selectors.of`, so without invalid ones; empty if no html.yaml can be read. One that
    is a link out of the corpus is ignored.
    """
    try:
        root = corpus.resolve(strict=True)
        nearest = _nearest(root, path)
        if not nearest:
            return ()
        places = {nearest: resolve_corpus_path(root, nearest)}
    except (OSError, ValueError, RuntimeError):  # deleted; an impossible name; a link loop
        return ()
    return Selectors(Walk(root, selectors=[nearest], places=places)).of(path)


def _nearest(root: Path, path: str) -> str:
    """The path of the html.yaml that applies to `path`; empty if there is none."""
    folder = path
    for _ in range(_MAX_FOLDER_DEPTH):
        folder, inside, _ = folder.rpartition("/")
        resolved = (root / folder).resolve(strict=True)
        if not resolved.is_relative_to(root):
            return ""
        if name := _name_in(resolved, root):
            return f"{folder}{inside}{name}"
        if not inside:
            return ""
    return ""


def _name_in(folder: Path, root: Path) -> str:
    """The name of the html.yaml that the walk finds last in a folder; empty if there is none."""
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.lower() in SELECTORS_NAMES]
    inside = [name for name in names if (folder / name).resolve(strict=True).is_relative_to(root)]
    return max(inside, default="")
