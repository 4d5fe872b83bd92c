"""Related editions: sister editions by the relations that staff state, copies by their signatures.

They are computed from the records and not stored: adding or removing one publication changes those
of others, whose records would all have to be rewritten, and nothing that is computed from the live
records can disagree with them. It is done once for each generation.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from indexer.engine.analysis import fold
from indexer.engine.near_duplicates import near_identical
from indexer.model import UNDETERMINED, Publication, Record

SISTER_RELATIONS: Final = frozenset(
    {
        *("isTranslationOf", "hasTranslation"),
        *("isVersionOf", "hasVersion"),
        *("isFormatOf", "hasFormat"),
    }
)
"""The relations between editions of one work; they hold for both, whichever states them."""


class EditionRelation(StrEnum):
    """What a sister edition is to a publication."""

    TRANSLATION = "translation"
    VERSION = "version"


@dataclass(frozen=True, slots=True)
class Edition:
    """A sister edition: its identifier, and what it is."""

    id: str
    kind: EditionRelation


class PublicationResolver:
    """Resolves the names of publications: path in the corpus, identifier, or title."""

    def __init__(self, publications: Iterable[Publication]) -> None:
        self._paths: dict[str, str] = {}
        self._titles: dict[str, list[str]] = {}
        self._identifiers: set[str] = set()
        for publication in publications:
            self._identifiers.add(publication.id)
            for path in (publication.path, *publication.copies):
                self._paths[_path(path)] = publication.id
            title = _title(publication.metadata.title)
            self._titles.setdefault(title, []).append(publication.id)

    def candidates(self, name: str, source: str = "") -> Sequence[str]:
        """The identifiers that `name` may refer to in a relation of the publication `source`.

        More than one only if several publications have this title.
        """
        if found := self._paths.get(_path(name)):
            return [found]
        if name in self._identifiers:
            return [name]
        return [other for other in self._titles.get(_title(name), ()) if other != source]

    def find(self, name: str, source: str = "") -> str | None:
        """The identifier that `name` refers to in a relation of `source`; None if ambiguous."""
        found = self.candidates(name, source)
        return found[0] if len(found) == 1 else None


class Editions:
    """The related editions of every searchable publication."""

    def __init__(self, records: Iterable[Record]) -> None:
        known = [record for record in records if record.searchable]
        self.publications: Final = [record.publication for record in known]
        self.names: Final = PublicationResolver(self.publications)
        self._near = near_identical(known)
        self._languages = {p.id: _languages(p) for p in self.publications}
        self._families = _families(self.publications, self.names)

    def near_identical(self, identifier: str) -> Sequence[str]:
        """Publications with almost the same text, the nearest first."""
        return self._near.get(identifier, ())

    @cached_property
    def copies(self) -> frozenset[str]:
        """Publications with almost the same text as one before them, in the order of paths."""
        kept: set[str] = set()
        copies = set()
        for publication in sorted(self.publications, key=lambda one: one.path):
            if kept.isdisjoint(self.near_identical(publication.id)):
                kept.add(publication.id)
            else:
                copies.add(publication.id)
        return frozenset(copies)

    def sisters(self, identifier: str) -> Sequence[Edition]:
        """The other editions of the same work, in the order of their paths."""
        mine = self._languages.get(identifier)
        return [
            Edition(
                other, EditionRelation.VERSION if theirs == mine else EditionRelation.TRANSLATION
            )
            for other in self._families.get(identifier, ())
            if other != identifier
            for theirs in (self._languages[other],)
        ]


def unrelated_copies(records: Iterable[Record]) -> tuple[tuple[str, ...], ...]:
    """Paths of publications with almost the same text, but without a relation between them.

    Each publication is in one group at most: that of the first one by path that it resembles.
    """
    editions = Editions(records)
    paths = {p.id: p.path for p in sorted(editions.publications, key=lambda p: p.path)}
    grouped: set[str] = set()
    groups = []
    for identifier in paths:
        if identifier not in grouped:
            known = grouped.union(sister.id for sister in editions.sisters(identifier))
            others = [o for o in editions.near_identical(identifier) if o not in known]
            grouped.update(others)
            if others:
                groups.append(tuple(paths[one] for one in (identifier, *others)))
    return tuple(groups)


def _families(
    publications: Sequence[Publication], names: PublicationResolver
) -> dict[str, Sequence[str]]:
    """Identifier -> all editions of its work, for those that have more than one."""
    family: dict[str, list[str]] = {}
    for publication in publications:
        mine = family.setdefault(publication.id, [publication.id])
        for relation in publication.metadata.relations:
            if relation.kind not in SISTER_RELATIONS:
                continue
            other = names.find(relation.target, publication.id)
            if other is not None and other not in mine:
                mine += family.get(other, [other])
                family.update((member, mine) for member in mine)
    places = {publication.id: place for place, publication in enumerate(publications)}
    return {
        identifier: sorted(members, key=places.__getitem__)
        for identifier, members in family.items()
        if len(members) > 1
    }


def _languages(publication: Publication) -> frozenset[str]:
    return frozenset(publication.metadata.languages) - {UNDETERMINED}


def _path(path: str) -> str:
    """A path as people type it, normalized: Unicode composition, slashes, leading `./`."""
    return unicodedata.normalize("NFC", path).replace("\\", "/").removeprefix("./")


def _title(title: str) -> str:
    return fold(" ".join(title.split()))
