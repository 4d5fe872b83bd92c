"""The selectors for one page, without a look at the whole corpus."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from indexer.corpus.html_yaml import Selectors
from indexer.corpus.walk import SELECTORS, Walk
from indexer.model import Selector

_DEEPEST: Final = 64  # folders in each other


def selectors_for(corpus: Path, path: str) -> tuple[Selector, ...]:
    """What the nearest html.yaml says of the page that is called `path` in `corpus`.

    As `Selectors.of` has it, without what has mistakes; nothing where none can be read. One that is
    a link out of the corpus is not read.
    """
    try:
        root = corpus.resolve(strict=True)
        nearest = _nearest(root, path)
    except (OSError, ValueError, RuntimeError):  # gone; a name no system takes; a link loop
        return ()
    return Selectors(Walk(root, selectors=[nearest])).of(path) if nearest else ()


def _nearest(root: Path, path: str) -> str:
    """The path of the html.yaml that is valid for `path`; empty where there is none."""
    folder = path
    for _ in range(_DEEPEST):
        folder, inside, _ = folder.rpartition("/")
        place = (root / folder).resolve(strict=True)
        if not place.is_relative_to(root):
            return ""
        if name := _name_in(place, root):
            return f"{folder}{inside}{name}"
        if not inside:
            return ""
    return ""


def _name_in(folder: Path, root: Path) -> str:
    """The name of the html.yaml that the walk finds last in a folder; empty where it finds none."""
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.lower() == SELECTORS]
    inside = [name for name in names if (folder / name).resolve(strict=True).is_relative_to(root)]
    return max(inside, default="")
