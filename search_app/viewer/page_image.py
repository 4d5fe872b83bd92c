"""Page images, and the boxes of a query's matches on them.

A picture's address says nothing of the query: the marks are laid over it by the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from indexer.media import Rendering
from indexer.model import Passage, Publication
from indexer.rendering import (
    THUMBNAIL_WIDTH,
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
from search_app.viewer.page_renderer import current_render_service, passage_key, render_target
from search_app.web.client_token import current_client
from search_app.web.links import picture_url

pictures = Blueprint("pictures", __name__)

_DEFAULT_WIDTH: Final = 700
"""Pixels of a picture whose address names no width."""
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

    `match` is the index of the match, from 0; a match over several lines has several rectangles.
    """

    match: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageImage:
    """An image of a page: its size in points, its pictures from the smallest on, and the marks."""

    width: float
    height: float
    pictures: tuple[PictureLink, ...]
    marks: tuple[Mark, ...]

    @property
    def srcset(self) -> str:
        """The `srcset` attribute, which lets the browser choose a picture."""
        return ", ".join(f"{picture.url} {picture.width}w" for picture in self.pictures)


def page_image(
    publication: Publication, passage: Passage, matches: Sequence[tuple[int, int]]
) -> PageImage | None:
    """The image of the passage's page; `matches` are (start, end) in the passage's text.

    None if it cannot be rendered, or not soon enough: the page is then shown as text.
    """
    if publication.kind.rendering is not Rendering.PAGE_IMAGE:
        return None
    found = render_target(publication, passage)
    if found is None:
        return None
    layout = current_render_service().page(found.key, found.file, current_client())
    if layout is None:
        return None
    links = tuple(_link(publication, passage, size) for size in layout.sizes)
    return PageImage(layout.width, layout.height, links, _marks(passage, matches, layout))


def begin_thumbnails(publication: Publication, passage: Passage, numbers: Sequence[int]) -> None:
    """Start drawing the thumbnails of these pages, which the page of `passage` will request."""
    found = render_target(publication, passage)
    if found is not None and numbers:
        keys = [PassageKey(publication.sha256, number) for number in numbers]
        current_render_service().prefetch_thumbnails(keys, found.file, current_client())


@pictures.get("/publications/<identifier>/passages/<number>/picture")
def picture(identifier: str, number: str) -> Response:
    """A page as WebP, about as wide as `width` says; answers conditional requests."""
    library, views = current_library(), current_render_service()
    publication = library.publication(identifier)
    passage = library.passage(publication, number)
    if publication.kind.rendering is not Rendering.PAGE_IMAGE:
        raise NotFound
    key, width = passage_key(publication, passage), _width()
    response = Response(mimetype="image/webp")
    response.set_etag(key.name(str(width)))
    if request.if_none_match.contains(response.get_etag()[0] or ""):
        response.status_code = 304
        return response
    found = render_target(publication, passage)
    if found is None:
        raise NotFound
    try:
        response.set_data(views.picture(key, found.file, width, current_client()))
    except RenderFailed as error:
        raise NotFound from error
    except QueueFull:
        return _busy()
    return response


def _busy() -> Response:
    message = gettext(
        "Too many pictures are being made at the moment. Please try again in a few seconds."
    )
    headers = {"Retry-After": str(_RETRY_SECONDS)}
    return Response(message, 503, headers, mimetype="text/plain")


def _width() -> int:
    """The smallest available width that is at least the requested one."""
    given = request.args.get("width", "")
    is_number = given.isascii() and given.isdigit() and len(given) < 8
    requested = int(given) if is_number else _DEFAULT_WIDTH
    widths = (THUMBNAIL_WIDTH, *WIDTHS)
    return next((width for width in widths if width >= requested), WIDTHS[-1])


def _link(publication: Publication, passage: Passage, size: PictureSize) -> PictureLink:
    url = picture_url(publication, passage.number, size.asked)
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
