"""What every page has around its content: name, search box, languages, static files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from flask import current_app, request, url_for

from indexer.languages import INTERFACES
from indexer.settings import Settings
from search_app.i18n.locale import gettext, language, ngettext
from search_app.library.suggestions import MAX_SUGGESTIONS
from search_app.web.links import alternate, in_language, own_path, search_url
from search_app.web.params import Form, SearchState, hidden_params
from search_app.web.request_params import is_discreet, requested_language

STATIC: Final = Path(__file__).parents[1] / "static"
_DEFAULT_NAME: Final = Settings().site_name


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `current` if it leads to the current page.

    `language` is that of what it leads to; `text_language` the HTML `lang` of the text, where it
    is not in the interface's language (empty: in an unknown one).
    """

    text: str
    url: str
    current: bool = False
    language: str = ""
    text_language: str | None = None


@dataclass(frozen=True, slots=True)
class HiddenField:
    """A hidden field of a form."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SearchBox:
    """The form with the query."""

    action: str
    text: str
    fields: tuple[HiddenField, ...]
    suggest: SuggestBox | None = None


@dataclass(frozen=True, slots=True)
class SuggestBox:
    """The data for the script that offers suggestions.

    `counts` are the announcements of 1, 2, … suggestions, separated by `|`.
    """

    url: str
    counts: str


@dataclass(frozen=True, slots=True)
class PageLayout:
    """The page around the content. `indexed`: whether other search engines may list it.

    `discreet` says that what the reader types is in no address (`web.request_params`); `other_way`
    leads to the first page of the other way of searching. `alternates` are the addresses of a page
    that may be listed, in each language and in whichever the browser asks for (`x-default`).
    `early_script` runs as soon as it is there, if it is not empty, the `scripts` when the page is.
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
    early_script: str
    icon: str
    address: str
    indexed: bool = True


def page_layout(
    title: str = "", state: SearchState | None = None, *, indexed: bool = True
) -> PageLayout:
    """The layout of the current page; `state` is the search that it belongs to."""
    state = state or SearchState()
    here, name = language(), site_name()
    discreet = is_discreet()
    return PageLayout(
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
        box=_search_box(state),
        stylesheet=static_url("style.css"),
        scripts=tuple(map(static_url, ("search.js", "suggest.js", "leave.js"))),
        early_script=static_url("discreet.js") if discreet else "",
        icon=static_url("icon.svg"),
        address=_address(state),
        indexed=indexed,
    )


def site_name() -> str:
    """The name of the site: the setting, or its default in the interface language."""
    given = str(current_app.config["SITE_NAME"])
    return gettext("Publications of Aluna") if given == _DEFAULT_NAME else given


def _alternates() -> tuple[Link, ...]:
    return (
        *(Link(own.name, alternate(code), language=code) for code, own in INTERFACES.items()),
        Link("", alternate(None), language="x-default"),
    )


def _address(state: SearchState) -> str:
    """The address of the current page without the host, which a request could forge."""
    if request.endpoint == "pages.results" and not is_discreet():
        return search_url(state)
    return own_path()


def hidden_fields(state: SearchState, form: Form) -> tuple[HiddenField, ...]:
    """The hidden fields of a form: parts of the search, and the interface language."""
    kept = (HiddenField(name, value) for name, value in hidden_params(state, form))
    return (*kept, *language_fields())


def language_fields() -> tuple[HiddenField, ...]:
    """The hidden field that keeps the interface language, if the request names one."""
    chosen = requested_language()
    return (HiddenField("lang", chosen),) if chosen else ()


def _search_box(state: SearchState) -> SearchBox:
    fields = hidden_fields(state, Form.SEARCH_BOX)
    return SearchBox(url_for("pages.results", lang=None), state.text, fields, _suggest_box())


def _suggest_box() -> SuggestBox:
    numbers = range(1, MAX_SUGGESTIONS + 1)
    counts = (ngettext("%(count)s suggestion", "%(count)s suggestions", n) for n in numbers)
    return SuggestBox(url_for("api.suggest", lang=requested_language()), "|".join(counts))


def static_url(name: str) -> str:
    """The URL of a file in `static`, with a digest of its content."""
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    """A short digest, so that browsers may cache a file until its content changes."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
