"""Texts for staff, in their language: English in the code, catalogues in `translations/`.

A text is a `Message`: what it says in English, and the values in it. It is translated when it is
shown (`str`), so that it can be stored, or come out of another process, before anybody knows in
which language it will be read. `python -m search_app.i18n.catalog` collects the texts for
translation; it knows them by the names `message` and `plural`, which take literal texts only.
"""

from __future__ import annotations

import locale
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Final

from indexer.languages import INTERFACES

TRANSLATIONS: Final = Path(__file__).with_name("translations")
DOMAIN: Final = "messages"
SOURCE_LANGUAGE: Final = "en"
"""The language of the texts in the code."""

_LOCALE_VARIABLES: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""What names the language of messages, the strongest first, as gettext has it."""
_PLACE: Final = re.compile(r"\{(\w+)\}")
_COUNT: Final = "count"
_MAX_DEPTH: Final = 16
"""Messages inside each other: an audit nests ten, for the metadata of a picture in a page in a page
in an attachment of an earlier version."""
_MAX_CHARS: Final = 2000
_MAX_NAMED_PAGES: Final = 5
_MAX_NUMBER: Final = 10**18
_TOO_MANY_CHARS: Final = 1 << 30

_language_in_use = SOURCE_LANGUAGE


@dataclass(frozen=True, slots=True)
class Message:
    """A text for staff; `str` gives it in the language in use.

    `text` is in English, with the names of `values` in braces; a value that is a message is
    translated too, and a number is written as the language writes it (a number that is a name, as
    of a port, is given as a text). Where the text differs by number, `many` is the text for
    several, and the value `count` decides. A message without text is false.
    """

    text: str = ""
    values: Mapping[str, str | int | float | Message] | None = None
    many: str = ""

    def __str__(self) -> str:
        values = self.values or {}
        catalogue = _catalogue(_language_in_use)
        count = values.get(_COUNT)
        if self.many and isinstance(count, int):
            text = catalogue.ngettext(self.text, self.many, count)
        else:
            text = catalogue.gettext(self.text) if self.text else ""
        # Not str.format, which would follow attributes that a hostile process names.
        return _PLACE.sub(lambda place: _written(values.get(place[1], place[0])), text)

    @property
    def is_bounded(self) -> bool:
        """Whether it is short when it is shown, whatever it holds: a value is shown as often as the
        text names it, so messages inside messages multiply each other.
        """
        return _shown_chars(self, _MAX_DEPTH) <= _MAX_CHARS

    @property
    def is_printable(self) -> bool:
        """Whether nothing in it can control a terminal."""
        return all(map(str.isprintable, _texts(self)))

    def __bool__(self) -> bool:
        return bool(self.text)

    def __hash__(self) -> int:
        return hash((self.text, tuple(sorted((self.values or {}).items())), self.many))


def _shown_chars(value: str | int | float | Message, depth: int) -> int:
    """The most characters that a value can have when it is shown, in the language of the code."""
    match value:
        case str():
            return len(value)
        case int() | float():
            return len(str(value)) if abs(value) <= _MAX_NUMBER else _TOO_MANY_CHARS
    if depth == 0:
        return _TOO_MANY_CHARS
    values = value.values or {}
    chars = {name: _shown_chars(inside, depth - 1) for name, inside in values.items()}
    return sum(map(len, chars)) + max(
        len(text) + sum(chars.get(name, 0) for name in _PLACE.findall(text))
        for text in (value.text, value.many)
    )


def _texts(message: Message) -> Iterator[str]:
    yield from (message.text, message.many)
    for value in (message.values or {}).values():
        match value:
            case Message():
                yield from _texts(value)
            case str():
                yield value


NO_MESSAGE: Final = Message()


def _written(value: str | int | float | Message) -> str:
    if isinstance(value, str | Message):
        return str(value)
    language = INTERFACES[_language_in_use]
    marks = {",": language.thousands_mark, ".": language.decimal_mark}
    digits = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    return "".join(marks.get(c, c) for c in digits)


def message(text: str, /, **values: str | int | float | Message) -> Message:
    """The message `text`, a literal, with `values` in place of their names in braces."""
    return Message(text, values or None)


def plural(one: str, many: str, /, count: int, **values: str | int | float | Message) -> Message:
    """The message `one` or `many`, both literals, by the number `count`, which is a value too."""
    return Message(one, {_COUNT: count} | values, many)


def verbatim(text: str) -> Message:
    """Words that are not ours, as the system's, or a name: they are not translated."""
    return Message("{text}", {"text": text}) if text else NO_MESSAGE


def listed(*parts: str | Message) -> Message:
    """The parts that are not empty, with commas between them."""
    named = {f"part{number}": part for number, part in enumerate(parts) if part}
    return Message(", ".join(f"{{{name}}}" for name in named), named or None)


def named_pages(numbers: Sequence[int]) -> Message:
    """Which pages are meant: the first few by number, and how many more."""
    named = ", ".join(map(str, numbers[:_MAX_NAMED_PAGES]))
    if len(numbers) == 1:
        return replace(_ONE_PAGE, values={"page": named})
    more = len(numbers) - _MAX_NAMED_PAGES
    if more <= 0:
        return replace(_PAGES, values={"pages": named})
    return replace(_MORE_PAGES, values={"pages": named, "more": more})


_ONE_PAGE: Final = message("page {page}")
_PAGES: Final = message("pages {pages}")
_MORE_PAGES: Final = message("pages {pages} and {more} more")
_PAGE_TEXTS: Final = frozenset(one.text for one in (_ONE_PAGE, _PAGES, _MORE_PAGES))


def names_pages(said: Message) -> bool:
    """Whether `said` is or holds what `named_pages` says."""
    inside = (said.values or {}).values()
    return said.text in _PAGE_TEXTS or any(
        names_pages(value) for value in inside if isinstance(value, Message)
    )


def quoted(who: str, words: str) -> Message:
    """What another program said, marked as its own words, which are in no language of staff."""
    return message("{who} says “{words}”", who=who, words=words)


def use_language(code: str) -> None:
    """Show messages in the language `code` from now on, in the whole process."""
    global _language_in_use  # a process speaks one language
    _language_in_use = code


def language_in_use() -> str:
    """The language in which messages are shown."""
    return _language_in_use


def language_of_machine(environment: Mapping[str, str] | None = None) -> str:
    """The language of the interface that the user's locale names.

    For a language that the program does not speak, that of its country (Nahuatl in Mexico:
    Spanish); English for the locale C and where the country has none of ours; Spanish, like the
    service, where nothing names a language, as under cron or in a container.
    """
    environment = os.environ if environment is None else environment
    named = next(filter(None, map(environment.get, _LOCALE_VARIABLES)), "") or _system_locale()
    if not named:
        return next(iter(INTERFACES))
    found = (_language_of(one) for one in named.split(":"))
    return next(filter(None, found), SOURCE_LANGUAGE)


def _language_of(name: str) -> str:
    """The language of the interface for a locale such as "nhn_MX.UTF-8"; empty if there is none."""
    language, _, territory = re.split(r"[.@]", name.replace("-", "_"))[0].partition("_")
    if language.lower() in INTERFACES:
        return language.lower()
    country = territory.rpartition("_")[2].upper()
    return next((code for code, row in INTERFACES.items() if country in row.countries), "")


def _system_locale() -> str:
    """What the system's own settings name, where these are not in the environment."""
    if sys.platform == "win32":
        import ctypes  # not needed elsewhere

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return locale.windows_locale.get(number, "")
    if sys.platform == "darwin":
        command = ["/usr/bin/defaults", "read", "-g", "AppleLocale"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)  # noqa: S603 # fixed words
        except (OSError, subprocess.SubprocessError):
            return ""
        return done.stdout.strip()
    return ""


@cache
def _catalogue(code: str) -> NullTranslations:
    if code == SOURCE_LANGUAGE:
        return NullTranslations()
    return translation(DOMAIN, TRANSLATIONS, [code], fallback=True)
