"""The error page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from search_app.pages.layout import PageLayout, page_layout


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Everything that error.html shows."""

    template: ClassVar[str] = "error.html"
    layout: PageLayout
    status: int
    title: str
    detail: str


def error_page(status: int, title: str, detail: str) -> ErrorPage:
    """The page that explains an error, and what to do."""
    return ErrorPage(page_layout(title, indexed=False), status, title, detail)
