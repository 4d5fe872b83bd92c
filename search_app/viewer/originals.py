"""The originals. Only the paths that the index names are served, and only from the corpus folder.

An HTML original is foreign content on our own address, so it is shown in a sandbox in which no
script runs and nothing is fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, send_file
from werkzeug.exceptions import NotFound

from indexer.model import Publication
from search_app.library.library import current_library
from search_app.web.security_headers import HOSTILE_POLICY

files = Blueprint("files", __name__)

# A browser shows a PDF inside a page of its own making, which needs its styles and its viewer.
_PDF_POLICY: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "object-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class _Served:
    """How originals of a media type are answered."""

    content_type: str
    policy: str
    attached: bool = False


_SERVED: Final = {
    "application/pdf": _Served("application/pdf", _PDF_POLICY),
    "text/html": _Served("text/html", HOSTILE_POLICY),
    "application/xhtml+xml": _Served("application/xhtml+xml", HOSTILE_POLICY),
}
_OTHER: Final = _Served("application/octet-stream", HOSTILE_POLICY, attached=True)


@files.get("/publications/<identifier>/file")
def original(identifier: str) -> Response:
    """The file of a publication; answers conditional and range requests."""
    library = current_library()
    publication = library.publication(identifier)
    path = locate(library.corpus, publication)
    served = _SERVED.get(publication.media_type, _OTHER)
    try:
        response = send_file(
            path,
            mimetype=served.content_type,
            as_attachment=served.attached,
            download_name=_download_name(path.name),
            conditional=True,
            max_age=0,
        )
    except OSError as error:  # it went away between looking and opening
        raise NotFound from error
    response.headers["Content-Type"] = served.content_type + _charset(path, served)
    response.headers["Content-Security-Policy"] = served.policy
    # To be asked for again each time: it may be taken down in between.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def locate(corpus: Path, publication: Publication) -> Path:
    """The first of the publication's paths that is a file inside `corpus`.

    Raises:
        NotFound: there is none; a link or `..` that leads out of the corpus is none either.
    """
    root = corpus.resolve()
    for name in (publication.path, *publication.copies):
        try:
            path = (root / name).resolve(strict=True)
        except (OSError, ValueError, RuntimeError):  # gone; a name no system takes; a link loop
            continue
        if path.is_relative_to(root) and path.is_file():
            return path
    raise NotFound


def _charset(path: Path, served: _Served) -> str:
    """`; charset=utf-8` for HTML that is UTF-8 and does not say so; browsers would guess."""
    if served.content_type != "text/html":
        return ""
    try:
        data = path.read_bytes()
        data.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    declared = re.search(rb"charset\s*=", data[:1024], re.IGNORECASE)
    return "" if declared else "; charset=utf-8"


def _download_name(name: str) -> str:
    """`name` as it can stand in a header: no control characters, no broken Unicode."""
    whole = name.encode("utf-8", "replace").decode("utf-8")
    return re.sub(r"[\x00-\x1f\x7f]", "_", whole)
