"""Paths of this service; links on pages keep the reader's choice of language.

Every address that a page has is made here, or by `url_for`: from values that are percent-encoded,
and of bounded length, whatever the request holds.
"""

from __future__ import annotations

from typing import Final, cast
from urllib.parse import quote, urlencode

from flask import Flask, g, request, url_for

from indexer.model import Passage, Publication
from search_app.web.params import SearchState, parse_params_tolerantly, to_params
from search_app.web.request_params import (
    DISCREET,
    request_params,
    requested_language,
)

EXPANDED_PARAM: Final = "open"
"""The parameter of a page of results that names the hit that is expanded."""
LISTED_PARAM: Final = "from"
"""The parameter of a publication's page that names a passage: the list of passages that has it is
shown."""
MATCHES_PARAM: Final = "matches_from"
"""The same for the list of passages that match."""
_PAGE_PARAMS: Final = (EXPANDED_PARAM, LISTED_PARAM, MATCHES_PARAM, DISCREET)
_MAX_PAGE_PARAM_CHARS: Final = 64
"""Characters of the value of a page's own parameter; an identifier has as many."""
_MAX_PATH_CHARS: Final = 1_000
"""Characters of an address of ours without its query."""


def keep_language(app: Flask) -> None:
    """Let links from page to page keep `lang` if the request has it."""

    @app.url_defaults
    def add(endpoint: str, values: dict[str, object]) -> None:
        chosen = requested_language()
        if chosen and endpoint.startswith("pages.") and request.blueprint in ("pages", None):
            values.setdefault("lang", chosen)


def search_at_hand(text: str) -> SearchState:
    """The search for `text` alone, as widely as the request at hand asks."""
    return _own_search().for_text(text)


def search_url(state: SearchState) -> str:
    """The result page for `state`."""
    if "results" not in g:
        g.results = url_for("pages.results")
    return _with(g.results, to_params(state))


def expanded_url(results: str, publication: Publication) -> str:
    """The page `results` with one hit expanded, which lists more of its matching passages."""
    return f"{_with(results, [(EXPANDED_PARAM, publication.id)])}#hit-{quote(publication.id)}"


def api_search_url(state: SearchState) -> str:
    """The JSON answer for `state`."""
    return _with(url_for("api.search"), to_params(state))


def publication_url(publication: Publication, text: str = "") -> str:
    """The landing page of `publication`; `text` is the query to carry along."""
    return _path(publication) + _carried(text)


def listed_url(listing: str, number: int, matching: int, fragment: str) -> str:
    """The landing page `listing` with the lists that have passage `number`, and passage `matching`
    among those that match; 0 means from the first. `fragment` is the id of the list to look at.
    """
    pairs = [(LISTED_PARAM, number), (MATCHES_PARAM, matching)]
    address = _with(listing, [(name, str(at)) for name, at in pairs if at > 1])
    return f"{address}#{fragment}" if fragment else address


def passage_url(publication: Publication, number: int, text: str = "") -> str:
    """The page that shows one passage."""
    return f"{_path(publication)}/passages/{number}{_carried(text)}"


def match_url(publication: Publication, number: int, text: str) -> str:
    """The page of a passage, at the first match on it."""
    return f"{passage_url(publication, number, text)}#match-1"


def file_url(publication: Publication, passage: Passage | None = None) -> str:
    """The original, opened at `passage` if its format has anchors."""
    anchor = ""
    if passage is not None:
        within = quote(passage.anchor, safe="!#$&'()*+,/:;=?@")
        anchor = publication.kind.anchor.format(number=passage.number, anchor=within)
    return f"{_path(publication)}/file" + (f"#{anchor}" if anchor else "")


def untouched_url(publication: Publication) -> str:
    """The original as a download, byte for byte."""
    return f"{_path(publication)}/file/original"


def picture_url(publication: Publication, number: int, width: int) -> str:
    """A picture of the page, `width` pixels wide."""
    return url_for(
        "pictures.picture", identifier=publication.id, number=str(number), width=str(width)
    )


def in_language(code: str) -> str:
    """The current page in another interface language."""
    if "own_params" not in g:
        g.own_params = _own_params()
    return _with(own_path(), [*g.own_params, ("lang", code)])


def own_path() -> str:
    """The path of the current page, percent-encoded, or that of the first page if it is very long.

    A path that a browser resolves to another host begins with two slashes or backslashes, or with
    what it skips between them, such as a tab: here a single slash is followed by none of these.
    """
    path = "/" + quote((request.script_root + request.path).lstrip("/"), safe="/")
    return path if len(path) <= _MAX_PATH_CHARS else url_for("pages.home", lang=None)


def _own_params() -> list[tuple[str, str]]:
    """What the current page understands of its parameters, without its language."""
    params = request_params()
    pairs = [(name, params.get(name, "")) for name in _PAGE_PARAMS]
    return [
        *to_params(_own_search()),
        *((name, value) for name, value in pairs if 0 < len(value) <= _MAX_PAGE_PARAM_CHARS),
    ]


def _own_search() -> SearchState:
    """The search that the request at hand asks for, tolerantly read."""
    if "own_search" not in g:
        g.own_search = parse_params_tolerantly(request_params().to_dict(flat=False))
    return cast(SearchState, g.own_search)


def without_query(url: str) -> str:
    """`url` without its query string; a fragment stays."""
    address, mark, fragment = url.partition("#")
    return address.partition("?")[0] + mark + fragment


def query_of(url: str) -> str:
    """The query string of `url`."""
    return url.partition("#")[0].partition("?")[2]


def alternate(code: str | None) -> str:
    """The current page as search engines may list it: in one language, or in the reader's own."""
    return _with(own_path(), [("lang", code)] if code else [])


def _path(publication: Publication) -> str:
    """The path of the publication's page; made once a request, as a page has many links to it."""
    paths: dict[str, str] = g.setdefault("paths", {})
    if publication.id not in paths:
        identifier = publication.id
        paths[identifier] = url_for("pages.publication", identifier=identifier, lang=None)
    return paths[publication.id]


def _carried(text: str) -> str:
    """The query string that links carry from page to page."""
    known: dict[str, str] = g.setdefault("carried", {})
    if text not in known:
        pairs = to_params(search_at_hand(text)) if text else []
        chosen = requested_language() if request.blueprint in ("pages", None) else None
        known[text] = _with("", [*pairs, ("lang", chosen)] if chosen else pairs)
    return known[text]


def _with(path: str, pairs: list[tuple[str, str]]) -> str:
    if not pairs:
        return path
    return f"{path}{'&' if '?' in path else '?'}{urlencode(pairs)}"
