"""Copies what readers may see into an index and a corpus folder of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from indexer.bundle.public_view import CopyReport, PublicView
from indexer.engine import replace_index
from indexer.engine.transaction import Transaction
from indexer.model import Publication
from indexer.settings import Settings

_WINDOWS_FORBIDS: Final = frozenset('<>:"\\|?*') | {chr(code) for code in range(32)}
_WINDOWS_DEVICES: Final = frozenset(
    ("con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10)))
)
_MAX_PATH_CHARS: Final = 120
"""Of a path in the corpus: Windows has 260 for all of it, with the folder where it is unpacked."""


def copy_public(view: PublicView, target: Settings) -> CopyReport:
    """Write what `view` shows into the index and the corpus folder of `target`.

    Raises:
        OSError, IndexUnwritable: the copy cannot be written.
    """
    publications = passages = 0
    left_out: list[str] = []
    target.corpus.mkdir(parents=True)
    with Transaction(replace_index(target)) as transaction:
        for record, shown in view.records():
            publication = record.publication
            path = portable_path(publication)
            publications += 1
            passages += publication.passage_count
            if not view.copy_original(publication, target.corpus / path):
                left_out.append(publication.path)
            moved = replace(record, publication=replace(publication, path=path))
            transaction.writer.put(moved, shown)
        transaction.writer.put_glossary(view.glossary)
        transaction.commit()
    return CopyReport(publications, passages, view.generation, tuple(left_out))


def portable_path(publication: Publication) -> str:
    """The publication's path, or one made of its identifier if Windows could not have that."""
    path = PurePosixPath(publication.path)
    if len(publication.path) <= _MAX_PATH_CHARS and all(map(_is_portable, path.parts)):
        return publication.path
    return f"{publication.id}{path.suffix.lower()}"


def _is_portable(name: str) -> bool:
    return not (
        _WINDOWS_FORBIDS & set(name)
        or name[-1] in ". "
        or name.partition(".")[0].lower() in _WINDOWS_DEVICES
    )
