"""The parameters of the request at hand: from its address, or from its body in a discreet search.

A browser keeps the addresses and titles of the pages that it visited. Readers who do not want their
words there search *discreetly*: pages are then requested with POST, and every link is a button that
sends what would otherwise be in the address.
"""

from __future__ import annotations

from typing import Final, cast
from urllib.parse import parse_qsl, quote

from flask import Flask, g, has_request_context, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from search_app.i18n.locale import LANGUAGES

PACKED: Final = "with"
"""The form field of a button with all parameters, encoded as in an address."""
DISCREET: Final = "discreet"
"""The parameter that starts a discreet search."""
_MAX_PARAMS: Final = 200
_PRINTABLE: Final = "".join(map(chr, range(0x21, 0x7F)))


def install(app: Flask) -> None:
    """Read the parameters before anything else, so that an unreadable request ends there."""

    @app.before_request
    def read() -> None:
        request_params()


def request_params() -> MultiDict[str, str]:
    """The parameters of the request at hand, from its address or its form.

    Raises:
        RequestEntityTooLarge: the body exceeds the app's limit.
        BadRequest: there are more than 200 of them.
    """
    if "request_params" not in g:
        g.request_params = MultiDict()  # for the error page, should a line below fail
        # Werkzeug decodes leniently what is percent-encoded, but nothing else.
        request.query_string = quote(request.query_string, safe=_PRINTABLE).encode()
        g.request_params = _form_params() if _has_form() else request.args
    return cast("MultiDict[str, str]", g.request_params)


def is_discreet() -> bool:
    """Whether what the reader types must be kept out of addresses and titles."""
    return _has_form() or request_params().get(DISCREET) == "on"


def requested_language() -> str | None:
    """The interface language that the parameter `lang` names; None without a valid one."""
    if not has_request_context():
        return None
    if "requested_language" not in g:  # every link of a page keeps it
        named = request_params().get("lang", "")
        g.requested_language = named if named in LANGUAGES else None
    return cast("str | None", g.requested_language)


def _has_form() -> bool:
    return request.method == "POST" and request.blueprint == "pages"


def _form_params() -> MultiDict[str, str]:
    packed = request.form.get(PACKED)
    if packed is None:
        return request.form
    try:
        return MultiDict(parse_qsl(packed, keep_blank_values=True, max_num_fields=_MAX_PARAMS))
    except ValueError as error:
        raise BadRequest from error
