"""Finds the title of a page's article: not the name of the site, nor of its section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from indexer.extract import metadata
from indexer.extract.html.page_heading import PageHeading
from indexer.extract.text.clean import clean_line
from indexer.folding import fold_word

_SEPARATOR: Final = re.compile(r"(?<!\s)\s++[|–—·»«•:~/-]++\s++|(?:(?<!\s)\s++)?(?:\||::|[»«])\s*+")


def title_parts(titles: Iterable[str]) -> list[str]:
    """The titles, and their parts: with the name of the site they are of several."""
    wholes = [clean_line(title) for title in titles]
    return wholes + [part for whole in wholes for part in _parts(whole)]


def page_title(
    stated: Sequence[str], shown: Sequence[str], heading: PageHeading | None, sites: frozenset[str]
) -> str:
    """The title of a page; empty if it has none.

    `stated` are what the page says of its article for programs, `shown` what it says for the
    window and for links, where the name of the site often stands too; `sites` are its names.
    """
    known = [title for value in stated if (title := _without_site(value, heading, sites))]
    own = [title for value in shown if (title := _without_site(value, heading, sites))]
    seen = set(map(fold_word, own)) | ({fold_word(heading.text)} if heading else set())
    title = metadata.title(heading.text) if heading else ""
    if known:
        # What a page states can be about a part of it: its picture, its topic.
        agreed = [one for one in known if fold_word(one) in seen]
        is_shown = heading is not None and fold_word(heading.text) in map(fold_word, own)
        return agreed[0] if agreed else (title if is_shown and title else known[0])
    is_first_page = any(_names_first_page(value, sites) for value in shown)
    if heading is not None and title and (heading.is_sure or is_first_page or not own):
        return title
    return next(iter(own), "") or title or next(filter(None, map(metadata.title, shown)), "")


def _parts(whole: str) -> list[str]:
    return [part.strip() for part in _SEPARATOR.split(whole) if part.strip()]


def _without_site(value: str, heading: PageHeading | None, sites: frozenset[str]) -> str:
    """A title without the name of the site before or behind it; empty if nothing else is left."""
    whole = clean_line(value)
    parts = _parts(whole)
    if fold_word(whole) in sites or not parts or metadata.names_program(whole):
        return ""
    own = fold_word(heading.text) if heading else ""
    if own and len(parts) > 1 and any(fold_word(part) == own for part in parts):
        return metadata.title(heading.text) if heading else ""
    if own and fold_word(whole).startswith(own) and _SEPARATOR.match(whole[len(own) :]):
        return metadata.title(whole[: len(own)])
    while len(parts) > 1 and _is_site(parts[-1], sites):
        whole = whole[: whole.rfind(parts.pop())].rstrip(" |–—·»«•:~/-")
    while len(parts) > 1 and _is_site(parts[0], sites):
        whole = whole[whole.find(parts[0]) + len(parts.pop(0)) :].lstrip(" |–—·»«•:~/-")
    return "" if _is_site(whole, sites) else metadata.title(whole)


def _names_first_page(value: str, sites: frozenset[str]) -> bool:
    """Whether a title says "Inicio | Organización", as some sites do on all of their pages."""
    parts = _parts(clean_line(value))
    return len(parts) == 2 and fold_word(parts[0]) not in sites and not metadata.title(parts[0])


def _is_site(part: str, sites: frozenset[str]) -> bool:
    """Whether a part of a title names the site, or its first page ("Inicio")."""
    return fold_word(part) in sites or not metadata.title(part)
