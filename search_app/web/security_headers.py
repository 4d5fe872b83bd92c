"""What protects readers: the headers of every answer, and what is logged.

Nothing that a reader types is kept: no cookie, no access log, no third party, and an error is
logged as its kind and its place in the code, without its message or the request's address.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import Final

from flask import Flask, Response, request

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


class PrivateFilter(logging.Filter):
    """Leaves of an exception its kind and its place: a message can quote what a reader typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without what may be private."""
        if record.exc_info:
            record.msg = describe(record.exc_info[1])
            record.args = ()
            record.exc_info = record.exc_text = None
        return True


def describe(error: BaseException | None) -> str:
    """The kind of `error` and of its causes, and where in the code they were raised."""
    parts = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        places = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames[::-1])
        parts.append(f"{type(error).__name__} at {places or 'an unknown place'}")
        error = error.__cause__ or error.__context__
    return "\n  caused by ".join(parts)


def keep_logs_private(app: Flask) -> None:
    """Log no request, and of errors only what `PrivateFilter` leaves."""
    handler = logging.StreamHandler()
    handler.addFilter(PrivateFilter())
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    for logger in (app.logger, logging.getLogger("waitress"), logging.getLogger("werkzeug")):
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.WARNING)  # Werkzeug's own server logs requests at INFO
    # That requests wait for a moment is nothing that staff could do something about.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
