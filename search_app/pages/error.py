"""The error page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from search_app.pages.layout import Link, PageLayout, page_layout


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Everything that error.html shows; `ways` are what the reader can do instead."""

    template: ClassVar[str] = "error.html"
    layout: PageLayout
    status: int
    title: str
    detail: str
    ways: tuple[Link, ...] = ()


def error_page(status: int, title: str, detail: str, ways: tuple[Link, ...] = ()) -> ErrorPage:
    """The page that explains an error, and what to do."""
    return ErrorPage(page_layout(title, indexed=False), status, title, detail, ways)
