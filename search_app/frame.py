"""What every page has around its content: name, search box, languages, addresses of its parts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from flask import current_app, request, url_for

from indexer.config import SETTINGS
from indexer.engine.port import Sort
from search_app.asking import is_discreet
from search_app.i18n import INTERFACES, asked_language, gettext, language, ngettext
from search_app.links import alternate, in_language
from search_app.search import Asked
from search_app.suggestions import MOST

STATIC: Final = Path(__file__).parent / "static"
_USUAL_NAME: Final = next(row.default for row in SETTINGS if row.name == "site_name")


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere; `current` where the reader is there already.

    `language` is that of what it leads to; `text_language` the HTML `lang` of the text, where it
    is not in the interface's language (empty: in an unknown one).
    """

    text: str
    url: str
    current: bool = False
    language: str = ""
    text_language: str | None = None


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
    suggest: SuggestBox | None = None


@dataclass(frozen=True, slots=True)
class SuggestBox:
    """What the script that offers suggestions needs: their address, and what it says of them.

    `counts` says how many there are, from one on, with `|` between.
    """

    url: str
    counts: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The page around the content. `indexed`: may other search engines list it?

    `discreet` says that what the reader types is in no address (`search_app.asking`); `other_way`
    leads to the first page of the other way of searching. `alternates` are the addresses of a page
    that may be listed, in each language and in whichever the browser asks for (`x-default`).
    `address` is the page's own path, for those who print it; only a result page's holds what was
    typed.
    """

    title: str
    site_name: str
    language: str
    home: str
    everything: str
    discreet: bool
    other_way: str
    leave: str
    languages: tuple[Link, ...]
    alternates: tuple[Link, ...]
    box: SearchBox
    stylesheet: str
    scripts: tuple[str, ...]
    icon: str
    address: str
    indexed: bool = True


def frame(title: str = "", asked: Asked | None = None, *, indexed: bool = True) -> Frame:
    """The frame of the page at hand; `asked` is the search that it belongs to."""
    asked = asked or Asked()
    here, name = language(), site_name()
    discreet = is_discreet()
    return Frame(
        title=f"{title} · {name}" if title else name,
        site_name=name,
        language=here,
        home=url_for("pages.home"),
        everything=url_for("pages.results"),
        discreet=discreet,
        other_way=url_for("pages.home", discreet=None if discreet else "on"),
        leave=url_for("pages.leave", lang=None),
        languages=tuple(
            Link(interface.name, in_language(code), code == here, code, code)
            for code, interface in INTERFACES.items()
        ),
        alternates=_alternates() if indexed else (),
        box=_box(asked),
        stylesheet=static_url("style.css"),
        scripts=tuple(map(static_url, ("search.js", "suggest.js", "leave.js"))),
        icon=static_url("icon.svg"),
        address=request.script_root + _path(),
        indexed=indexed,
    )


def site_name() -> str:
    """What this site is called: as staff call it, else in the interface language."""
    given = str(current_app.config["SITE_NAME"])
    return gettext("Publications of Aluna") if given == _USUAL_NAME else given


def _alternates() -> tuple[Link, ...]:
    return (
        *(Link(own.name, alternate(code), language=code) for code, own in INTERFACES.items()),
        Link("", alternate(None), language="x-default"),
    )


def _path() -> str:
    """Where the page at hand is; the host's name is the reader's to claim, so it is left out."""
    if request.endpoint == "pages.results":
        return request.full_path.removesuffix("?")
    return request.path


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


def static_url(name: str) -> str:
    """The address of a file in `static`, with a digest of its content."""
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    """A short digest, so that browsers may keep a file until its content changes."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
