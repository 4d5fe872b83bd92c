"""What the ledger learns from the list and from each commit, so that it knows the works later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from indexer.withdrawals.commit_works import CommitWorks, PassagesOf
from indexer.withdrawals.entry_parser import Target, parse_entry
from indexer.withdrawals.fingerprints import fingerprint
from indexer.withdrawals.ledger import Ledger, Withdrawal, WorkNames
from indexer.withdrawals.matching import WithdrawalMatch, match
from indexer.withdrawals.names import NameKind, NameTable, kind_of_identifier, path_names


def ledger_names(ledger: Ledger) -> NameTable:
    """The names of what was withdrawn, also of what is no longer in the index."""
    kinds: list[tuple[str, NameKind]] = []
    for one in ledger.withdrawals:
        for names in (one.work, one.copies):
            kinds += [(name, kind_of_identifier(name)) for name in names.identifiers]
            kinds += [(name, NameKind.PATH) for path in names.paths for name in path_names(path)]
            kinds += [(digest, NameKind.PATH) for digest in names.digests]
    return NameTable(kinds)


class LineParser:
    """Parses lines: they name publications of the commit, else what the ledger remembers."""

    def __init__(self, ledger: Ledger, works: CommitWorks) -> None:
        self._works = works
        self._remembered = ledger_names(ledger)

    def targets(self, line: str) -> tuple[Target, ...]:
        """What a line withdraws; empty for a comment."""
        targets = parse_entry(line, self._works.names)
        if any(target.is_known for target in targets):
            return targets
        return parse_entry(line, self._remembered) or targets

    def entries(self, line: str) -> list[Withdrawal]:
        """An entry for each publication and passage that a line withdraws."""
        now = datetime.now(UTC).isoformat()
        return [
            Withdrawal(target.name, line, now, target.until, passage=passage)
            for target in self.targets(line)
            for passage in self._passages(target)
        ]

    def _passages(self, target: Target) -> tuple[int | None, ...]:
        """The passages of a target; in doubt, where one has no such number, all of it."""
        counts = [self._works.works[one].passage_count for one in self._works.named(target.name)]
        if not target.passages or (counts and max(target.passages) > max(counts)):
            return (None,)
        return target.passages


def with_lines(ledger: Ledger, lines: Iterable[str], works: CommitWorks) -> Ledger:
    """The ledger with an entry for whatever the lines of the list withdraw.

    They are all parsed again for each commit: a further file may have the name in a line, and what
    matched nothing may match now.
    """
    parser = LineParser(ledger, works)
    pending = {one.line: one for one in ledger.withdrawals if is_pending(one) and one.line}
    added: list[Withdrawal] = []
    found_lines: set[str] = set()
    for line in dict.fromkeys((*lines, *pending)):
        entries = parser.entries(line)
        added += entries
        if any(one.name in works.names for one in entries):
            found_lines.add(line)
    kept = tuple(
        one for one in ledger.withdrawals if not (is_pending(one) and one.line in found_lines)
    )
    seen = ledger.list_seen or bool(added)
    return replace(ledger, list_seen=seen, withdrawals=kept).extended(added)


def is_pending(withdrawal: Withdrawal) -> bool:
    """Whether nothing with this name was ever in the index."""
    return not withdrawal.work


def learned(ledger: Ledger, works: CommitWorks, passages: PassagesOf) -> Ledger:
    """The ledger with everything that names what the withdrawals hide in this commit."""
    entries = tuple(_with_names(one, ledger, works, passages) for one in ledger.withdrawals)
    return replace(ledger, withdrawals=entries)


def _with_names(
    withdrawal: Withdrawal, ledger: Ledger, works: CommitWorks, passages: PassagesOf
) -> Withdrawal:
    found = match(withdrawal, works, passages)
    work = withdrawal.work
    if not found.meant and is_pending(withdrawal):
        work = _remembered(withdrawal.name, ledger)
    texts = dict.fromkeys(withdrawal.texts)
    signatures = dict.fromkeys(withdrawal.signatures)
    for identifier in sorted(found.meant):
        work |= works.works[identifier].names
        signatures |= dict.fromkeys(works.signature_of(identifier))
        if text := works.short_text(identifier, passages):
            texts[text] = None
    copies = withdrawal.copies
    for identifier in sorted(found.along):
        copies |= works.works[identifier].names
    return replace(
        withdrawal,
        work=work,
        copies=copies,
        signatures=tuple(signatures),
        texts=tuple(texts),
        fingerprint=withdrawal.fingerprint or _fingerprint(found, passages),
    )


def _remembered(name: str, ledger: Ledger) -> WorkNames:
    """What names the work that an earlier withdrawal knew by `name`."""
    found = WorkNames()
    for other in ledger.withdrawals:
        if name in ledger_names(Ledger(withdrawals=(other,))):
            found |= other.work
    return found


def _fingerprint(found: WithdrawalMatch, passages: PassagesOf) -> str:
    """That of the passage that an entry names for the first time."""
    if found.withdrawal.passage is None or found.withdrawal.work.digests:
        return ""
    for identifier, number in sorted(found.passages):
        if identifier in found.meant:
            there = passages(identifier) or ()
            texts = [passage.text for passage in there if passage.number == number]
            return fingerprint(texts[0]) if texts else ""
    return ""
