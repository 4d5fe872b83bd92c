"""Gives each request what it may see: the current commit, and the list of withdrawals as it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, cast

from flask import Flask, request

from indexer.engine import spelling
from indexer.engine.port import Engine, Reader
from indexer.errors import IndexUnusable
from indexer.withdrawals import local_today
from search_app.library import library
from search_app.library.library import Library, LibraryCache, current_library
from search_app.library.refresh import BackgroundRefresh
from search_app.library.withdrawals import WithdrawalWatch

_KEY: Final = "aluna-library-manager"


class LibraryManager:
    """Acquires a `Library` for each request of `app`; the commits change behind it."""

    def __init__(
        self, app: Flask, engine: Engine, withdrawals: WithdrawalWatch, corpus: Path
    ) -> None:
        self._engine = engine
        self._withdrawals = withdrawals
        self._corpus = corpus
        self._cache = LibraryCache()
        self.after_preparing: Callable[[], None] = lambda: None
        """Called in the background when the tables of a commit are made."""
        self._logger = app.logger
        self._refresh = BackgroundRefresh(engine, self._prepare, app.logger)

    def acquire(self) -> Library:
        """What a request may see from now on, whatever changes meanwhile.

        Raises:
            IndexUnusable: there is no live generation.
            WithdrawalsUnreadable: it is not known what was withdrawn.
        """
        state, today = self._withdrawals.read(), local_today()
        self._refresh.begin()
        reader = self._engine.acquire()
        found = self._withdrawals.resolve(state, reader, today)
        return Library(reader.hiding(found.hidden), found, self._corpus, self._cache)

    def report(self) -> None:
        """Say in the log what is wrong with the index and the withdrawals.

        Starts no thread, as the process may still fork.
        """
        try:
            reader = self._engine.acquire()
            if self._withdrawals.is_used:
                self._withdrawals.resolve(self._withdrawals.read(), reader, local_today())
        except IndexUnusable as error:
            self._logger.error("%s %s", error, error.advice)

    def begin(self) -> None:
        """Begin to make in the background what the first readers would wait for; returns at once.

        Starts a thread, so that the process may not fork any more.
        """
        try:
            self._refresh.begin()
        except IndexUnusable:  # told by `report`; requests look for it again
            return

    def refresh(self) -> None:
        """Acquire the newest commit from now on; returns when its tables are made.

        Raises:
            IndexUnusable: it cannot be opened.
        """
        self._engine.refresh(self._prepare)

    def close(self) -> None:
        """End the background refresh, and release the index."""
        if self._refresh.close():
            self._engine.close()

    def _prepare(self, reader: Reader) -> None:
        """Make what requests would otherwise wait for."""
        found = self._withdrawals.resolve(self._withdrawals.read(), reader, local_today())
        shown = reader.hiding(found.hidden)
        shown.warm()
        spelling.prepare()
        Library(shown, found, self._corpus, self._cache).suggestion_index()
        self._load_encoder(shown)
        self.after_preparing()

    def _load_encoder(self, reader: Reader) -> None:
        """Words as typed are found without it, so that a fault does not keep a commit back."""
        try:
            reader.load_encoder()
        except Exception:
            # Of an exception the log has the kind and the place alone.
            self._logger.exception("The encoder of words cannot be loaded.")
            self._logger.error("The encoder of words could not be loaded; questions try it again.")


def install(app: Flask, manager: LibraryManager, without: frozenset[str]) -> None:
    """Let each request of `app` acquire a library, except at the endpoints `without`."""
    app.extensions[_KEY] = manager
    library.install(app, manager.acquire)

    @app.before_request
    def acquire() -> None:
        if request.endpoint not in without:
            current_library()  # what it may not be answered without is known before it begins


def library_manager(app: Flask) -> LibraryManager:
    """The manager of the libraries of `app`."""
    return cast(LibraryManager, app.extensions[_KEY])
