"""What shows passages as they look, for the requests of an app: only what readers may see."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from flask import Flask, current_app
from werkzeug.exceptions import NotFound

from indexer.model import Passage, Publication
from indexer.rendering import PassageKey, RenderService
from search_app.library.library import Library, current_library
from search_app.viewer.originals import locate

_KEY: Final = "aluna-views"


@dataclass(frozen=True, slots=True)
class Target:
    """A passage that is to be shown, and its file."""

    key: PassageKey
    file: Path


def target(publication: Publication, passage: Passage) -> Target | None:
    """What is to be shown of a passage; None where its file is not there."""
    library = current_library()
    try:
        file = locate(library.corpus, publication)
    except NotFound:
        return None
    return Target(key_of(publication, passage), file)


def key_of(publication: Publication, passage: Passage) -> PassageKey:
    """What a passage is known by."""
    ocr_config_ids = current_library().ocr_config_ids(publication, passage)
    return PassageKey(publication.sha256, passage.number, ocr_config_ids)


class _Tidied:
    """The views, which forget what readers may not see any more when that changes."""

    def __init__(self, views: RenderService) -> None:
        self.views = views
        self._lock = threading.Lock()
        self._state: tuple[str, frozenset[str]] | None = None

    def for_readers_of(self, library: Library) -> RenderService:
        """The views, without pages of files that left the index or were taken down."""
        state = library.state
        with self._lock:
            changed, self._state = state != self._state, state
        if changed:
            self.views.keep_only(library.digests())
        return self.views


def install(app: Flask, views: RenderService) -> None:
    """Let `app` show passages by `views`."""
    app.extensions[_KEY] = _Tidied(views)


def close(app: Flask) -> None:
    """End what makes views for `app`; nothing is made any more."""
    cast(_Tidied, app.extensions[_KEY]).views.close()


def current_render_service() -> RenderService:
    """The views for the request at hand."""
    return cast(_Tidied, current_app.extensions[_KEY]).for_readers_of(current_library())
