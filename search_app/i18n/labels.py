"""The names of notices and of facet values in the interface language, for pages and JSON."""

from __future__ import annotations

from typing import Final

from indexer.engine.query import Notice, NoticeKind
from indexer.fields import ValueKind
from indexer.model import Role
from search_app.i18n.locale import N_, gettext, language_name
from search_app.i18n.localized_text import LocalizedText

_NOTICES: Final = {
    NoticeKind.TOO_LONG: N_("Only the first %(detail)s characters of the query were searched."),
    NoticeKind.TOO_MANY_CLAUSES: N_("Only the first %(detail)s words of the query were searched."),
    NoticeKind.TOO_MANY_EXPANSIONS: N_(
        "“%(detail)s” stands for very many words; only the most frequent ones were searched. "
        "More letters make it more precise."
    ),
    NoticeKind.TOO_MUCH_WORK: N_(
        "“%(detail)s” would take too long and was left out. Fewer words, or longer ones, help."
    ),
    NoticeKind.SHORT_PATTERN: N_(
        "The asterisk in “%(detail)s” was ignored: it needs more letters beside it."
    ),
    NoticeKind.NO_WORDS: N_("There is no word to search for in what you typed."),
    NoticeKind.PARTIAL: N_(
        "Few publications hold all of these words, so some that hold only part of them follow."
    ),
    NoticeKind.MEANING: N_(
        "No publication holds all of these words. "
        "These hold some of them, or words close in meaning."
    ),
    NoticeKind.SEARCHED_APART: N_(
        "Nothing fits “%(detail)s” as it stands, so its words were searched one by one."
    ),
    NoticeKind.READ_AS: N_("“%(detail)s” was understood as “%(instead)s”."),
    NoticeKind.OPERATOR_WORD: N_(
        "“%(detail)s” in capital letters was understood as an operator, like AND, OR and NOT. In "
        "small letters it is a word."
    ),
    NoticeKind.INVALID_YEAR: N_(
        "“%(detail)s” names no year, so it was searched as words. Write for example year:2018 or "
        "year:2014..2020."
    ),
    NoticeKind.FIELD_NOT_SEARCHED: N_(
        "It is not possible to search in “%(detail)s” alone, so what follows was searched "
        "everywhere."
    ),
    NoticeKind.UNKNOWN_VALUE: N_("No publication has “%(detail)s”."),
    NoticeKind.IGNORED: N_("“%(detail)s” has no meaning in this search and was left out."),
    NoticeKind.UNCLOSED: N_("“%(detail)s” lacks its other half, so it was ignored."),
    NoticeKind.NO_REGEX: N_(
        "“%(detail)s” was searched as words. In a pattern an asterisk stands for any letters, and "
        "a question mark for one."
    ),
}


def notice_text(notice: Notice) -> str:
    """The text of a notice in the interface language."""
    return gettext(_NOTICES[notice.kind], detail=notice.detail, instead=notice.instead)


_ROLES: Final = {
    Role.COVER: N_("Cover"),
    Role.CONTENTS: N_("Table of contents"),
    Role.INDEX: N_("Index"),
    Role.BIBLIOGRAPHY: N_("References"),
    Role.COLOPHON: N_("Imprint"),
    Role.BLANK: N_("Blank page"),
}


def role_label(role: Role) -> str:
    """What a passage is, if it is not text; else empty."""
    return gettext(_ROLES[role]) if role in _ROLES else ""


def value_label(kind: ValueKind, value: str) -> str:
    """The name of a field's value in the interface language."""
    if kind is ValueKind.LANGUAGE:
        return language_name(value)
    return type_name(value) if kind is ValueKind.TYPE else value


def localized_value(kind: ValueKind, value: str, spoken: str = "") -> LocalizedText:
    """`value_label` with its language: `spoken`, if the value is shown as written."""
    is_known_type = kind is ValueKind.TYPE and value.lower() in _TYPES
    is_translated = is_known_type or kind in (ValueKind.LANGUAGE, ValueKind.YEAR)
    return LocalizedText(value_label(kind, value), None if is_translated else spoken)


_TYPES: Final = {
    "announcement": N_("Announcement"),
    "article": N_("Article"),
    "blogposting": N_("Post"),
    "book": N_("Book"),
    "booklet": N_("Booklet"),
    "dialogue": N_("Dialogue"),
    "guide": N_("Guide"),
    "interview": N_("Interview"),
    "manual": N_("Manual"),
    "news": N_("News"),
    "newsarticle": N_("News"),
    "poster": N_("Poster"),
    "post": N_("Post"),
    "reading": N_("Reading"),
    "report": N_("Report"),
    "text": N_("Text"),
}


def type_name(value: str) -> str:
    """The name of a publication type in the interface language; unknown types as written."""
    message = _TYPES.get(value.lower())
    return value[:1].upper() + value[1:] if message is None else gettext(message)
