"""Queries that show how to search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import url_for

from search_app.i18n.locale import N_, gettext
from search_app.pages.layout import Link

EXAMPLES: Final = (
    (N_("psychosocial accompaniment"), N_("publications that hold every word, in any form")),
    (N_('"collective care"'), N_("exactly these words, side by side")),
    (N_("fear OR terror"), N_("one word or the other")),
    (N_("memory -childhood"), N_("the first word, without the second")),
    (N_("defend*"), N_("words that begin like this")),
    (N_("acompaniment~"), N_("also with small differences in spelling")),
    (N_("title:care"), N_("only in the title; creator: and subject: work alike")),
    (N_("fear year:2014..2020"), N_("only from these years")),
)


@dataclass(frozen=True, slots=True)
class Example:
    """A query that shows how to search, and what it does."""

    link: Link
    meaning: str


def examples() -> tuple[Example, ...]:
    """The examples in the interface language."""
    return tuple(
        Example(Link(gettext(text), url_for("pages.results", q=gettext(text))), gettext(meaning))
        for text, meaning in EXAMPLES
    )
