"""The findings of an audit: what a file would reveal if it were published.

A *finding* is something in a file that its reader does not expect: a name, a place, words under a
black box. Its severity depends on its kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from indexer.messages import NO_MESSAGE, Message, message, plural


class Severity(StrEnum):
    """How serious a finding is."""

    DANGER = "danger"
    """It can identify or locate a person, or reveal what was meant to be hidden."""
    UNKNOWN = "unknown"
    """Something could not be inspected."""
    NOTE = "note"
    """Worth knowing; normal in a publication."""


class FindingKind(StrEnum):
    """What a file can reveal, with a severity, an explanation and advice for staff."""

    NOT_LOOKED_AT = "not_looked_at"
    UNKNOWN_PART = "unknown_part"
    OUTSIDE_STYLES = "outside_styles"
    MAY_BE_HIDDEN = "may_be_hidden"
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
    ALTERNATIVE_TEXT = "alternative_text"
    FONT_MAKER = "font_maker"

    @property
    def severity(self) -> Severity:
        """How serious it is."""
        return _DESCRIPTIONS[self][0]

    @property
    def explanation(self) -> Message:
        """One sentence: what is in the file."""
        return _DESCRIPTIONS[self][1]

    @property
    def advice(self) -> Message:
        """One sentence: what staff can do about it."""
        return _DESCRIPTIONS[self][2]


_DELETE_WORDS: Final = message(
    "Delete the words in the program that the text came from (a box only lies on top of them), "
    "put the box or [...] in their place, and make the PDF again."
)
_SANITISE: Final = message(
    "Remove it in a PDF program (Acrobat: Redact > Sanitize Document; LibreOffice: make the PDF "
    "again from the document), then audit the new file."
)
_EMPTY_PROPERTIES: Final = message(
    "Empty the document's properties before you make the PDF (Word: File > Info > Inspect "
    "Document; LibreOffice: File > Properties > Reset Properties)."
)
_STRIP_PICTURE: Final = message(
    "Save the picture without its metadata (take a screenshot of it, or export it anew without "
    "metadata), put that into the document and make the file again."
)
_EDIT_SOURCE: Final = message(
    "Open the page in a plain text editor and delete it there, or make a PDF of the page instead."
)
_IF_PRIVATE: Final = message(
    "Nothing to do if this is meant to be public; otherwise make the file again without it."
)

_DESCRIPTIONS: Final[dict[FindingKind, tuple[Severity, Message, Message]]] = {
    FindingKind.NOT_LOOKED_AT: (
        Severity.UNKNOWN,
        message("A part of the file could not be inspected, so something may be hidden there."),
        message(
            "Open the file in a PDF program, save it again and audit that copy; or split it. "
            "Otherwise treat it as not audited."
        ),
    ),
    FindingKind.UNKNOWN_PART: (
        Severity.UNKNOWN,
        message(
            "The file has a part of a kind that this audit does not know; something may hide in it."
        ),
        message(
            "Make the file again without it (print it to a new PDF, export the picture anew), or "
            "ask somebody who knows the program that made the file."
        ),
    ),
    FindingKind.OUTSIDE_STYLES: (
        Severity.UNKNOWN,
        message("The page takes its style from other files, which may hide words of the page."),
        message(
            "Open the page with its files in a browser, select all, and look for words that do not "
            "show; or make a PDF of the page and audit that."
        ),
    ),
    FindingKind.MAY_BE_HIDDEN: (
        Severity.UNKNOWN,
        message("The page may hide some of its words; its style is too unusual to be sure."),
        message(
            "Open the page in a browser and look for these words. If they do not show, delete them "
            "in a plain text editor."
        ),
    ),
    FindingKind.COVERED_TEXT: (
        Severity.DANGER,
        message(
            "Words are covered by a box or a picture: nobody sees them, but anybody can copy them."
        ),
        _DELETE_WORDS,
    ),
    FindingKind.COVERED_PICTURE: (
        Severity.DANGER,
        message("A box covers a part of a picture: the picture still contains what is under it."),
        message(
            "Paint over the place in the picture itself, with a picture program, put that picture "
            "into the document and make the PDF again."
        ),
    ),
    FindingKind.UNAPPLIED_REDACTION: (
        Severity.DANGER,
        message("A redaction was marked but never applied."),
        message(
            "Open it in the program in which it was marked, choose Apply redactions, save it under "
            "another name and audit that file."
        ),
    ),
    FindingKind.HIDDEN_LAYER: (
        Severity.DANGER,
        message("A layer is switched off; any PDF program can switch it on."),
        message("Delete the layer in the program that the file came from and make the PDF again."),
    ),
    FindingKind.UNSEEN_TEXT: (
        Severity.DANGER,
        message(
            "Some words are invisible (in the colour of the paper, transparent, cut off), but can "
            "be copied and searched."
        ),
        message("Delete them in the program that the text came from and make the PDF again."),
    ),
    FindingKind.OUTSIDE_PAGE: (
        Severity.DANGER,
        message("There are words outside the visible part of the page (it was cropped)."),
        message(
            "Cropping only hides: delete them in the program that the text came from and make the "
            "PDF again."
        ),
    ),
    FindingKind.TINY_TEXT: (
        Severity.DANGER,
        message("Some words are too small to see, but can be copied and searched."),
        message("Delete them in the program that the text came from and make the PDF again."),
    ),
    FindingKind.EARLIER_TEXT: (
        Severity.DANGER,
        message(
            "The file still contains an earlier version, with text that is no longer in the last "
            "one."
        ),
        message(
            "Use Save As instead of Save (or print to a new PDF), which drops earlier versions."
        ),
    ),
    FindingKind.EARLIER_CONTENT: (
        Severity.DANGER,
        message(
            "The file still contains an earlier version, with something that is no longer in the "
            "last one."
        ),
        message(
            "Use Save As instead of Save (or print to a new PDF), which drops earlier versions."
        ),
    ),
    FindingKind.UNUSED_CONTENT: (
        Severity.DANGER,
        message(
            "The file contains text or pictures that no page shows; they can be extracted with a "
            "tool."
        ),
        message("Use Save As, or print to a new PDF, which drops what is not used."),
    ),
    FindingKind.OUTSIDE_DATA: (
        Severity.DANGER,
        message("There is other data before the beginning or after the end of the document."),
        message(
            "Use Save As, or print to a new PDF; if you do not know where the data comes from, do "
            "not publish the file."
        ),
    ),
    FindingKind.COMMENT: (
        Severity.DANGER,
        message("There are comments or marks, with their authors."),
        message(
            "Delete all comments (also resolved and hidden ones) and accept or reject all changes, "
            "then make the PDF again."
        ),
    ),
    FindingKind.FORM_VALUE: (
        Severity.DANGER,
        message("A form in the file has been filled in."),
        message("Empty the form, or print it to a new PDF if its answers are meant to be public."),
    ),
    FindingKind.EMBEDDED_FILE: (
        Severity.DANGER,
        message("Another file is attached inside this one."),
        message("Delete the attachment, unless it is meant to be public; then audit it as well."),
    ),
    FindingKind.JAVASCRIPT: (
        Severity.DANGER,
        message("There is a program (JavaScript) in the file that runs when it is opened or used."),
        message(
            "Print the file to a new PDF. If nobody knows why it is there, do not publish the file."
        ),
    ),
    FindingKind.ACTION: (
        Severity.DANGER,
        message(
            "The file acts by itself: it opens other files or programs, sends data, or plays media."
        ),
        message(
            "Print the file to a new PDF. If nobody knows why it is there, do not publish the file."
        ),
    ),
    FindingKind.SIGNATURE: (
        Severity.DANGER,
        message("The file is signed; the signature names a person and the time."),
        message("Print it to a new PDF, unless the signature is meant to be public."),
    ),
    FindingKind.LOCAL_PATH: (
        Severity.DANGER,
        message(
            "There is the path of a file on somebody's computer; it often contains the person's "
            "name."
        ),
        message(
            "Correct the link or title that contains it, empty the document's properties, and make "
            "the file again."
        ),
    ),
    FindingKind.HIDDEN_CONTACT: (
        Severity.DANGER,
        message(
            "There is an e-mail address or a telephone number in a place that readers do not see."
        ),
        message(
            "{advice} In a web page: open it in a plain text editor and delete it there.",
            advice=_SANITISE,
        ),
    ),
    FindingKind.EDITOR: (
        Severity.DANGER,
        message("The properties name a person other than the author, or an account."),
        _EMPTY_PROPERTIES,
    ),
    FindingKind.PRIVATE_DATA: (
        Severity.NOTE,
        message(
            "The program that made the file left its own data in it; it can contain earlier or "
            "hidden parts of the work."
        ),
        message(
            "Export the PDF without editing capabilities (Illustrator: untick Preserve Illustrator "
            "Editing Capabilities)."
        ),
    ),
    FindingKind.PICTURE_PLACE: (
        Severity.DANGER,
        message("A picture reveals where it was taken."),
        _STRIP_PICTURE,
    ),
    FindingKind.PICTURE_OWNER: (
        Severity.DANGER,
        message("A picture reveals who took it, or the serial number of the camera."),
        _STRIP_PICTURE,
    ),
    FindingKind.PICTURE_PREVIEW: (
        Severity.DANGER,
        message(
            "A picture contains a small preview that differs from the picture itself; it may show "
            "what was cut off or painted over."
        ),
        _STRIP_PICTURE,
    ),
    FindingKind.HIDDEN_ELEMENT: (
        Severity.DANGER,
        message("The page contains words that are not shown."),
        _EDIT_SOURCE,
    ),
    FindingKind.TRACKER: (
        Severity.DANGER,
        message(
            "Opening the page outside this service reveals the reader to a third party, from which "
            "a program or frame is fetched."
        ),
        _EDIT_SOURCE,
    ),
    FindingKind.FORM_TARGET: (
        Severity.DANGER,
        message("The page has a form that sends what is typed to a third party."),
        _EDIT_SOURCE,
    ),
    FindingKind.OCR_LAYER: (
        Severity.NOTE,
        message("Pages are pictures with recognised text behind them, as usual in scans."),
        message("Search the file for the names that were blacked out in the scan, to be sure."),
    ),
    FindingKind.OVER_EDGE: (
        Severity.NOTE,
        message(
            "Lines are cut off at the edge of the page or of a frame; their ends can be copied."
        ),
        _IF_PRIVATE,
    ),
    FindingKind.LINKED_FILE: (
        Severity.NOTE,
        message("A link leads to another file, which readers do not have."),
        _IF_PRIVATE,
    ),
    FindingKind.EARLIER_VERSION: (
        Severity.NOTE,
        message(
            "The file still contains an earlier version of itself; nothing else was found in it."
        ),
        message("Use Save As next time, which drops earlier versions."),
    ),
    FindingKind.AUTHOR: (
        Severity.NOTE,
        message("The properties name an author or an organisation."),
        message(
            "If this person should not be known, empty the document's properties and make the file "
            "again."
        ),
    ),
    FindingKind.PROGRAM: (
        Severity.NOTE,
        message("The properties name the programs with which the file was made."),
        _IF_PRIVATE,
    ),
    FindingKind.HISTORY: (
        Severity.NOTE,
        message(
            "The properties reveal the file's history: other files it was made from, and when."
        ),
        _EMPTY_PROPERTIES,
    ),
    FindingKind.PICTURE_CAMERA: (
        Severity.NOTE,
        message("A picture reveals the camera or telephone that took it, and when."),
        _STRIP_PICTURE,
    ),
    FindingKind.VISIBLE_CONTACT: (
        Severity.NOTE,
        message("The text contains e-mail addresses or telephone numbers."),
        message(
            "Check that each belongs to an organisation, or to a person who wants it to be public."
        ),
    ),
    FindingKind.SOURCE_COMMENT: (
        Severity.NOTE,
        message("The source of the page has comments."),
        _EDIT_SOURCE,
    ),
    FindingKind.PAGE_SCRIPT: (
        Severity.NOTE,
        message("The page contains programs (JavaScript); this service does not run them."),
        _IF_PRIVATE,
    ),
    FindingKind.FETCHED: (
        Severity.NOTE,
        message(
            "Opened outside this service, the page fetches pictures, styles or fonts from a third "
            "party, which learns who reads it."
        ),
        _IF_PRIVATE,
    ),
    FindingKind.SAVED_FROM: (
        Severity.NOTE,
        message("The page contains the address from which it was saved."),
        _IF_PRIVATE,
    ),
    FindingKind.ALTERNATIVE_TEXT: (
        Severity.NOTE,
        message("Pictures have a description for people who do not see them."),
        message(
            "Read the descriptions: they may name a person or a place that the picture does not."
        ),
    ),
    FindingKind.FONT_MAKER: (
        Severity.NOTE,
        message("A font in the file names those who made it."),
        _IF_PRIVATE,
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a file reveals.

    `detail` is the value found, shortened; `passage` the page on which it was found first; `times`
    is how often; `place` says where inside the file it is, if that is not obvious. A finding
    without detail stands for `times` more of its kind.
    """

    kind: FindingKind
    detail: Message = NO_MESSAGE
    passage: int | None = None
    times: int = 1
    place: Message = NO_MESSAGE

    @property
    def value(self) -> Message:
        """What was found; for a finding without detail, how many more there are."""
        return self.detail or plural("and {count} more", "and {count} more", self.times)

    @property
    def described(self) -> Message:
        """What was found, and where."""
        if not self.place:
            return self.value
        return message("{value} ({place})", value=self.value, place=self.place)


def place_within(outer: Message, inner: Message) -> Message:
    """The place `inner` inside `outer`, as a menu is written: "picture > metadata"."""
    if not (outer and inner):
        return outer or inner
    return Message("{outer} > {inner}", {"outer": outer, "inner": inner})


@dataclass(frozen=True, slots=True)
class AuditResult:
    """Everything that a file reveals, dangers first."""

    findings: tuple[Finding, ...] = ()

    @property
    def is_harmless(self) -> bool:
        """Whether everything was inspected, and nothing found but notes."""
        return all(finding.kind.severity is Severity.NOTE for finding in self.findings)
