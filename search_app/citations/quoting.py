"""The words of a passage that are worth quoting, and the quotation marks inside a quotation.

A quotation has no note marks: its notes are not quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from indexer.engine.snippets import Span
from indexer.languages import INTERFACES
from indexer.note_marks import without_note_marks

MAX_SENTENCE_CHARS: Final = 300
"""Characters of an offered sentence; a longer one is cut between two words."""
MIN_SENTENCE_CHARS: Final = 30
"""A shorter sentence is a heading or a page number, and used only if there is no other."""


_ENDS: Final = re.compile(
    r"(?:(?<=[.!?…])|(?<=[.!?…][”»’)\ue001])|(?<=[.!?…]\ue001[”»’)]))\s+|\n\s*\n"
)
# A heading, or a line that only its paragraph's end made short: what follows begins anew.
_BEGINS: Final = re.compile(r"\n(?=[\ue000“«‘\"¿¡(]*(?P<first>\w))")
_COMPLETE: Final = (".", "!", "?", "…", "”", "»")


def inner_quotes(text: str, language: str) -> str:
    """`text` with quotation marks that can stand inside those of an interface language."""
    inner = INTERFACES[language].quotation
    new = rf"{inner.inner_left}\1\2\3{inner.inner_right}"
    return re.sub(r'"([^"]*)"|“([^”]*)”|«\s*([^»]*?)\s*»', new, text)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    matches: int


def best_sentence(spans: Iterable[Span]) -> str:
    """The sentence with most of the marked words, else the first; empty if there is none."""
    found = list(_sentences(spans))
    matching = [sentence for sentence in found if sentence.matches] or found
    long_enough = [sentence for sentence in matching if len(sentence.text) >= MIN_SENTENCE_CHARS]
    complete = [sentence for sentence in long_enough if sentence.text.endswith(_COMPLETE)]
    choice = complete or long_enough or matching
    best = max(choice, key=lambda sentence: sentence.matches, default=_Sentence("", 0))
    return _cut(best.text.rstrip(".").strip())


def _sentences(spans: Iterable[Span]) -> Iterator[_Sentence]:
    """The sentences in order; a line break ends one where what follows begins with a capital."""
    # Marked words are put between signs that no text holds.
    text = "".join(f"\ue000{span.text}\ue001" if span.match else span.text for span in spans)
    text = without_note_marks(text)
    text = _BEGINS.sub(lambda found: "\n\n" if not found["first"].islower() else "\n", text)
    for piece in _ENDS.split(text):
        plain = " ".join(re.sub("[\ue000\ue001]", "", piece).split())
        if plain:
            yield _Sentence(plain, piece.count("\ue000"))


def _cut(text: str) -> str:
    if len(text) <= MAX_SENTENCE_CHARS:
        return text
    return text[: MAX_SENTENCE_CHARS - 1].rpartition(" ")[0].rstrip(" ,;:") + "…"
