"""Holds back what a file says of persons without saying it on its pages, and counts it.

What was held back is stored nowhere, only how much of each kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from indexer.extract import bylines
from indexer.extract.personal_data import is_personal, local_paths, mail_addresses
from indexer.model import HeldBack, Metadata

_PARTS: Final = re.compile(r"[;,|\n•]")
_MIN_NAME_WORDS: Final = 2  # a single word can mean anything


@dataclass(slots=True)
class Withheld:
    """What was held back of one file so far."""

    hidden_words: int = 0
    _names: set[str] = field(default_factory=set)
    _paths: set[str] = field(default_factory=set)
    _email_addresses: set[str] = field(default_factory=set)

    def result(self) -> HeldBack:
        """The counts; a value that stands in several places counts once."""
        return HeldBack(
            self.hidden_words, len(self._names), len(self._paths), len(self._email_addresses)
        )

    def screen(self, values: Iterable[str]) -> list[str]:
        """The values without those that have a path or a person's e-mail address in them."""
        return [value for value in values if not self._is_private(value)]

    def screen_lists(self, values: Iterable[str]) -> list[str]:
        """The items of lists such as "a; b, c" without those that have such data in them."""
        return self.screen(part for value in values for part in _parts(value))

    def without_typists(self, found: Metadata, lines: Sequence[str], text: str) -> Metadata:
        """`found` with those creators that the first lines of the work state as its authors.

        Of the other names, the remaining values lose what the pages (`text`) do not say.
        """
        stated = bylines.stated_names(found.creators, lines)
        names = [name for name in found.creators if name not in stated]
        self._names.update(map(str.casefold, names))
        unsaid = [name for name in names if len(name.split()) >= _MIN_NAME_WORDS]

        def names_one(value: str, everywhere: str = "") -> bool:
            plain = value.casefold()
            others = [name.casefold() for name in unsaid if name.casefold() not in everywhere]
            return any(name in plain for name in others)

        said = text.casefold() if unsaid else ""
        return replace(
            found,
            creators=stated,
            title="" if names_one(found.title, said) else found.title,
            subjects=tuple(s for s in found.subjects if not names_one(s, said)),
            description="" if names_one(found.description, said) else found.description,
            publisher="" if names_one(found.publisher) else found.publisher,
            rights="" if names_one(found.rights) else found.rights,
        )

    def _is_private(self, value: str) -> bool:
        if next(local_paths(value), ""):
            self._paths.add(value)
            return True
        mails = set(filter(is_personal, mail_addresses(value)))
        self._email_addresses |= mails
        return bool(mails)


def _parts(value: str) -> list[str]:
    """The items of a list; a value with a path is one, as paths can have commas in them."""
    return [value] if next(local_paths(value), "") else _PARTS.split(value)
