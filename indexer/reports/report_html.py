"""The report as one HTML file: no script, nothing from elsewhere. The only module that imports
Jinja2 in the indexer; it escapes whatever stands in a name of a file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from indexer.reports.page_blocks import ReportPage, Verbatim

_TEMPLATE: Final = "report_page.html"


def render_page(page: ReportPage) -> str:
    """The page's HTML."""
    return _template().render(page=page)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["verbatim"] = lambda value: isinstance(value, Verbatim)
    return environment.get_template(_TEMPLATE)
