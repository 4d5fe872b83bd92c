"""Which other web sites may read the API in their readers' browsers (CORS).

None, unless the setting `api_origins` names them: a service on somebody's own machine or in an
intranet can be reached by their browser, and so by each page that they visit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, request

from indexer.errors import UsageError
from indexer.messages import message

_ANY: Final = "*"
_ORIGIN: Final = re.compile(
    r"https?://(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?",
    re.IGNORECASE | re.ASCII,
)
_PREFLIGHT_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class ApiOrigins:
    """The origins that may read the API: `any` of them, or those that are `named`."""

    any: bool
    named: frozenset[str]

    def allowed(self, origin: str) -> str:
        """The value of Access-Control-Allow-Origin for `origin`; empty if it may not."""
        if self.any:
            return _ANY
        return origin if origin in self.named else ""


def parse_api_origins(text: str, public_url: str) -> ApiOrigins:
    """The origins in the setting `api_origins`.

    Raises:
        UsageError: one is invalid, or there are some but no `public_url`.
    """
    named = [one for one in re.split(r"[,\s]+", text.strip()) if one]
    if named and not public_url.strip():
        raise UsageError(
            message(
                "The setting api_origins opens the API to other web sites, which only a service "
                "with a public address can do: set public_url too, or leave api_origins empty."
            )
        )
    if named == [_ANY]:
        return ApiOrigins(any=True, named=frozenset())
    for origin in named:
        if not _ORIGIN.fullmatch(origin):
            raise UsageError(
                message(
                    "The setting api_origins must be * or a list of web sites such as "
                    "https://www.example.org (with nothing behind the name but a port), and has "
                    "“{value}”.",
                    value=origin,
                )
            )
    return ApiOrigins(any=False, named=frozenset(map(_as_sent, named)))


def _as_sent(origin: str) -> str:
    """`origin` as browsers send it: in lower case, without the port that its scheme implies."""
    origin = origin.lower()
    return origin.removesuffix(":443" if origin.startswith("https:") else ":80")


def install(app: Flask, origins: ApiOrigins) -> None:
    """Let the API of `app` be read from pages of `origins`."""

    @app.after_request
    def allow(response: Response) -> Response:
        if not request.path.startswith("/api/"):
            return response
        if origins.named:
            response.vary.add("Origin")
        allowed = origins.allowed(request.headers.get("Origin", ""))
        if allowed:
            response.headers["Access-Control-Allow-Origin"] = allowed
            if request.method == "OPTIONS" and response.allow:
                # Asked before a JSON object is sent with POST.
                response.headers["Access-Control-Allow-Methods"] = response.allow.to_header()
                response.headers["Access-Control-Allow-Headers"] = "Content-Type"
                response.headers["Access-Control-Max-Age"] = str(_PREFLIGHT_SECONDS)
        return response
