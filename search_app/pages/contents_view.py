"""A publication's table of contents: nested, with links to its passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexer.model import OutlineEntry, Passage, Publication
from search_app.i18n.locale import ngettext
from search_app.i18n.localized_text import LocalizedText
from search_app.library.bounds import shortened
from search_app.pages.formatting import html_language, localized_place, title_of
from search_app.web import links

MAX_OPEN_ENTRIES: Final = 15
"""Entries up to which all levels are in sight; of more, only the outermost one is."""
MAX_ENTRY_CHARS: Final = 120
"""Characters of a heading or a page label in a list."""


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of a table of contents, and those below it; `place` is empty if it would only repeat
    the title. `summary` is what opens the lines below; empty where they are in sight.
    """

    title: LocalizedText
    place: LocalizedText
    url: str
    summary: str = ""
    below: tuple[ContentsEntry, ...] = ()


def shallow_outline(
    publication: Publication, outline: Sequence[OutlineEntry], limit: int
) -> Sequence[OutlineEntry]:
    """At most `limit` entries: of as many levels as fit; of one level, the first ones.

    A single outermost entry that repeats the publication's title is left out.
    """
    if [entry.title for entry in outline if entry.depth == 0] == [title_of(publication)]:
        outline = outline[1:]
    depths = Counter(entry.depth for entry in outline)
    room, deepest = limit, min(depths, default=0)
    for depth in sorted(depths):
        room -= depths[depth]
        if room < 0:
            break
        deepest = depth
    return [entry for entry in outline if entry.depth <= deepest][:limit]


def contents_of_outline(
    publication: Publication,
    outline: Sequence[OutlineEntry],
    passages: Mapping[int, Passage],
    text: str,
) -> tuple[ContentsEntry, ...]:
    """The entries of an outline, nested; empty if there is only one. `passages` has those that
    they lead to, by number; `text` is the query that links have.
    """
    is_long = len(outline) > MAX_OPEN_ENTRIES

    def entry(start: int, end: int) -> ContentsEntry:
        one = outline[start]
        passage = passages[one.number]
        where = localized_place(publication, passage)
        parts = ngettext("%(count)s part", "%(count)s parts", end - start - 1)
        return ContentsEntry(
            LocalizedText(shortened(one.title, MAX_ENTRY_CHARS), html_language(passage.language)),
            _shortened(where) if publication.kind.paged else LocalizedText(""),
            links.passage_url(publication, one.number, text),
            parts if is_long and end > start + 1 else "",
            entries(start + 1, end),
        )

    def entries(start: int, stop: int) -> tuple[ContentsEntry, ...]:
        found = []
        while start < stop:
            end = start + 1
            while end < stop and outline[end].depth > outline[start].depth:
                end += 1
            found.append(entry(start, end))
            start = end
        return tuple(found)

    return entries(0, len(outline)) if len(outline) > 1 else ()


def contents_of_passages(
    publication: Publication, passages: Sequence[Passage], text: str
) -> tuple[ContentsEntry, ...]:
    """One entry for each title of consecutive passages; empty if there is only one."""
    entries: list[ContentsEntry] = []
    last = ""
    for passage in passages:
        title = passage.title or ("" if publication.kind.paged else passage.label)
        if title and title != last:
            last = title
            url = links.passage_url(publication, passage.number, text)
            where = localized_place(publication, passage)
            place = LocalizedText("") if where.text == title else _shortened(where)
            words = LocalizedText(title, html_language(passage.language))
            entries.append(ContentsEntry(_shortened(words), place, url))
    return tuple(entries) if len(entries) > 1 else ()


def _shortened(words: LocalizedText) -> LocalizedText:
    return replace(words, text=shortened(words.text, MAX_ENTRY_CHARS))
