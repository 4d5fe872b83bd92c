"""The JSON routes, and whether the service is alive and ready."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import ServiceUnavailable

from search_app.api.responses import (
    passage_response,
    publication_response,
    search_response,
    suggest_response,
    to_json,
)
from search_app.i18n.locale import N_
from search_app.library.expansions import expansions
from search_app.library.library import current_library
from search_app.library.search import search
from search_app.web.param_kinds import clean
from search_app.web.params import ParameterInvalid, parse_params, parse_suggest_params
from search_app.web.stopping import is_stopping

api = Blueprint("api", __name__, url_prefix="/api/v1")
health = Blueprint("health", __name__)

_INTERFACE = "lang"
"""The one parameter that is not the search's: the language of labels and messages."""
_NOT_AN_OBJECT: Final = N_("it must be a JSON object")


@api.route("/search", methods=["GET", "POST"], endpoint="search")
def answer_search() -> Response:
    """The hits of a search; POST takes the same names as a form or as a JSON object."""
    library, state = current_library(), parse_params(_request_params())
    result = search(library, state)
    return _answer(search_response(state, result, expansions(library.reader, result.query)))


@api.route("/suggest", methods=["GET", "POST"])
def suggest() -> Response:
    """Completions of the query `q`; with POST, `q` is in no address."""
    return _answer(
        suggest_response(current_library().suggest(parse_suggest_params(_request_params())))
    )


def _answer(response: object) -> Response:
    return jsonify(to_json(response))


def _request_params() -> dict[str, list[str]]:
    """The parameters of the current request, without the interface language."""
    if request.is_json and request.method == "POST":
        given = _json_parameters(request.get_data())
    else:
        given = request.values.to_dict(flat=False)
    given.pop(_INTERFACE, None)
    return given


@api.get("/publications/<identifier>")
def publication(identifier: str) -> Response:
    """One publication's metadata, table of contents and related editions."""
    library = current_library()
    found = library.publication(identifier)
    return _answer(
        publication_response(
            found,
            library.sisters(found),
            library.near_identical(found),
            library.contents(found),
        )
    )


@api.get("/publications/<identifier>/passages/<number>")
def passage(identifier: str, number: str) -> Response:
    """One passage with its text."""
    library = current_library()
    found = library.publication(identifier)
    shown = library.passage(found, number)
    return _answer(passage_response(found, shown, library.aligned(found, shown.number)))


@health.get("/healthz")
def healthz() -> Response:
    """Whether the process answers."""
    return Response("ok\n", mimetype="text/plain")


@health.get("/readyz")
def readyz() -> Response:
    """Whether searches can be answered: acquiring the index has succeeded by now.

    Raises:
        ServiceUnavailable: the service is being stopped.
    """
    if is_stopping():
        raise ServiceUnavailable
    return Response("ok\n", mimetype="text/plain")


def _json_parameters(data: bytes) -> dict[str, list[str]]:
    """The parameters in a JSON object with strings, whole numbers, or lists of these."""
    try:
        body: object = json.loads(data or b"{}")
    except (ValueError, RecursionError) as error:
        raise ParameterInvalid("body", _NOT_AN_OBJECT) from error
    if not isinstance(body, dict):
        raise ParameterInvalid("body", _NOT_AN_OBJECT)
    return {
        name: _strings(name, value)
        for name, value in ((clean(name), value) for name, value in body.items())
        if value is not None
    }


def _strings(name: str, value: object) -> list[str]:
    values: Sequence[object] = value if isinstance(value, list) else [value]
    for one in values:
        if isinstance(one, bool) or not isinstance(one, str | int):
            reason = N_("it must be text, a whole number, or a list of them")
            raise ParameterInvalid(name[:40], reason)
    return [str(one) for one in values]
