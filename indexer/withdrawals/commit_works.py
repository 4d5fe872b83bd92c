"""The publications of one commit by everything that names them; made once for each commit."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.engine.near_duplicates import THRESHOLD
from indexer.engine.pacing import paced
from indexer.model import Passage, Record
from indexer.withdrawals.fingerprints import count_hashes, fingerprint, hashes_in
from indexer.withdrawals.ledger import WorkNames
from indexer.withdrawals.names import (
    NameKind,
    NameTable,
    fold_name,
    kind_of_identifier,
    path_names,
)

MIN_TEXT_HASHES: Final = 8
"""Shingles below which a text says too little to recognise it: ten words."""
SAME_TEXT: Final = 0.7
"""Share of a short text that a copy of it has; forms that differ in a name and a date have less."""

PassagesOf = Callable[[str], Sequence[Passage] | None]
"""The passages of a publication by its identifier; None if they are not at hand."""


@dataclass(frozen=True, slots=True)
class KnownWork:
    """What names one publication (or one file that could not be read), and recognises its text."""

    id: str
    former_ids: tuple[str, ...]
    paths: tuple[str, ...]
    sha256: str
    title: str
    signature: bytes
    passage_count: int
    available: str
    relations: tuple[tuple[str, str], ...]

    @property
    def names(self) -> WorkNames:
        """Its identifiers, paths and digest."""
        return WorkNames((self.id, *self.former_ids), self.paths, (self.sha256,))


class CommitWorks:
    """All publications of a commit. Safe to share between threads."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.works: Final = {one.id: one for one in map(_known_work, paced(records))}
        self._by_name: dict[str, list[str]] = {}
        kinds: list[tuple[str, NameKind]] = []
        for work in paced(self.works.values()):
            for name, kind in _names(work):
                kinds.append((name, kind))
                self._by_name.setdefault(name, []).append(work.id)
        self.names: Final = NameTable(kinds)
        self._strict: dict[tuple[str, str], list[str]] = {}
        for work in paced(self.works.values()):
            for key in _keys(work.names):
                self._strict.setdefault(key, []).append(work.id)
        self.former: Final = {
            former: work.id
            for work in self.works.values()
            for former in work.former_ids
            if former not in self.works
        }
        self.embargoed: Final = tuple(
            (work.available, work.id) for work in self.works.values() if work.available
        )
        signed = [work for work in self.works.values() if work.signature]
        self._signed = tuple(work.id for work in signed)
        self._values = _values(b"".join(work.signature for work in signed), len(signed))
        self._alike: dict[str, frozenset[str]] = {}
        self._texts: dict[str, str] = {}
        self._lock = Lock()
        self._unread = {work.id for work in self.works.values() if not work.signature}
        self._holders: dict[bytes, list[str]] = {}

    def named(self, name: str) -> frozenset[str]:
        """The publications with this folded name: identifier, path, name of the file, title."""
        return frozenset(self._by_name.get(name, ()))

    def with_names(self, names: WorkNames) -> frozenset[str]:
        """The publications that have one of these identifiers (now or before), paths or digests."""
        return frozenset(
            identifier for key in _keys(names) for identifier in self._strict.get(key, ())
        )

    def signature_of(self, identifier: str) -> tuple[str, ...]:
        """The signature of a publication's text, as the ledger has it; empty if it has none."""
        return encode_signature(self.works[identifier].signature)

    def fold_names(self, names: WorkNames) -> frozenset[str]:
        """The folded identifiers and paths, and the titles of the publications that have them."""
        titles = (self.works[one].title for one in self.with_names(names))
        return frozenset(map(fold_name, (*names.identifiers, *names.paths, *titles)))

    def with_text_like(self, signature: str) -> frozenset[str]:
        """The publications with almost the same text as the one with this signature."""
        found = self._alike.get(signature)
        if found is None:
            row = _values(b64decode(signature), 1)
            if not len(self._values) or row.shape[1] != self._values.shape[1]:
                return frozenset()
            shares = (self._values == row[0]).mean(axis=1)
            places = np.flatnonzero(shares >= THRESHOLD).tolist()
            found = self._alike[signature] = frozenset(self._signed[at] for at in places)
        return found

    def with_short_text(self, text: str, passages: PassagesOf) -> frozenset[str]:
        """The publications whose text is too short for a signature, and is almost `text`, which is
        a fingerprint.
        """
        sought = hashes_in(text)
        with self._lock:
            self._read_short_texts(passages)
            shared = Counter(one for found in sought for one in self._holders.get(found, ()))
        return frozenset(
            identifier
            for identifier, count in shared.items()
            if count >= SAME_TEXT * len(sought) and _are_of_one_size(self._texts[identifier], text)
        )

    def _read_short_texts(self, passages: PassagesOf) -> None:
        """Note which texts have which hashes; those that are not at hand are tried again."""
        for identifier in list(self._unread):
            text = self.short_text(identifier, passages)
            if identifier in self._texts:
                self._unread.discard(identifier)
                for one in hashes_in(text):
                    self._holders.setdefault(one, []).append(identifier)

    def short_text(self, identifier: str, passages: PassagesOf) -> str:
        """The fingerprint of a whole text that is too short for a signature; empty if it has none,
        or if it is not at hand.
        """
        if self.works[identifier].signature:
            return ""
        if identifier not in self._texts:
            found = passages(identifier)
            if found is None:
                return ""
            text = fingerprint(_whole(found))
            self._texts[identifier] = text if count_hashes(text) >= MIN_TEXT_HASHES else ""
        return self._texts[identifier]


def encode_signature(signature: bytes) -> tuple[str, ...]:
    """A signature as the ledger has it; empty if there is none."""
    return (b64encode(signature).decode("ascii"),) if signature else ()


def _are_of_one_size(own: str, text: str) -> bool:
    return min(len(own), len(text)) * 2 > max(len(own), len(text))


def _whole(passages: Sequence[Passage]) -> str:
    return "\n".join(passage.text for passage in passages)


def _known_work(record: Record) -> KnownWork:
    publication = record.publication
    return KnownWork(
        id=publication.id,
        former_ids=record.former_ids,
        paths=(publication.path, *publication.copies),
        sha256=publication.sha256,
        title=publication.metadata.title,
        signature=record.signature,
        passage_count=publication.passage_count,
        available=publication.metadata.available,
        relations=tuple((r.kind, r.target) for r in publication.metadata.relations),
    )


def _names(work: KnownWork) -> list[tuple[str, NameKind]]:
    named = [(fold_name(name), kind_of_identifier(name)) for name in (work.id, *work.former_ids)]
    named += [(name, NameKind.PATH) for path in work.paths for name in path_names(path)]
    named += [(work.sha256, NameKind.PATH), (fold_name(work.title), NameKind.TITLE)]
    return list(dict(named).items())


def _keys(names: WorkNames) -> list[tuple[str, str]]:
    return [
        *(("identifier", name) for name in names.identifiers),
        *(("path", fold_name(name)) for name in names.paths),
        *(("digest", name) for name in names.digests),
    ]


def _values(data: bytes, rows: int) -> NDArray[np.uint16]:
    values = np.frombuffer(data[: len(data) // 2 * 2], "<u2")
    return values.reshape(rows, -1) if rows else np.zeros((0, 0), np.uint16)
