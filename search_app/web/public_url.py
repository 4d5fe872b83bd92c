"""The address that readers reach the service under, and the path below which it lives there.

A service at https://h/buscar/ has the prefix `/buscar`. Within the program that is the WSGI
variable SCRIPT_NAME and nothing else: `url_for`, `request.script_root` and `web.links` make every
address from it, and routes never see it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask

from indexer.errors import UsageError
from indexer.messages import message

_PREFIX: Final = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
"""What `server.clients` accepts of a proxy, too: such a path is written in one way only."""

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class PublicUrl:
    """The setting `public_url`: the `root` of all addresses without its last slash, its `host` as
    browsers send it, and the `prefix` of paths. All are empty where the setting is.
    """

    root: str = ""
    host: str = ""
    prefix: str = ""


def parse_public_url(text: str) -> PublicUrl:
    """The address in the setting `public_url`.

    Raises:
        UsageError: it is not a web address, or has a path that cannot be a prefix.
    """
    root = text.strip().rstrip("/")
    if not root:
        return PublicUrl()
    try:
        parts = urlsplit(root)
        parts.port  # noqa: B018 - raises for what is no number
        host = (parts.hostname or "").encode("idna").decode()  # raises for a label that is too long
    except ValueError as error:
        raise _invalid(text) from error
    is_plain = not any(sign in root for sign in "?#@\\\"'<> ") and root.isprintable()
    if parts.scheme not in ("http", "https") or not host or not is_plain:
        raise _invalid(text)
    if not _PREFIX.fullmatch(parts.path):
        raise UsageError(
            message(
                "The path in the setting public_url can have letters without accents, digits, and "
                '. _ ~ - between its slashes, as in https://h.example/buscar/, and is "{path}".',
                path=parts.path,
            )
        )
    return PublicUrl(root, host, parts.path)


def _invalid(text: str) -> UsageError:
    return UsageError(
        message(
            "The setting public_url must be a web address such as https://buscar.example.org/, "
            'without a ? or # in it, and is "{value}".',
            value=text,
        )
    )


def check_exit_url(text: str) -> None:
    """Check the address in the setting `exit_url`: one without a host would lead to ourselves.

    Raises:
        UsageError: it is not a whole web address.
    """
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_whole = False
    if not is_whole or " " in text or not text.isprintable():
        raise UsageError(
            message(
                "The setting exit_url must be a whole web address such as "
                'https://es.wikipedia.org/wiki/Portada, and is "{value}".',
                value=text,
            )
        )


class PathPrefix:
    """Moves the prefix of a request's path to SCRIPT_NAME, whichever way a proxy hands requests on.

    A proxy may cut the prefix off the path or leave it; it may name it (the server sets SCRIPT_NAME
    to what a trusted one says) or leave that to the setting `public_url`.
    """

    def __init__(self, app: WsgiApp, prefix: str, first_parts: frozenset[str]) -> None:
        self._app = app
        self._prefix = prefix
        self._first_parts = first_parts

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        named = str(environ.get("SCRIPT_NAME", ""))
        prefix = named or self._prefix
        environ["SCRIPT_NAME"] = prefix
        path = str(environ.get("PATH_INFO", ""))
        if prefix and f"{path}/".startswith(f"{prefix}/") and not self._is_own(prefix, named):
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        return self._app(environ, start_response)

    def _is_own(self, prefix: str, named: str) -> bool:
        """Whether a path that begins with `prefix` is one of ours, of which nothing can be cut.

        A service at /search has a page /search. There it counts whether the proxy names the prefix:
        those that do cut it off.
        """
        return bool(named) and prefix.split("/")[1] in self._first_parts


def install(app: Flask, public_url: PublicUrl) -> None:
    """Let `app` live below the prefix; called when all of its routes are known."""
    parts = frozenset(rule.rule.split("/")[1] for rule in app.url_map.iter_rules())
    app.wsgi_app = PathPrefix(app.wsgi_app, public_url.prefix, parts)  # type: ignore[method-assign]
