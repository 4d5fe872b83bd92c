"""What can be wrong with a file, in words for staff: what happened, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from indexer.media import MEDIA_KINDS
from indexer.messages import NO_MESSAGE, Message, message


class ProblemKind(StrEnum):
    """What can be wrong with a file, with an explanation and an advice for staff."""

    EMPTY_FILE = "empty_file"
    NOT_A_PDF = "not_a_pdf"
    NOT_A_PAGE = "not_a_page"
    UNSUPPORTED = "unsupported"
    UNREADABLE = "unreadable"
    CHANGING = "changing"
    OUTSIDE = "outside"
    LINK_ONLY = "link_only"
    LINK_IN_CORPUS = "link_in_corpus"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    CUT_OFF = "cut_off"
    LAST_TEXT_KEPT = "last_text_kept"
    NO_TEXT = "no_text"
    PAGE_WITHOUT_TEXT = "page_without_text"
    PORTFOLIO = "portfolio"
    DYNAMIC_FORM = "dynamic_form"
    ATTACHED_FILES = "attached_files"
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
    TEXT_REPAIRED = "text_repaired"
    TEXT_RECOGNISED_ANEW = "text_recognised_anew"
    TEXT_UNRELIABLE = "text_unreliable"
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
    GLOSSARY_INVALID = "glossary_invalid"
    GLOSSARY_UNUSABLE = "glossary_unusable"
    GLOSSARY_GONE = "glossary_gone"
    GLOSSARY_UNUSED = "glossary_unused"
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
    ProblemKind.LINK_ONLY: (
        message("This file is only a link; what it leads to is not in it."),
        message("Put the file itself here, or delete the link."),
    ),
    ProblemKind.LINK_IN_CORPUS: (
        message("This is a link to another file of the corpus folder, which is found without it."),
        message("Nothing is missing. Delete the link, so that each file is here once."),
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
    ProblemKind.PORTFOLIO: (
        message(
            "This PDF is a folder of other files (a portfolio). What is in them cannot be found."
        ),
        message(
            "Open it in Adobe Reader, save the files that are in it, and put those into the corpus "
            "folder in its place."
        ),
    ),
    ProblemKind.DYNAMIC_FORM: (
        message(
            "Only Adobe's programs show what is in this PDF. In all others its page just asks to "
            "wait, or to open it in Adobe Reader, so its text cannot be found."
        ),
        message(
            'Open it in Adobe Reader, print it to a new PDF ("Microsoft Print to PDF", "Save as '
            'PDF"), and put that file here.'
        ),
    ),
    ProblemKind.ATTACHED_FILES: (
        message("Other PDFs are attached to this one. What is in them cannot be found."),
        message(
            "If readers should find them, save them as files of their own and put them into the "
            "corpus folder; otherwise there is nothing to do."
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
    ProblemKind.TEXT_REPAIRED: (
        message(
            "Letters of this page were saved wrongly (“Ã©” in the place of “é”); readers find and "
            "see the right ones."
        ),
        message(
            "Nothing has to be done for the search. If the page is on your site too, have it saved "
            "there as UTF-8."
        ),
    ),
    ProblemKind.TEXT_RECOGNISED_ANEW: (
        message(
            "The text that came with pages of this file was full of mistakes, so it was replaced "
            "by what is seen on them (text recognition)."
        ),
        message(
            "Nothing has to be done. Read one of these pages in the search service; if many words "
            "are still wrong, look for a better copy of the file."
        ),
    ),
    ProblemKind.TEXT_UNRELIABLE: (
        message(
            "Letters are missing or wrong in the text of this file, so that some of its words "
            "cannot be found."
        ),
        message(
            "Save it again in the program with which it was made, or look for another copy. Where "
            "text recognition (OCR) is installed, such pages of a PDF are read from what is seen."
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
    ProblemKind.GLOSSARY_INVALID: (
        message("Something in the glossary could not be used; the rest of it is."),
        message("Correct the place that is named and run update again."),
    ),
    ProblemKind.GLOSSARY_UNUSABLE: (
        message("The glossary cannot be used; searches go on with what it said before."),
        message("Correct what is named and run update again."),
    ),
    ProblemKind.GLOSSARY_GONE: (
        message(
            "The glossary is not in the corpus folder any more; searches go on with what it said."
        ),
        message(
            "Put it back. If there is to be none, run `python -m indexer update --accept-removals`."
        ),
    ),
    ProblemKind.GLOSSARY_UNUSED: (
        message("This file looks like the glossary, but it is not used."),
        message(
            "Keep one glossary, with the name glossary.csv or glossary.xlsx, in the corpus folder "
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
