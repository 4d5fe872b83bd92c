"""Texts with their language, so that a screen reader can pronounce them.

The interface is in one language; titles, subjects and names of series are in their own, even inside
a sentence of the interface.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from search_app.i18n.locale import gettext

_PLACE: Final = "\0"


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """A text and its HTML `lang`: None is the interface's language, empty an unknown one."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class LocalizedLink:
    """A link whose text may be in several languages; `language` is that of what it leads to."""

    words: tuple[LocalizedText, ...]
    url: str
    language: str = ""


def interpolate(
    message: str, name: str, *words: LocalizedText, **values: object
) -> tuple[LocalizedText, ...]:
    """`message` in the interface language, with `words` in place of its value `name`."""
    before, _, after = gettext(message, **{name: _PLACE, **values}).partition(_PLACE)
    around = (LocalizedText(before), *words, LocalizedText(after))
    return tuple(part for part in around if part.text)
