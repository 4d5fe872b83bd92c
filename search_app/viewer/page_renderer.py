"""The render service of an app, restricted to what readers may see."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from flask import Flask, Response, current_app, g
from werkzeug.exceptions import NotFound

from indexer.model import Hidden, Passage, Publication
from indexer.rendering import PassageKey, RenderService
from search_app.library.library import Library, current_library
from search_app.viewer.original_file import locate

_KEY: Final = "aluna-render-service"


@dataclass(frozen=True, slots=True)
class RenderTarget:
    """A passage to render, and its file."""

    key: PassageKey
    file: Path


def render_target(publication: Publication, passage: Passage) -> RenderTarget | None:
    """The render target of a passage; None if its file is missing."""
    library = current_library()
    try:
        file = locate(library.corpus, publication)
    except NotFound:
        return None
    return RenderTarget(passage_key(publication, passage), file)


def passage_key(publication: Publication, passage: Passage) -> PassageKey:
    """The key of a passage in the render service."""
    ocr_config_ids = current_library().ocr_config_ids(publication, passage)
    return PassageKey(publication.sha256, passage.number, ocr_config_ids)


class _PrunedRenderService:
    """A render service that drops what readers may no longer see."""

    def __init__(self, service: RenderService) -> None:
        self.service = service
        self._lock = threading.Lock()
        self._state: tuple[str, Hidden] | None = None

    def for_readers_of(self, library: Library) -> RenderService:
        """The service, without pages of files that left the index or were withdrawn."""
        state = library.state
        with self._lock:
            changed, self._state = state != self._state, state
        if changed:
            self.service.keep_only(library.digests())
        return self.service


def install(app: Flask, service: RenderService) -> None:
    """Let `app` render passages with `service`."""
    app.extensions[_KEY] = _PrunedRenderService(service)

    @app.after_request
    def prune(response: Response) -> Response:
        """What was withdrawn leaves the disk at the next request, whatever that is for."""
        if "library" in g:
            current_render_service()
        return response


def close(app: Flask) -> None:
    """Stop rendering for `app`."""
    cast(_PrunedRenderService, app.extensions[_KEY]).service.close()


def current_render_service() -> RenderService:
    """The render service for the current request."""
    return cast(_PrunedRenderService, current_app.extensions[_KEY]).for_readers_of(
        current_library()
    )
