"""The port: a page's layout and its pictures, a section's HTML; from what is kept, or made now."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from indexer import wire
from indexer.corpus.page_selectors import selectors_for
from indexer.extract.bounds import Bounds
from indexer.extract.render.rendered import (
    THUMBNAIL,
    WIDTHS,
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
from indexer.tasks.work import THUMBNAILS, VIEWING, sectioning

_LAYOUT: Final = "layout"
_THUMBNAIL: Final = "small"
_FREE: Final = 2
"""Threads of the service that never wait for a page. What they answer takes a few milliseconds of
one processor, so that more of them would be no quicker."""
_RECENT: Final = 4
"""Pages that are held in memory, for the pictures that a browser asks for next; it matters where
nothing can be kept on the disk."""
_PATIENCE: Final = 2.0
"""Seconds that a page's text waits for its layout or its HTML; drawing takes .15 s (p50), and .3
more after the service has started."""
_PICTURE_PATIENCE: Final = 10.0
_TOGETHER: Final = 8
"""Small pictures that one process makes: one takes 4 ms of a page of text, and up to 50 of a scan
(measured on 80 pages, and on 12 scans). The first of them are there when all are."""


def open_render_service(settings: Settings) -> RenderService:
    """What shows passages, by processes that are started when the first one is asked for."""
    return RenderService(settings)


class RenderService:
    """Passages as readers see them. For several threads; close it."""

    def __init__(self, settings: Settings) -> None:
        self._corpus = settings.corpus
        self._section = f"section-{settings.max_pages}-{settings.max_text}"
        self._cache = RenderCache(settings.view_cache, settings.views_mb * 1024 * 1024)
        self._lock = threading.Lock()  # whatever is kept, here or on the disk
        self._wanted: Collection[str] | None = None
        self._recent: dict[PassageKey, RenderedPage] = {}
        limits = replace(
            settings,
            wall_seconds=settings.view_seconds,
            cpu_seconds=settings.view_seconds,
            max_text=0,  # of an answer; pictures, places and a section have room beside it
        )
        starter = starters.starter(VIEWING.reader)
        pages = Pool(limits, VIEWING, starter)
        thumbnails = Pool(limits, THUMBNAILS, starter)
        work = sectioning(Bounds(max_pages=settings.max_pages, max_text=settings.max_text))
        sections = Pool(limits, work, starters.starter(work.reader))
        waiting = max(1, settings.threads - _FREE)
        crowd = QueueLimits(RenderSlots(waiting), waiting + pages.workers)
        self._pages = RenderQueue(pages, crowd, self._keep_page)
        self._thumbnails = RenderQueue(thumbnails, crowd, self._keep_thumbnails)
        self._sections = RenderQueue(sections, crowd, self._keep_section)

    def page(self, key: PassageKey, file: Path) -> PageGeometry | None:
        """The layout of a page of `file`; None where it cannot be drawn, or not soon enough."""
        if recent := self._recent.get(key):
            return recent.layout
        if layout := self._kept_layout(key):
            return layout
        with suppress(QueueFull, RenderFailed):
            return self._pages.made(key, file, _PATIENCE).layout
        return None

    def picture(self, key: PassageKey, file: Path, width: int) -> bytes:
        """A page of `file` as WebP, as wide as `width` (`THUMBNAIL`, or one of `WIDTHS`) says.

        Raises:
            Busy: not now, but perhaps in a few seconds.
            NoView: it cannot be drawn.
        """
        if width == THUMBNAIL:
            return self._thumbnail(PassageKey(key.sha256, key.number), file)
        place = WIDTHS.index(width)
        if recent := self._recent.get(key):
            return recent.pictures[place]
        if kept := self._cache.get(key.name(str(width))):
            return kept
        return self._pages.made(key, file, _PICTURE_PATIENCE).pictures[place]

    def begin_thumbnails(self, keys: Sequence[PassageKey], file: Path) -> None:
        """Have small pictures of pages of `file` made that will be asked for next."""
        new = [key for key in keys if not self._cache.has(key.name(_THUMBNAIL))]
        for start in range(0, len(new), _TOGETHER):
            self._thumbnails.begin(new[start : start + _TOGETHER], file)

    def section(self, key: PassageKey, path: str, file: Path) -> str | None:
        """The HTML, not sanitised, of a section of `file`, which is called `path` in the corpus.

        None where it cannot be had, or not soon enough; empty where it would be too long.
        """
        key = replace(key, selectors=selectors_for(self._corpus, path))
        kept = self._cache.get(key.name(self._section))
        if kept is not None:
            return kept.decode(errors="replace")
        with suppress(QueueFull, RenderFailed):
            return self._sections.made(key, file, _PATIENCE).html
        return None

    def keep_only(self, sha256s: Collection[str]) -> None:
        """Forget the passages of all files but those with these digests, and what is in the making
        of others."""
        with self._lock:
            self._wanted = sha256s
            self._recent = {k: view for k, view in self._recent.items() if k.sha256 in sha256s}
            self._cache.keep_only(sha256s)

    def close(self) -> None:
        """End all processes."""
        self._pages.close()
        self._thumbnails.close()
        self._sections.close()

    def _thumbnail(self, key: PassageKey, file: Path) -> bytes:
        if kept := self._cache.get(key.name(_THUMBNAIL)):
            return kept
        found = self._thumbnails.made(key, file, _PICTURE_PATIENCE)
        picture = found.pictures[found.numbers.index(key.number)]
        if not picture:
            raise RenderFailed
        return picture

    def _kept_layout(self, key: PassageKey) -> PageGeometry | None:
        kept = self._cache.get(key.name(_LAYOUT))
        try:
            return wire.decode(kept, PageGeometry) if kept else None
        except wire.WireError:
            return None

    def _keep_page(self, keys: Sequence[PassageKey], view: RenderedPage) -> None:
        (key,) = keys
        kept = {key.name(_LAYOUT): wire.encode(view.layout)}
        for width, picture in zip(WIDTHS, view.pictures, strict=True):
            kept[key.name(str(width))] = picture
        with self._lock:
            if self._is_wanted(key):
                while len(self._recent) >= _RECENT:
                    del self._recent[next(iter(self._recent))]
                self._recent[key] = view
        self._keep(key, kept)

    def _keep_thumbnails(self, keys: Sequence[PassageKey], found: Thumbnails) -> None:
        pictures = zip(keys, found.pictures, strict=True)
        self._keep(keys[0], {key.name(_THUMBNAIL): picture for key, picture in pictures if picture})

    def _keep_section(self, keys: Sequence[PassageKey], section: RenderedSection) -> None:
        (key,) = keys
        self._keep(key, {key.name(self._section): section.html.encode()})

    def _keep(self, key: PassageKey, named: Mapping[str, bytes]) -> None:
        """Keep on the disk what was made of the key's file, unless nobody may see it any more."""
        with self._lock:
            if self._is_wanted(key):
                for name, data in named.items():
                    self._cache.put(name, data)

    def _is_wanted(self, key: PassageKey) -> bool:
        return self._wanted is None or key.sha256 in self._wanted
