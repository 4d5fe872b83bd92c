"""The port: a page's layout and its pictures, from what is kept or drawn now."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Final

from indexer import wire
from indexer.config import Settings
from indexer.extract.page_view import WIDTHS, Layout, PageView
from indexer.views.cache import PageKey, ViewCache
from indexer.views.making import Busy, Crowd, Making, NoView
from indexer.worker import children
from indexer.worker.pool import Pool
from indexer.worker.work import VIEWING

_LAYOUT: Final = "layout"
_FREE: Final = 2
"""Threads of the service that never wait for a page. What they answer takes a few milliseconds of
one processor, so that more of them would be no quicker."""
_RECENT: Final = 4
"""Pages that are held in memory, for the pictures that a browser asks for next; it matters where
nothing can be kept on the disk."""
_PATIENCE: Final = 2.0
"""Seconds that a page's text waits for its layout; drawing takes .15 s (p50), and .3 more after the
service has started."""
_PICTURE_PATIENCE: Final = 10.0


def open_views(settings: Settings) -> Views:
    """What shows pages, by processes that are started when the first page is asked for."""
    limits = replace(
        settings,
        wall_seconds=settings.view_seconds,
        cpu_seconds=settings.view_seconds,
        max_text=0,  # of an answer; a page's pictures and places have room beside it
    )
    pool = Pool(limits, VIEWING, children.starter(VIEWING.reader))
    waiting = max(1, settings.threads - _FREE)
    cache = ViewCache(settings.view_cache, settings.views_mb * 1024 * 1024)
    return Views(pool, Crowd(waiting, waiting + pool.workers), cache)


class Views:
    """Pages as readers see them. For several threads; close it."""

    def __init__(self, pool: Pool[PageView], crowd: Crowd, cache: ViewCache) -> None:
        self._cache = cache
        self._making = Making(pool, crowd, self._keep)
        self._lock = threading.Lock()
        self._recent: dict[PageKey, PageView] = {}

    def page(self, key: PageKey, file: Path) -> Layout | None:
        """The layout of a page of `file`; None where it cannot be drawn, or not soon enough."""
        if recent := self._recent.get(key):
            return recent.layout
        if layout := self._kept_layout(key):
            return layout
        try:
            return self._making.page(key, file, _PATIENCE).layout
        except (Busy, NoView):
            return None

    def picture(self, key: PageKey, file: Path, width: int) -> bytes:
        """A page of `file` as WebP, as wide as `width` (one of `WIDTHS`) says.

        Raises:
            Busy: not now, but perhaps in a few seconds.
            NoView: it cannot be drawn.
        """
        place = WIDTHS.index(width)
        if recent := self._recent.get(key):
            return recent.pictures[place]
        if kept := self._cache.get(key.name(str(width))):
            return kept
        return self._making.page(key, file, _PICTURE_PATIENCE).pictures[place]

    def keep_only(self, sha256s: Collection[str]) -> None:
        """Forget the pages of all files but those with these digests."""
        with self._lock:
            self._recent = {k: view for k, view in self._recent.items() if k.sha256 in sha256s}
        self._cache.keep_only(sha256s)

    def close(self) -> None:
        """End all processes."""
        self._making.close()

    def _kept_layout(self, key: PageKey) -> Layout | None:
        kept = self._cache.get(key.name(_LAYOUT))
        try:
            return wire.decode(kept, Layout) if kept else None
        except wire.WireError:
            return None

    def _keep(self, key: PageKey, view: PageView) -> None:
        with self._lock:
            while len(self._recent) >= _RECENT:
                del self._recent[next(iter(self._recent))]
            self._recent[key] = view
        for width, picture in zip(WIDTHS, view.pictures, strict=True):
            self._cache.put(key.name(str(width)), picture)
        self._cache.put(key.name(_LAYOUT), wire.encode(view.layout))
