"""Goes back to an earlier commit or generation; what was withdrawn stays withdrawn."""

from __future__ import annotations

from indexer.engine import index_history
from indexer.engine.index_history import StepBack
from indexer.engine.port import Reader
from indexer.settings import Settings
from indexer.withdrawals.update import UpdateWithdrawals


def undo(settings: Settings) -> StepBack:
    """Take back the last run that changed the index.

    Raises:
        NoWayBack, IndexUnusable, IndexLocked, MachineError
    """
    return index_history(settings).undo(lambda reader: _learn(settings, reader))


def rollback(settings: Settings, name: str) -> StepBack:
    """Make the generation `name` the live one; without a name the one that was live before.

    Raises:
        NoWayBack, IndexUnusable, IndexLocked, MachineError
    """
    return index_history(settings).rollback(name, lambda reader: _learn(settings, reader))


def _learn(settings: Settings, reader: Reader) -> None:
    """Write into the ledger under which names the withdrawn works are in what becomes live."""
    UpdateWithdrawals(settings, reader).learn(list(reader.records()))
