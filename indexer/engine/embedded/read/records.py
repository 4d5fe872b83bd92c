"""What is known of the publications of a snapshot beside their words: records and editions."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from indexer.engine.editions import Editions
from indexer.engine.embedded.read.best_passages import PublicationPassages
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.model import Publication, Record

_PART_OF: Final = "isPartOf"


def sorted_records(snapshot: Snapshot) -> list[Record]:
    """The records of all files, readable or not, in the order of paths."""
    documents = snapshot.all_publication_docs().tolist()
    found = [PublicationPassages(snapshot, document).visible_record for document in documents]
    there = [record for record in found if not record.removed]
    return sorted(there, key=lambda record: record.publication.path)


def removed_records(snapshot: Snapshot) -> list[Record]:
    """What is kept of publications that were removed, in the order of paths."""
    unsearchable = snapshot.alive[snapshot.publication_docs] & ~snapshot.live
    documents = snapshot.publication_docs[unsearchable].tolist()
    found = [PublicationPassages(snapshot, document).record for document in documents]
    removed = [record for record in found if record.removed]
    return sorted(removed, key=lambda record: record.publication.path)


def editions(snapshot: Snapshot) -> Editions:
    """How the publications belong together."""
    return snapshot.tables.get("editions", lambda: Editions(sorted_records(snapshot)))


def described(snapshot: Snapshot, document: int) -> Publication:
    """The publication with this document, without relations to hidden ones: staff may have written
    a path or title there that names a person. What it is a part of stays, as in its facet.
    """
    publication = PublicationPassages(snapshot, document).record.publication
    metadata = publication.metadata
    if snapshot.whole is snapshot or not metadata.relations:
        return publication
    names = editions(snapshot.whole).names
    kept = tuple(
        relation
        for relation in metadata.relations
        if relation.kind == _PART_OF
        or all(
            snapshot.doc_of(name) is not None
            for name in names.candidates(relation.target, publication.id)
        )
    )
    return replace(publication, metadata=replace(metadata, relations=kept))
