"""A section of an HTML publication, shown as it is written; or not, and then its text is shown.

The confined process that reads the file gives the HTML (`Source`); it is shown only if it says what
the index says, which was read by the same rules.
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
from search_app.viewer.marked_html import marked, plain
from search_app.viewer.page_renderer import current_render_service, target
from search_app.viewer.sanitize import SafeHtml, sanitised

Source = Callable[[Publication, Passage], str | None]
"""Gives the HTML of a passage, not sanitised; None where it cannot be had: the file is gone or is
another one by now, the process that reads it failed, or too many are at work. It raises nothing."""

_KEY: Final = "aluna-sections"
# A little: what of the file the extraction repairs, such as accents that stand beside their letter.
_MOST_DIFFERENT: Final = 0.02


def install(app: Flask, source: Source) -> None:
    """Let the pages of `app` show the sections that `source` gives."""
    app.extensions[_KEY] = source


def as_written(publication: Publication, passage: Passage) -> str | None:
    """The HTML of a passage as its file has it; a `Source`."""
    found = target(publication, passage)
    if found is None:
        return None
    return current_render_service().section(found.key, publication.path, found.file)


def shown_section(publication: Publication, passage: Passage, marks: Highlighter) -> Markup | None:
    """The HTML of `passage` with the matches of the query marked.

    None if the passage is none of an HTML publication, or its HTML cannot be had or be trusted.
    """
    source = cast("Source | None", current_app.extensions.get(_KEY))
    if (
        source is None
        or publication.kind.rendering is not Rendering.SECTION_HTML
        or not passage.text.strip()
    ):
        return None
    html = showable(source(publication, passage), passage.text)
    if html is None:
        return None
    return marked(html, partial(marks.mark, language=passage.language))


def showable(fragment: str | None, text: str) -> SafeHtml | None:
    """`fragment`, sanitised, if it can be shown for the passage with this `text`."""
    html = None if fragment is None else sanitised(fragment)
    return html if html is not None and _is_alike(plain(html), text) else None


def _is_alike(one: str, other: str) -> bool:
    """Whether two texts have the same letters, but for a stretch of few."""
    ours, theirs = _letters(one), _letters(other)
    first = _in_common(ours, theirs)
    last = _in_common(ours[first:][::-1], theirs[first:][::-1])
    longest = max(len(ours), len(theirs))
    return longest - first - last <= _MOST_DIFFERENT * longest


def _in_common(one: str, other: str) -> int:
    """How many characters are the same at the beginning."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFD", text)))
