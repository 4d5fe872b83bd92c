"""Serves the originals: only paths that the index names, and only from the corpus folder.

An HTML original is foreign content on our own address, so it is shown in a sandbox in which no
script runs and nothing is fetched.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, send_file
from werkzeug.exceptions import NotFound

from indexer.media import OriginalPolicy
from indexer.model import Publication
from search_app.library.library import current_library
from search_app.web.security_headers import HOSTILE_POLICY

files = Blueprint("files", __name__)

# A browser shows a PDF inside a page of its own making, which needs its styles and its viewer.
_PDF_POLICY: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "object-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


_POLICIES: Final = {
    OriginalPolicy.PDF_VIEWER: _PDF_POLICY,
    OriginalPolicy.SANDBOX: HOSTILE_POLICY,
    OriginalPolicy.DOWNLOAD: HOSTILE_POLICY,
}
_DECLARATION: Final = re.compile(rb"charset\s*=", re.IGNORECASE)
_HEAD_BYTES: Final = 1024
"""Where browsers look for a declaration."""
_CHUNK_BYTES: Final = 64 * 1024


@files.get("/publications/<identifier>/file")
def original(identifier: str) -> Response:
    """The file of a publication; answers conditional and range requests."""
    library = current_library()
    publication = library.publication(identifier)
    library.require_whole_original(publication)
    path = locate(library.corpus, publication)
    kind = publication.kind
    try:
        charset = _charset(path) if kind.text_charset else ""
        response = send_file(
            path,
            mimetype=kind.media_type,
            as_attachment=kind.original is OriginalPolicy.DOWNLOAD,
            download_name=_download_name(path.name),
            conditional=True,
            max_age=0,
        )
    except OSError as error:  # it went away between looking and opening
        raise NotFound from error
    response.headers["Content-Type"] = kind.media_type + charset
    response.headers["Content-Security-Policy"] = _POLICIES[kind.original]
    # To be revalidated each time: it may be withdrawn in between.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def locate(corpus: Path, publication: Publication) -> Path:
    """The first of the publication's paths that is a file inside `corpus`.

    Raises:
        NotFound: none of them is; links and `..` that lead out of the corpus do not count.
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


def _charset(path: Path) -> str:
    """`; charset=utf-8` for text that is UTF-8 and does not say so; browsers would guess."""
    status = path.stat()
    return _known_charset(path, status.st_mtime_ns, status.st_size)


# Each 304, HEAD and Range needs it, and to find it the whole file is read (18 MB: 45 to 76 ms).
@lru_cache(maxsize=4096)
def _known_charset(path: Path, mtime_ns: int, size: int) -> str:
    """What `_charset` found for a file that has not changed since."""
    decoder = getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
            if _DECLARATION.search(head):
                return ""
            decoder.decode(head)
            while chunk := stream.read(_CHUNK_BYTES):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return ""
    return "; charset=utf-8"


def _download_name(name: str) -> str:
    """`name` as it can stand in a header: no control characters, no broken Unicode."""
    whole = name.encode("utf-8", "replace").decode("utf-8")
    return re.sub(r"[\x00-\x1f\x7f]", "_", whole)
