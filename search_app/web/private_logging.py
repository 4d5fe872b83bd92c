"""Logs without anything that a reader typed.

There is no access log, and an error is logged as its class and its place in the code, without its
message or the request's address: both can quote a query.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from flask import Flask


class PrivateFilter(logging.Filter):
    """Reduces the exception of a log record to `describe_exception`: its message may quote what a
    reader typed.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without its private parts."""
        if record.exc_info:
            record.msg = describe_exception(record.exc_info[1])
            record.args = ()
            record.exc_info = record.exc_text = None
        return True


def describe_exception(error: BaseException | None) -> str:
    """The class of `error` and of its causes, and where in the code they were raised."""
    parts = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        places = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames[::-1])
        parts.append(f"{type(error).__name__} at {places or 'an unknown place'}")
        error = error.__cause__ or error.__context__
    return "\n  caused by ".join(parts)


def install(app: Flask) -> None:
    """Log no requests of `app`, and of errors only what `PrivateFilter` leaves."""
    handler = logging.StreamHandler()
    handler.addFilter(PrivateFilter())
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    for logger in (app.logger, logging.getLogger("waitress"), logging.getLogger("werkzeug")):
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.WARNING)  # Werkzeug's own server logs requests at INFO
    # That requests wait for a moment is nothing that staff could do something about.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
