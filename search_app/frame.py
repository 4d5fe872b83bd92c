"""What every page has around its content: name, search box, languages, addresses of its parts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from flask import current_app, url_for

from indexer.engine.port import Sort
from search_app.i18n import LANGUAGES, NAMES, asked_language, language
from search_app.links import in_language
from search_app.search import Asked

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
    script: str
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
        stylesheet=static_url("style.css"),
        script=static_url("search.js"),
        icon=static_url("icon.svg"),
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
    return SearchBox(url_for("pages.results", lang=None), asked.text, fields)


def static_url(name: str) -> str:
    """The address of a file in `static`, with a digest of its content."""
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    """A short digest, so that browsers may keep a file until its content changes."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
