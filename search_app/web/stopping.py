"""Whether the service is being stopped, as the server says with each request."""

from __future__ import annotations

from typing import Final

from flask import request

STOPPING: Final = "aluna.stopping"
"""The key in the WSGI environment."""


def is_stopping() -> bool:
    """Whether the service answers what has come, and then ends."""
    return bool(request.environ.get(STOPPING, False))
