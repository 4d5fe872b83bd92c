"""Which publications of a commit the withdrawals hide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from indexer.model import NOTHING_HIDDEN, Hidden, Publication
from indexer.withdrawals.commit_works import CommitWorks, PassagesOf
from indexer.withdrawals.fingerprints import CONTAINED, share_contained
from indexer.withdrawals.ledger import Withdrawal
from indexer.withdrawals.names import fold_name

NOBODY: Final = frozenset[str]()


@dataclass(frozen=True, slots=True)
class WithdrawalMatch:
    """What one withdrawal hides: the publications that are `meant`, and those `along` with them.

    If it is about a passage, `passages` are those that are hidden; a publication whose passage
    could not be found is in `lost`, and hidden as a whole.
    """

    withdrawal: Withdrawal
    meant: frozenset[str] = NOBODY
    along: frozenset[str] = NOBODY
    passages: frozenset[tuple[str, int]] = frozenset()
    lost: frozenset[str] = NOBODY

    @property
    def whole(self) -> frozenset[str]:
        """The publications that are hidden as a whole."""
        return self.lost if self.withdrawal.passage is not None else self.meant | self.along


@dataclass(frozen=True, slots=True)
class Restrictions:
    """What readers must not see on a day: `hidden` from everything, of which the addresses of
    `withdrawn` say so; the others answer as if they did not exist. `names` are folded names of what
    is hidden, which no page of another publication may mention. `former` maps former identifiers to
    those of today.
    """

    hidden: Hidden = NOTHING_HIDDEN
    withdrawn: frozenset[str] = NOBODY
    names: frozenset[str] = NOBODY
    former: Mapping[str, str] = field(default_factory=dict)

    def without_hidden_relations(self, publication: Publication) -> Publication:
        """`publication` without relations to hidden ones, whose path may name a person."""
        metadata = publication.metadata
        if not self.names or not metadata.relations:
            return publication
        kept = tuple(
            relation
            for relation in metadata.relations
            if relation.kind == "isPartOf"
            or fold_name(relation.target).removeprefix("./") not in self.names
        )
        return replace(publication, metadata=replace(metadata, relations=kept))

    def shows_whole(self, identifier: str) -> bool:
        """Whether no passage of this publication is hidden."""
        return not any(hidden == identifier for hidden, _ in self.hidden.passages)


def match(withdrawal: Withdrawal, works: CommitWorks, passages: PassagesOf) -> WithdrawalMatch:
    """What `withdrawal` hides in a commit."""
    meant = works.with_names(withdrawal.work) | works.named(withdrawal.name)
    meant -= _shown(meant, withdrawal, works)
    along = works.with_names(withdrawal.copies)
    signatures = {*withdrawal.signatures}
    texts = {*withdrawal.texts}
    for identifier in meant:
        signatures.update(works.signature_of(identifier))
        if text := works.short_text(identifier, passages):
            texts.add(text)
    for signature in signatures:
        along |= works.with_text_like(signature)
    for text in texts:
        along |= works.with_short_text(text, passages)
    along -= meant | _shown(along, withdrawal, works)
    if withdrawal.passage is None:
        return WithdrawalMatch(withdrawal, meant, along)
    return _match_passages(withdrawal, meant, along, works, passages)


def restrictions(
    matches: Iterable[WithdrawalMatch], works: CommitWorks, today: str
) -> Restrictions:
    """What the withdrawals and embargoes hide on the day `today`, in ISO 8601."""
    publications: set[str] = set()
    passages: set[tuple[str, int]] = set()
    withdrawn: set[str] = set()
    names: set[str] = set()
    for found in matches:
        if not found.withdrawal.is_active(today):
            continue
        publications |= found.whole
        passages |= found.passages
        if found.withdrawal.passage is None:
            withdrawn.update(found.withdrawal.work.identifiers)
            withdrawn.update(found.withdrawal.copies.identifiers)
            names |= works.fold_names(found.withdrawal.work)
    embargoed = {identifier for available, identifier in works.embargoed if today < available}
    for identifier in publications:
        withdrawn.update(works.works[identifier].names.identifiers)
    for identifier in publications | embargoed:
        names |= works.fold_names(works.works[identifier].names)
    shown = works.works.keys() - publications - embargoed
    return Restrictions(
        Hidden(
            frozenset(publications | embargoed),
            frozenset(one for one in passages if one[0] in shown),
        ),
        frozenset(withdrawn - shown),
        frozenset(names),
        works.former,
    )


def _shown(
    identifiers: Iterable[str], withdrawal: Withdrawal, works: CommitWorks
) -> frozenset[str]:
    """Those of the publications that staff decided to show, as they are now."""
    return frozenset(i for i in identifiers if works.works[i].sha256 in withdrawal.shown)


def _match_passages(
    withdrawal: Withdrawal,
    meant: frozenset[str],
    along: frozenset[str],
    works: CommitWorks,
    passages: PassagesOf,
) -> WithdrawalMatch:
    found: set[tuple[str, int]] = set()
    lost: set[str] = set()
    for identifier in meant:
        numbers = _numbers_in(identifier, withdrawal, works, passages)
        found.update((identifier, number) for number in numbers)
        if not numbers:
            lost.add(identifier)
    # A copy in which the passage is missing may be the one that was made to be shown.
    for identifier in along:
        if withdrawal.fingerprint:
            numbers = _with_fingerprint(identifier, withdrawal.fingerprint, passages)
            found.update((identifier, number) for number in numbers)
    affected = frozenset(identifier for identifier, _ in found)
    return WithdrawalMatch(withdrawal, meant, along & affected, frozenset(found), frozenset(lost))


def _numbers_in(
    identifier: str, withdrawal: Withdrawal, works: CommitWorks, passages: PassagesOf
) -> Sequence[int]:
    """The passages of a publication that are meant; empty if that is not known."""
    work, number = works.works[identifier], withdrawal.passage or 0
    is_there = 1 <= number <= work.passage_count
    if not withdrawal.work.digests:  # nobody has looked at it before
        return [number] if is_there else []
    if withdrawal.fingerprint:
        return _with_fingerprint(identifier, withdrawal.fingerprint, passages)
    is_same = work.sha256 in withdrawal.work.digests
    return [number] if is_there and is_same else []


def _with_fingerprint(identifier: str, sought: str, passages: PassagesOf) -> list[int]:
    return [
        passage.number
        for passage in passages(identifier) or ()
        if share_contained(passage.text, sought) >= CONTAINED
    ]
