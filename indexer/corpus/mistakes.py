"""Collects the mistakes in what staff wrote: the same one in many rows becomes one problem."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from indexer.file_problems import Problem, ProblemKind
from indexer.messages import Message, message, plural

MAX_PROBLEMS_A_FILE: Final = 500
"""Problems of one table or sidecar that are listed."""

_MAX_PLACES: Final = 10
"""Rows that are listed of a mistake that many rows have."""
_MAX_QUOTED_CHARS: Final = 160


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a table or sidecar: a row or a line (0 = none), a column as staff call it, and the
    file that is described there; or a concept of SKOS.
    """

    row: int = 0
    line: int = 0
    column: str = ""
    file: str = ""
    concept: str = ""

    def said(self, what: Message) -> Message:
        """`what`, and where it is."""
        row, line, column, file = self.row, self.line, self.column, quoted(self.file)
        if self.concept:
            return message("concept {name}: {what}", name=quoted(self.concept), what=what)
        if line and column:
            return message("line {line}, {column}: {what}", line=line, column=column, what=what)
        if line:
            return message("line {line}: {what}", line=line, what=what)
        if row and column and file:
            return message(
                'row {row}, column {column}, file "{file}": {what}',
                row=row,
                column=column,
                file=file,
                what=what,
            )
        if row and column:
            return message("row {row}, column {column}: {what}", row=row, column=column, what=what)
        if row and file:
            return message('row {row}, file "{file}": {what}', row=row, file=file, what=what)
        if file:
            return message('file "{file}": {what}', file=file, what=what)
        return message("row {row}: {what}", row=row, what=what) if row else what


NO_PLACE: Final = Place()


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in the table or sidecar at `path`."""

    kind: ProblemKind
    path: str
    what: Message
    place: Place = NO_PLACE

    @property
    def sort(self) -> tuple[str, ...]:
        """What it has in common with the same mistake in another row."""
        what = self.what
        return self.kind, self.path, self.place.column, what.text, str(bool(self.place.row))


class Mistakes:
    """The mistakes that were found, in order."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, ...], list[Mistake]] = defaultdict(list)
        self._discarded: set[int] = set()

    def add(self, kind: ProblemKind, path: str, what: Message, place: Place = NO_PLACE) -> Mistake:
        """Add a mistake in the table or sidecar at `path`."""
        mistake = Mistake(kind, path, what, place)
        self._groups[mistake.sort].append(mistake)
        return mistake

    def discard(self, mistake: Mistake) -> None:
        """Forget a mistake that turned out to be none."""
        # Where a folder got another name, there are thousands in one group.
        self._discarded.add(id(mistake))

    def of_kind(self, kind: ProblemKind) -> bool:
        """Whether there is one of this kind."""
        return any(group[0].kind is kind for group in self._groups.values())

    def problems(self) -> Iterator[Problem]:
        """A problem for each mistake, or for each that several rows have."""
        counts: dict[str, int] = defaultdict(int)
        for sort in self._groups.values():
            group = [mistake for mistake in sort if id(mistake) not in self._discarded]
            if not group:
                continue
            if group[0].place.row:
                told = [_told(group)]
            else:
                told = [mistake.place.said(mistake.what) for mistake in group]
            for detail in told:
                kind, path = group[0].kind, group[0].path
                counts[path] += 1
                if counts[path] < MAX_PROBLEMS_A_FILE:
                    yield Problem(kind, path, detail)
                elif counts[path] == MAX_PROBLEMS_A_FILE:
                    yield Problem(kind, path, _more())


def quoted(text: str) -> str:
    """`text` as it can be shown in a message: printable, and not longer than a line or two."""
    if len(text) > _MAX_QUOTED_CHARS:
        text = f"{text[: _MAX_QUOTED_CHARS // 2]} … {text[-_MAX_QUOTED_CHARS // 4 :]}"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _told(group: list[Mistake]) -> Message:
    first, *others = group
    said = first.place.said(first.what)
    if not others:
        return said
    rows = list(dict.fromkeys(str(mistake.place.row) for mistake in others))
    places = ", ".join(rows[:_MAX_PLACES]) + (" …" if len(rows) > _MAX_PLACES else "")
    return plural(
        "{said}; the same in {count} more row: {places}",
        "{said}; the same in {count} more rows: {places}",
        len(rows),
        said=said,
        places=places,
    )


def _more() -> Message:
    return message(
        "there are more mistakes; these are the first {number}", number=MAX_PROBLEMS_A_FILE - 1
    )
