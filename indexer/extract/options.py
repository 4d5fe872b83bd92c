"""How files are read, and how much of one: what staff can choose."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from indexer.extract.ocr.ocr_cache import OcrConfig, ScannedFile
from indexer.file_problems import Problem, ProblemKind
from indexer.messages import Message, message
from indexer.model import Selector

MAX_OUTLINE_ENTRIES: Final = 1_000
"""Entries of a table of contents."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one extraction. Text beyond its bounds is left out, with a problem.

    `max_pages` is the number of passages of one file, `max_text` of characters in the whole file,
    `max_passage_text` of characters in one passage. `ocr` is how pages that are pictures get their
    text (None = not at all), and `scanned` where it is once recognised. With `annotations`, what
    people wrote on a PDF's page is part of its text. `selectors` are what staff say about the
    markup of a folder's HTML pages. `look_seconds` is the processor time for rendering pages where
    words may be hidden; once it is spent, whatever may be hidden is held back.
    """

    max_pages: int = 5000
    max_text: int = 20_000_000
    max_passage_text: int = 2_000_000
    ocr: OcrConfig | None = None
    annotations: bool = False
    selectors: tuple[Selector, ...] = ()
    scanned: ScannedFile | None = None
    # Of the minute that a file may take. Measured: 20 to 60 ms a page where words may be hidden.
    look_seconds: float = 25.0


@dataclass(slots=True)
class Allowance:
    """What is left of the options' bounds while a file is read; collects the file's problems.

    `used` counts characters; `spent` is true once the file has had all of its text, and the rest is
    left out.
    """

    path: str
    options: Options
    problems: list[Problem] = field(default_factory=list)
    used: int = 0
    spent: bool = False

    def pages(self, count: int) -> int:
        """How many of `count` passages may be read; reports a problem if not all."""
        if count > self.options.max_pages:
            detail = message(
                "it has {count} pages; the first {read} are read",
                count=count,
                read=self.options.max_pages,
            )
            self.report(ProblemKind.TOO_MANY_PAGES, detail)
        return min(count, self.options.max_pages)

    def take(self, text: str, number: int) -> str:
        """The part of passage `number`'s `text` that is allowed; reports a problem if not all."""
        left = self.options.max_text - self.used
        room = min(left, self.options.max_passage_text)
        if len(text) > room and not self.spent:
            self.spent = left <= room
            if self.spent:
                detail = message(
                    "the rest of the file is left out, after {room} characters", room=room
                )
            else:
                detail = message("the rest of it is left out, after {room} characters", room=room)
            self.report(ProblemKind.TEXT_CUT, detail, number)
        self.used += min(len(text), room)
        return text[:room]

    def report(self, kind: ProblemKind, detail: Message, number: int | None = None) -> None:
        """Add a problem of the file, or of its passage `number`."""
        self.problems.append(Problem(kind, self.path, detail, number))
