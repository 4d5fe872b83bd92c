"""Serves the originals: only what the index names, and only with the bytes that were indexed.

An HTML original is foreign content on our own address, and can make a browser connect to others by
more than what a content security policy governs. So browsers get a copy that cannot, and the
untouched file as a download only.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO, Final, cast

from flask import Blueprint, Flask, Response, current_app, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from indexer.media import OriginalPolicy
from indexer.messages import message
from indexer.model import Publication
from indexer.rendering import RenderFailed
from search_app.library.library import current_library
from search_app.viewer.corpus_links import current_links
from search_app.viewer.original_file import OriginalChanged, OriginalFile, OriginalFiles, locate
from search_app.viewer.page_copies import ServedPages, with_links
from search_app.viewer.page_renderer import current_render_service
from search_app.web.client_token import current_client
from search_app.web.security_headers import HOSTILE_POLICY

files = Blueprint("files", __name__)

# A browser shows a PDF inside a page of its own making, which needs its styles and its viewer.
_PDF_POLICY: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "object-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_FILES: Final = "aluna-original-files"
_PAGES: Final = "aluna-served-pages"
_UNSHOWN_TYPE: Final = "application/octet-stream"


class OriginalNotShown(Exception):
    """No copy of this HTML original can be made: it is too large, or breaks its reader."""

    def __init__(self, publication: Publication) -> None:
        super().__init__(publication.id)
        self.publication = publication


def install(app: Flask) -> None:
    """Serve the originals of `app`."""
    app.extensions[_FILES] = OriginalFiles()
    app.extensions[_PAGES] = ServedPages()
    app.register_blueprint(files)


@files.get("/publications/<identifier>/file")
def original(identifier: str) -> Response:
    """The file of a publication as a browser may show it.

    Raises:
        OriginalWithheld: a part of it was withdrawn.
        NotFound: the file is gone.
        OriginalChanged: the corpus has other bytes in its place.
        OriginalNotShown: no copy of it can be made.
        QueueFull: not now, but perhaps in a few seconds.
    """
    publication = current_library().publication(identifier)
    policy = publication.kind.original
    file = _open(publication)
    if policy is OriginalPolicy.PDF_VIEWER:
        return _sent(file, publication, publication.kind.media_type, _PDF_POLICY)
    if policy is OriginalPolicy.PAGE_COPY:
        file.close()
        return _page(publication)
    return _sent(file, publication, _UNSHOWN_TYPE, HOSTILE_POLICY)


@files.get("/publications/<identifier>/file/original")
def untouched(identifier: str) -> Response:
    """The file of a publication as it is, to be saved.

    Raises:
        OriginalWithheld: a part of it was withdrawn.
        NotFound: the file is gone.
        OriginalChanged: the corpus has other bytes in its place.
    """
    publication = current_library().publication(identifier)
    return _sent(_open(publication), publication, _UNSHOWN_TYPE, HOSTILE_POLICY)


def _open(publication: Publication) -> OriginalFile:
    library, originals = current_library(), cast(OriginalFiles, current_app.extensions[_FILES])
    library.require_whole_original(publication)
    try:
        return originals.open(library.corpus, publication)
    except OriginalChanged:
        if originals.is_news(publication):
            # By its identifier: the path may name a person, and logs outlive a withdrawal.
            said = message(
                "The file of publication {id} is not the one that was indexed. It is not served "
                "until `update` has read it.",
                id=publication.id,
            )
            current_app.logger.warning("%s", said)
        raise


def _sent(file: OriginalFile, publication: Publication, media_type: str, policy: str) -> Response:
    """The bytes of `file`; answers conditional and range requests."""
    response = send_file(
        cast(BinaryIO, file),
        mimetype=media_type,
        as_attachment=media_type == _UNSHOWN_TYPE,
        download_name=_download_name(PurePosixPath(publication.path).name),
        conditional=False,
        etag=publication.sha256,
    )
    del response.headers["Cache-Control"]  # what all answers have is stricter
    response.content_length = file.size
    response.headers["Content-Security-Policy"] = policy
    try:
        return _conditional(response, file.size)
    except RequestedRangeNotSatisfiable:
        file.close()
        raise


def _page(publication: Publication) -> Response:
    """The copy of an HTML original; answers conditional and range requests."""
    state = (current_library().state, request.script_root)
    pages = cast(ServedPages, current_app.extensions[_PAGES])
    page = pages.get(state, publication.sha256, partial(_made_page, publication))
    response = Response(page.body, content_type=f"{publication.kind.media_type}; charset=utf-8")
    response.headers["Content-Security-Policy"] = HOSTILE_POLICY
    response.set_etag(page.etag)
    return _conditional(response, len(page.body))


def _made_page(publication: Publication) -> bytes:
    file = locate(current_library().corpus, publication)
    try:
        copy = current_render_service().copy(publication.sha256, file, current_client())
    except RenderFailed as error:
        raise OriginalNotShown(publication) from error
    return with_links(copy, partial(current_links().follow, publication))


def _conditional(response: Response, size: int) -> Response:
    response.make_conditional(request, accept_ranges=True, complete_length=size)
    return response


def _download_name(name: str) -> str:
    """`name` as it can stand in a header: no control characters, no broken Unicode."""
    whole = name.encode("utf-8", "replace").decode("utf-8")
    return re.sub(r"[\x00-\x1f\x7f]", "_", whole)
