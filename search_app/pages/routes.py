"""The HTML routes. Pages are requested with GET, or with POST in a discreet search."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from indexer.engine.query import Query
from indexer.model import Publication
from search_app.library.library import current_library
from search_app.library.search import answer
from search_app.pages.error import ErrorPage
from search_app.pages.home import HomePage, home_page
from search_app.pages.paging import fitting
from search_app.pages.passage import PassagePage, passage_page
from search_app.pages.publication import PublicationPage, publication_page
from search_app.pages.results import ResultsPage, results_page
from search_app.web import links
from search_app.web.params import parse_params_tolerantly
from search_app.web.request_params import request_params

pages = Blueprint("pages", __name__)

_METHODS = ("GET", "POST")

Page = HomePage | ResultsPage | PublicationPage | PassagePage | ErrorPage


def render(page: Page) -> str:
    """The HTML of `page`, which is all that its template gets."""
    return render_template(page.template, page=page)


@pages.route("/", methods=_METHODS)
def home() -> str:
    """What the collection is, and how to search it."""
    return render(home_page(current_library()))


@pages.route("/search", methods=_METHODS)
def results() -> str:
    """The hits of a search."""
    library, params = current_library(), request_params()
    state = fitting(parse_params_tolerantly(params.to_dict(flat=False)))
    found = answer(library, state)
    return render(results_page(library, found, params.get(links.EXPANDED_PARAM, "")))


@pages.route("/publications/<identifier>", methods=_METHODS)
def publication(identifier: str) -> str:
    """One publication's landing page, and a search inside it."""
    library = current_library()
    listed, matching = _number(links.LISTED_PARAM), _number(links.MATCHES_PARAM)
    found = library.publication(identifier)
    return render(publication_page(library, found, _query(found), listed, matching))


@pages.route("/publications/<identifier>/passages/<number>", methods=_METHODS)
def passage(identifier: str, number: str) -> str:
    """One passage, with the words of the query marked."""
    library = current_library()
    found = library.publication(identifier)
    return render(passage_page(library, found, library.passage(found, number), _query(found)))


def _query(publication: Publication) -> Query:
    """The query that the reader came with, as it is marked in this publication."""
    text = parse_params_tolerantly({"q": request_params().getlist("q")}).text
    request = links.search_at_hand(text).request
    return current_library().reader.understand_within(request, publication.id)


def _number(name: str) -> int:
    """The number of a passage in the parameter `name`; 1 without a valid one."""
    given = request_params().get(name, "")
    is_number = given.isascii() and given.isdigit() and len(given) < 8
    return int(given) if is_number else 1


@pages.get("/leave")
def leave() -> AnyResponse:
    """The quick exit, to a page that anybody may be seen reading.

    A redirect, so that no page of ours names another site. The browser's cache of this site is
    cleared too; its history stays, which only the reader can delete.
    """
    response = redirect(str(current_app.config["EXIT_URL"]), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@pages.get("/robots.txt")
def robots() -> Response:
    """Keep crawlers out of the endless space of filters, and from having pages drawn.

    They ask for it at the root of the host only; below a prefix it is for whoever serves that.
    """
    root = request.script_root
    closed = "".join(f"Disallow: {root}{path}\n" for path in ("/search", "/api/", "/*/picture"))
    return Response(f"User-agent: *\n{closed}", mimetype="text/plain")


@pages.get("/favicon.ico")
def icon() -> Response:
    """The icon, where browsers look for it beside an original that cannot name one."""
    return current_app.send_static_file("icon.svg")
