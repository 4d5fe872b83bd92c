"""Error responses: a friendly page, or a problem document (RFC 9457) for programs."""

from __future__ import annotations

import math
import time
from dataclasses import asdict
from pathlib import Path
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

from indexer.errors import (
    CursorInvalid,
    IndexMissing,
    IndexOutdated,
    IndexUnusable,
    WithdrawalsUnreadable,
)
from indexer.model import Publication
from indexer.rendering import QueueFull
from indexer.run_progress import read_progress
from search_app.api.responses import ProblemResponse
from search_app.i18n.locale import N_, gettext, ngettext
from search_app.library.library import OriginalWithheld, PassageGone, PublicationMoved
from search_app.pages.error import error_page
from search_app.pages.formatting import download_text
from search_app.pages.layout import Link
from search_app.pages.routes import render
from search_app.viewer.original_file import OriginalChanged
from search_app.viewer.originals import OriginalNotShown
from search_app.web import links
from search_app.web.params import ParameterInvalid

_KEY: Final = "aluna-unavailability"
_RETRY_SECONDS: Final = 60
_MIN_WAIT_SECONDS: Final = 10
_MAX_WAIT_SECONDS: Final = 3600
_QUIET_SECONDS: Final = 300.0
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


_BUILDING_TEXTS: Final = (
    N_("The search is being prepared"),
    N_("The publications are being read. The search opens by itself when that is done."),
)
_NO_INDEX_TEXTS: Final[dict[type[IndexUnusable], tuple[str, str]]] = {
    IndexMissing: (
        N_("There is nothing to search yet"),
        N_(
            "The publications have not been read yet. If you look after them, run python -m "
            "indexer update; the search then opens by itself."
        ),
    ),
    IndexOutdated: (
        N_("The search is being renewed"),
        N_(
            "The program is newer than its index. If you look after it, run python -m indexer "
            "update; the search then opens by itself."
        ),
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


class _Unavailability:
    """What is said while there is no index that can be used."""

    def __init__(self, run_progress: Path) -> None:
        self.run_progress: Final = run_progress
        self._said = ""
        self._quiet_until = 0.0

    def log_once(self, message: str) -> None:
        """Write a line into the log, unless it was the last one and is not long ago."""
        now = time.monotonic()
        if message != self._said or now >= self._quiet_until:
            self._said, self._quiet_until = message, now + _QUIET_SECONDS
            current_app.logger.error("%s", message)


def install(app: Flask, run_progress: Path) -> None:
    """Register the error handlers of `app`; an indexer says in `run_progress` how far it is."""
    app.extensions[_KEY] = _Unavailability(run_progress)
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
    state: _Unavailability = current_app.extensions[_KEY]
    state.log_once(f"{error} {error.advice}")  # ours; nothing of the request is in it
    if isinstance(error, WithdrawalsUnreadable):
        return _later(_answer(503), _RETRY_SECONDS)
    progress = read_progress(state.run_progress)
    if progress is None:
        return _later(_answer(503, _NO_INDEX_TEXTS.get(type(error))), _RETRY_SECONDS)
    seconds = progress.remaining_seconds
    if seconds is None:
        return _later(_answer(503, _BUILDING_TEXTS), _RETRY_SECONDS)
    seconds = min(max(seconds, _MIN_WAIT_SECONDS), _MAX_WAIT_SECONDS)
    detail = ngettext(
        "The publications are being read. The search opens in about %(count)s minute.",
        "The publications are being read. The search opens in about %(count)s minutes.",
        math.ceil(seconds / 60),
    )
    return _later(_answer(503, (_BUILDING_TEXTS[0], detail)), math.ceil(seconds))


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
