"""Words on a page with the language that they are in, so that a screen reader can say them.

The interface speaks one language; titles, subjects and names of series speak their own, also in
the middle of a sentence of the interface.
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
    """`message` in the interface language, with `words` where it has the value called `name`."""
    before, _, after = gettext(message, **{name: _PLACE, **values}).partition(_PLACE)
    around = (LocalizedText(before), *words, LocalizedText(after))
    return tuple(part for part in around if part.text)
