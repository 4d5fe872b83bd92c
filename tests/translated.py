"""Finds texts for staff that no catalogue has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from babel.messages.mofile import read_mo

from indexer.messages import Message
from search_app.i18n import catalog

_PLACE: Final = re.compile(r"\{\w+\}")
_HAS_LETTER: Final = re.compile(r"[^\W\d_]")


def untranslated(message: Message) -> list[str]:
    """The texts in a message that some language does not have; those without words need none."""
    return [
        text
        for text in _texts(message)
        if _HAS_LETTER.search(_PLACE.sub("", text)) and text not in _translated()
    ]


def _texts(message: Message) -> Iterator[str]:
    yield message.text
    for value in (message.values or {}).values():
        if isinstance(value, Message):
            yield from _texts(value)


@cache
def _translated() -> frozenset[str]:
    """The texts that every catalogue has."""
    known: list[set[str]] = []
    for path in catalog.po_files(catalog.MESSAGES.translations):
        with path.with_suffix(".mo").open("rb") as file:
            known.append({str(catalog._forms(one.id)[0]) for one in read_mo(file) if one.string})
    return frozenset(set.intersection(*known))
