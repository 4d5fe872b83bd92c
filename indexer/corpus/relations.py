"""Reports relations that lead nowhere: a sister edition that staff name must be in the corpus."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from indexer.corpus.mistakes import Place, quoted
from indexer.corpus.staff_metadata import MetadataLocation
from indexer.engine.editions import SISTER_RELATIONS, PublicationResolver
from indexer.file_problems import Problem, ProblemKind
from indexer.messages import Message, message, plural
from indexer.model import Record, Relation

_ELSEWHERE: Final = re.compile(r"(https?|ftp|urn|doi|isbn|hdl|ark):", re.IGNORECASE)
"""Prefixes of addresses and identifiers of works that are not in the corpus."""


def dangling_relations(
    records: Sequence[Record], locations: Mapping[str, MetadataLocation]
) -> Iterator[Problem]:
    """A problem for each relation that does not lead to a sister edition.

    `records` are those of the whole corpus, after reading it, because relations can name titles;
    `locations` maps the identifier of a publication to where staff wrote its relations.
    """
    relations = [
        (record, relation)
        for record in records
        for relation in record.staff.relations
        if relation.kind in SISTER_RELATIONS and not _ELSEWHERE.match(relation.target)
    ]
    if not relations:
        return
    names = PublicationResolver(record.publication for record in records)
    paths = {_name(record.publication.path): record.publication.path for record in records}
    for record, relation in relations:
        own = record.publication
        meant = names.candidates(relation.target, own.id)
        if len(meant) != 1 or own.id in meant:
            location = locations.get(own.id, MetadataLocation(own.path, Place()))
            detail = location.place.said(_explain(relation, len(meant), paths))
            yield Problem(ProblemKind.METADATA_INVALID, location.file, detail)


def _explain(relation: Relation, matches: int, paths: Mapping[str, str]) -> Message:
    kind, target = relation.kind, quoted(relation.target)
    if matches == 1:
        return message(
            '{kind} names "{target}", which is this file itself', kind=kind, target=target
        )
    if matches:
        return plural(
            '{kind} names "{target}", and {count} publication has this title; write its path',
            '{kind} names "{target}", and {count} publications have this title; write the path of '
            "one",
            matches,
            kind=kind,
            target=target,
        )
    if similar := paths.get(_name(relation.target)):
        return message(
            '{kind} names "{target}", which is not a path, identifier or title in the corpus; is '
            'it "{similar}"?',
            kind=kind,
            target=target,
            similar=similar,
        )
    return message(
        '{kind} names "{target}", which is not a path, identifier or title in the corpus',
        kind=kind,
        target=target,
    )


def _name(path: str) -> str:
    return path.rpartition("/")[2].casefold()
