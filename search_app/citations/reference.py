"""What is cited: one typed record, from which every format is written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from indexer.media import MediaKind, Unit
from indexer.model import UNDETERMINED, Metadata, Passage, Publication
from indexer.names_of_bodies import names_a_body


class WorkKind(StrEnum):
    """The type of a work in a bibliography; the values are CSL types."""

    BOOK = "book"
    REPORT = "report"
    ARTICLE = "article-magazine"
    """A text in a series of texts, which is then named like a periodical."""
    PAGE = "webpage"


_LOW_COMMA: Final = "\u201a"  # a low quotation mark


@dataclass(frozen=True, slots=True)
class Creator:
    """A person with `family` and `given` name, or an organisation as its `literal` name.

    A name without a comma is taken as it stands: nobody can tell from "María Isabel Castillo
    Vergara" where the family name begins.
    """

    literal: str = ""
    family: str = ""
    given: str = ""

    @property
    def sorted_name(self) -> str:
        """The name as lists are sorted by it."""
        return self.literal or f"{self.family}, {self.given}"

    @property
    def comma_safe_name(self) -> str:
        """The name for formats in which a comma always separates a family name from a given one: in
        that of an organisation stands a sign that looks the same."""
        return self.literal.replace(",", _LOW_COMMA) or self.sorted_name

    @property
    def unsplit_name(self) -> str:
        """The name for programs that guess a family name unless there is a comma: one at its end
        keeps the name of an organisation whole."""
        return f"{self.comma_safe_name}," if " " in self.literal else self.sorted_name

    @property
    def spoken_name(self) -> str:
        """The name as it is said."""
        return self.literal or f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class Issued:
    """A date as far as it is known; 0 stands for a month or a day that is not."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def parts(self) -> tuple[int, ...]:
        """Year, month and day, without those that are not known."""
        return tuple(part for part in (self.year, self.month, self.day) if part)

    def joined(self, separator: str) -> str:
        """The known parts as four and two digits."""
        return separator.join(
            f"{part:0{4 if at == 0 else 2}}" for at, part in enumerate(self.parts)
        )


@dataclass(frozen=True, slots=True)
class Locator:
    """The place of a passage in its work: a printed page ("iv"), or the heading of a section."""

    unit: Unit
    value: str


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute addresses without a query: of what is cited (`page`), of the whole `work`, and of
    its `file`, opened at the passage if there is one."""

    page: str
    work: str
    file: str


@dataclass(frozen=True, slots=True)
class Reference:
    """One work as it is cited, and with `locator` one place in it; empty values are unknown.

    All texts are on one line, without characters that mean nothing to a reader.
    """

    key: str
    kind: WorkKind
    title: str
    creators: tuple[Creator, ...]
    issued: Issued | None
    publisher: str
    series: str
    language: str
    subjects: tuple[str, ...]
    description: str
    rights: str
    addresses: Addresses
    file_kind: MediaKind
    locator: Locator | None = None


def reference(
    publication: Publication, addresses: Addresses, passage: Passage | None = None
) -> Reference:
    """How `publication` is cited, or `passage` of it."""
    metadata = publication.metadata
    spoken = [code for code in metadata.languages if code != UNDETERMINED]
    return Reference(
        key=publication.id if passage is None else f"{publication.id}-{passage.number}",
        kind=_kind(metadata, paged=publication.kind.paged),
        title=plain(metadata.title) or plain(publication.path.rpartition("/")[2]),
        creators=tuple(
            creator(name, metadata.publisher) for name in metadata.creators if plain(name)
        ),
        issued=issued(metadata.date),
        publisher=plain(metadata.publisher),
        series=next((plain(name) for name in metadata.series), ""),
        language=spoken[0] if len(spoken) == 1 else "",
        subjects=tuple(subject for name in metadata.subjects if (subject := plain(name))),
        description=plain(metadata.description),
        rights=plain(metadata.rights),
        addresses=addresses,
        file_kind=publication.kind,
        locator=None if passage is None else _locator(passage, publication.kind.unit),
    )


def plain(text: str) -> str:
    """`text` on one line, without control characters and those of private use."""
    if text.isprintable():  # no control characters, and no white space but blanks
        return " ".join(text.split())
    kept = (" " if c.isspace() else c for c in text if c.isspace() or _is_written(c))
    return " ".join("".join(kept).split())


def _is_written(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cn", "Co", "Cs")


def creator(name: str, publisher: str = "") -> Creator:
    """A person where `name` is "Family, Given"; else the name as it stands.

    It is an organisation's if its words say so, or if it is also that of the publisher.
    """
    name = plain(name)
    family, comma, given = (part.strip() for part in name.partition(","))
    is_body = names_a_body(name) or name.casefold() == plain(publisher).casefold()
    if is_body or not (comma and family and given) or "," in given:
        return Creator(literal=name)
    return Creator(family=family, given=given)


def issued(date: str) -> Issued | None:
    """The known parts of an ISO 8601 date; None without a year."""
    parts = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", date)
    if parts is None or int(parts[1]) == 0:
        return None
    month, day = int(parts[2] or 0), int(parts[3] or 0)
    if not 1 <= month <= 12:
        return Issued(int(parts[1]))
    return Issued(int(parts[1]), month, day if day <= 31 else 0)


_BOOKS: Final = frozenset({"book", "booklet", "guide", "manual", "reading"})
_TEXTS: Final = frozenset(
    {
        "announcement",
        "article",
        "blogposting",
        "dialogue",
        "interview",
        "news",
        "newsarticle",
        "post",
    }
)


def _kind(metadata: Metadata, *, paged: bool) -> WorkKind:
    given = metadata.type.lower()
    if given == "report":
        return WorkKind.REPORT
    if given in _BOOKS or (given not in _TEXTS and paged):
        return WorkKind.BOOK
    return WorkKind.ARTICLE if metadata.series else WorkKind.PAGE


def _locator(passage: Passage, unit: Unit) -> Locator | None:
    if unit is Unit.PAGE:
        return Locator(unit, plain(passage.label) or str(passage.number))
    heading = plain(passage.label) or plain(passage.title)
    return Locator(unit, heading) if heading else None
