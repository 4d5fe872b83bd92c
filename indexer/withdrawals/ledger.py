"""What was withdrawn, remembered beside the index: nothing leaves it but by an order to restore.

The file is JSON that people can read. It is written in one step under a lock of its own, since the
indexer and the search service both write it. What it says is decoded as untrusted.
"""

from __future__ import annotations

import contextlib
import json
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from indexer import wire
from indexer.durable import replace_file
from indexer.engine.near_duplicates import SIGNATURE_VALUES
from indexer.errors import WithdrawalsUnreadable, WithdrawalsUnwritable
from indexer.messages import Message, message
from indexer.system_reasons import reason_of
from indexer.withdrawals.fingerprints import HASH_BYTES
from indexer.withdrawals.regular_file import read_regular

FORMAT: Final = 1
MAX_LEDGER_BYTES: Final = 256 << 20
LOCK_SECONDS: Final = 10.0
"""How long to wait for the lock: it is held while one file is written."""
SIGNATURE_BYTES: Final = 2 * SIGNATURE_VALUES
_MODE: Final = 0o600


@dataclass(frozen=True, slots=True)
class WorkNames:
    """What names a work: identifiers, paths in the corpus, SHA-256 digests in hexadecimal."""

    identifiers: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.identifiers or self.paths or self.digests)

    def __or__(self, other: WorkNames) -> WorkNames:
        return WorkNames(
            _union(self.identifiers, other.identifiers),
            _union(self.paths, other.paths),
            _union(self.digests, other.digests),
        )


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One withdrawal of a publication, or of one `passage` of it (its number).

    `line` is what staff wrote, empty if it stands in no list; `name` the part of it that names the
    work. `since` is a time and `until` the first day on which it is shown again, in ISO 8601; an
    empty `until` means never. `work` names the publications that are meant, `copies` those that are
    hidden with them. `signatures` (base64) and `texts` (fingerprints of texts too short for a
    signature) recognise the text in another file, `fingerprint` the passage. `shown` are the
    digests of copies that staff decided to show.
    """

    name: str
    line: str
    since: str
    until: str = ""
    reason: str = ""
    passage: int | None = None
    work: WorkNames = WorkNames()
    copies: WorkNames = WorkNames()
    signatures: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    fingerprint: str = ""
    shown: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str, int | None]:
        """What tells it from others."""
        return self.line, self.name, self.until, self.passage

    def is_active(self, today: str) -> bool:
        """Whether it holds on the day `today`, in ISO 8601."""
        return not self.until or today < self.until


@dataclass(frozen=True, slots=True)
class Ledger:
    """All withdrawals; `list_seen` says that there was a list of withdrawals in the corpus.

    `restored` are the times at which lines and names were last restored.
    """

    format: int = FORMAT
    list_seen: bool = False
    withdrawals: tuple[Withdrawal, ...] = ()
    restored: tuple[tuple[str, str], ...] = ()

    def extended(self, others: Iterable[Withdrawal]) -> Ledger:
        """This one with those of `others` that it does not have."""
        known = {one.key for one in self.withdrawals}
        more = tuple(one for one in others if one.key not in known)
        return replace(self, withdrawals=self.withdrawals + more) if more else self

    def with_unsaved(self, others: Iterable[Withdrawal]) -> Ledger:
        """This one with what somebody could not write into it, unless it was restored since."""
        restored = dict(self.restored)
        return self.extended(
            one for one in others if one.since > restored.get(one.line or one.name, "")
        )


EMPTY_LEDGER: Final = Ledger()


class LedgerFile:
    """The file that holds the ledger."""

    def __init__(self, path: Path) -> None:
        self.path: Final = path

    def stamp(self) -> tuple[int, ...] | None:
        """Changes whenever the file is replaced; None if there is none.

        Raises:
            WithdrawalsUnreadable: the system does not say.
        """
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unreadable(reason_of(error)) from error
        return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns

    def read(self) -> Ledger:
        """The ledger; an empty one if there is no file.

        Raises:
            WithdrawalsUnreadable: it cannot be read, or is damaged.
        """
        try:
            data = read_regular(self.path, MAX_LEDGER_BYTES)
        except OSError as error:
            raise self._unreadable(reason_of(error)) from error
        if data is None:
            return EMPTY_LEDGER
        try:
            ledger = wire.decode(data, Ledger)
        except wire.WireError as error:
            raise self._unreadable(message("it is damaged")) from error
        if ledger.format != FORMAT:
            raise self._unreadable(
                message(
                    "it has format {written}, this program reads {read}",
                    written=str(ledger.format),
                    read=str(FORMAT),
                )
            )
        try:
            for one in ledger.withdrawals:
                _check(one)
        except ValueError as error:
            raise self._unreadable(message("it is damaged")) from error
        return ledger

    def change(
        self, change: Callable[[Ledger], Ledger], wait_seconds: float = LOCK_SECONDS
    ) -> Ledger:
        """Replace the ledger by what `change` makes of it, durably; returns the new one.

        Raises:
            WithdrawalsUnreadable: it cannot be read.
            WithdrawalsUnwritable: it cannot be written, or somebody else writes it for too long.
        """
        with self.locked(wait_seconds):
            before = self.read()
            after = change(before)
            if after != before:
                self.write(after)
            return after

    @contextlib.contextmanager
    def locked(self, wait_seconds: float = LOCK_SECONDS) -> Iterator[None]:
        """Hold the ledger's lock.

        Raises:
            WithdrawalsUnwritable: somebody else holds it, or it cannot be taken.
        """
        lock = FileLock(self.path.with_name(self.path.name + ".lock"), timeout=wait_seconds)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            raise self._unwritable(message("another program is writing it")) from error
        except OSError as error:
            raise self._unwritable(reason_of(error)) from error
        except NotImplementedError as error:  # the file system has no locks
            raise self._unwritable(message("this disk or system does not support it")) from error
        try:
            yield
        finally:
            lock.release()

    def write(self, ledger: Ledger) -> None:
        """Replace the file durably; the lock must be held.

        Raises:
            WithdrawalsUnwritable: the system refuses.
        """
        text = json.dumps(asdict(ledger), ensure_ascii=False, indent=1)
        try:  # an administrator may have let a group read it, which stays so
            replace_file(self.path, text.encode("utf-8", "replace") + b"\n", mode=_MODE)
        except OSError as error:
            raise self._unwritable(reason_of(error)) from error

    def _unreadable(self, reason: Message) -> WithdrawalsUnreadable:
        return WithdrawalsUnreadable(
            message(
                "The record of withdrawals {file} cannot be read: {reason}.",
                file=str(self.path),
                reason=reason,
            )
        )

    def _unwritable(self, reason: Message) -> WithdrawalsUnwritable:
        return WithdrawalsUnwritable(
            message(
                "The record of withdrawals {file} cannot be written: {reason}.",
                file=str(self.path),
                reason=reason,
            )
        )


def _check(one: Withdrawal) -> None:
    """Check what the types do not say; ValueError if this program never writes such a value."""
    if one.until:
        date.fromisoformat(one.until)
    if any(len(b64decode(text, validate=True)) != SIGNATURE_BYTES for text in one.signatures):
        raise ValueError("a signature has another length")
    for text in (*one.texts, one.fingerprint):
        if len(b64decode(text, validate=True)) % HASH_BYTES:
            raise ValueError("a fingerprint has another length")


def _union(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ours + theirs))
