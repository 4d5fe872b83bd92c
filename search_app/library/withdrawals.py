"""What readers must not see, as the list and the ledger of withdrawals are at each request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from logging import Logger
from typing import Final

from indexer.engine.once import OncePerKey
from indexer.engine.port import Reader
from indexer.errors import WithdrawalsUnreadable, WithdrawalsUnwritable
from indexer.file_problems import Problem
from indexer.messages import message
from indexer.withdrawals import EMPTY_LEDGER, CommitWorks, Ledger, Restrictions, WithdrawalStore
from indexer.withdrawals.ledger import Withdrawal
from indexer.withdrawals.matching import match, restrictions
from indexer.withdrawals.problems import withdrawal_problems
from indexer.withdrawals.store import Learned, known_from
from indexer.withdrawals.takedown_list import list_gone, parse_list, read_list

_WAIT_SECONDS: Final = 1.0
"""How long a request waits for the ledger's lock; what it wanted to write is kept in memory."""
_MAX_COMMITS: Final = 2
"""Commits whose names are kept: the newest, and the one before while requests still read it."""
_MAX_RESTRICTIONS: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class WithdrawalState:
    """The list and the ledger as one request read them; the same object until either changes."""

    data: bytes | None
    lines: tuple[str, ...]
    stamp: tuple[int, ...] | None
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class _LastResolved:
    """What followed from a list and from what the ledger learned from it.

    The ledger that was just written holds nothing new, although its file does.
    """

    lines: tuple[str, ...]
    ledger: Ledger
    generation: str
    today: str
    restrictions: Restrictions

    def is_for(self, state: WithdrawalState, generation: str, today: str) -> bool:
        return (self.generation, self.today, self.lines, self.ledger) == (
            generation,
            today,
            state.lines,
            state.ledger,
        )


class WithdrawalWatch:
    """Reads the list and the ledger at each request, and resolves them once for each change.

    Both are compared by their content, the ledger by what the system says about the file, which is
    replaced whenever it changes. A request returns only what follows from what it read itself, as a
    slower thread may know an older list.
    """

    def __init__(self, store: WithdrawalStore, logger: Logger) -> None:
        self._store = store
        self._logger = logger
        self._last: WithdrawalState | None = None
        self._unsaved: tuple[Withdrawal, ...] = ()
        self._is_warned = False
        self._reported: tuple[str, ...] = ()
        self._works = OncePerKey(_MAX_COMMITS)
        self._resolved = OncePerKey(_MAX_RESTRICTIONS)
        self._last_resolved: _LastResolved | None = None

    def read(self) -> WithdrawalState:
        """The list and the ledger now.

        Raises:
            WithdrawalsUnreadable: one of them cannot be read, or was there and is gone.
        """
        last, file = self._last, self._store.file
        stamp = file.stamp()
        if last is not None and last.stamp == stamp:
            ledger = last.ledger
        elif stamp is None and last is not None:
            raise WithdrawalsUnreadable(
                message("The record of withdrawals {file} is gone.", file=str(file.path))
            )
        else:
            ledger = EMPTY_LEDGER if stamp is None else file.read()
        data = read_list(self._store.takedown)
        if data is None and (ledger.list_seen or (last is not None and last.data is not None)):
            raise list_gone(self._store.takedown)
        if last is not None and (last.stamp, last.data) == (stamp, data):
            return last
        lines = () if data is None else parse_list(data, self._store.takedown).entries
        self._last = state = WithdrawalState(data, lines, stamp, ledger)
        return state

    @property
    def is_used(self) -> bool:
        """Whether there is a list or a ledger."""
        return self._store.is_used

    def resolve(self, state: WithdrawalState, reader: Reader, today: str) -> Restrictions:
        """What is hidden in the commit of `reader`, from which nothing is hidden."""
        generation = reader.generation
        return self._resolved.get(
            (state, generation, today), lambda: self._resolve(state, reader, today)
        )

    def _resolve(self, state: WithdrawalState, reader: Reader, today: str) -> Restrictions:
        last = self._last_resolved
        if last is not None and last.is_for(state, reader.generation, today):
            return last.restrictions
        works: CommitWorks = self._works.get(
            reader.generation, lambda: CommitWorks(reader.records())
        )
        ledger = state.ledger.with_unsaved(self._unsaved)
        known = known_from(ledger, state.lines, works, reader.passages)
        if known.after != state.ledger:
            known = self._saved(known, works, reader)
        self._report(known, works, reader)
        matches = [match(one, works, reader.passages) for one in known.after.withdrawals]
        found = restrictions(matches, works, today)
        self._last_resolved = _LastResolved(
            state.lines, known.after, reader.generation, today, found
        )
        return found

    def _saved(self, known: Learned, works: CommitWorks, reader: Reader) -> Learned:
        """What was written down; where that is not possible, it is remembered until the end."""
        try:
            written = self._store.write(works, reader.passages, _WAIT_SECONDS)
            self._unsaved = ()
            # Somebody may have changed the list again: this request answers for what it has read.
            return written if written.lines == known.lines else known
        except (WithdrawalsUnwritable, WithdrawalsUnreadable) as error:
            self._unsaved = known.after.withdrawals
            if not self._is_warned:
                self._is_warned = True
                said = message(
                    "{error} What is withdrawn now is hidden all the same; after a restart only "
                    "what the list says then is.",
                    error=error.what,
                )
                self._logger.warning("%s", said)
            return known

    def _report(self, known: Learned, works: CommitWorks, reader: Reader) -> None:
        """One line for the people who look after the service, whenever there is something new."""
        problems: Sequence[Problem] = withdrawal_problems(
            known, works, reader.passages, str(self._store.takedown)
        )
        said = tuple(f"{one.kind.explanation} ({one.detail or one.path})" for one in problems)
        if said and said != self._reported:
            self._logger.warning("%s: %s", self._store.takedown, " ".join(said))
        self._reported = said
