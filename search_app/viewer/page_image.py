"""Pictures of a publication's pages, and where on them the words of a query stand.

A picture's address says nothing of the query: the marks are laid over it by the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import NotFound

from indexer.model import Passage, Publication
from indexer.rendering import (
    THUMBNAIL,
    WIDTHS,
    PageGeometry,
    PassageKey,
    PictureSize,
    QueueFull,
    RenderFailed,
    highlight_boxes,
)
from search_app.i18n.locale import gettext
from search_app.library.library import current_library
from search_app.viewer.page_renderer import current_render_service, key_of, target
from search_app.web.links import PDF

pictures = Blueprint("pictures", __name__)

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
class PageImage:
    """A page as it looks: its size in points, its pictures from the smaller one on, the marks."""

    width: float
    height: float
    pictures: tuple[PictureLink, ...]
    marks: tuple[Mark, ...]

    @property
    def srcset(self) -> str:
        """The pictures as the attribute of an image that leaves the choice to the browser."""
        return ", ".join(f"{picture.url} {picture.width}w" for picture in self.pictures)


def page_image(
    publication: Publication, passage: Passage, matches: Sequence[tuple[int, int]]
) -> PageImage | None:
    """How the passage's page looks, with the matches, (start, end) in the passage's text.

    None where there is no picture of it, or none soon enough: the page is then its text.
    """
    if publication.media_type != PDF:
        return None
    found = target(publication, passage)
    if found is None:
        return None
    layout = current_render_service().page(found.key, found.file)
    if layout is None:
        return None
    links = tuple(_link(publication, passage, size) for size in layout.sizes)
    return PageImage(layout.width, layout.height, links, _marks(passage, matches, layout))


def begin_thumbnails(publication: Publication, passage: Passage, numbers: Sequence[int]) -> None:
    """Start drawing the thumbnails of these pages, which the page of `passage` will request."""
    found = target(publication, passage)
    if found is not None and numbers:
        keys = [PassageKey(publication.sha256, number) for number in numbers]
        current_render_service().prefetch_thumbnails(keys, found.file)


@pictures.get("/publications/<identifier>/passages/<number>/picture")
def picture(identifier: str, number: str) -> Response:
    """A page as WebP, about as wide as `width` says; answers conditional requests."""
    library, views = current_library(), current_render_service()
    publication = library.publication(identifier)
    passage = library.passage(publication, number)
    if publication.media_type != PDF:
        raise NotFound
    key, width = key_of(publication, passage), _width()
    response = Response(mimetype="image/webp")
    response.set_etag(key.name(str(width)))
    # To be asked for again each time: it may be taken down in between.
    response.headers["Cache-Control"] = "private, no-cache"
    if request.if_none_match.contains(response.get_etag()[0] or ""):
        response.status_code = 304
        return response
    found = target(publication, passage)
    if found is None:
        raise NotFound
    try:
        response.set_data(views.picture(key, found.file, width))
    except RenderFailed as error:
        raise NotFound from error
    except QueueFull:
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
    return next((width for width in (THUMBNAIL, *WIDTHS) if width >= asked), WIDTHS[-1])


def _link(publication: Publication, passage: Passage, size: PictureSize) -> PictureLink:
    number = str(passage.number)
    url = url_for("pictures.picture", identifier=publication.id, number=number, width=size.asked)
    return PictureLink(url, size.width, size.height)


def _marks(
    passage: Passage, matches: Sequence[tuple[int, int]], layout: PageGeometry
) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            place.match,
            round(place.left, 2),
            round(place.top, 2),
            round(place.right - place.left, 2),
            round(place.bottom - place.top, 2),
        )
        for place in highlight_boxes(passage.text, matches, layout)
    )
