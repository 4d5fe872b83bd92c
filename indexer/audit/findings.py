"""What publishing a file would give away: the values that an audit gives (standard library only).

A *finding* is one thing that a file holds and that its reader does not expect: a name, a place,
words under a black box. How grave it is (its *weight*) comes with its kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How grave a finding is."""

    DANGER = "danger"
    """It can name or locate a person, or show what was meant to be hidden."""
    UNKNOWN = "unknown"
    """Something could not be looked at."""
    NOTE = "note"
    """Worth knowing; normal in a publication."""


class FindingKind(StrEnum):
    """What a file can give away, with a weight, an explanation and an advice for staff."""

    NOT_LOOKED_AT = "not_looked_at"
    COVERED_TEXT = "covered_text"
    COVERED_PICTURE = "covered_picture"
    UNAPPLIED_REDACTION = "unapplied_redaction"
    HIDDEN_LAYER = "hidden_layer"
    UNSEEN_TEXT = "unseen_text"
    OUTSIDE_PAGE = "outside_page"
    TINY_TEXT = "tiny_text"
    EARLIER_TEXT = "earlier_text"
    EARLIER_CONTENT = "earlier_content"
    UNUSED_CONTENT = "unused_content"
    OUTSIDE_DATA = "outside_data"
    COMMENT = "comment"
    FORM_VALUE = "form_value"
    EMBEDDED_FILE = "embedded_file"
    JAVASCRIPT = "javascript"
    ACTION = "action"
    SIGNATURE = "signature"
    LOCAL_PATH = "local_path"
    HIDDEN_CONTACT = "hidden_contact"
    EDITOR = "editor"
    PRIVATE_DATA = "private_data"
    PICTURE_PLACE = "picture_place"
    PICTURE_OWNER = "picture_owner"
    PICTURE_PREVIEW = "picture_preview"
    HIDDEN_ELEMENT = "hidden_element"
    TRACKER = "tracker"
    FORM_TARGET = "form_target"
    OCR_LAYER = "ocr_layer"
    OVER_EDGE = "over_edge"
    EARLIER_VERSION = "earlier_version"
    AUTHOR = "author"
    PROGRAM = "program"
    HISTORY = "history"
    LINKED_FILE = "linked_file"
    PICTURE_CAMERA = "picture_camera"
    VISIBLE_CONTACT = "visible_contact"
    SOURCE_COMMENT = "source_comment"
    PAGE_SCRIPT = "page_script"
    FETCHED = "fetched"
    SAVED_FROM = "saved_from"

    @property
    def weight(self) -> Severity:
        """How grave it is."""
        return _TEXTS[self][0]

    @property
    def explanation(self) -> str:
        """One sentence: what the file holds."""
        return _TEXTS[self][1]

    @property
    def advice(self) -> str:
        """One sentence: what staff can do about it."""
        return _TEXTS[self][2]


_REDO: Final = (
    "Delete the words in the program that the text came from (a box only lies on top of them), "
    "put the box or [...] in their place, and make the PDF again."
)
_SANITISE: Final = (
    "Remove it in a PDF program (Acrobat: Redact > Sanitize Document; LibreOffice: make the PDF "
    "again from the document), then audit the new file."
)
_PROPERTIES: Final = (
    "Empty the document's properties before you make the PDF (Word: File > Info > Inspect "
    "Document; LibreOffice: File > Properties > Reset Properties)."
)
_PICTURES: Final = (
    "Save the picture without its metadata (take a screenshot of it, or export it anew without "
    "metadata), put that into the document and make the file again."
)
_SOURCE: Final = (
    "Open the page in a plain text editor and delete it there, or make a PDF of the page instead."
)
_PERHAPS: Final = (
    "Nothing to do if this is meant to be public; otherwise make the file again without it."
)

_TEXTS: Final[dict[FindingKind, tuple[Severity, str, str]]] = {
    FindingKind.NOT_LOOKED_AT: (
        Severity.UNKNOWN,
        "A part of the file could not be looked at, so something may be hidden there.",
        "Open the file in a PDF program, save it again and audit that copy; or split it. Otherwise "
        "treat it as not audited.",
    ),
    FindingKind.COVERED_TEXT: (
        Severity.DANGER,
        "Words are hidden by a box or a picture: nobody sees them, anybody can copy them out.",
        _REDO,
    ),
    FindingKind.COVERED_PICTURE: (
        Severity.DANGER,
        "A box lies over a part of a picture: the picture still holds what is under it.",
        "Paint over the place in the picture itself, with a picture program, put that picture into "
        "the document and make the PDF again.",
    ),
    FindingKind.UNAPPLIED_REDACTION: (
        Severity.DANGER,
        "A place is marked to be blacked out, but this was never carried out.",
        "Open it in the program in which it was marked and choose Apply redactions, save it under "
        "another name and audit that.",
    ),
    FindingKind.HIDDEN_LAYER: (
        Severity.DANGER,
        "There is a layer that is switched off; any PDF program can switch it on.",
        "Delete the layer in the program that the file came from and make the PDF again.",
    ),
    FindingKind.UNSEEN_TEXT: (
        Severity.DANGER,
        "There are words that nobody sees (in the colour of the paper, transparent, or cut off), "
        "but that can be copied out and searched.",
        "Delete them in the program that the text came from and make the PDF again.",
    ),
    FindingKind.OUTSIDE_PAGE: (
        Severity.DANGER,
        "There are words outside the visible part of the page (it was cropped).",
        "Cropping only hides: delete them in the program that the text came from and make the PDF "
        "again.",
    ),
    FindingKind.TINY_TEXT: (
        Severity.DANGER,
        "There are words too small to be seen, but that can be copied out and searched.",
        "Delete them in the program that the text came from and make the PDF again.",
    ),
    FindingKind.EARLIER_TEXT: (
        Severity.DANGER,
        "The file still holds an earlier version, with text that is no longer in the last one.",
        "Do not use Save but Save As (or print into a new PDF), which drops earlier versions.",
    ),
    FindingKind.EARLIER_CONTENT: (
        Severity.DANGER,
        "The file still holds an earlier version, with something that is no longer in the last "
        "one.",
        "Do not use Save but Save As (or print into a new PDF), which drops earlier versions.",
    ),
    FindingKind.UNUSED_CONTENT: (
        Severity.DANGER,
        "The file holds text or pictures that no page shows; they can be taken out with a tool.",
        "Use Save As, or print into a new PDF, which drops what is not used.",
    ),
    FindingKind.OUTSIDE_DATA: (
        Severity.DANGER,
        "Other data stands before the beginning or after the end of the document.",
        "Use Save As, or print into a new PDF; if you do not know where the data comes from, do "
        "not publish the file.",
    ),
    FindingKind.COMMENT: (
        Severity.DANGER,
        "There are comments or marks, with their authors.",
        "Delete all comments (also resolved and hidden ones) and accept or reject all changes, "
        "then make the PDF again.",
    ),
    FindingKind.FORM_VALUE: (
        Severity.DANGER,
        "A form in the file has been filled in.",
        "Empty the form, or print it into a new PDF if its answers are meant to be public.",
    ),
    FindingKind.EMBEDDED_FILE: (
        Severity.DANGER,
        "Another file is attached inside this one.",
        "Delete the attachment, unless it is meant to be public; then audit it as well.",
    ),
    FindingKind.JAVASCRIPT: (
        Severity.DANGER,
        "There is a program (JavaScript) in the file that runs when it is opened or used.",
        "Print the file into a new PDF. If nobody knows why it is there, do not publish the file.",
    ),
    FindingKind.ACTION: (
        Severity.DANGER,
        "The file does something by itself: it opens other files or programs, sends data, or plays "
        "media.",
        "Print the file into a new PDF. If nobody knows why it is there, do not publish the file.",
    ),
    FindingKind.SIGNATURE: (
        Severity.DANGER,
        "The file is signed; the signature names a person and the time.",
        "Print it into a new PDF, unless the signature is meant to be public.",
    ),
    FindingKind.LOCAL_PATH: (
        Severity.DANGER,
        "There is the path of a file on somebody's computer; it often holds the person's name.",
        "Correct the link or title that holds it, empty the document's properties, and make the "
        "file again.",
    ),
    FindingKind.HIDDEN_CONTACT: (
        Severity.DANGER,
        "There is an e-mail address or a telephone number in a place that nobody sees.",
        f"{_SANITISE} In a web page: open it in a plain text editor and delete it there.",
    ),
    FindingKind.EDITOR: (
        Severity.DANGER,
        "The properties name a person other than the author, or an account.",
        _PROPERTIES,
    ),
    FindingKind.PRIVATE_DATA: (
        Severity.NOTE,
        "The program that made the file left data of its own in it; it can hold earlier or hidden "
        "parts of the work.",
        "Export the PDF without editing capabilities (Illustrator: untick Preserve Illustrator "
        "Editing Capabilities).",
    ),
    FindingKind.PICTURE_PLACE: (
        Severity.DANGER,
        "A picture tells the place where it was taken.",
        _PICTURES,
    ),
    FindingKind.PICTURE_OWNER: (
        Severity.DANGER,
        "A picture tells who took it, or the serial number of the camera.",
        _PICTURES,
    ),
    FindingKind.PICTURE_PREVIEW: (
        Severity.DANGER,
        "A picture holds a small preview that shows something else than the picture itself, "
        "perhaps what was cut off or painted over.",
        _PICTURES,
    ),
    FindingKind.HIDDEN_ELEMENT: (
        Severity.DANGER,
        "The page holds words that are not shown.",
        _SOURCE,
    ),
    FindingKind.TRACKER: (
        Severity.DANGER,
        "Whoever opens the page outside this service is made known to somebody else: a program or "
        "frame is fetched from there.",
        _SOURCE,
    ),
    FindingKind.FORM_TARGET: (
        Severity.DANGER,
        "The page has a form that sends what is typed to somebody else.",
        _SOURCE,
    ),
    FindingKind.OCR_LAYER: (
        Severity.NOTE,
        "Pages are pictures with recognised text behind them, as usual in scans.",
        "Search the file for the names that were blacked out in the scan, to be sure.",
    ),
    FindingKind.OVER_EDGE: (
        Severity.NOTE,
        "Lines are cut off at the edge of the page or of a frame; their ends can be copied out.",
        _PERHAPS,
    ),
    FindingKind.LINKED_FILE: (
        Severity.NOTE,
        "A link leads to another file, which readers do not have.",
        _PERHAPS,
    ),
    FindingKind.EARLIER_VERSION: (
        Severity.NOTE,
        "The file still holds an earlier version of itself; nothing else was found in that.",
        "Use Save As next time, which drops earlier versions.",
    ),
    FindingKind.AUTHOR: (
        Severity.NOTE,
        "The properties name an author or an organisation.",
        "If this person should not be known, empty the document's properties and make the file "
        "again.",
    ),
    FindingKind.PROGRAM: (
        Severity.NOTE,
        "The properties tell the programs with which the file was made.",
        _PERHAPS,
    ),
    FindingKind.HISTORY: (
        Severity.NOTE,
        "The properties tell of the file's history: other files it was made from, and when.",
        _PROPERTIES,
    ),
    FindingKind.PICTURE_CAMERA: (
        Severity.NOTE,
        "A picture tells the camera or telephone that took it, and when.",
        _PICTURES,
    ),
    FindingKind.VISIBLE_CONTACT: (
        Severity.NOTE,
        "The text has e-mail addresses or telephone numbers.",
        "Check that each belongs to an organisation, or to a person who wants it to be public.",
    ),
    FindingKind.SOURCE_COMMENT: (
        Severity.NOTE,
        "The source of the page has comments.",
        _SOURCE,
    ),
    FindingKind.PAGE_SCRIPT: (
        Severity.NOTE,
        "The page has programs (JavaScript) in it; this service does not let them run.",
        _PERHAPS,
    ),
    FindingKind.FETCHED: (
        Severity.NOTE,
        "Opened outside this service, the page fetches pictures, styles or fonts from somebody "
        "else, who then learns who reads it.",
        _PERHAPS,
    ),
    FindingKind.SAVED_FROM: (
        Severity.NOTE,
        "The page tells from which address it was saved.",
        _PERHAPS,
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a file gives away.

    `detail` is the value found, shortened; `passage` the page where it was found first; `times` how
    often. A finding without detail says that there are `times` more of its kind.
    """

    kind: FindingKind
    detail: str
    passage: int | None = None
    times: int = 1


@dataclass(frozen=True, slots=True)
class AuditResult:
    """All that a file gives away, dangers first."""

    findings: tuple[Finding, ...] = ()

    @property
    def is_harmless(self) -> bool:
        """Whether everything was looked at, and nothing found but notes."""
        return all(finding.kind.weight is Severity.NOTE for finding in self.findings)
