"""The headers that protect readers: no third party, no referrer, nothing cached. And takedown."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Response, request

PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HOSTILE_POLICY: Final = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""For HTML originals: they are shown, but run nothing and fetch nothing."""

_HEADERS: Final = {
    "Content-Security-Policy": PAGE_POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "browsing-topics=(), camera=(), display-capture=(), geolocation=(), microphone=(), "
        "payment=(), usb=()"
    ),
}
_STATIC_SECONDS: Final = 365 * 24 * 3600


class TakedownUnreadable(Exception):
    """It is not known what was taken down, so nothing may be shown."""

    advice = "Nothing is shown until it can be read; where nothing is taken down, leave it empty."


class Takedown:
    """The file of identifiers that readers must not see, one a line; `#` begins a comment.

    It is read at every request: it is small, and a time stamp can miss a change. Without such a
    file nothing is taken down; but one that was there and is gone, or that cannot be read, closes
    the service until it is back (an empty file will do) or the service is started again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._data: bytes | None = None
        self._identifiers: frozenset[str] = frozenset()

    def identifiers(self) -> frozenset[str]:
        """What is taken down now.

        Raises:
            TakedownUnreadable: the file cannot be read.
        """
        data = self._read()
        if data is not None and data != self._data:
            self._identifiers = self._parse(data)
            self._data = data
        return self._identifiers

    def _read(self) -> bytes | None:
        try:
            return self._path.read_bytes()
        except FileNotFoundError as error:
            if self._data is None and not self._path.is_symlink():
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


def protect(response: Response) -> Response:
    """Give `response` the headers that every answer has; those that it has already stay."""
    if request.endpoint == "static" and response.status_code in (200, 206, 304):
        # Its address holds a digest of its content.
        response.headers["Cache-Control"] = f"public, max-age={_STATIC_SECONDS}, immutable"
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/api/") and request.method in ("GET", "HEAD"):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
