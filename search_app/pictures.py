"""Pictures of a publication's pages, and where on them the words of a query stand.

A picture's address says nothing of the query: the marks are laid over it by the page.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from flask import Blueprint, Flask, Response, current_app, request, url_for
from werkzeug.exceptions import NotFound

from indexer.model import Passage, Publication
from indexer.views import WIDTHS, Busy, Layout, NoView, PassageKey, PictureSize, Views, placed
from search_app.files import locate
from search_app.i18n import gettext
from search_app.links import PDF
from search_app.shelf import Shelf, current_shelf

pictures = Blueprint("pictures", __name__)

_KEY: Final = "aluna-pictures"
_USUAL: Final = 700
"""The width of a picture whose address does not name one."""
_RETRY_SECONDS: Final = 2


@dataclass(frozen=True, slots=True)
class PictureLink:
    """A picture of a page: its address, and its size in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle over a match, in points from the page's top left corner.

    `match` is the place, from 0, of the match among those that were asked for; one that goes on in
    another line has several marks.
    """

    match: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Sight:
    """A page as it looks: its size in points, its pictures from the smallest on, the marks on it.

    `thumbnail` is a small one more, for lists.
    """

    width: float
    height: float
    thumbnail: PictureLink
    pictures: tuple[PictureLink, ...]
    marks: tuple[Mark, ...]

    @property
    def srcset(self) -> str:
        """The pictures as the attribute of an image that leaves the choice to the browser."""
        return ", ".join(f"{picture.url} {picture.width}w" for picture in self.pictures)


def sight(
    publication: Publication, passage: Passage, matches: Sequence[tuple[int, int]]
) -> Sight | None:
    """How the passage's page looks, with the matches, (start, end) in the passage's text.

    None where there is no picture of it, or none soon enough: the page is then its text.
    """
    if publication.media_type != PDF:
        return None
    try:
        file = locate(current_shelf().corpus, publication)
    except NotFound:
        return None
    layout = _views().page(PassageKey(publication.sha256, passage.number), file)
    if layout is None:
        return None
    thumbnail, *others = (_link(publication, passage, size) for size in layout.sizes)
    marks = _marks(passage, matches, layout)
    return Sight(layout.width, layout.height, thumbnail, tuple(others), marks)


@pictures.get("/publications/<identifier>/passages/<number>/picture")
def picture(identifier: str, number: str) -> Response:
    """A page as WebP, about as wide as `width` says; answers conditional requests."""
    shelf, views = current_shelf(), _views()
    publication = shelf.publication(identifier)
    passage = shelf.passage(publication, number)
    if publication.media_type != PDF:
        raise NotFound
    key, width = PassageKey(publication.sha256, passage.number), _width()
    response = Response(mimetype="image/webp")
    response.set_etag(key.name(str(width)))
    # To be asked for again each time: it may be taken down in between.
    response.headers["Cache-Control"] = "private, no-cache"
    if request.if_none_match.contains(response.get_etag()[0] or ""):
        response.status_code = 304
        return response
    file = locate(shelf.corpus, publication)
    try:
        response.set_data(views.picture(key, file, width))
    except NoView as error:
        raise NotFound from error
    except Busy:
        return _busy()
    return response


def _busy() -> Response:
    said = gettext(
        "Too many pictures are being made at the moment. Please try again in a few seconds."
    )
    headers = {"Retry-After": str(_RETRY_SECONDS)}
    return Response(said, 503, headers, mimetype="text/plain")


def _width() -> int:
    """The smallest of the widths that is as large as the one asked for."""
    given = request.args.get("width", "")
    is_number = given.isascii() and given.isdigit() and len(given) < 8
    asked = int(given) if is_number else _USUAL
    return next((width for width in WIDTHS if width >= asked), WIDTHS[-1])


def _link(publication: Publication, passage: Passage, size: PictureSize) -> PictureLink:
    number = str(passage.number)
    url = url_for("pictures.picture", identifier=publication.id, number=number, width=size.asked)
    return PictureLink(url, size.width, size.height)


def _marks(
    passage: Passage, matches: Sequence[tuple[int, int]], layout: Layout
) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            place.match,
            round(place.left, 2),
            round(place.top, 2),
            round(place.right - place.left, 2),
            round(place.bottom - place.top, 2),
        )
        for place in placed(passage.text, matches, layout)
    )


class _Tidied:
    """The views, which forget what readers may not see any more when that changes."""

    def __init__(self, views: Views) -> None:
        self.views = views
        self._lock = threading.Lock()
        self._state: tuple[str, frozenset[str]] | None = None

    def for_readers_of(self, shelf: Shelf) -> Views:
        """The views, without pages of files that left the index or were taken down."""
        state = shelf.state
        with self._lock:
            changed, self._state = state != self._state, state
        if changed:
            self.views.keep_only(shelf.digests())
        return self.views


def install_views(app: Flask, views: Views) -> None:
    """Let `app` show pages by `views`."""
    app.extensions[_KEY] = _Tidied(views)


def close_views(app: Flask) -> None:
    """End what draws pages for `app`; nothing is drawn any more."""
    cast(_Tidied, app.extensions[_KEY]).views.close()


def _views() -> Views:
    return cast(_Tidied, current_app.extensions[_KEY]).for_readers_of(current_shelf())
