"""The search service: pages and JSON over the index, which it reads through indexer.engine only."""

from __future__ import annotations

from flask import Flask
from jinja2 import StrictUndefined

from indexer.engine import open_engine
from indexer.engine.port import Engine
from indexer.rendering import open_render_service
from indexer.settings import Settings
from indexer.withdrawals import WithdrawalStore
from search_app import error_handlers
from search_app.api.routes import api, health
from search_app.citations import permalinks
from search_app.citations.routes import citing
from search_app.i18n import locale
from search_app.library import manager
from search_app.library.deferred_engine import DeferredEngine
from search_app.library.withdrawals import WithdrawalWatch
from search_app.pages.routes import pages
from search_app.viewer import corpus_links, originals, page_renderer, shown_section
from search_app.viewer.page_image import pictures
from search_app.web import (
    compression,
    cross_origin,
    hosts,
    links,
    private_logging,
    public_url,
    request_params,
    security_headers,
)
from search_app.web.in_memory_request import InMemoryRequest
from search_app.web.public_url import check_exit_url, parse_public_url

__all__ = ["create_app", "quick_paths"]

MAX_BODY = 64 * 1024
"""Bytes of a request's body; the longest query takes a few kilobytes."""
_QUICK_PATHS = ("/healthz", "/readyz", "/static/")
"""What is answered at once, however busy the service is; none of it searches."""
_WITHOUT_INDEX = frozenset(
    {"static", "health.healthz", "pages.robots", "pages.icon", "pages.leave"}
)

_FOR_ANY_HOST = frozenset({"health.healthz", "health.readyz"})
"""What monitoring asks for, under names of its own."""


def quick_paths(settings: Settings) -> tuple[str, ...]:
    """Beginnings of the paths that are answered at once; a proxy may leave the prefix on them.

    Raises:
        UsageError: public_url is not a valid URL.
    """
    prefix = parse_public_url(settings.public_url).prefix
    return (*_QUICK_PATHS, *(prefix + path for path in _QUICK_PATHS if prefix))


def create_app(settings: Settings, engine: Engine | None = None) -> Flask:
    """The WSGI application that answers from `engine`, or from the index that `settings` name.

    An index that is missing, of another format or damaged is opened as soon as it can be.

    Raises:
        UsageError: public_url or exit_url is not a valid URL, or api_origins are not valid.
    """
    app = _new_app(settings)
    private_logging.install(app)
    compression.install(app)
    request_params.install(app)  # first: whatever goes wrong, an error page needs them
    check_exit_url(settings.exit_url)
    address = parse_public_url(settings.public_url)
    permalinks.install(app, address)
    hosts.install(app, address, settings.host, without=_FOR_ANY_HOST)
    cross_origin.install(
        app, cross_origin.parse_api_origins(settings.api_origins, settings.public_url)
    )
    locale.install(app, request_params.requested_language)
    links.keep_language(app)
    error_handlers.install(app, settings.run_progress)
    app.add_template_filter(links.without_query)
    app.add_template_filter(links.query_of)
    page_renderer.install(app, open_render_service(settings))
    shown_section.install(app, shown_section.section_in_file)
    corpus_links.install(app)
    originals.install(app)
    for blueprint in (pages, citing, api, pictures, health):
        app.register_blueprint(blueprint)
    public_url.install(app, address)
    withdrawals = WithdrawalWatch(WithdrawalStore.of(settings), app.logger)
    libraries = manager.LibraryManager(
        app,
        engine or DeferredEngine(lambda: open_engine(settings)),
        withdrawals,
        settings.corpus,
    )
    manager.install(app, libraries, without=_WITHOUT_INDEX)
    libraries.report()
    app.after_request(security_headers.protect)
    return app


def _new_app(settings: Settings) -> Flask:
    """An application without pages, configured."""
    app = Flask(__package__ or __name__)
    app.request_class = InMemoryRequest
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
    return app
