"""The search service: pages and JSON over the index, which it reads through indexer.engine only.

The package itself loads nothing, so that `__main__` can say what keeps the rest from being loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from indexer.engine.port import Engine
    from indexer.settings import Settings


def create_app(settings: Settings, engine: Engine | None = None) -> Flask:
    """The WSGI application that answers from `engine`, or from the index that `settings` name.

    Raises:
        UsageError: public_url or exit_url is not a valid URL, or api_origins are not valid.
    """
    from search_app import application

    return application.create_app(settings, engine)
