"""The HTML routes. Each page is asked for with GET, or with POST by a reader who is discreet."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from indexer.engine.port import SearchRequest, SearchResult, Sort
from indexer.engine.query import parse
from indexer.engine.snippets import Highlighter
from search_app.library.expansions import expansions
from search_app.library.library import Library, current_library
from search_app.library.search import SearchState, parse_params, search_tolerantly
from search_app.pages.error import ErrorPage
from search_app.pages.filters import chips
from search_app.pages.hits import ExpandedHit
from search_app.pages.home import HomePage, home_page
from search_app.pages.passage import (
    PassageContent,
    PassagePage,
    marked,
    passage_page,
    places,
    strip,
)
from search_app.pages.publication import (
    SHOWN_INSIDE,
    PublicationContent,
    PublicationPage,
    publication_page,
)
from search_app.pages.results import Answered, ResultsPage, results_page
from search_app.pages.zero_results import Alternative, alternatives
from search_app.viewer.page_image import begin_strip, page_image
from search_app.viewer.shown_section import shown_section
from search_app.web import links
from search_app.web.request_params import request_params

pages = Blueprint("pages", __name__)

NEWEST_ON_HOME = 5
EXPANDED_PASSAGES = 30
"""Passages of one hit that are shown in a list of results."""
_METHODS = ("GET", "POST")

Page = HomePage | ResultsPage | PublicationPage | PassagePage | ErrorPage


def render(page: Page) -> str:
    """The HTML of `page`; a template is given nothing else."""
    return render_template(page.template, page=page)


@pages.route("/", methods=_METHODS)
def home() -> str:
    """What the collection is, and how to search it."""
    library = current_library()
    newest = SearchRequest(sort=Sort.NEWEST, per_page=NEWEST_ON_HOME)
    return render(home_page(library.reader.search(newest), library.reader.updated))


@pages.route("/search", methods=_METHODS)
def results() -> str:
    """The hits of a search."""
    library = current_library()
    asked, result = search_tolerantly(
        library, parse_params(request_params().to_dict(flat=False), strict=False)
    )
    found = [hit.publication for hit in result.hits]
    answered = Answered(
        asked=asked,
        result=result,
        alike={publication.id: library.near_identical(publication) for publication in found},
        opened=_opened(library, asked, result),
        also_searched=expansions(library.reader, result.query),
        alternatives=() if result.hits else _alternatives(library, asked),
        updated=library.reader.updated,
    )
    return render(results_page(answered))


def _opened(library: Library, asked: SearchState, result: SearchResult) -> ExpandedHit:
    identifier = request_params().get(links.EXPANDED_PARAM, "")
    for hit in result.hits:
        if hit.publication.id == identifier:
            found = library.matches(hit.publication, result.query, EXPANDED_PASSAGES)
            return ExpandedHit(identifier, found.best)
    return ExpandedHit()


def _alternatives(library: Library, asked: SearchState) -> tuple[Alternative, ...]:
    return alternatives(asked, chips(asked), lambda other: library.reader.search(other.request))


@pages.route("/publications/<identifier>", methods=_METHODS)
def publication(identifier: str) -> str:
    """One publication's landing page, and a search inside it."""
    library = current_library()
    found = library.publication(identifier)
    query = parse(_text())
    content = PublicationContent(
        publication=found,
        passages=library.passages(found),
        query=query,
        matches=library.matches(found, query, SHOWN_INSIDE),
        related_editions=library.related_editions(found),
        related=library.related(found),
    )
    return render(publication_page(content))


@pages.route("/publications/<identifier>/passages/<number>", methods=_METHODS)
def passage(identifier: str, number: str) -> str:
    """One passage, with the words of the query marked."""
    library = current_library()
    found = library.publication(identifier)
    asked = library.passage(found, number)
    query = parse(_text())
    marks = Highlighter(query)
    shown = marked(found, asked, marks)
    numbers = library.matches(found, query, 0).numbers
    reading = PassageContent(
        publication=found,
        passage=asked,
        text=query.text,
        numbers=numbers,
        aligned=library.aligned(found, asked.number),
        shown=shown,
        image=page_image(found, asked, places(shown)),
        section=shown_section(found, asked, marks),
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
    return parse_params({"q": request_params().getlist("q")}, strict=False).text
