"""Error responses: a friendly page, or a problem document (RFC 9457) for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from flask import (
    Flask,
    Response,
    current_app,
    json,
    make_response,
    redirect,
    request,
    url_for,
)
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response as AnyResponse

from indexer.errors import CursorInvalid, IndexUnusable
from indexer.model import Publication
from indexer.rendering import QueueFull
from search_app.api.responses import ProblemResponse
from search_app.i18n.locale import N_, gettext
from search_app.library.library import OriginalWithheld, PassageGone, PublicationMoved
from search_app.pages.error import error_page
from search_app.pages.formatting import download_text
from search_app.pages.layout import Link
from search_app.pages.routes import render
from search_app.viewer.original_file import OriginalChanged
from search_app.viewer.originals import OriginalNotShown
from search_app.web import links
from search_app.web.params import ParameterInvalid

_RETRY_SECONDS: Final = 60
_PUBLIC_URL_EXAMPLE: Final = "ALUNA_PUBLIC_URL=http://machine:8000/"
_QUEUE_RETRY_SECONDS: Final = 5
_CHANGED_RETRY_SECONDS: Final = 600

_TEXTS: Final = {
    400: (N_("The link is not valid"), N_("Part of the address is missing or mistyped.")),
    404: (
        N_("There is nothing here"),
        N_("The address may be mistyped, or the publication may no longer be in the collection."),
    ),
    405: (N_("This action is not available here"), N_("This address can only be read.")),
    410: (
        N_("This publication was withdrawn"),
        N_("It is no longer available here. Other publications may deal with the same subject."),
    ),
    421: (
        N_("This is not the address of this service"),
        N_(
            "It answers only under its own address. If you look after it, set public_url to the "
            "beginning of the address that your browser shows, for example "
            "%(example)s, and start it again."
        ),
    ),
    413: (N_("That is too much at once"), N_("The request is larger than this service takes.")),
    500: (
        N_("Something went wrong on our side"),
        N_("Please try again. Nothing of what you typed was kept."),
    ),
    503: (
        N_("The search is not available at the moment"),
        N_("The people who look after it can see why. Please try again in a few minutes."),
    ),
}


_GONE_TEXTS: Final[dict[type[HTTPException], tuple[str, str]]] = {
    PassageGone: (
        N_("This page or section was withdrawn"),
        N_("It is no longer available here. The rest of the publication can still be read."),
    ),
    OriginalWithheld: (
        N_("The original file is not available"),
        N_("A part of it was withdrawn. The rest of the publication can be read here."),
    ),
}


def install(app: Flask) -> None:
    """Register the error handlers of `app`."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ParameterInvalid, _parameter)
    app.register_error_handler(CursorInvalid, _cursor)
    app.register_error_handler(IndexUnusable, _unavailable)
    app.register_error_handler(PublicationMoved, _moved)
    app.register_error_handler(OriginalChanged, _changed)
    app.register_error_handler(OriginalNotShown, _not_shown)
    app.register_error_handler(QueueFull, _queue_full)


def _http(error: HTTPException) -> AnyResponse:
    response = error.get_response()
    status = error.code or InternalServerError.code
    if status < 400:
        return response
    answer = _answer(status, _GONE_TEXTS.get(type(error)))
    for name in ("Allow", "Content-Range", "Retry-After"):
        if name in response.headers:
            answer.headers[name] = response.headers[name]
    return answer


def _parameter(error: ParameterInvalid) -> Response:
    return _refused(error.name, gettext(error.reason, **error.values))


def _cursor(error: CursorInvalid) -> Response:
    return _refused("cursor", gettext("start again from the first page, without it"))


def _refused(name: str, reason: str) -> Response:
    detail = gettext("%(parameter)s: %(reason)s.", parameter=name, reason=reason)
    return _problem(400, detail, name)


def _unavailable(error: IndexUnusable) -> Response:
    # Its messages are ours and hold nothing of the request.
    current_app.logger.error("%s %s", error, error.advice)
    answer = _answer(503)
    answer.headers["Retry-After"] = str(_RETRY_SECONDS)
    return answer


def _changed(error: OriginalChanged) -> Response:
    detail = gettext("Please come back later. Its text can be read here meanwhile.")
    ways = (_reading(error.publication),)
    page = error_page(503, gettext("This file is being replaced"), detail, ways)
    return _later(make_response(render(page), 503), _CHANGED_RETRY_SECONDS)


def _not_shown(error: OriginalNotShown) -> Response:
    detail = gettext("It cannot be shown without risk. Its text can be read here.")
    download = Link(download_text(error.publication), links.untouched_url(error.publication))
    ways = (_reading(error.publication), download)
    page = error_page(404, gettext("This original is only for download"), detail, ways)
    return make_response(render(page), 404)


def _queue_full(error: QueueFull) -> Response:
    detail = gettext("Others are waiting too. Please try again in a few seconds.")
    page = error_page(503, gettext("This original is being prepared"), detail)
    return _later(make_response(render(page), 503), _QUEUE_RETRY_SECONDS)


def _reading(publication: Publication) -> Link:
    return Link(gettext("Read here"), links.publication_url(publication))


def _later(response: Response, seconds: int) -> Response:
    response.headers["Retry-After"] = str(seconds)
    return response


def _moved(error: PublicationMoved) -> AnyResponse:
    """The same address under the identifier of today."""
    values = {**(request.view_args or {}), "identifier": error.identifier}
    target = url_for(request.endpoint or "pages.publication", **values)
    query = request.query_string.decode("latin-1")
    # A discreet search is sent along in the body.
    code = 308 if request.method == "POST" else 301
    return redirect(f"{target.partition('?')[0]}?{query}" if query else target, code)


def _answer(status: int, texts: tuple[str, str] | None = None) -> Response:
    title, detail = texts or _texts(status)
    if _for_programs():
        return _problem(status, _filled(detail))
    return make_response(render(error_page(status, gettext(title), _filled(detail))), status)


def _filled(detail: str) -> str:
    return gettext(detail, example=_PUBLIC_URL_EXAMPLE)


def _problem(status: int, detail: str, parameter: str | None = None) -> Response:
    problem = ProblemResponse("about:blank", gettext(_texts(status)[0]), status, detail, parameter)
    fields = {name: value for name, value in asdict(problem).items() if value is not None}
    return Response(json.dumps(fields), status, mimetype="application/problem+json")


def _texts(status: int) -> tuple[str, str]:
    return _TEXTS.get(status) or _TEXTS[500 if status >= 500 else 400]


def _for_programs() -> bool:
    return request.path.startswith("/api/") or request.path == "/readyz"
