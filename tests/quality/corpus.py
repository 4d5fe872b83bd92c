"""The files that are measured: those of a manifest, with the language that it gives them."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.media import PDF, kind_of_path

SCAN: Final = "scan"
"""What the manifest says instead of a language where the pages are only pictures."""

_MANIFEST: Final = "publications.tsv"
_FOLDER: Final = "publications"
_KEY: Final = 12


@dataclass(frozen=True, slots=True)
class Source:
    """One file: `path` in the manifest, `language` as the manifest has it (or SCAN)."""

    file: Path
    path: str
    language: str
    sha1: str

    @property
    def key(self) -> str:
        """Names the file in the floor; a name would not survive a renaming."""
        return self.sha1[:_KEY]

    @property
    def is_pdf(self) -> bool:
        """Whether it is a PDF, else it is an HTML page."""
        return kind_of_path(self.path) is PDF

    @property
    def is_scan(self) -> bool:
        """Whether it has no text to be compared."""
        return self.language == SCAN

    @property
    def group(self) -> str:
        """The name of the documents that are counted with it."""
        return f"{'PDF' if self.is_pdf else 'HTML'} {self.language}"


def sources(data: Path) -> list[Source]:
    """The files of the manifest in `data`, sorted by path."""
    with (data / _MANIFEST).open(encoding="utf-8", newline="") as table:
        rows = sorted(csv.DictReader(table, delimiter="\t"), key=lambda row: row["path"])
    folder = data / _FOLDER
    return [Source(folder / r["path"], r["path"], r["lang"], r["sha1"]) for r in rows]


def digest(measured: Sequence[Source]) -> str:
    """Names the corpus: figures of different corpora cannot be compared."""
    lines = sorted(f"{source.path}\t{source.sha1}\n" for source in measured)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
