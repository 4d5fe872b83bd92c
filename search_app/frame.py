"""What every page has around its content: name, search box, languages, addresses of its parts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from flask import current_app, url_for

from indexer.engine.port import Sort
from search_app.i18n import LANGUAGES, NAMES, asked_language, language, ngettext
from search_app.links import in_language
from search_app.search import Asked
from search_app.suggestions import MOST

STATIC: Final = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere; `current` where the reader is there already."""

    text: str
    url: str
    current: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A value that a form sends along without showing it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SearchBox:
    """The form with the query."""

    action: str
    text: str
    fields: tuple[Field, ...]
    suggest: SuggestBox


@dataclass(frozen=True, slots=True)
class SuggestBox:
    """What the script that offers suggestions needs: their address, and what it says of them.

    `counts` says how many there are, from one on, with `|` between.
    """

    url: str
    counts: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The page around the content. `indexed`: may other search engines list it?"""

    title: str
    site_name: str
    language: str
    home: str
    everything: str
    languages: tuple[Link, ...]
    box: SearchBox
    stylesheet: str
    scripts: tuple[str, ...]
    icon: str
    indexed: bool = True


def frame(title: str = "", asked: Asked | None = None, *, indexed: bool = True) -> Frame:
    """The frame of the page at hand; `asked` is the search that it belongs to."""
    asked = asked or Asked()
    site_name = str(current_app.config["SITE_NAME"])
    here = language()
    return Frame(
        title=f"{title} · {site_name}" if title else site_name,
        site_name=site_name,
        language=here,
        home=url_for("pages.home"),
        everything=url_for("pages.results"),
        languages=tuple(
            Link(NAMES[code], in_language(code), code == here, code) for code in LANGUAGES
        ),
        box=_box(asked),
        stylesheet=_static("style.css"),
        scripts=(_static("search.js"), _static("suggest.js")),
        icon=_static("icon.svg"),
        indexed=indexed,
    )


def language_fields() -> tuple[Field, ...]:
    """What a form must send so that the interface stays in the language of the address."""
    chosen = asked_language()
    return (Field("lang", chosen),) if chosen else ()


def _box(asked: Asked) -> SearchBox:
    fields = language_fields()
    if asked.request.sort is not Sort.RELEVANCE:
        fields += (Field("sort", asked.request.sort),)
    return SearchBox(url_for("pages.results", lang=None), asked.text, fields, _suggest_box())


def _suggest_box() -> SuggestBox:
    numbers = range(1, MOST + 1)
    counts = (ngettext("%(count)s suggestion", "%(count)s suggestions", n) for n in numbers)
    return SuggestBox(url_for("api.suggest", lang=asked_language()), "|".join(counts))


def _static(name: str) -> str:
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    """A short digest, so that browsers may keep a file until its content changes."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
