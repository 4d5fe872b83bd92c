"""A change of the index that is made as a whole or not at all."""

from __future__ import annotations

from indexer.engine.port import Writer


class Transaction:
    """A writer that is cancelled unless it is committed."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self._open = True

    def __enter__(self) -> Transaction:
        return self

    def __exit__(self, *_: object) -> None:
        if self._open:
            self.writer.cancel()

    def commit(self) -> str:
        """Publish what was written; returns the name of the generation.

        Raises:
            IndexDamaged, IndexUnwritable: nothing is published.
        """
        self._open = False
        return self.writer.commit()
