"""Changes of the text of a page's lines: note marks, drop caps, words that were apart.

The lines go on naming characters of the page by their index, so that their measures can be asked
for, while their text is read with the changes made.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """`text` stands in place of the characters `start` to `end`; without any, it is inserted."""

    start: int
    end: int
    text: str


class EditedText:
    """The text of a page, of which parts are read with the edits that lie inside them.

    Edits do not overlap; of two that do, the first one holds.
    """

    def __init__(self, original: str, edits: Iterable[Edit] = ()) -> None:
        self._original: Final = original
        self._edits: list[Edit] = []
        for edit in sorted(edits):
            if not self._edits or edit.start >= self._edits[-1].end:
                self._edits.append(edit)
        self._starts = [edit.start for edit in self._edits]

    def __getitem__(self, part: slice) -> str:
        """The characters from `part.start` to `part.stop`, with their edits."""
        start, stop, _ = part.indices(len(self._original))
        at = bisect_left(self._starts, start)
        if at == len(self._starts) or self._starts[at] > stop:
            return self._original[start:stop]
        pieces: list[str] = []
        for place in range(at, len(self._edits)):
            edit = self._edits[place]
            if edit.end > stop:
                break
            pieces += (self._original[start : edit.start], edit.text)
            start = edit.end
        return "".join([*pieces, self._original[start:stop]])
