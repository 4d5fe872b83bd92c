"""The HTML routes. Each page is asked for with GET, or with POST by a reader who is discreet."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from indexer.engine.port import SearchRequest, SearchResult, Sort
from search_app import links
from search_app.asking import given
from search_app.error_page import ErrorPage
from search_app.expansion import also_searched
from search_app.filters import chips
from search_app.hits import Opened
from search_app.home import HomePage, home_page
from search_app.passage import PassagePage, Reading, marked, passage_page, places, strip
from search_app.pictures import begin_strip, sight
from search_app.publication import SHOWN_INSIDE, Found, PublicationPage, publication_page
from search_app.rescue import WayOut, ways_out
from search_app.results import Answered, ResultsPage, results_page
from search_app.search import Asked, read, search_tolerantly
from search_app.sections import shown_section
from search_app.shelf import Shelf, current_shelf

pages = Blueprint("pages", __name__)

NEWEST_ON_HOME = 5
SHOWN_OPENED = 30
"""Passages of one hit that are shown in a list of results."""
_METHODS = ("GET", "POST")

Page = HomePage | ResultsPage | PublicationPage | PassagePage | ErrorPage


def render(page: Page) -> str:
    """The HTML of `page`; a template is given nothing else."""
    return render_template(page.template, page=page)


@pages.route("/", methods=_METHODS)
def home() -> str:
    """What the collection is, and how to search it."""
    shelf = current_shelf()
    newest = SearchRequest(sort=Sort.NEWEST, per_page=NEWEST_ON_HOME)
    return render(home_page(shelf.search(newest), shelf.updated))


@pages.route("/search", methods=_METHODS)
def results() -> str:
    """The hits of a search."""
    shelf = current_shelf()
    asked, result = search_tolerantly(shelf, read(given().to_dict(flat=False), strict=False))
    found = [hit.publication for hit in result.hits]
    answered = Answered(
        asked=asked,
        result=result,
        alike={publication.id: shelf.near_identical(publication) for publication in found},
        opened=_opened(shelf, asked, result),
        also_searched=also_searched(shelf, result.query),
        ways_out=() if result.hits else _ways_out(shelf, asked),
        updated=shelf.updated,
    )
    return render(results_page(answered))


def _opened(shelf: Shelf, asked: Asked, result: SearchResult) -> Opened:
    identifier = given().get(links.OPENED, "")
    for hit in result.hits:
        if hit.publication.id == identifier:
            best = shelf.best_passages(hit.publication, asked.text, SHOWN_OPENED)
            return Opened(identifier, best)
    return Opened()


def _ways_out(shelf: Shelf, asked: Asked) -> tuple[WayOut, ...]:
    return ways_out(asked, chips(asked), lambda other: shelf.search(other.request))


@pages.route("/publications/<identifier>", methods=_METHODS)
def publication(identifier: str) -> str:
    """One publication's landing page, and a search inside it."""
    shelf = current_shelf()
    found = shelf.publication(identifier)
    company = shelf.company(found)
    text = _text()
    inside = Found(
        text, shelf.matching(found, text), shelf.best_passages(found, text, SHOWN_INSIDE)
    )
    related = shelf.related(found, company)
    return render(publication_page(found, shelf.passages(found), company, related, inside))


@pages.route("/publications/<identifier>/passages/<number>", methods=_METHODS)
def passage(identifier: str, number: str) -> str:
    """One passage, with the words of the query marked."""
    shelf = current_shelf()
    found = shelf.publication(identifier)
    asked = shelf.passage(found, number)
    text = _text()
    shown = marked(found, asked, text)
    numbers = shelf.matching(found, text)
    reading = Reading(
        publication=found,
        passage=asked,
        text=text,
        numbers=numbers,
        aligned=shelf.aligned(found, asked.number),
        shown=shown,
        sight=sight(found, asked, places(shown)),
        section=shown_section(found, asked, text),
    )
    # Only now, so that the page itself is drawn first.
    begin_strip(found, asked, strip(found, asked, numbers))
    return render(passage_page(reading))


@pages.get("/leave")
def leave() -> AnyResponse:
    """The quick exit: to a page that anybody may be seen reading.

    By way of an address of ours, so that no page names another site; what the browser kept of ours
    for later goes too. Its history stays: only the reader can delete that.
    """
    response = redirect(str(current_app.config["EXIT_URL"]), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@pages.get("/robots.txt")
def robots() -> Response:
    """Keep crawlers out of the endless space of filters, and from having pages drawn."""
    return Response(
        "User-agent: *\nDisallow: /search\nDisallow: /api/\nDisallow: /*/picture\n",
        mimetype="text/plain",
    )


@pages.get("/favicon.ico")
def icon() -> Response:
    """The icon, where browsers look for it beside an original that cannot name one."""
    return current_app.send_static_file("icon.svg")


def _text() -> str:
    return read({"q": given().getlist("q")}, strict=False).text
