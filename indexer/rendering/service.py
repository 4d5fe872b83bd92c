"""The way in: a page's geometry and pictures, a section's HTML, the copy of a whole page; from the
cache, or rendered now.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from indexer import wire
from indexer.corpus.page_selectors import selectors_for
from indexer.extract.options import Options
from indexer.extract.render.rendered import (
    THUMBNAIL_WIDTH,
    WIDTHS,
    PageCopy,
    PageGeometry,
    RenderedPage,
    RenderedSection,
    Thumbnails,
)
from indexer.rendering.render_cache import PassageKey, RenderCache
from indexer.rendering.render_queue import (
    QueueFull,
    QueueLimits,
    RenderFailed,
    RenderQueue,
    RenderSlots,
)
from indexer.sandbox import starters
from indexer.sandbox.pool import Pool
from indexer.settings import Settings
from indexer.tasks.copy_page import COPY_PAGE, CopyPageRequest
from indexer.tasks.render_page import RENDER_PAGE, RENDER_THUMBNAILS, RenderPageRequest
from indexer.tasks.render_section import RENDER_SECTION, RenderSectionRequest

_LAYOUT: Final = "layout"
_THUMBNAIL: Final = "small"
_COPY: Final = "copy"
_WHOLE_FILE: Final = 0
"""Stands for the number of a passage."""
_FREE_THREADS: Final = 2
"""Threads of the service that never wait for a page. What they answer takes a few milliseconds of
one processor, so that more of them would be no quicker."""
_MAX_RECENT_PAGES: Final = 4
"""Pages that are held in memory, for the pictures that a browser requests next; it matters if
nothing can be stored on the disk."""
_PAGE_TIMEOUT: Final = 2.0
"""Seconds that a page's text waits for its geometry or its HTML; drawing takes .15 s (p50), and .3
more after the service has started."""
_PICTURE_TIMEOUT: Final = 10.0
_COPY_TIMEOUT: Final = 10.0
_THUMBNAILS_PER_JOB: Final = 8
"""One takes 4 ms of a page of text, and up to 50 of a scan (measured on 80 pages, and on 12 scans).
The first of them are there when all are."""


def open_render_service(settings: Settings) -> RenderService:
    """The service; its processes are started when the first passage is requested."""
    return RenderService(settings)


class RenderService:
    """Passages as readers see them. Thread-safe. Close it.

    `client` tells those apart who ask, so that each of them gets a turn.
    """

    def __init__(self, settings: Settings) -> None:
        self._corpus = settings.corpus
        self._options = Options(settings.max_pages, settings.max_text)
        self._section = f"section-{settings.max_pages}-{settings.max_text}"
        self._cache = RenderCache(settings.view_cache, settings.views_mb * 1024 * 1024)
        self._lock = threading.Lock()  # for what is kept, here or on the disk
        self._visible: Collection[str] | None = None
        self._recent: dict[PassageKey, RenderedPage] = {}
        starter = starters.starter(RENDER_PAGE.function)
        pages = Pool(settings, RENDER_PAGE, starter)
        thumbnails = Pool(settings, RENDER_THUMBNAILS, starter)
        sections = Pool(settings, RENDER_SECTION, starters.starter(RENDER_SECTION.function))
        max_waiting = max(1, settings.threads - _FREE_THREADS)
        limits = QueueLimits(RenderSlots(max_waiting), max_waiting + pages.workers)
        self._pages = RenderQueue(pages, limits, page_request, self._keep_page)
        self._thumbnails = RenderQueue(
            thumbnails, limits, thumbnails_request, self._keep_thumbnails
        )
        self._sections = RenderQueue(sections, limits, self._section_request, self._keep_section)
        copies = Pool(settings, COPY_PAGE, starters.starter(COPY_PAGE.function))
        self._copies = RenderQueue(copies, limits, copy_request, self._keep_copy)

    def page(self, key: PassageKey, file: Path, client: str = "") -> PageGeometry | None:
        """The geometry of a page of `file`; None if it cannot be drawn, or not soon enough."""
        if recent := self._recent.get(key):
            return recent.geometry
        if geometry := self._cached_geometry(key):
            return geometry
        with suppress(QueueFull, RenderFailed):
            return self._pages.render(key, file, _PAGE_TIMEOUT, client).geometry
        return None

    def picture(self, key: PassageKey, file: Path, width: int, client: str = "") -> bytes:
        """A page of `file` as WebP, of this `width` (`THUMBNAIL_WIDTH`, or one of `WIDTHS`).

        Raises:
            QueueFull: not now, but perhaps in a few seconds.
            RenderFailed: it cannot be drawn.
        """
        if width == THUMBNAIL_WIDTH:
            return self._thumbnail(PassageKey(key.sha256, key.number), file, client)
        place = WIDTHS.index(width)
        if recent := self._recent.get(key):
            return recent.pictures[place]
        if cached := self._cache.get(key.name(str(width))):
            return cached
        return self._pages.render(key, file, _PICTURE_TIMEOUT, client).pictures[place]

    def prefetch_thumbnails(self, keys: Sequence[PassageKey], file: Path, client: str = "") -> None:
        """Start drawing thumbnails of pages of `file` that are about to be requested."""
        new = [key for key in keys if not self._cache.has(key.name(_THUMBNAIL))]
        for start in range(0, len(new), _THUMBNAILS_PER_JOB):
            self._thumbnails.prefetch(new[start : start + _THUMBNAILS_PER_JOB], file, client)

    def section(self, key: PassageKey, path: str, file: Path, client: str = "") -> str | None:
        """The HTML, not sanitised, of a section of `file`, whose path in the corpus is `path`.

        None if it cannot be rendered, or not soon enough; empty if it would be too long.
        """
        key = replace(key, selectors=selectors_for(self._corpus, path))
        cached = self._cache.get(key.name(self._section))
        if cached is not None:
            return cached.decode(errors="replace")
        with suppress(QueueFull, RenderFailed):
            return self._sections.render(key, file, _PAGE_TIMEOUT, client).html
        return None

    def copy(self, sha256: str, file: Path, client: str = "") -> bytes:
        """The copy of the HTML page `file` that browsers may show, in the grammar of `copy_markup`.

        Raises:
            QueueFull: not now, but perhaps in a few seconds.
            RenderFailed: it cannot be copied: it is too large, or breaks its reader.
        """
        key = PassageKey(sha256, _WHOLE_FILE)
        cached = self._cache.get(key.name(_COPY))
        if cached is not None:
            return cached
        return self._copies.render(key, file, _COPY_TIMEOUT, client).html.encode()

    def keep_only(self, sha256s: Collection[str]) -> None:
        """Forget the passages of all files but those with these digests, also those that are being
        rendered.
        """
        with self._lock:
            self._visible = sha256s
            self._recent = {
                key: page for key, page in self._recent.items() if key.sha256 in sha256s
            }
            self._cache.keep_only(sha256s)

    def close(self) -> None:
        """End all processes."""
        self._pages.close()
        self._thumbnails.close()
        self._sections.close()
        self._copies.close()

    def _thumbnail(self, key: PassageKey, file: Path, client: str) -> bytes:
        if cached := self._cache.get(key.name(_THUMBNAIL)):
            return cached
        found = self._thumbnails.render(key, file, _PICTURE_TIMEOUT, client)
        picture = found.pictures[found.numbers.index(key.number)]
        if not picture:
            raise RenderFailed
        return picture

    def _cached_geometry(self, key: PassageKey) -> PageGeometry | None:
        cached = self._cache.get(key.name(_LAYOUT))
        try:
            return wire.decode(cached, PageGeometry) if cached else None
        except wire.WireError:
            return None

    def _section_request(self, keys: Sequence[PassageKey]) -> RenderSectionRequest:
        (key,) = keys
        options = replace(self._options, selectors=key.selectors)
        return RenderSectionRequest(key.number, options)

    def _keep_page(self, keys: Sequence[PassageKey], page: RenderedPage) -> None:
        (key,) = keys
        files = {key.name(_LAYOUT): wire.encode(page.geometry)}
        for width, picture in zip(WIDTHS, page.pictures, strict=True):
            files[key.name(str(width))] = picture
        with self._lock:
            if self._is_visible(key):
                while len(self._recent) >= _MAX_RECENT_PAGES:
                    del self._recent[next(iter(self._recent))]
                self._recent[key] = page
        self._store(key, files)

    def _keep_thumbnails(self, keys: Sequence[PassageKey], found: Thumbnails) -> None:
        pictures = zip(keys, found.pictures, strict=True)
        files = {key.name(_THUMBNAIL): picture for key, picture in pictures if picture}
        self._store(keys[0], files)

    def _keep_section(self, keys: Sequence[PassageKey], section: RenderedSection) -> None:
        (key,) = keys
        self._store(key, {key.name(self._section): section.html.encode()})

    def _keep_copy(self, keys: Sequence[PassageKey], copy: PageCopy) -> None:
        (key,) = keys
        self._store(key, {key.name(_COPY): copy.html.encode()})

    def _store(self, key: PassageKey, files: Mapping[str, bytes]) -> None:
        """Store what was rendered of the key's file, unless readers may not see it any more."""
        with self._lock:
            if self._is_visible(key):
                for name, data in files.items():
                    self._cache.put(name, data)

    def _is_visible(self, key: PassageKey) -> bool:
        return self._visible is None or key.sha256 in self._visible


def page_request(keys: Sequence[PassageKey]) -> RenderPageRequest:
    """The request to draw one page."""
    (key,) = keys
    return RenderPageRequest(page=key.number, ocr_config_ids=key.ocr_config_ids)


def thumbnails_request(keys: Sequence[PassageKey]) -> RenderPageRequest:
    """The request to draw thumbnails of pages of one file."""
    return RenderPageRequest(thumbnails=tuple(key.number for key in keys))


def copy_request(keys: Sequence[PassageKey]) -> CopyPageRequest:
    """The request to copy one page."""
    return CopyPageRequest()
