"""The HTML routes."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request

from indexer.engine.port import SearchRequest, Sort
from search_app.reading import (
    ErrorPage,
    HomePage,
    PassagePage,
    PublicationPage,
    home_page,
    passage_page,
    publication_page,
)
from search_app.results import ResultsPage, results_page
from search_app.search import read, search_tolerantly
from search_app.shelf import current_shelf

pages = Blueprint("pages", __name__)

NEWEST_ON_HOME = 5

Page = HomePage | ResultsPage | PublicationPage | PassagePage | ErrorPage


def render(page: Page) -> str:
    """The HTML of `page`; a template is given nothing else."""
    return render_template(page.template, page=page)


@pages.get("/")
def home() -> str:
    """What the collection is, and how to search it."""
    newest = SearchRequest(sort=Sort.NEWEST, per_page=NEWEST_ON_HOME)
    return render(home_page(current_shelf().search(newest)))


@pages.get("/search")
def results() -> str:
    """The hits of a search."""
    shelf = current_shelf()
    given = request.args.to_dict(flat=False)
    asked, result = search_tolerantly(shelf, read(given, strict=False))
    found = [hit.publication for hit in result.hits]
    alike = {publication.id: shelf.near_identical(publication) for publication in found}
    return render(results_page(asked, result, alike))


@pages.get("/publications/<identifier>")
def publication(identifier: str) -> str:
    """One publication's landing page."""
    shelf = current_shelf()
    found = shelf.publication(identifier)
    passages = shelf.passages(found)
    return render(publication_page(found, passages, shelf.company(found), _text()))


@pages.get("/publications/<identifier>/passages/<number>")
def passage(identifier: str, number: str) -> str:
    """One passage, with the words of the query marked."""
    shelf = current_shelf()
    found = shelf.publication(identifier)
    asked = shelf.passage(found, number)
    return render(passage_page(found, asked, shelf.aligned(found, asked.number), _text()))


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
    return read({"q": request.args.getlist("q")}, strict=False).text
