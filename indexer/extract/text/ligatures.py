"""Ligatures that a PDF draws but does not spell: "codi?cación" for codificación.

Some programs map the glyph of fi to no character. PDFium then gives U+FFFE, which it also gives
where it has joined a hyphenated word, or the glyph's bare number, which is a control character.
A joint is always inside a word, so U+FFFE before words gives the others away (measured on 86
PDFs: 33 of 98 in one document, none in the 71 that have joints); a control character inside
words has always stood for fi.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_JOINT: Final = "\ufffe"
# Not NUL, which is left where UTF-16 was taken for bytes.
_CONTROLS: Final = "\x01-\x08\x0e-\x1f\x7f"
_IN_WORD: Final = re.compile(rf"[^\W\d_]([{_CONTROLS}])(?=[^\W\d_])")
_ANY_CONTROL: Final = re.compile(rf"[{_CONTROLS}]")
_BEFORE_WORD: Final = re.compile(rf"(?:^|[\s(«“\"¿¡_]){_JOINT}(?=[^\W\d_]{{2}})", re.MULTILINE)
_WORD: Final = re.compile(r"[^\W\d_]+")
_LAST_WORD: Final = re.compile(r"[^\W\d_]+\Z")
_LONGEST: Final = 40
"""Letters on each side of a sign that are looked at."""
_FEWEST: Final = 2
# A font without any spelling gives control characters for all its letters.
_MOSTLY_IN_WORDS: Final = 0.9
# What follows tells fi from fl for 95 % of the words in which they occur in es, pt and it, 96 % in
# en and 92 % in fr (by wordfreq's frequencies; "fi" alone: 81 to 94 %).
_AFTER_FL: Final = frozenset("iouíú")


@dataclass(frozen=True, slots=True)
class Lost:
    """The signs that stand for ligatures in one document, and the words it has without them."""

    signs: str = ""
    words: frozenset[str] = frozenset()

    def restored(self, text: str) -> str:
        """`text` with its ligatures as letters."""
        if not self.signs or not any(sign in text for sign in self.signs):
            return text
        return re.sub(rf"[{re.escape(self.signs)}](?=[^\W\d_])", self._letters, text)

    def _letters(self, match: re.Match[str]) -> str:
        text, place = match.string, match.start()
        before = _LAST_WORD.search(text[max(0, place - _LONGEST) : place])
        after = _WORD.match(text, place + 1, place + 1 + _LONGEST)
        if match[0] == _JOINT and before and after:
            whole = before[0] + after[0]
            if whole.lower() in self.words:
                return match[0]  # a joint: the document has this word elsewhere
        return "fl" if text[place + 1] in _AFTER_FL else "fi"


def lost(texts: Sequence[str]) -> Lost:
    """Which signs stand for ligatures in these pages, as PDFium gives them."""
    every: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    before = 0
    for text in texts:
        every.update(_ANY_CONTROL.findall(text))
        inside.update(_IN_WORD.findall(text))
        before += len(_BEFORE_WORD.findall(text)) if _JOINT in text else 0
    signs = [
        sign for sign, n in inside.items() if n >= max(_FEWEST, _MOSTLY_IN_WORDS * every[sign])
    ]
    if before >= _FEWEST:
        signs.append(_JOINT)
    words = (w.lower() for text in texts for w in _WORD.findall(text)) if signs else ()
    return Lost("".join(signs), frozenset(words))
