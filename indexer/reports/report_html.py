"""The report as one HTML file: no script, nothing from elsewhere. The only module that imports
Jinja2 in the indexer; it escapes whatever stands in a name of a file.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from indexer.reports.page_blocks import ReportPage, Verbatim

if TYPE_CHECKING:
    from jinja2 import Template

_TEMPLATE: Final = "report_page.html"
_MISLEADING: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What could turn around the text behind it: in a name of a file it makes an ending look like
another."""


def render_page(page: ReportPage) -> str:
    """The page's HTML."""
    return _template().render(page=page)


@cache
def _template() -> Template:
    # Here: every command would load it, and few write a page.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["verbatim"] = lambda value: isinstance(value, Verbatim)
    return environment.get_template(_TEMPLATE)


def _harmless(value: object) -> object:
    """A value as the page shows it; markup of the template stays as it is."""
    if hasattr(value, "__html__"):
        return value
    return _MISLEADING.sub("\N{REPLACEMENT CHARACTER}", str(value))
