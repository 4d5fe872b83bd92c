"""What was searched beside the words as typed, as the page of results says it, and the reader's
choices about that.

Only what staff wrote into the glossary is named, and words of the best hits where the reader asked
for these. Neighbours by word vectors are seen as marks only: alone, many mean something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.engine.query_terms import content_words
from indexer.engine.searches import AlsoSearched, Expand, Feedback, Match, SearchResult
from indexer.fields import NO_FILTERS
from search_app.i18n.locale import gettext, language_word
from search_app.library.library import Library
from search_app.pages.layout import Link
from search_app.web import links
from search_app.web.params import PER_PAGE, SearchState

MAX_FORMS: Final = 2
"""Forms of one language that are named of each word or term."""
MAX_TYPED: Final = 3
"""Words and terms of the query of which other forms are named."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Links to searches for words; `language` is the name of theirs, empty if it is not said."""

    links: tuple[Link, ...]
    language: str


@dataclass(frozen=True, slots=True)
class AlsoSearchedLine:
    """What was searched for beside one word or term, or beside all of them."""

    label: str
    forms: tuple[Forms, ...]


@dataclass(frozen=True, slots=True)
class Widening:
    """What was also searched, and the choices: `switch` leads to the search without other words, or
    with them; `topic` to the one for the topic of the best hits. `note` says what this server
    cannot do. Each may be missing.
    """

    also_searched: tuple[AlsoSearchedLine, ...]
    switch: Link | None
    topic: Link | None
    note: str


def widening(library: Library, state: SearchState, result: SearchResult) -> Widening:
    """What the page says of `result`, which answers `state`."""
    return Widening(
        also_searched=tuple(_lines(state, result.also_searched)),
        switch=_switch(library, state, result),
        topic=_topic(state, result),
        note=_note(library, state, result),
    )


def _lines(state: SearchState, found: Sequence[AlsoSearched]) -> Iterator[AlsoSearchedLine]:
    by_typed: dict[str, list[AlsoSearched]] = {}
    for one in found:
        by_typed.setdefault(one.typed, []).append(one)
    for typed, forms in list(by_typed.items())[:MAX_TYPED]:
        if not typed:
            named = tuple(_link(state, form) for form in forms)
            label = gettext("Also searched, from the best results:")
            yield AlsoSearchedLine(label, (Forms(named, ""),))
        elif len(by_typed) == 1:
            yield AlsoSearchedLine(gettext("Also searched:"), _by_language(state, forms))
        else:
            label = gettext("Also searched for “%(word)s”:", word=typed)
            yield AlsoSearchedLine(label, _by_language(state, forms))


def _by_language(state: SearchState, forms: Sequence[AlsoSearched]) -> tuple[Forms, ...]:
    own: dict[str, list[Link]] = {}
    for form in forms:
        own.setdefault(form.language, []).append(_link(state, form))
    return tuple(
        Forms(tuple(named[:MAX_FORMS]), language_word(code) if code else "")
        for code, named in own.items()
    )


def _link(state: SearchState, form: AlsoSearched) -> Link:
    """A link to the search for one form alone, shown as this one is."""
    alone = state.with_text(form.text).with_filters(NO_FILTERS).with_expand(state.request.expand)
    return Link(form.text, links.search_url(alone), text_language=form.language)


def _switch(library: Library, state: SearchState, result: SearchResult) -> Link | None:
    expand = state.request.expand
    if state.request.feedback is Feedback.TOPIC:
        plain = links.search_url(state.with_expand(expand))
        return Link(gettext("Back to the search for these words"), plain)
    if expand is Expand.ON:
        if result.wider is None:
            return None
        typed = links.search_url(state.with_expand(Expand.OFF))
        return Link(gettext("Search only for the words as typed"), typed)
    wider = state.with_expand(Expand.ON)
    if library.reader.search(wider.request).wider is None:
        return None
    return Link(gettext("Search for words close in meaning too"), links.search_url(wider))


def _topic(state: SearchState, result: SearchResult) -> Link | None:
    is_topic = state.request.feedback is Feedback.TOPIC
    if is_topic or not any(hit.score > 0 for hit in (*result.hits, *result.close)):
        return None
    return Link(
        gettext("Search more widely about this topic"), links.search_url(state.with_topic())
    )


def _note(library: Library, state: SearchState, result: SearchResult) -> str:
    """Where few publications match, that only the glossary finds more."""
    request = state.request
    is_plain = request.expand is Expand.ON and request.feedback is Feedback.NONE
    if library.reader.finds_by_meaning or not library.reader.glossary.concepts:
        return ""
    if not is_plain or count_full(result) >= PER_PAGE or not content_words(result.query.tree):
        return ""
    return gettext("On this server, search by meaning uses the glossary only.")


def count_full(result: SearchResult) -> int:
    """How many publications hold all words as typed."""
    return result.total if all(hit.match is Match.FULL for hit in result.hits[:1]) else 0
