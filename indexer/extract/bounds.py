"""What reading one file may give."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.model import Problem, ProblemKind


@dataclass(frozen=True, slots=True)
class Bounds:
    """Upper bounds of one extraction; what lies beyond is left out, with a problem."""

    max_pages: int = 5000
    """Passages of one file."""
    max_text: int = 50_000_000
    """Characters in the whole file."""
    max_passage_text: int = 2_000_000
    """Characters of one passage."""


@dataclass(slots=True)
class Allowance:
    """What is left of the bounds while a file is read; collects the file's problems."""

    path: str
    bounds: Bounds
    problems: list[Problem] = field(default_factory=list)
    used: int = 0
    spent: bool = False
    """Whether the file has had all of its text: what follows is left out."""

    def pages(self, count: int) -> int:
        """How many of `count` passages may be read."""
        if count > self.bounds.max_pages:
            detail = f"{count:,} pages, of which the first {self.bounds.max_pages:,} are read"
            self.report(ProblemKind.TOO_MANY_PAGES, detail)
        return min(count, self.bounds.max_pages)

    def take(self, text: str, number: int) -> str:
        """`text` of passage `number`, as far as it is allowed."""
        left = self.bounds.max_text - self.used
        room = min(left, self.bounds.max_passage_text)
        if len(text) > room and not self.spent:
            self.spent = left <= room
            what = "the rest of the file" if self.spent else "the rest of this passage"
            detail = f"{what} is left out, after {room:,} characters"
            self.report(ProblemKind.TEXT_CUT, detail, number)
        self.used += min(len(text), room)
        return text[:room]

    def report(self, kind: ProblemKind, detail: str, number: int | None = None) -> None:
        """Note a problem of the file, or of its passage `number`."""
        self.problems.append(Problem(kind, self.path, detail, number))
