"""Restores ligatures that a PDF draws but does not spell: "codi?cación" for codificación.

Some programs map the glyph of fi to no character. PDFium then returns U+FFFE, which also marks a
joined hyphenated word, or the glyph's number, which is a control character. The mark of a joined
word is always inside a word, so U+FFFE before words reveals lost ligatures (measured on 86 PDFs: 33
of 98 in one document, none in the 71 that have joined words). A control character inside words has
always stood for fi.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_BREAK_MARK: Final = "\ufffe"
# Not NUL, which remains if UTF-16 was taken for bytes.
_CONTROLS: Final = "\x01-\x08\x0e-\x1f\x7f"
_IN_WORD: Final = re.compile(rf"[^\W\d_]([{_CONTROLS}])(?=[^\W\d_])")
_ANY_CONTROL: Final = re.compile(rf"[{_CONTROLS}]")
_BEFORE_WORD: Final = re.compile(rf"(?:^|[\s(«“\"¿¡_]){_BREAK_MARK}(?=[^\W\d_]{{2}})", re.MULTILINE)
_WORD: Final = re.compile(r"[^\W\d_]+")
_LAST_WORD: Final = re.compile(r"[^\W\d_]+\Z")
_MAX_CONTEXT_LETTERS: Final = 40
"""Letters examined on each side of a sign."""
_MIN_SIGNS: Final = 2
# A font without any mapping gives control characters for all its letters.
_MIN_SHARE_IN_WORDS: Final = 0.9
# What follows tells fi from fl for 95 % of the words in which they occur in es, pt and it, 96 % in
# en and 92 % in fr (by wordfreq's frequencies; "fi" alone: 81 to 94 %).
_AFTER_FL: Final = frozenset("iouíú")


@dataclass(frozen=True, slots=True)
class LostLigatures:
    """The signs that stand for ligatures in one document, and its words without any."""

    signs: str = ""
    words: frozenset[str] = frozenset()

    def restore(self, text: str) -> str:
        """Replace the signs by the letters of the ligatures."""
        if not self.signs or not any(sign in text for sign in self.signs):
            return text
        return re.sub(rf"[{re.escape(self.signs)}](?=[^\W\d_])", self._letters, text)

    def _letters(self, match: re.Match[str]) -> str:
        text, place = match.string, match.start()
        before = _LAST_WORD.search(text[max(0, place - _MAX_CONTEXT_LETTERS) : place])
        after = _WORD.match(text, place + 1, place + 1 + _MAX_CONTEXT_LETTERS)
        if match[0] == _BREAK_MARK and before and after:
            whole = before[0] + after[0]
            if whole.lower() in self.words:
                return match[0]  # a joined word, which the document has elsewhere
        return "fl" if text[place + 1] in _AFTER_FL else "fi"


def find_lost_ligatures(texts: Sequence[str]) -> LostLigatures:
    """Find the signs that stand for ligatures in these pages, as PDFium returns them."""
    every: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    before = 0
    for text in texts:
        every.update(_ANY_CONTROL.findall(text))
        inside.update(_IN_WORD.findall(text))
        before += len(_BEFORE_WORD.findall(text)) if _BREAK_MARK in text else 0
    signs = [
        sign
        for sign, n in inside.items()
        if n >= max(_MIN_SIGNS, _MIN_SHARE_IN_WORDS * every[sign])
    ]
    if before >= _MIN_SIGNS:
        signs.append(_BREAK_MARK)
    words = (w.lower() for text in texts for w in _WORD.findall(text)) if signs else ()
    return LostLigatures("".join(signs), frozenset(words))
