"""The values that cross a room boundary: frozen, typed, standard library only.

The words of this project: a *publication* is one work in the corpus, a *passage* the unit of
text a reader can be sent to (a PDF page, or a section of an HTML page, numbered from 1), a
*problem* something wrong with a file that staff must see. Metadata uses Dublin Core names.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

from indexer.media import MEDIA_KINDS, MediaKind, kind_of
from indexer.messages import NO_MESSAGE, Message, message

UNDETERMINED: Final = "und"
"""The language code (ISO 639-2) of text whose language is not known."""


class Origin(StrEnum):
    """Where a passage's text comes from."""

    TEXT_LAYER = "text-layer"
    OCR = "ocr"
    HTML = "html"


class ProblemKind(StrEnum):
    """What can be wrong with a file, with an explanation and an advice for staff."""

    EMPTY_FILE = "empty_file"
    NOT_A_PDF = "not_a_pdf"
    NOT_A_PAGE = "not_a_page"
    UNSUPPORTED = "unsupported"
    UNREADABLE = "unreadable"
    CHANGING = "changing"
    OUTSIDE = "outside"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    CUT_OFF = "cut_off"
    LAST_TEXT_KEPT = "last_text_kept"
    NO_TEXT = "no_text"
    PAGE_WITHOUT_TEXT = "page_without_text"
    PAGE_FAILED = "page_failed"
    TOO_MANY_PAGES = "too_many_pages"
    TEXT_CUT = "text_cut"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    CRASHED = "crashed"
    GARBLED = "garbled"
    READER_KILLED = "reader_killed"
    READER_DELAYED = "reader_delayed"
    RESOURCES_SHORT = "resources_short"
    HIDDEN_WORDS = "hidden_words"
    OCR_MISSING = "ocr_missing"
    OCR_UNSURE = "ocr_unsure"
    OCR_FAILED = "ocr_failed"
    OCR_INTERRUPTED = "ocr_interrupted"
    OCR_NOT_KEPT = "ocr_not_kept"
    METADATA_INVALID = "metadata_invalid"
    METADATA_UNCLEAR = "metadata_unclear"
    METADATA_UNUSABLE = "metadata_unusable"
    METADATA_ORPHAN = "metadata_orphan"
    METADATA_REMEMBERED = "metadata_remembered"
    TABLE_UNUSED = "table_unused"
    SELECTOR_INVALID = "selector_invalid"
    SELECTOR_UNMATCHED = "selector_unmatched"
    DUPLICATE_IDENTIFIER = "duplicate_identifier"
    EMBARGO_KEPT = "embargo_kept"
    TAKEDOWN_UNREADABLE = "takedown_unreadable"
    TAKEDOWN_UNKNOWN = "takedown_unknown"
    TAKEDOWN_LINE_GONE = "takedown_line_gone"
    WITHDRAWN_CHANGED = "withdrawn_changed"
    WITHDRAWN_ALONG = "withdrawn_along"
    WITHDRAWN_PASSAGE_LOST = "withdrawn_passage_lost"

    @property
    def explanation(self) -> Message:
        """One sentence: what is wrong."""
        return _PROBLEM_TEXTS[self][0]

    @property
    def advice(self) -> Message:
        """One sentence: what staff can do about it."""
        return _PROBLEM_TEXTS[self][1]

    @property
    def temporary(self) -> bool:
        """Whether it may be gone at the next run, and says nothing about the file: what is known of
        the file stays, and it is read again.
        """
        return self in _TEMPORARY


_READABLE: Final = ", ".join(kind.name for kind in MEDIA_KINDS)

_TEMPORARY: Final = frozenset(
    {
        *(ProblemKind.UNREADABLE, ProblemKind.CHANGING),
        *(ProblemKind.READER_KILLED, ProblemKind.READER_DELAYED, ProblemKind.RESOURCES_SHORT),
        ProblemKind.OCR_INTERRUPTED,
    }
)
"""Not OCR_MISSING: what is installed is part of the reader's name, so that files are read again
once that has changed, and not at each run until then."""

_PROBLEM_TEXTS: Final[dict[ProblemKind, tuple[Message, Message]]] = {
    ProblemKind.EMPTY_FILE: (
        message("The file is empty."),
        message("Copy it again from where it came from; perhaps the copy was interrupted."),
    ),
    ProblemKind.NOT_A_PDF: (
        message("The file is named .pdf but is not a PDF."),
        message("Open it to see what it is, then save it as PDF or HTML with the right ending."),
    ),
    ProblemKind.NOT_A_PAGE: (
        message("The file is named .html but is not a web page."),
        message(
            "Open it in the program that it belongs to. If that is a browser, save it again as "
            '"web page, complete", or print it as PDF.'
        ),
    ),
    ProblemKind.UNSUPPORTED: (
        message("This kind of file is not read; these are: {kinds}.", kinds=_READABLE),
        message("Save it as PDF, or move it out of the corpus folder."),
    ),
    ProblemKind.UNREADABLE: (
        message("The file could not be opened."),
        message("Check that it still exists and that you may read it, then run update again."),
    ),
    ProblemKind.CHANGING: (
        message("The file changed while it was being read."),
        message("Wait until it has been copied completely, then run update again."),
    ),
    ProblemKind.OUTSIDE: (
        message("This link points to a file outside the corpus folder, so it was not followed."),
        message("Copy the file itself into the corpus folder."),
    ),
    ProblemKind.ENCRYPTED: (
        message("The PDF is locked with a password."),
        message("Open it with the password, save a copy without one, and put that copy here."),
    ),
    ProblemKind.DAMAGED: (
        message("The file is damaged and could not be read."),
        message("Open it in a PDF program or a browser and save it again, or ask for a new copy."),
    ),
    ProblemKind.CUT_OFF: (
        message("The end of the file is missing."),
        message(
            "Copy it again from where it came from; perhaps the copy was interrupted. If it is "
            "meant to be so short, run `python -m indexer update --accept-removals`."
        ),
    ),
    ProblemKind.LAST_TEXT_KEPT: (
        message(
            "Readers still find this publication with its last text, because its file cannot be "
            "read now."
        ),
        message(
            "Put the file here again as it should be. To take the publication out, delete the file."
        ),
    ),
    ProblemKind.NO_TEXT: (
        message("No text was found on the pages of this file."),
        message(
            "If there is text on them, scan them again, straight and with 300 dpi (or have text "
            "recognition turned on: setting ocr); until then the file is found by its title only, "
            "if metadata.csv gives it one."
        ),
    ),
    ProblemKind.PAGE_WITHOUT_TEXT: (
        message("The page holds no text that could be found."),
        message(
            'Open it in a browser: if text is to be seen there, save it again as "web page, '
            'complete" or print it as PDF, and put that file here.'
        ),
    ),
    ProblemKind.PAGE_FAILED: (
        message("A page could not be read; the other pages can be found."),
        message("Open the file in a PDF program and save it again."),
    ),
    ProblemKind.TOO_MANY_PAGES: (
        message("The file has more pages than the limit; only the first ones can be found."),
        message("Split it into parts, or raise the setting max_pages."),
    ),
    ProblemKind.TEXT_CUT: (
        message("The file has more text than the limit; only its beginning can be found."),
        message("Split it into parts, or raise the setting max_text."),
    ),
    ProblemKind.TIME_LIMIT: (
        message("Reading the file took too long, so it was stopped."),
        message(
            "Open it in a PDF program or a browser and save it again; if it is simply large, split"
            " it, or raise the settings cpu_seconds and wall_seconds."
        ),
    ),
    ProblemKind.MEMORY_LIMIT: (
        message("Reading the file needed too much memory, so it was stopped."),
        message(
            "Open it in a PDF program or a browser and save it again, smaller; or raise the "
            "setting memory_mb."
        ),
    ),
    ProblemKind.CRASHED: (
        message("The program that reads files stopped on this one."),
        message(
            "The file is probably damaged: open it in a PDF program or a browser and save it again."
        ),
    ),
    ProblemKind.GARBLED: (
        message("Reading the file gave an answer that makes no sense, so it was refused."),
        message("Do not publish this file before somebody has looked at it; it may be harmful."),
    ),
    ProblemKind.READER_KILLED: (
        message(
            "The program that reads files was stopped from outside while it read this one; perhaps "
            "the computer ran out of memory."
        ),
        message(
            "Nothing is known to be wrong with the file. Close other programs, then run update "
            "again; if it is stopped again, set the setting workers to 1."
        ),
    ),
    ProblemKind.READER_DELAYED: (
        message("The computer was too busy to read the file in time."),
        message(
            "Nothing is known to be wrong with the file. Run update again when the computer has "
            "less to do, or raise the setting wall_seconds."
        ),
    ),
    ProblemKind.RESOURCES_SHORT: (
        message("The computer had too little memory, or no free process, for reading the file."),
        message(
            "Nothing is known to be wrong with the file. Close other programs, then run update "
            "again; `python -m indexer doctor` shows what is short."
        ),
    ),
    ProblemKind.HIDDEN_WORDS: (
        message(
            "Words of this file do not show on its pages, so they cannot be found or read here; "
            "but anybody who has the file can read them. They may be names that were meant to be "
            "removed."
        ),
        message(
            "Audit the file (python -m indexer audit PATH), which says where they are and how to "
            "remove them."
        ),
    ),
    ProblemKind.OCR_MISSING: (
        message(
            "Pages of this file are only pictures, and text recognition (OCR) is not installed."
        ),
        message(
            "Have installed what is named here, then run update again; until then these pages are "
            "found by the title only, if metadata.csv gives it one."
        ),
    ),
    ProblemKind.OCR_UNSURE: (
        message(
            "Pages of this file are pictures on which the text could not be recognised well enough."
        ),
        message(
            "Scan these pages again, straight and with 300 dpi, and give the file's language in "
            "metadata.csv; until then they are found by the title only."
        ),
    ),
    ProblemKind.OCR_FAILED: (
        message("Text recognition (OCR) stopped on pages of this file; the others can be found."),
        message("Scan these pages again, or save the file again in a PDF program."),
    ),
    ProblemKind.OCR_INTERRUPTED: (
        message(
            "Text recognition (OCR) could not do its work on this computer, so that pages of this "
            "file are waiting for it; the others can be found."
        ),
        message(
            "Nothing is known to be wrong with the file. Run update again, which recognises these "
            "pages; if they are still waiting then, `python -m indexer doctor` shows what is wrong."
        ),
    ),
    ProblemKind.OCR_NOT_KEPT: (
        message(
            "What was recognised on pages that are pictures cannot be kept in this folder. The "
            "pages can be found, but will have to be recognised again."
        ),
        message(
            "Make it a folder in which you may write, on a disk with free space, or delete it; it "
            "is made again."
        ),
    ),
    ProblemKind.METADATA_INVALID: (
        message("Something in the metadata could not be understood."),
        message(
            "Correct the place that is named and run update again. Until then, what was known "
            "there before stays."
        ),
    ),
    ProblemKind.METADATA_UNCLEAR: (
        message("Something in the metadata is not written clearly; it was used as is said here."),
        message("Look at the place that is named, and write what is meant."),
    ),
    ProblemKind.METADATA_UNUSABLE: (
        message("This metadata could not be used; what was known before stays."),
        message("Correct what is named and run update again."),
    ),
    ProblemKind.METADATA_ORPHAN: (
        message("metadata.csv or a sidecar describes a file that is not in the corpus."),
        message("Correct the file name, add the file, or remove the row."),
    ),
    ProblemKind.METADATA_REMEMBERED: (
        message("Nothing describes this file any more; what was written about it before is used."),
        message(
            "Write its row in metadata.csv (or its sidecar) again, with the name that the file has "
            "now."
        ),
    ),
    ProblemKind.TABLE_UNUSED: (
        message("This file looks like the table of metadata, but it is not used."),
        message(
            "Keep one table, with the name metadata.csv or metadata.xlsx, in the corpus folder "
            "itself, and move the others out of it."
        ),
    ),
    ProblemKind.SELECTOR_INVALID: (
        message("A line of html.yaml cannot be followed."),
        message(
            "Correct the line that is named and run update again. Until then the pages that are in"
            " the index stay as they are, and new ones are read without that line."
        ),
    ),
    ProblemKind.SELECTOR_UNMATCHED: (
        message("A selector in html.yaml does not fit this page, which was read without it."),
        message(
            "Open the page in a browser, click on that part with the right button, choose "
            '"Inspect" and correct the selector. If only this page is made differently, put it '
            "into a folder of its own, with an html.yaml that fits it (or an empty one)."
        ),
    ),
    ProblemKind.DUPLICATE_IDENTIFIER: (
        message("Two files claim the same identifier; only the first one is used."),
        message("Give each file an identifier of its own in metadata.csv or its sidecar."),
    ),
    ProblemKind.EMBARGO_KEPT: (
        message(
            "The date in the column available is gone; the publication stays hidden until that "
            "date."
        ),
        message("Write the date again. To show the publication now, write today's date there."),
    ),
    ProblemKind.TAKEDOWN_UNREADABLE: (
        message("The list of withdrawals cannot be read, so the search service shows nothing."),
        message(
            "Put the list back or correct it. If it is lost, run `python -m indexer takedown`, "
            "which writes it again."
        ),
    ),
    ProblemKind.TAKEDOWN_UNKNOWN: (
        message("An entry in the list of withdrawals matches no publication, so it hides nothing."),
        message(
            "Correct it: write the identifier, the path or the address of the publication. It is "
            "remembered, and hides a file with that name as soon as there is one; to forget it, "
            "run `python -m indexer restore` with the same words."
        ),
    ),
    ProblemKind.TAKEDOWN_LINE_GONE: (
        message("A line is gone from the list of withdrawals; what it named stays withdrawn."),
        message(
            "To show it again, run `python -m indexer restore` with what is named here. Otherwise "
            "write the line again."
        ),
    ),
    ProblemKind.WITHDRAWN_CHANGED: (
        message("A withdrawn file has changed; it stays withdrawn."),
        message("To show it again, run `python -m indexer restore` with its path."),
    ),
    ProblemKind.WITHDRAWN_ALONG: (
        message(
            "The file is hidden too: it has almost the same text as a withdrawn publication, or "
            "its path or identifier."
        ),
        message("If it should be shown, run `python -m indexer restore` with its path."),
    ),
    ProblemKind.WITHDRAWN_PASSAGE_LOST: (
        message(
            "A page or section was withdrawn, and it is not known where it is in the changed file,"
            " so the whole publication is hidden."
        ),
        message(
            "Check that it is no longer in the file, then run `python -m indexer restore` with the"
            " path."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a file: `path` inside the corpus, `passage` where one is meant."""

    kind: ProblemKind
    path: str
    detail: Message = NO_MESSAGE
    passage: int | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """What would be lost of the publication at `path`, for staff to decide: a sentence."""

    path: str
    what: Message


@dataclass(frozen=True, slots=True)
class Relation:
    """A Dublin Core relation, for example ("isTranslationOf", "cuadernos/claves-es.pdf")."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """Dublin Core description of one publication; empty values are unknown.

    `date` is ISO 8601 of any precision (2014, 2014-06, 2014-06-15); `languages` are ISO 639-1
    codes or `und`; before the date `available`, of any precision too, readers do not see the
    publication.
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

    def over(self, other: Metadata) -> Metadata:
        """These values, and `other`'s where this one has none."""
        return Metadata(
            *(getattr(self, field.name) or getattr(other, field.name) for field in fields(self))
        )

    @property
    def series(self) -> tuple[str, ...]:
        """Titles of the series that the publication is part of."""
        return tuple(r.target for r in self.relations if r.kind == "isPartOf")

    @property
    def year(self) -> int | None:
        """The year of `date`."""
        return int(self.date[:4]) if self.date[:4].isdigit() else None


@dataclass(frozen=True, slots=True)
class Selector:
    """A CSS selector of html.yaml, which tells where in a folder's pages a `part` stands: `text`,
    what to `drop`, or a Dublin Core name; `line` is where staff wrote it."""

    part: str
    css: str
    line: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One PDF page or HTML section. `text` is what is shown: cleaned, NFC, neither folded nor NFKC.

    `label` is the printed page label ("iv", "12") or the section's heading; `title` the outline
    entry or heading that the passage stands under; `anchor` the HTML fragment that leads to it.
    """

    number: int
    label: str
    text: str
    title: str = ""
    language: str = UNDETERMINED
    origin: Origin = Origin.TEXT_LAYER
    anchor: str = ""


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
    such pages whose text nobody has recognised. `held_back` counts what is not published.
    """

    media_type: str
    metadata: Metadata = Metadata()
    passages: tuple[Passage, ...] = ()
    problems: tuple[Problem, ...] = ()
    pictures: tuple[str, ...] = ()
    waiting: tuple[int, ...] = ()
    held_back: HeldBack = HeldBack()


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
    own.
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
