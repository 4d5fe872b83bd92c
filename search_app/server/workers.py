"""The threads that answer requests; each client gets its turn."""

from __future__ import annotations

import logging
import threading
import time
from typing import Final, Protocol

from indexer.fair_queue import FairQueue
from search_app.server.clients import Client, ClientKind

_log: Final = logging.getLogger(__name__)

_SHARE: Final = 2
"""A client may have one thread in two at most: an office behind one address needs several (a
browser asks for six pictures at a time), and no client may have all."""
_OTHERS_SHARE: Final = 8
"""The machine itself leaves one thread in eight to others: it may be an undeclared proxy."""


class AnswerTask(Protocol):
    """A request to be answered."""

    @property
    def requester(self) -> Client:
        """The client whose request it is."""

    def service(self) -> None:
        """Answer it."""

    def cancel(self) -> None:
        """Drop it."""


class WorkerThreads:
    """What waitress calls a task dispatcher: `count` threads, and a fair queue before them."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._shares = {
            ClientKind.STRANGER: max(1, count // _SHARE),
            ClientKind.OWN_MACHINE: count - count // _OTHERS_SHARE,
            ClientKind.PROXY: count,
        }
        self._kinds: dict[str, ClientKind] = {}
        self._queue: FairQueue[AnswerTask] = FairQueue(self._share)
        self._changed = threading.Condition()
        self._stopping = False
        self._threads = [
            threading.Thread(target=self._work, name=f"worker-{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def add_task(self, task: AnswerTask) -> None:
        """Have a request answered when it is its client's turn."""
        client = task.requester
        with self._changed:
            self._kinds[client.token] = client.kind
            self._queue.put(client.token, task)
            self._changed.notify()

    def shutdown(self, seconds: float) -> bool:
        """Drop what waits, and give the threads some seconds to finish; whether all have."""
        with self._changed:
            self._stopping = True
            dropped = self._queue.clear()
            self._changed.notify_all()
        for task in dropped:
            task.cancel()
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _share(self, client: str) -> int:
        return self._shares[self._kinds[client]]

    def _work(self) -> None:
        while True:
            with self._changed:
                while (taken := self._queue.take()) is None and not self._stopping:
                    self._changed.wait()
            if taken is None:
                return
            client, task = taken
            try:
                task.service()
            except BaseException:  # noqa: BLE001 - the thread goes on
                _log.exception("A request could not be answered.")
            finally:
                with self._changed:
                    self._queue.finish(client)
                    if not self._queue.knows(client):
                        del self._kinds[client]
                    self._changed.notify()
