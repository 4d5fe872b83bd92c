"""Reports personal data in any text: e-mail addresses, telephone numbers, paths of local files.

The only module that imports phonenumbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from phonenumbers import Leniency, PhoneNumberMatcher

from indexer.audit.detectors.collector import FindingCollector
from indexer.audit.findings import FindingKind
from indexer.extract.personal_data import local_paths, mail_addresses
from indexer.languages import LANGUAGES
from indexer.messages import Message

_DEFAULT_REGION: Final = "MX"
"""Region of numbers without a country code."""

_MAX_CHARS: Final = 200_000  # of one text that are searched
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


def preload() -> None:
    """Make phonenumbers load its metadata."""
    list(_numbers("Tel. +52 55 5000 0000"))


def contacts(text: str) -> Iterator[str]:
    """The e-mail addresses and telephone numbers in a text."""
    text = text[:_MAX_CHARS]
    yield from mail_addresses(text)
    yield from _numbers(text)


def search_hidden(
    collector: FindingCollector, text: str, where: Message, page: int | None = None
) -> None:
    """Add the personal data in a text that readers do not see; `where` describes its place.

    An address that occurs in the visible text too is not hidden, so call `search_visible` first.
    """
    for contact in contacts(text):
        if contact not in collector.visible_contacts:
            collector.add(FindingKind.HIDDEN_CONTACT, contact, page, where)
    for path in local_paths(text):
        collector.add(FindingKind.LOCAL_PATH, path, page, where)


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
