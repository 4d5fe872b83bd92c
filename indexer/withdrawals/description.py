"""What a withdrawal hides, with everything that staff want to know of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.engine.editions import Editions
from indexer.withdrawals.commit_works import CommitWorks, PassagesOf
from indexer.withdrawals.learning import is_pending
from indexer.withdrawals.ledger import Withdrawal
from indexer.withdrawals.matching import WithdrawalMatch, match
from indexer.withdrawals.problems import local_today


@dataclass(frozen=True, slots=True)
class ShownWork:
    """A publication in an answer to staff."""

    id: str
    path: str
    title: str


@dataclass(frozen=True, slots=True)
class WithdrawnWork:
    """One withdrawal: what it hides, the `copies` hidden with it, and the `sisters` that it does
    not hide. `is_listed` says that its line stands in the list, `is_known` that it ever hid
    something.
    """

    name: str
    line: str
    since: str
    until: str
    reason: str
    passage: int | None
    works: tuple[ShownWork, ...]
    passages: tuple[tuple[str, int], ...]
    copies: tuple[ShownWork, ...]
    sisters: tuple[ShownWork, ...]
    is_listed: bool
    is_known: bool


class WithdrawalDescriber:
    """Describes withdrawals for one commit."""

    def __init__(self, works: CommitWorks, passages: PassagesOf, editions: Editions | None) -> None:
        self._works = works
        self._passages = passages
        self._editions = editions

    def describe(
        self, withdrawals: Sequence[Withdrawal], lines: Sequence[str]
    ) -> tuple[WithdrawnWork, ...]:
        """Those of the withdrawals that hold today; `lines` are those of the list."""
        listed, today = set(lines), local_today()
        active = (one for one in withdrawals if one.is_active(today))
        return tuple(self._describe(one, listed) for one in active)

    def _describe(self, one: Withdrawal, listed: set[str]) -> WithdrawnWork:
        found = match(one, self._works, self._passages)
        return WithdrawnWork(
            name=one.name,
            line=one.line,
            since=one.since,
            until=one.until,
            reason=one.reason,
            passage=one.passage,
            works=self._shown(found.meant) or _remembered(one),
            passages=tuple(sorted(found.passages)),
            copies=self._shown(found.along),
            sisters=self._shown(self._sisters(found)),
            is_listed=one.line in listed,
            is_known=not is_pending(one),
        )

    def _sisters(self, found: WithdrawalMatch) -> frozenset[str]:
        if self._editions is None:
            return frozenset()
        sisters = {s.id for one in found.meant for s in self._editions.sisters(one)}
        return frozenset(sisters) - found.meant - found.along

    def _shown(self, identifiers: Iterable[str]) -> tuple[ShownWork, ...]:
        works = (self._works.works[one] for one in identifiers if one in self._works.works)
        found = (ShownWork(work.id, work.paths[0], work.title) for work in works)
        return tuple(sorted(found, key=lambda work: work.path))


def _remembered(one: Withdrawal) -> tuple[ShownWork, ...]:
    """A work that is no longer in the index."""
    if is_pending(one):
        return ()
    path = one.work.paths[-1] if one.work.paths else ""
    identifier = one.work.identifiers[-1] if one.work.identifiers else ""
    return (ShownWork(identifier, path, ""),)
