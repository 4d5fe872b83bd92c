"""Which client a request comes from, as a token that says nothing about its address.

The server puts it into the environment of each request, so that what is scarce can be shared out
fairly. It is a keyed hash; the key is drawn anew at each start and is nowhere but in memory.
"""

from __future__ import annotations

from typing import Final

from flask import request

CLIENT_TOKEN: Final = "aluna.client"  # noqa: S105 - the name of a key
"""The key of the token in the WSGI environment."""


def current_client() -> str:
    """The token of the current request's client; empty where the server gives none."""
    return str(request.environ.get(CLIENT_TOKEN, ""))
