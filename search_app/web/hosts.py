"""Which names the service answers to.

A web page of a stranger can let its own name lead to this machine (DNS rebinding); a reader's
browser then takes what the service answers for the stranger's own, and hands it over. So a request
must name a host that no stranger owns: the one in `public_url`, an address in figures, this machine
itself, or, without `public_url`, a name that exists in the local network only or one that a trusted
proxy hands on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any, Final

from flask import Flask, request
from werkzeug.exceptions import BadRequest, MisdirectedRequest

from search_app.web.public_url import PublicUrl, WsgiApp

_REFUSAL: Final = "aluna.host_refusal"
"""The key in the WSGI environment of why a host was refused."""
_PROXY_FIX: Final = "werkzeug.proxy_fix.orig"
"""The key that Werkzeug's ProxyFix leaves, which is around this guard in the server."""
_LOCAL_HOST: Final = "localhost"
_LOCAL_SUFFIXES: Final = (".local", ".internal", ".lan", ".home.arpa")
"""Ends of names that nobody can register (RFC 6762, RFC 8375), or that no root server knows."""
_HOST: Final = re.compile(
    r"(?P<name>(?=.{1,253}(?::|$))[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?|\[[0-9a-f:.]{2,45}\])"
    r"(?::(?P<port>[0-9]{0,5}))?",
    re.IGNORECASE | re.ASCII,
)


class HostGuard:
    """Refuses requests to `app` for hosts that are not `known`; installed around the WSGI app.

    A refused request goes on under a harmless name, so that the page that says so can be made.
    """

    def __init__(self, app: WsgiApp, known: KnownHosts) -> None:
        self._app = app
        self._known = known

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        given = str(environ.pop("HTTP_HOST", "") or "")
        if given:
            name = parse_host(given)
            if name is None:
                environ[_REFUSAL] = BadRequest
            elif name not in self._known and not self._is_handed_on(environ):
                environ[_REFUSAL] = MisdirectedRequest
            environ["HTTP_HOST"] = _LOCAL_HOST if _REFUSAL in environ else given
        return self._app(environ, start_response)

    def _is_handed_on(self, environ: dict[str, Any]) -> bool:
        """Whether a trusted proxy answers for the name; the server removes what others say."""
        is_from_proxy = _PROXY_FIX in environ and "HTTP_X_FORWARDED_HOST" in environ
        return is_from_proxy and not self._known.has_public_name


class KnownHosts:
    """The hosts that requests may name."""

    def __init__(self, public_url: PublicUrl, bound: str) -> None:
        self._public = public_url.host
        self._bound = bound.lower()

    @property
    def has_public_name(self) -> bool:
        """Whether it is known what readers call the service."""
        return bool(self._public)

    def __contains__(self, name: str) -> bool:
        if name in (self._public, self._bound, _LOCAL_HOST) or _is_address(name):
            return True
        if name.endswith(f".{_LOCAL_HOST}"):
            return True
        return not self.has_public_name and ("." not in name or name.endswith(_LOCAL_SUFFIXES))


def parse_host(text: str) -> str | None:
    """The name in a Host header, in lower case and without the port; None if it is invalid."""
    found = _HOST.fullmatch(text)
    if found is None or int(found["port"] or 0) > 65_535:
        return None
    name = found["name"].lower().removesuffix(".")
    if name.startswith("["):
        return name[1:-1] if _is_address(name[1:-1]) and ":" in name else None
    return name


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def install(app: Flask, public_url: PublicUrl, bound: str, *, without: frozenset[str]) -> None:
    """Let `app` answer only requests for its own hosts, except at the endpoints `without`.

    `bound` is the host that the service listens on.
    """
    app.wsgi_app = HostGuard(app.wsgi_app, KnownHosts(public_url, bound))  # type: ignore[method-assign]

    @app.before_request
    def refuse() -> None:
        refusal = request.environ.get(_REFUSAL)
        if refusal is not None and request.endpoint not in without:
            raise refusal
