"""The values that cross a room boundary: frozen, typed, standard library only.

The words of this project: a *publication* is one work in the corpus, a *passage* the unit of
text a reader can be sent to (a PDF page, or a section of an HTML page, numbered from 1), a
*problem* something wrong with a file that staff must see. Metadata uses Dublin Core names.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from operator import attrgetter
from typing import Final

from indexer.file_problems import Problem
from indexer.media import MediaKind, kind_of

UNDETERMINED: Final = "und"
"""The language code (ISO 639-2) of text whose language is not known."""


class Origin(StrEnum):
    """Where a passage's text comes from."""

    TEXT_LAYER = "text-layer"
    OCR = "ocr"
    HTML = "html"


class Role(StrEnum):
    """What a passage is for; readers look for text, the other roles lead to it or describe it."""

    TEXT = "text"
    COVER = "cover"
    CONTENTS = "contents"
    INDEX = "index"
    BIBLIOGRAPHY = "bibliography"
    COLOPHON = "colophon"
    BLANK = "blank"


class BlockKind(StrEnum):
    """What a part of a passage's text is, where it is not a plain paragraph."""

    HEADING = "heading"
    FOOTNOTE = "footnote"


class DateOrigin(StrEnum):
    """Where the date of a publication comes from."""

    STATED = "stated"
    """Staff, or the publication itself."""

    FILE = "file"
    """The properties of its file: when that was made."""

    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A Dublin Core relation, for example ("isTranslationOf", "cuadernos/claves-es.pdf")."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """Dublin Core description of one publication; empty values are unknown.

    `date` is ISO 8601 of any precision (2014, 2014-06, 2014-06-15), as staff or the publication
    state it; `languages` are ISO 639-1 codes or `und`; before the date `available`, of any
    precision too, readers do not see the publication. `file_year` is when the file was made, which
    may be long after the publication.
    """

    title: str = ""
    creators: tuple[str, ...] = ()
    date: str = ""
    languages: tuple[str, ...] = ()
    type: str = ""
    subjects: tuple[str, ...] = ()
    description: str = ""
    publisher: str = ""
    rights: str = ""
    identifier: str = ""
    relations: tuple[Relation, ...] = ()
    source: str = ""
    available: str = ""
    file_year: str = ""

    def over(self, other: Metadata) -> Metadata:
        """These values, and `other`'s where this one has none."""
        pairs = zip(_METADATA_VALUES(self), _METADATA_VALUES(other), strict=True)
        return Metadata(*[mine or others for mine, others in pairs])

    @property
    def series(self) -> tuple[str, ...]:
        """Titles of the series that the publication is part of."""
        return tuple(r.target for r in self.relations if r.kind == "isPartOf")

    @property
    def known_date(self) -> str:
        """The date that is stated, else the year in which the file was made."""
        return self.date or self.file_year

    @property
    def date_origin(self) -> DateOrigin:
        """Who says so."""
        if self.date:
            return DateOrigin.STATED
        return DateOrigin.FILE if self.file_year else DateOrigin.UNKNOWN

    @property
    def year(self) -> int | None:
        """The year of `known_date`."""
        return int(self.known_date[:4]) if self.known_date[:4].isdigit() else None


# `Metadata.over` is called several times for each file of a run; `fields` would take a fifth of it.
METADATA_ATTRIBUTES: Final = tuple(field.name for field in fields(Metadata))
_METADATA_VALUES: Final = attrgetter(*METADATA_ATTRIBUTES)


@dataclass(frozen=True, slots=True)
class Selector:
    """A CSS selector of html.yaml, which tells where in a folder's pages a `part` stands: `text`,
    what to `drop`, or a Dublin Core name; `line` is where staff wrote it."""

    part: str
    css: str
    line: int


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A heading or a footnote: the characters `start` to `end` of its passage's text.

    `level` is the heading's, 1 the highest on its page; 0 for footnotes.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """One PDF page or HTML section. `text` is what is shown: cleaned, NFC, neither folded nor NFKC.

    Its paragraphs are separated by an empty line, and footnotes come last; `blocks` are its
    headings and footnotes, ascending. `label` is the printed page label ("iv", "12") or the
    section's heading; `title` the outline entry or heading that the passage stands under; `anchor`
    the HTML fragment that leads to it.
    """

    number: int
    label: str
    text: str
    title: str = ""
    language: str = UNDETERMINED
    origin: Origin = Origin.TEXT_LAYER
    anchor: str = ""
    role: Role = Role.TEXT
    blocks: tuple[TextBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A line of a publication's table of contents: a title, and the passage where it begins.

    `depth` is 0 for the outermost entries; an entry is part of the last one before it that is less
    deep.
    """

    title: str
    number: int
    depth: int = 0


@dataclass(frozen=True, slots=True)
class HeldBack:
    """How much of a file is not published because its pages do not show it.

    `hidden_words` are words on its pages that nobody sees; `names` of who typed it, `paths` on a
    computer and `email_addresses` of persons stand in its properties. What they are is stored
    nowhere.
    """

    hidden_words: int = 0
    names: int = 0
    paths: int = 0
    email_addresses: int = 0

    def __add__(self, other: HeldBack) -> HeldBack:
        return HeldBack(
            *(getattr(self, field.name) + getattr(other, field.name) for field in fields(self))
        )

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class Extraction:
    """What reading one file gave: its own metadata, all passages (also empty ones), problems.

    `metadata.languages` are the languages found in the text, or as declared by staff. `pictures`
    are the keys under which the text of pages that are pictures is kept, `waiting` the numbers of
    such pages whose text nobody has recognised. `held_back` counts what is not published;
    `contents` is the table of contents.
    """

    media_type: str
    metadata: Metadata = Metadata()
    passages: tuple[Passage, ...] = ()
    problems: tuple[Problem, ...] = ()
    pictures: tuple[str, ...] = ()
    waiting: tuple[int, ...] = ()
    held_back: HeldBack = HeldBack()
    contents: tuple[OutlineEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """One work, as readers see it. `path` is inside the corpus, with forward slashes.

    `copies` are further paths that hold the same bytes; `size` is in bytes;
    `passages_without_text` are passage numbers.
    """

    id: str
    path: str
    copies: tuple[str, ...]
    sha256: str
    size: int
    media_type: str
    metadata: Metadata
    passage_count: int
    passages_without_text: tuple[int, ...] = ()

    @property
    def kind(self) -> MediaKind:
        """What kind of file it is."""
        return kind_of(self.media_type)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What readers must not see: whole publications, by identifier, and single passages, by the
    identifier of their publication and their number.
    """

    publications: frozenset[str] = frozenset()
    passages: frozenset[tuple[str, int]] = frozenset()


NOTHING_HIDDEN: Final = Hidden()


@dataclass(frozen=True, slots=True)
class ReaderNames:
    """Names versions and options: of what reads `text`, and of that and what reads `pictures`.

    A file without pictures need not be read again when something about reading pictures changes.
    """

    text: str
    pictures: str

    def of(self, extraction: Extraction) -> str:
        """The name of what gave this extraction."""
        has_pictures = extraction.pictures or extraction.waiting
        return self.pictures if has_pictures else self.text


@dataclass(frozen=True, slots=True)
class Replacement:
    """A file in the place of one that was indexed, which cannot be read: its digest, its size in
    bytes, the reader that tried it, and what is wrong with it.
    """

    sha256: str
    size: int
    reader: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One file's row in the index, which is its own manifest.

    A file that could not be read has a record too (`searchable` is false). `mtimes_ns` belong to
    `publication.path` and then to each of `copies`; `reader` names the version and the options
    that read it; `found` is what the file says of itself, `staff` what staff wrote beside it;
    `pictures` are the keys under which recognised text is kept for it; `signature` is almost the
    same for almost the same text, and empty for a short one; `held_back` counts what of the file
    is not published; `former_ids` are the identifiers that the publication had before, the oldest
    first. `remembered` is the part of `staff` that is written nowhere any more. Where there is a
    `replacement`, text and digest are those of the file that was there before it, `mtimes_ns` its
    own. A publication that was `removed` (a day in ISO 8601) has no text, and is kept for a while
    for its identifiers and metadata. `described_in` are the paths of the table and the sidecars
    that `staff` comes from; `row_path` is the path under which the table has it, if that is not its
    own. `contents` is the table of contents as the file has it.
    """

    publication: Publication
    mtimes_ns: tuple[int, ...]
    reader: str
    searchable: bool
    found: Metadata = Metadata()
    staff: Metadata = Metadata()
    problems: tuple[Problem, ...] = ()
    pictures: tuple[str, ...] = ()
    signature: bytes = b""
    held_back: HeldBack = HeldBack()
    former_ids: tuple[str, ...] = ()
    described_in: tuple[str, ...] = ()
    row_path: str = ""
    remembered: Metadata = Metadata()
    replacement: Replacement | None = None
    removed: str = ""
    contents: tuple[OutlineEntry, ...] = ()
