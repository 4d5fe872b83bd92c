"""Sections of HTML publications with their markup, where that can be trusted; else as text.

A sandboxed process extracts the HTML from the file (`SectionSource`); it is shown only if its text
is the one in the index, which was read by the same rules.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Final, cast

from flask import Flask, current_app
from markupsafe import Markup

from indexer.engine.snippets import Highlighter
from indexer.media import Rendering
from indexer.model import Passage, Publication
from search_app.viewer.corpus_links import current_links
from search_app.viewer.marked_html import mark_html, plain_text
from search_app.viewer.page_renderer import current_render_service, render_target
from search_app.viewer.sanitize import SafeHtml, sanitize
from search_app.viewer.section_links import with_section_links
from search_app.web.client_token import current_client

SectionSource = Callable[[Publication, Passage], str | None]
"""Returns the HTML of a passage, not sanitised; None if it is unavailable: the file is gone or has
changed, the process that reads it failed, or too many are running. It raises nothing."""

_KEY: Final = "aluna-sections"
# A little: what extraction repairs, such as accents that stand beside their letter.
_MAX_DIFFERENT_SHARE: Final = 0.02


def install(app: Flask, source: SectionSource) -> None:
    """Let the pages of `app` show the sections that `source` returns."""
    app.extensions[_KEY] = source


def section_in_file(publication: Publication, passage: Passage) -> str | None:
    """The HTML of a passage as its file has it; a `SectionSource`."""
    found = render_target(publication, passage)
    if found is None:
        return None
    service, client = current_render_service(), current_client()
    return service.section(found.key, publication.path, found.file, client)


def shown_section(
    publication: Publication, passage: Passage, highlighter: Highlighter
) -> Markup | None:
    """The HTML of `passage` with the matches of the query marked.

    None if the passage is not a section of HTML, or its HTML is unavailable or cannot be trusted.
    """
    source = cast("SectionSource | None", current_app.extensions.get(_KEY))
    if (
        source is None
        or publication.kind.rendering is not Rendering.SECTION_HTML
        or not passage.text.strip()
    ):
        return None
    html = trusted_section(source(publication, passage), passage.text)
    if html is None:
        return None
    marked = mark_html(html, partial(highlighter.mark, language=passage.language))
    return with_section_links(marked, partial(current_links().follow, publication))


def trusted_section(fragment: str | None, text: str) -> SafeHtml | None:
    """`fragment`, sanitised; None unless it has the `text` of the passage."""
    html = None if fragment is None else sanitize(fragment)
    return html if html is not None and _is_alike(plain_text(html), text) else None


def _is_alike(one: str, other: str) -> bool:
    """Whether two texts have the same letters, apart from one short difference."""
    ours, theirs = _letters(one), _letters(other)
    first = _common_prefix(ours, theirs)
    last = _common_prefix(ours[first:][::-1], theirs[first:][::-1])
    longest = max(len(ours), len(theirs))
    return longest - first - last <= _MAX_DIFFERENT_SHARE * longest


def _common_prefix(one: str, other: str) -> int:
    """The length of the common prefix."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFD", text)))
