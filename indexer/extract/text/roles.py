"""Finds the roles of the passages of a publication: covers, contents, indexes, references.

Headings (in the words of `languages`), the look of the lines (`page_signs`) and the place of the
passage decide.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from indexer.extract.text.heading_words import (
    BIBLIOGRAPHY_HEADINGS,
    CONTENTS_HEADINGS,
    INDEX_HEADINGS,
)
from indexer.extract.text.page_signs import MIN_COVERED_PAGES, PageSigns
from indexer.model import Passage, Role

_MAX_BACK_CHARS: Final = 900
_SHARED_WORDS: Final = 0.5
_MIN_CONTACTS: Final = 3


def find_roles(
    passages: Sequence[Passage], shows_nothing: Callable[[int], bool]
) -> tuple[Passage, ...]:
    """The pages of a publication with their roles.

    `shows_nothing` says of a page without text, by its number, whether it has no picture either.
    """
    pages = [PageSigns(passage, len(passages)) for passage in passages]
    has_text = any(page.lines for page in pages)
    roles: list[Role] = []
    is_open = False  # whether a list of references may go on
    for page in pages:
        before = roles[-1] if roles else Role.TEXT
        if page.lines:
            role = _role_of(page, Role.BIBLIOGRAPHY if is_open else before)
            is_open = role is Role.BIBLIOGRAPHY or page.begins_bibliography
            roles.append(role)
        elif shows_nothing(page.number):
            roles.append(Role.BLANK)
        else:
            # A picture before the text is the cover; elsewhere it is an illustration.
            roles.append(Role.COVER if has_text and page.number == 1 else Role.TEXT)
    if _is_back_cover(pages, roles):
        roles[-1] = Role.COVER
    return tuple(
        passage if role is Role.TEXT else replace(passage, role=role)
        for passage, role in zip(passages, roles, strict=True)
    )


def section_role(passage: Passage) -> Role:
    """The role of a section of a web page, which its heading says."""
    page = PageSigns(passage, 1)
    if page.heading in BIBLIOGRAPHY_HEADINGS:
        return Role.BIBLIOGRAPHY
    if page.heading in CONTENTS_HEADINGS and page.is_list:
        return Role.CONTENTS
    return Role.INDEX if page.heading in INDEX_HEADINGS and page.is_list else Role.TEXT


def _role_of(page: PageSigns, before: Role) -> Role:
    """The role of a page with text, which comes after one with the role `before`."""
    if page.is_left_blank:
        return Role.BLANK
    if page.is_index(goes_on=before is Role.INDEX):
        return Role.INDEX
    if page.is_contents(goes_on=before is Role.CONTENTS):
        return Role.CONTENTS
    if page.is_bibliography(goes_on=before is Role.BIBLIOGRAPHY):
        return Role.BIBLIOGRAPHY
    if page.is_front_cover(goes_on=before in (Role.COVER, Role.BLANK)):
        return Role.COVER
    return Role.COLOPHON if page.is_colophon() else Role.TEXT


def _is_back_cover(pages: Sequence[PageSigns], roles: Sequence[Role]) -> bool:
    """Whether the last page repeats the words of the first, or says how to get in touch."""
    if len(pages) < MIN_COVERED_PAGES or roles[0] is not Role.COVER or roles[-1] is not Role.TEXT:
        return False
    first, last = pages[0], pages[-1]
    if (
        not last.lines
        or last.sentences > 0.1 * len(last.lines)
        or last.characters > _MAX_BACK_CHARS
    ):
        return False
    words = set(last.words)
    shared = len(words & set(first.words)) / max(1, len(words))
    return shared >= _SHARED_WORDS or last.contacts >= _MIN_CONTACTS
