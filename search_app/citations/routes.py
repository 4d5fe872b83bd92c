"""References as files, for reference managers."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from search_app.citations import permalinks
from search_app.citations.bibtex import key
from search_app.citations.formats import FORMATS
from search_app.citations.reference import Reference, reference
from search_app.library.library import current_library

citing = Blueprint("citing", __name__)


@citing.get("/publications/<identifier>/cite/<format_name>")
def publication(identifier: str, format_name: str) -> Response:
    """The reference of a publication, as a file."""
    found = current_library().publication(identifier)
    return _file(reference(found, permalinks.addresses(found)), format_name)


@citing.get("/publications/<identifier>/passages/<number>/cite/<format_name>")
def passage(identifier: str, number: str, format_name: str) -> Response:
    """The reference of a passage, as a file."""
    library = current_library()
    cited = library.publication(identifier)
    place = library.passage(cited, number)
    return _file(reference(cited, permalinks.addresses(cited, place), place), format_name)


def _file(cited: Reference, format_name: str) -> Response:
    format_ = FORMATS.get(format_name)
    if format_ is None:
        raise NotFound
    response = Response(format_.write(cited), content_type=f"{format_.media_type}; charset=utf-8")
    name = key(cited.key) + format_.extension
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
