"""Starts the search service for somebody who looks at it on this computer."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from typing import Final

from indexer.messages import Message, message

_HOST: Final = "127.0.0.1"
_PORTS: Final = range(8000, 8020)
_START_SECONDS: Final = 60
_STOP_SECONDS: Final = 10
_ASK_SECONDS: Final = 0.2


class ServiceUnavailable(Exception):
    """The service did not start; the message says what to do."""

    def __init__(self, what: Message) -> None:
        super().__init__(what)


class ServiceProcess:
    """The service with the folders that its arguments name; started when it is needed."""

    def __init__(self, arguments: tuple[str, ...]) -> None:
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None
        self._address = ""

    def address(self) -> str:
        """Where the service answers.

        Raises:
            ServiceUnavailable: it does not start.
        """
        if self._process is None or self._process.poll() is not None:
            self._start()
        return self._address

    def close(self) -> None:
        """Stop the service, if it was started here."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _start(self) -> None:
        port = next(filter(_is_free, _PORTS), None)
        if port is None:
            raise ServiceUnavailable(message("Too many programs are running. Close some of them."))
        command = [sys.executable, "-m", "search_app", "--port", str(port), *self._arguments]
        # It says where it listens, which would stand in the middle of the list.
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
        self._address = f"http://{_HOST}:{port}/"
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(self._address):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise ServiceUnavailable(
                    message("The search page could not be started; the lines above say why.")
                )
            time.sleep(_ASK_SECONDS)


def _is_free(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex((_HOST, port)) != 0


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}healthz", timeout=_ASK_SECONDS * 5):  # noqa: S310
            return True
    except OSError:
        return False
