"""Finds personal data in any text: e-mail addresses, telephone numbers, paths of local files.

The only module that imports phonenumbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from phonenumbers import Leniency, PhoneNumberMatcher

from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.findings import FindingKind
from indexer.languages import LANGUAGES

_DEFAULT_REGION: Final = "MX"
"""Region of numbers without a country code."""

_MAX_CHARS: Final = 200_000  # of one text that are searched
_AT_WORD: Final = "|".join(word for row in LANGUAGES for word in row.at_words)
_AT: Final = rf"(?:@|\s?[\[({{]\s?(?:@|{_AT_WORD})\s?[\])}}]\s?)"
_MAIL: Final = re.compile(
    rf"(?<![\w.+/-])[\w.+-]{{1,64}}{_AT}(?:[\w-]{{1,63}}\.){{1,5}}([A-Za-z]{{2,24}})(?![\w-])",
    re.IGNORECASE,
)
# Suffixes of pictures for dense screens (logo@2x.png) and of packages.
_FILE_SUFFIXES: Final = frozenset({"png", "jpg", "jpeg", "gif", "svg", "webp", "js", "css", "min"})

_NUMBER: Final = r"[+(]{0,2}\d[\d\s().\-–/]{5,20}\d"
_PHONE_WORDS: Final = ("tel", "tels", "fax", "whatsapp")
"""Words before a telephone number in all languages."""


def _with_or_without_accents(word: str) -> str:
    """A pattern of a word in which each accent may be missing."""
    letters = ((letter, unicodedata.normalize("NFD", letter)[0]) for letter in word)
    return "".join(re.escape(a) if a == plain else f"[{a}{plain}]" for a, plain in letters)


_ANNOUNCEMENT: Final = "|".join(
    _with_or_without_accents(word)
    for word in (*_PHONE_WORDS, *(word for row in LANGUAGES for word in row.phone_words))
)
_ANNOUNCED_NUMBER: Final = re.compile(
    rf"\b(?:{_ANNOUNCEMENT})\b[^\w\n+(]{{0,4}}({_NUMBER})", re.IGNORECASE
)
_POSSIBLE_NUMBER: Final = re.compile(r"[+(]\s?\d[\d\s().\-–/]{6,}\d")
_NUMBER_START: Final = re.compile(r"\+|\(\+?\d{1,4}\)(?!\s?[\d.]+\s\d+\.)")
# Other numbers: web addresses, identifiers of books and articles.
_OTHER_NUMBERS: Final = re.compile(
    r"https?://\S+|www\.\S+|\b10\.\d{4,9}/\S+|\bIS[BS]N(?:-1[03])?:?\s?[\dXx\s-]+", re.IGNORECASE
)

_NAME: Final = r"[^\\/:*?\"<>|\r\n\t]{1,80}"
_PATHS: Final = (
    re.compile(r"file:/{1,5}[^\s\"'<>#]{3,300}", re.IGNORECASE),
    re.compile(rf"(?<![A-Za-z0-9])[A-Za-z]:[\\/]{{1,2}}(?:{_NAME}[\\/]{{1,2}}){{1,20}}{_NAME}"),
    re.compile(rf"(?<![\\\w])\\\\[\w.$-]{{2,60}}\\(?:{_NAME}\\){{0,20}}{_NAME}"),
    re.compile(
        r"(?<![\w.~/-])/(?:home|Users|Volumes|media|mnt|private/var|var/folders)"
        r"/[^\s/\"'<>]{1,80}/[^\"'<>\r\n]{1,300}"
    ),
    re.compile(r"\b(?:smb|afp|nfs)://[^\s\"'<>]{3,300}", re.IGNORECASE),
)


def preload() -> None:
    """Make phonenumbers load its metadata."""
    list(_numbers("Tel. +52 55 5000 0000"))


def contacts(text: str) -> Iterator[str]:
    """The e-mail addresses and telephone numbers in a text."""
    text = text[:_MAX_CHARS]
    for match in _MAIL.finditer(text):
        if match[1].lower() not in _FILE_SUFFIXES:
            yield re.sub(_AT, "@", match[0].strip("."), flags=re.IGNORECASE)
    yield from _numbers(text)


def local_paths(text: str) -> Iterator[str]:
    """The paths of local files in a text."""
    text = text[:_MAX_CHARS]
    if "%" in text:
        text = unquote(text)
    for pattern in _PATHS:
        for match in pattern.finditer(text):
            yield match[0]


def search_hidden(
    collector: FindingCollector, text: str, where: str, page: int | None = None
) -> None:
    """Add the personal data in a text that readers do not see; `where` describes its place.

    An address that occurs in the visible text too is not hidden, so call `search_visible` first.
    """
    for contact in contacts(text):
        if contact not in collector.visible_contacts:
            collector.add(FindingKind.HIDDEN_CONTACT, f"{contact} ({where})", page)
    for path in local_paths(text):
        collector.add(FindingKind.LOCAL_PATH, f"{path} ({where})", page)


def search_visible(collector: FindingCollector, text: str, page: int | None = None) -> None:
    """Add the addresses and numbers in a text that readers see."""
    for contact in contacts(text):
        collector.visible_contacts.add(contact)
        collector.add(FindingKind.VISIBLE_CONTACT, contact, page)


def _numbers(text: str) -> Iterator[str]:
    """Telephone numbers: announced ones, and valid ones in the notation of telephone numbers.

    Ten digits alone can be anything (a case file, an account), so they must be announced ("Tel."),
    or have a country code ("+52") or an area code in parentheses.
    """
    text = _OTHER_NUMBERS.sub(" ", text)
    announced = []
    for match in _ANNOUNCED_NUMBER.finditer(text):
        if 7 <= sum(map(str.isdigit, match[1])) <= 15:
            announced.append(match.span(1))
            yield " ".join(match[1].split())
    for maybe in _POSSIBLE_NUMBER.finditer(text):
        if any(start <= maybe.start() < end for start, end in announced):
            continue
        for found in PhoneNumberMatcher(
            maybe[0], _DEFAULT_REGION, leniency=Leniency.VALID, max_tries=20
        ):
            if _NUMBER_START.match(found.raw_string):
                yield " ".join(found.raw_string.split())
