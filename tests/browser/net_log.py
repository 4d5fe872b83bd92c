"""Which names a browser looked up and to whom it connected, also where it asked for nothing."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

_LOOK_UP: Final = "HOST_RESOLVER_MANAGER_REQUEST"
_CONNECT: Final = "TCP_CONNECT_ATTEMPT"


class Listener:
    """Somebody whom a page may contact: a port of this machine that counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address: Final = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.connections = 0

    def listen(self) -> None:
        """Accept all connections until the listener is closed."""
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.close()
            self.connections += 1

    def close(self) -> None:
        """End listening."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener in a thread."""
    listener = Listener()
    thread = threading.Thread(target=listener.listen)
    thread.start()
    try:
        yield listener
    finally:
        listener.close()
        thread.join()


def contacted(log: Path, root: str) -> list[str]:
    """Hosts that pages of the service at `root` looked up, and addresses that were connected to,
    apart from the service itself; from the net log of a browser that has ended."""
    found = json.loads(log.read_text())
    kinds = {number: name for name, number in found["constants"]["logEventTypes"].items()}
    own = root.removeprefix("http://")
    # A browser's own pages look up names too; those of a service are marked with its address.
    ours = ("http://127.0.0.1 ", f"derived from {root}")
    hosts = []
    for event in found["events"]:
        values: dict[str, Any] = event.get("params") or {}
        kind = kinds[event["type"]]
        if kind == _CONNECT and "address" in values:
            hosts.append(str(values["address"]))
        elif kind == _LOOK_UP and "host" in values:
            key = str(values["network_anonymization_key"])
            if any(mark in key for mark in ours):
                hosts.append(str(values["host"]).partition("//")[2])
    return [host for host in hosts if host != own]
