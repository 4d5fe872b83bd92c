"""The parameters of the request at hand: in its address, or in its body where no address has them.

A browser keeps the addresses and titles of the pages that it was on. A reader who wants no words of
theirs there searches *discreetly*: pages are then asked for with POST, and each link is a button
that sends what would be in the address.
"""

from __future__ import annotations

from typing import Final, cast
from urllib.parse import parse_qsl

from flask import Flask, g, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

PACKED: Final = "with"
"""The field of a button that holds all parameters, as an address would."""
DISCREET: Final = "discreet"
"""The parameter that begins a discreet search."""
_FIELDS: Final = 200


def install(app: Flask) -> None:
    """Read the parameters of each request of `app` first: one that cannot be read ends there."""

    @app.before_request
    def read() -> None:
        request_params()


def request_params() -> MultiDict[str, str]:
    """The parameters of a page, wherever they stand.

    Raises:
        RequestEntityTooLarge: the body is longer than is read.
        BadRequest: there are too many of them.
    """
    if "given" not in g:
        g.given = MultiDict()  # for the page that says what was wrong with the request
        g.given = _in_form() if _has_form() else request.args
    return cast("MultiDict[str, str]", g.given)


def is_discreet() -> bool:
    """Whether what the reader types is to be in no address and no title."""
    return _has_form() or request_params().get(DISCREET) == "on"


def _has_form() -> bool:
    return request.method == "POST" and request.blueprint == "pages"


def _in_form() -> MultiDict[str, str]:
    packed = request.form.get(PACKED)
    if packed is None:
        return request.form
    try:
        return MultiDict(parse_qsl(packed, keep_blank_values=True, max_num_fields=_FIELDS))
    except ValueError as error:
        raise BadRequest from error
