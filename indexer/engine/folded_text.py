"""A text folded as a whole, in which words are found by string search."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

from indexer.engine.analysis import MAX_WORD_CHARS, PLAIN_LETTERS, UNPLAIN, clean_tokens, fold
from indexer.engine.highlight_phrases import Offsets

# The most frequent separators that Latin-1 lacks, and `UNPLAIN` itself.
_SIGNS: Final = "”’“•–—…→‘−?"
# What follows an ordinal's sign is another word (`readings.WORD`).
_ORDINAL_BEFORE_WORD: Final = re.compile(r"[ºª](?=[^\W_])")


class FoldedWords:
    """A text's folded words, in order, in one string.

    In `plain`, everything between words is blanks, and there is one before the first word and one
    after the last. Apart from these, its length differs from the text's only where `odd` words do
    (cœur, ½, ﬁn, λόγος).
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.odd: list[Offsets] = []
        # From each of these offsets in `plain` on: how much longer it is than the text so far.
        self._ends, self._longer = [0], [0]
        for sign in _SIGNS:
            text = text.replace(sign, " ")
        if "º" in text or "ª" in text:
            text = _ORDINAL_BEFORE_WORD.sub(UNPLAIN, text)
        letters = f" {text} ".encode("latin-1", "replace").translate(PLAIN_LETTERS)
        self.plain = letters.decode("latin-1")
        if UNPLAIN in self.plain:
            self._resolve()

    def in_text(self, offsets: Iterable[Offsets]) -> Iterable[Offsets]:
        """The offsets in the text of the words at these offsets in `plain`."""
        if len(self._ends) == 1:  # the blank before the text cancels that before a word
            return offsets
        return ((self._in_text(start), self._in_text(end)) for start, end in offsets)

    def _in_text(self, at: int) -> int:
        return at - self._longer[bisect_right(self._ends, at) - 1]

    def _resolve(self) -> None:
        """Put the folded forms of odd words into `plain`, and blanks for everything else odd."""
        rough, pieces = self.plain, []
        done = longer = 0
        while (odd := rough.find(UNPLAIN, done)) >= 0:
            start, end = rough.rfind(" ", done, odd), rough.find(" ", odd)
            while (odd := rough.find(UNPLAIN, end, end + 16)) >= 0:  # as in Greek, all in one go
                end = rough.find(" ", odd)
            pieces.append(rough[done : start + 1])
            at = start
            for word in clean_tokens(self.text[start : end - 1]):
                bare = bare_base(fold(word.text[:MAX_WORD_CHARS]))
                if at == start + word.start > start:  # the words touch: "19º20º"
                    pieces.append(" ")
                    longer += 1
                    self._ends.append(at + longer)
                    self._longer.append(longer)
                pieces += " " * (start + word.start - at), bare
                at = start + word.end
                self.odd.append((start + word.start, at))
                more = len(bare) - (word.end - word.start)
                if more:
                    longer += more
                    self._ends.append(at + longer)
                    self._longer.append(longer)
            pieces.append(" " * (end - 1 - at))
            done = end
        self.plain = "".join([*pieces, rough[done:]])


def bare_base(base: str) -> str:
    """A folded word as it stands in `FoldedWords.plain`: not empty, and without blanks."""
    return base.replace(" ", "_") or "_"
