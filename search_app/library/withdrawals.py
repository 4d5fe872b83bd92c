"""The file that lists the publications that were withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class TakedownUnreadable(Exception):
    """It is not known what was withdrawn, so nothing may be shown."""

    advice = "Nothing is shown until it can be read; if nothing is withdrawn, leave it empty."


@dataclass(frozen=True, slots=True)
class _Parsed:
    """The content of the file, and the identifiers in it."""

    data: bytes
    identifiers: frozenset[str]


class TakedownList:
    """The file of identifiers that readers must not see, one a line; `#` begins a comment.

    It is read at every request: it is small, and a time stamp can miss a change. Without such a
    file nothing is withdrawn; but one that existed and is gone, or that cannot be read, closes the
    service until it is back (an empty file will do) or the service is started again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last: _Parsed | None = None

    def read(self) -> frozenset[str]:
        """The identifiers in the file now.

        Raises:
            TakedownUnreadable: the file cannot be read.
        """
        data = self._read()
        if data is None:
            return frozenset()
        # Other threads may replace what was read last, even by an older content: what is returned
        # is always that of this call's `data`.
        last = self._last
        if last is None or last.data != data:
            self._last = last = _Parsed(data, self._parse(data))
        return last.identifiers

    def _read(self) -> bytes | None:
        try:
            return self._path.read_bytes()
        except FileNotFoundError as error:
            if self._last is None and not self._path.is_symlink():
                return None
            raise TakedownUnreadable(f"The takedown file {self._path} is gone.") from error
        except OSError as error:
            raise TakedownUnreadable(f"The takedown file {self._path} cannot be read.") from error

    def _parse(self, data: bytes) -> frozenset[str]:
        try:
            text = data.decode("utf-8-sig")  # Windows editors write a mark at the beginning
        except UnicodeDecodeError as error:
            raise TakedownUnreadable(f"The takedown file {self._path} is not UTF-8.") from error
        lines = (line.partition("#")[0].strip() for line in text.splitlines())
        return frozenset(line for line in lines if line)
