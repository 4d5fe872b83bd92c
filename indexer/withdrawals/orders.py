"""The orders of staff: withdraw something, show it again, and what is withdrawn now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from indexer.engine import open_engine
from indexer.engine.editions import Editions
from indexer.errors import IndexUnusable, WithdrawalsUnreadable, WithdrawalsUnwritable
from indexer.file_problems import Problem
from indexer.messages import NO_MESSAGE, Message, message
from indexer.settings import Settings
from indexer.withdrawals.commit_works import CommitWorks, PassagesOf
from indexer.withdrawals.description import WithdrawalDescriber, WithdrawnWork
from indexer.withdrawals.entry_parser import Target, clean_line
from indexer.withdrawals.learning import LineParser, is_pending, learned, with_lines
from indexer.withdrawals.ledger import Ledger, Withdrawal
from indexer.withdrawals.matching import match
from indexer.withdrawals.names import fold_name
from indexer.withdrawals.problems import nearest_names, withdrawal_problems
from indexer.withdrawals.store import WithdrawalStore
from indexer.withdrawals.takedown_list import TakedownList, new_list, read_list, write_list

_MAX_RESTORED: Final = 1_000
"""Orders to restore that are remembered."""


@dataclass(frozen=True, slots=True)
class OrderResult:
    """What an order did: the withdrawals that it concerned, and the names that match nothing, each
    with the nearest known ones. `remarks` are further sentences for staff.
    """

    done: tuple[WithdrawnWork, ...]
    unknown: tuple[tuple[str, tuple[str, ...]], ...] = ()
    remarks: tuple[Message, ...] = ()


def open_orders(settings: Settings) -> WithdrawalOrders:
    """Orders about the live index; without a readable one, about what the ledger remembers."""
    store = WithdrawalStore.of(settings)
    try:
        reader = open_engine(settings).acquire()
        works = CommitWorks(reader.records())
    except IndexUnusable:
        return WithdrawalOrders(store, CommitWorks(()), lambda _: None, None)
    return WithdrawalOrders(store, works, reader.passages, reader.editions)


class WithdrawalOrders:
    """Orders about the publications of one commit."""

    def __init__(
        self,
        store: WithdrawalStore,
        works: CommitWorks,
        passages: PassagesOf,
        editions: Editions | None,
    ) -> None:
        self._store = store
        self._works = works
        self._passages = passages
        self._describer = WithdrawalDescriber(works, passages, editions)

    def problems(self) -> list[Problem]:
        """What staff must be told about the list and the ledger.

        Raises:
            WithdrawalsUnreadable: the ledger cannot be read.
        """
        known = self._store.preview(self._works, self._passages)
        name = self._store.takedown.name
        return withdrawal_problems(known, self._works, self._passages, name)

    def overview(self) -> OrderResult:
        """What is withdrawn now.

        Raises:
            WithdrawalsUnreadable: the ledger cannot be read.
        """
        known = self._store.preview(self._works, self._passages)
        remarks = [
            message("{what} {advice}", what=error.what, advice=error.advice)
            for error in (known.list_error,)
            if error is not None
        ]
        described = self._describer.describe(known.after.withdrawals, known.lines)
        return OrderResult(described, remarks=tuple(remarks))

    def write_lost_list(self) -> Message:
        """Write the list again if it is gone; what was done, empty if nothing was.

        Raises:
            WithdrawalsUnreadable: the ledger cannot be read.
            WithdrawalsUnwritable: the list cannot be written.
        """
        with self._store.file.locked():
            ledger = self._store.file.read()
            if not ledger.list_seen or read_list(self._store.takedown) is not None:
                return NO_MESSAGE
            lines = dict.fromkeys(_line_of(one) for one in ledger.withdrawals)
            write_list(self._store.takedown, new_list(lines))
        return message(
            "The list of withdrawals {file} was gone and was written again.",
            file=str(self._store.takedown),
        )

    def takedown(self, names: Sequence[str], until: str, reason: str) -> OrderResult:
        """Withdraw what `names` name; `until` is the first day on which it is shown again.

        Raises:
            WithdrawalsUnreadable: the ledger cannot be read.
            WithdrawalsUnwritable: it cannot be written.
        """
        unknown: list[tuple[str, tuple[str, ...]]] = []
        remarks: list[Message] = []
        with self._store.file.locked():
            before = self._store.file.read()
            content = self._list(before, remarks)
            ledger = with_lines(before, content.entries if content else (), self._works)
            parser = LineParser(ledger, self._works)
            lines = []
            for name in names:
                targets = parser.targets(clean_line(name))
                unknown += self._unknown(targets, name)
                if any(target.is_known for target in targets):
                    lines.append(_order_line(name, until, reason))
            listed = content is not None or self._may_create_list(before, remarks)
            added = [entry for line in lines for entry in parser.entries(line)]
            added = [one for one in added if not self._is_unknown(one, parser)]
            if not listed:
                added = [replace(one, line="") for one in added]
            added = [replace(one, reason=reason) for one in added]
            after = learned(ledger.extended(added), self._works, self._passages)
            if listed and added:
                after = replace(after, list_seen=True)
            self._store.file.write(after)
            if listed and lines:
                self._extend_list(content, lines, remarks)
        keys = {one.key for one in added}
        chosen = [one for one in after.withdrawals if one.key in keys]
        return OrderResult(self._describer.describe(chosen, lines), tuple(unknown), tuple(remarks))

    def restore(self, names: Sequence[str]) -> OrderResult:
        """Show again what `names` name.

        Raises:
            WithdrawalsUnreadable: the ledger cannot be read.
            WithdrawalsUnwritable: the ledger or the list cannot be written; nothing is shown.
        """
        unknown: list[tuple[str, tuple[str, ...]]] = []
        remarks: list[Message] = []
        done: dict[tuple[str, str, str, int | None], Withdrawal] = {}
        with self._store.file.locked():
            before = self._store.file.read()
            content = self._list(before, remarks)
            ledger = with_lines(before, content.entries if content else (), self._works)
            ledger = after = learned(ledger, self._works, self._passages)
            for name in names:
                found, after = self._without(after, clean_line(name), remarks)
                done |= {one.key: one for one in found}
                if not found:
                    unknown.append((name, tuple(self._nearest_withdrawn(name, ledger))))
            if done:
                # The list first: if what follows fails, everything stays withdrawn.
                after = self._shorten_list(content, ledger, after)
                self._store.file.write(after)
        described = self._describer.describe(list(done.values()), ())
        return OrderResult(described, tuple(unknown), tuple(remarks))

    # --- restore

    def _without(
        self, ledger: Ledger, name: str, remarks: list[Message]
    ) -> tuple[list[Withdrawal], Ledger]:
        """The entries that `name` restores, and the ledger without them."""
        targets = LineParser(ledger, self._works).targets(name)
        numbers = {number for target in targets for number in target.passages}
        left = {one.key: self._left_of(one, name, targets) for one in ledger.withdrawals}
        restored = [
            one
            for one in ledger.withdrawals
            if left[one.key] is not one
            and not (one.passage is not None and numbers and one.passage not in numbers)
        ]
        if not restored:
            return [], ledger
        if any(one.passage is None for one in restored) and not numbers:
            # Showing the whole again is no decision about its parts.
            for one in restored:
                if one.passage is not None:
                    stays = f"{one.name}#{one.passage}"
                    remarks.append(
                        message(
                            "{name} stays withdrawn. To show it again, restore {name}.", name=stays
                        )
                    )
            restored = [one for one in restored if one.passage is None]
        over = {one.key for one in restored}
        kept = [
            remaining
            for one in ledger.withdrawals
            if (remaining := left[one.key] if one.key in over else one) is not None
        ]
        now = datetime.now(UTC).isoformat()
        times = {**dict(ledger.restored), **{one.line or one.name: now for one in restored}}
        pairs = tuple(times.items())[-_MAX_RESTORED:]
        return restored, replace(ledger, withdrawals=tuple(kept), restored=pairs)

    def _left_of(self, one: Withdrawal, name: str, targets: Sequence[Target]) -> Withdrawal | None:
        """What is left of a withdrawal: itself, nothing, or one that shows some publications."""
        if fold_name(name) in (fold_name(one.line), one.name):
            return None
        if is_pending(one) and fold_name(one.line).startswith(fold_name(name)):
            return None
        meant = [target for target in targets if target.is_known]
        if any(target.name == one.name for target in meant):
            return None
        ids = frozenset[str]().union(*(self._works.named(target.name) for target in meant))
        found = match(one, self._works, self._passages)
        wanted = ids & (found.meant | found.along)
        if not wanted:
            own = {*map(fold_name, (*one.work.identifiers, *one.work.paths)), *one.work.digests}
            return None if any(target.name in own for target in meant) else one
        if found.meant and found.meant <= ids:
            return None
        digests = (self._works.works[identifier].sha256 for identifier in sorted(wanted))
        return replace(one, shown=tuple(dict.fromkeys((*one.shown, *digests))))

    def _shorten_list(self, content: TakedownList | None, before: Ledger, after: Ledger) -> Ledger:
        """Take the lines that were restored out of the list; where a line names others too, these
        stay in it.
        """
        keys = {one.key for one in after.withdrawals}
        changes: dict[str, str] = {}
        for one in before.withdrawals:
            if one.line and one.key not in keys:
                remaining = [other for other in after.withdrawals if other.line == one.line]
                changes[one.line] = "; ".join(map(_name_of, remaining))
        if content is not None and changes:
            write_list(self._store.takedown, content.replaced(changes))
        entries = tuple(
            replace(one, line=changes[one.line]) if changes.get(one.line) else one
            for one in after.withdrawals
        )
        return replace(after, withdrawals=entries)

    def _nearest_withdrawn(self, name: str, ledger: Ledger) -> Iterable[str]:
        names = {one.name for one in ledger.withdrawals}
        return [near for near in nearest_names(fold_name(name), self._works) if near in names]

    # --- the list

    def _list(self, ledger: Ledger, remarks: list[Message]) -> TakedownList | None:
        try:
            return self._store.read_list(ledger)
        except WithdrawalsUnreadable as error:
            remarks.append(
                message(
                    "{what} {advice} Lines in it count again when it is back.",
                    what=error.what,
                    advice=error.advice,
                )
            )
            return None

    def _may_create_list(self, ledger: Ledger, remarks: list[Message]) -> bool:
        """Whether a list can be begun: one that cannot be read now is not overwritten."""
        return not remarks and not ledger.list_seen and self._store.takedown.parent.is_dir()

    def _extend_list(
        self, content: TakedownList | None, lines: Sequence[str], remarks: list[Message]
    ) -> None:
        known = set(content.entries) if content is not None else set()
        more = [line for line in lines if line not in known]
        if not more:
            return
        try:
            new = new_list(more) if content is None else content.extended(more)
            write_list(self._store.takedown, new)
        except WithdrawalsUnwritable as error:
            remarks.append(message("{what} It is withdrawn all the same.", what=error.what))

    # --- answers

    def _unknown(self, targets: Sequence[Target], name: str) -> list[tuple[str, tuple[str, ...]]]:
        missing = [target.name for target in targets if not target.is_known]
        if not targets:
            missing = [name]
        return [(one, tuple(nearest_names(fold_name(one), self._works))) for one in missing]

    def _is_unknown(self, one: Withdrawal, parser: LineParser) -> bool:
        return not any(
            target.is_known and target.name == one.name for target in parser.targets(one.line)
        )


def _line_of(one: Withdrawal) -> str:
    return one.line or _name_of(one)


def _name_of(one: Withdrawal) -> str:
    """What names a withdrawal in a line."""
    number = "" if one.passage is None else f"#{one.passage}"
    until = f" hasta {one.until}" if one.until else ""
    return f"{one.name}{number}{until}"


def _order_line(name: str, until: str, reason: str) -> str:
    """The line of the list for an order."""
    line = clean_line(name)
    if until:
        line += f" hasta {until}"
    return clean_line(f"{line}  # {reason}") if reason else line
