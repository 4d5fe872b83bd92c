"""A query while it is being typed: the complete words, and the one still being written.

The syntax is that of `indexer.engine.query`. Only the end of the text is completed; what comes
precedes stays as it was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from indexer.engine.analysis import fold, one_word_forms, tokenize
from indexer.engine.cleaning import clean_with_places
from indexer.engine.query import MAX_CHARACTERS, straighten_quotes
from indexer.fields import TEXT_OPERATORS

# Where an operand may begin: at the front, after a blank, a parenthesis, or a minus after these.
_START: Final = r"(?:(?<![^\s(])|(?<=[\s(]-)|(?<=\A-))"
_FIELD: Final = rf"(?:(?i:(?P<field>{'|'.join(TEXT_OPERATORS)})):(?=[^\s)]|\Z))?"
_PLAIN: Final = r'(?!-|(?:AND|OR|NOT)(?!\S))[^\s":*~()]+'
_TAIL: Final = re.compile(rf"{_START}{_FIELD}(?P<words>(?:{_PLAIN}\s+)*(?:{_PLAIN})?)\Z")
_BEFORE_QUOTE: Final = re.compile(rf"{_START}{_FIELD}\Z")
_LAST: Final = re.compile(r"[^\W_][\w\u0300-\u036f]*(?:-[^\W_][\w\u0300-\u036f]*)*\Z")


@dataclass(frozen=True, slots=True)
class PartialQuery:
    """The end of a query that is being typed.

    A title or name that has the words `complete` and one with the prefix `beginning` can replace
    everything after `before` (in `field` alone, unless that is empty). A word with the prefix
    `word` can replace everything between `lead` and `closing`. All but `before`, `lead`, `closing`
    and `called` is folded; `beginning` and `word` are empty if there is nothing to complete.
    `called` is the name that the reader gave to `field`, if that is another one.
    """

    before: str
    field: str
    complete: tuple[str, ...]
    beginning: str
    lead: str
    word: str
    closing: str = ""
    called: str = ""

    @property
    def letters(self) -> int:
        """The number of letters that completions are based on."""
        return sum(map(len, self.complete)) + len(self.beginning)


def parse_partial(text: str) -> PartialQuery | None:
    """What is being typed at the end of `text`; None if it cannot be completed."""
    plain = straighten_quotes(text)
    if len(text) > MAX_CHARACTERS:
        return None
    if plain.count('"') % 2:
        return _in_quotes(text, plain.rindex('"'))
    tail = _TAIL.search(plain)
    if tail is None:
        return None
    start, words, field = tail.start(), tail["words"], _field(tail)
    if not field and plain[:start].endswith("-"):  # which is about the first word only
        words = re.sub(r"\A\S+\s+", "", words)
        start = len(text) - len(words)
    found = replace(_typed(text, text[:start], field, words), called=_called(tail))
    # A single word is the field's; how often it stands there is not known.
    return replace(found, word="") if field and len(words.split()) == 1 else found


def _in_quotes(text: str, quote: int) -> PartialQuery | None:
    """A phrase that is still open; only its first word is completed alone: few can follow it."""
    start = _BEFORE_QUOTE.search(text[:quote])
    if start is None:
        return None
    words, field = text[quote + 1 :], _field(start)
    typed = _typed(text, text[: start.start()], field, words)
    found = replace(typed, closing='"', called=_called(start))
    return found if not field and not found.complete else replace(found, word="")


def _field(match: re.Match[str]) -> str:
    """The field that the query names; empty where it names none."""
    return TEXT_OPERATORS.get((match["field"] or "").lower(), "")


def _called(match: re.Match[str]) -> str:
    name = match["field"] or ""
    return "" if name.lower() == _field(match) else name


def _typed(text: str, before: str, field: str, words: str) -> PartialQuery:
    cleaned = clean_with_places(words)
    last = _LAST.search(cleaned.text)
    word = last.group() if last else ""
    start = cleaned.in_original(*last.span())[0] if last else len(words)
    complete = [fold(token.text) for token in tokenize(words)]
    beginning = complete.pop() if word else ""
    lead = text[: len(text) - len(words) + start]
    return PartialQuery(
        before, field, tuple(complete), beginning, lead, fold(one_word_forms(word)[0])
    )
