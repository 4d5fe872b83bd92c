"""Relations that lead nowhere: what staff call a sister edition must be in the corpus."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from indexer.corpus.staff_metadata import MetadataLocation
from indexer.engine.editions import SISTER_RELATIONS, PublicationResolver
from indexer.model import Problem, ProblemKind, Record, Relation

_ELSEWHERE: Final = re.compile(r"(https?|ftp|urn|doi|isbn|hdl|ark):", re.IGNORECASE)
"""How addresses begin: these say themselves that the work is not here."""


def dangling(
    records: Sequence[Record], places: Mapping[str, MetadataLocation]
) -> Iterator[Problem]:
    """A problem for each relation that names no sister edition.

    `records` are those of the whole corpus after it was read, because only then the titles are
    known; `places` says where the relations of a publication stand.
    """
    said = [
        (record, relation)
        for record in records
        for relation in record.staff.relations
        if relation.kind in SISTER_RELATIONS and not _ELSEWHERE.match(relation.target)
    ]
    if not said:
        return
    names = PublicationResolver(record.publication for record in records)
    paths = {_name(record.publication.path): record.publication.path for record in records}
    for record, relation in said:
        own = record.publication
        meant = names.candidates(relation.target, own.id)
        if len(meant) != 1 or own.id in meant:
            place = places.get(own.id, MetadataLocation(own.path, "relation"))
            why = _why(relation, len(meant), paths)
            yield Problem(ProblemKind.METADATA_INVALID, place.file, f"{place.where}: {why}")


def _why(relation: Relation, meant: int, paths: Mapping[str, str]) -> str:
    named = f'{relation.kind} names "{relation.target}"'
    if meant == 1:
        return f"{named}, which is this file itself"
    if meant:
        return f"{named}, and {meant} publications have this title; write the path of one"
    alike = paths.get(_name(relation.target))
    hint = f'; is it "{alike}"?' if alike else ""
    return f"{named}, which is no path, identifier or title in the corpus{hint}"


def _name(path: str) -> str:
    return path.rpartition("/")[2].casefold()
