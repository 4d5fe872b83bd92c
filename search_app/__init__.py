"""The search service: pages and JSON over the index, which it reads through indexer.engine only."""

from __future__ import annotations

from flask import Flask, Response, request
from jinja2 import StrictUndefined

from indexer.config import Settings
from indexer.engine import open_engine
from indexer.engine.port import Engine
from indexer.views import open_views
from search_app import (
    asking,
    compression,
    errors,
    i18n,
    links,
    permalinks,
    privacy,
    sections,
    shelf,
    views,
)
from search_app.api import api, health
from search_app.citing import citing
from search_app.files import files
from search_app.pages import pages
from search_app.pictures import pictures

__all__ = ["create_app"]

MAX_BODY = 64 * 1024
"""Bytes of a request's body; the longest query takes a few kilobytes."""
_WITHOUT_INDEX = frozenset(
    {"static", "health.healthz", "pages.robots", "pages.icon", "pages.leave"}
)


def create_app(settings: Settings, engine: Engine | None = None) -> Flask:
    """The WSGI application that answers from `engine`, or from the index that `settings` name.

    Raises:
        IndexUnusable: the index cannot be opened.
        UsageError: the public address is none.
    """
    app = Flask(__name__)
    app.config.update(
        SITE_NAME=settings.site_name,
        EXIT_URL=settings.exit_url,
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    privacy.keep_logs_private(app)
    compression.install(app)
    asking.install(app)
    i18n.init(app)
    links.keep_language(app)
    permalinks.install(app, settings.public_url)
    errors.install(app)
    app.add_template_filter(links.without_query)
    app.add_template_filter(links.query_of)
    readers = shelf.Shelf(
        engine or open_engine(settings), privacy.Takedown(settings.takedown), settings.corpus
    )
    shelf.install(app, readers)
    views.install(app, open_views(settings))
    sections.install(app, sections.as_written)
    for blueprint in (pages, citing, api, files, pictures, health):
        app.register_blueprint(blueprint)
    app.before_request(_refresh)
    app.after_request(privacy.protect)
    return app


def _refresh() -> Response | None:
    """See the newest commit, and what was taken down, without a restart."""
    if request.endpoint not in _WITHOUT_INDEX:
        shelf.current_shelf().refresh()
    return None
