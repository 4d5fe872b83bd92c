from __future__ import annotations

from tests.search_app.conftest import site

__all__ = ["site"]
