"""Forms of the glossary as staff write them: cleaned, and those refused that would do harm.

A form that stands for too much, as a wildcard or a word of every sentence would, spoils the results
of people who do not know that there is a glossary. So it is left out, and told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from indexer.corpus.mistakes import NO_PLACE, Place, quoted
from indexer.engine.analysis import fold, query_tokens
from indexer.engine.cleaning import without_unseen
from indexer.engine.glossary import Concept, GlossaryForm
from indexer.languages import INDEXED_LANGUAGES
from indexer.messages import NO_MESSAGE, Message, message

MAX_FORM_CHARS: Final = 160
"""What the official names of laws and treaties need: the longest of the glossary that ships, of
Mexico's law on disappearances, has 145.
"""
MAX_NOTE_CHARS: Final = 500
MAX_FORMS: Final = 20_000
"""Of all concepts together: each commit holds them, and each reader's memory."""

_MAX_READ_CHARS: Final = 1000
"""Of a form or note: what is longer is too long in any case."""
_QUOTES: Final = (
    ("“", "”"),
    ("«", "»"),
    ('"', '"'),
    ("„", "“"),
    ("‘", "’"),
    ("'", "'"),
    ("‹", "›"),
)
_MEANT_OTHERWISE: Final = re.compile(r"[*?\"“”„«»~^\\]")
"""Signs of queries."""
_FUNCTION_WORDS: Final = [
    frozenset(map(fold, language.function_words)) for language in INDEXED_LANGUAGES
]


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """A form as it is written somewhere, and where."""

    text: str
    language: str
    place: Place


@dataclass(frozen=True, slots=True)
class WrittenConcept:
    """What is written in one row, or of one concept of SKOS, which stands at `place`."""

    forms: Iterable[WrittenForm]
    note: str
    place: Place


Report = Callable[[Message, Place], object]
"""Is called for what is wrong."""


def concepts_of(written: Iterable[WrittenConcept], report: Report) -> list[Concept]:
    """The concepts that join two forms and more; what is beyond `MAX_FORMS` is not looked at."""
    found: list[Concept] = []
    room = MAX_FORMS
    for one in written:
        forms = list(islice(one.forms, room + 1))
        room -= len(forms)
        if room < 0:
            report(message("it has more than {count} words and terms", count=MAX_FORMS), NO_PLACE)
            break
        concept = _concept(forms, one, report)
        if concept is not None:
            found.append(concept)
    return found


def tidy(text: str) -> str:
    """`text` with one blank between its words, and without quotation marks around it, commas at its
    end, and signs that nobody sees.
    """
    plain, before = " ".join(without_unseen(text[:_MAX_READ_CHARS]).split()), ""
    while plain != before:
        before, plain = plain, plain.strip(" ").rstrip(",;: ")
        for left, right in _QUOTES:
            if len(plain) > 1 and plain.startswith(left) and plain.endswith(right):
                plain = plain[1:-1]
    return plain


def _concept(
    written: Sequence[WrittenForm], whole: WrittenConcept, report: Report
) -> Concept | None:
    forms: dict[GlossaryForm, GlossaryForm] = {}
    refused = False
    for one in written:
        text = tidy(one.text)
        if not text:
            continue
        same = GlossaryForm(fold(text), one.language)
        mistake = _mistake(text)
        refused = refused or bool(mistake)
        if same in forms:
            mistake = message('"{text}" is there twice', text=quoted(text))
        if mistake:
            report(mistake, one.place)
        else:
            forms[same] = GlossaryForm(text, one.language)
    if len(forms) > 1:
        return Concept(tuple(forms.values()), tidy(whole.note)[:MAX_NOTE_CHARS])
    if forms and not refused:
        [only] = forms.values()
        what = message(
            '"{text}" stands alone: write beside it what means the same, in another column or '
            "behind |",
            text=quoted(only.text),
        )
        report(what, whole.place)
    return None


def _mistake(text: str) -> Message:
    """Why a form cannot be used; empty if it can."""
    if len(text) > MAX_FORM_CHARS:
        return message(
            '"{text}" has more than {count} characters; write a term, and not a sentence',
            text=quoted(text),
            count=MAX_FORM_CHARS,
        )
    if _MEANT_OTHERWISE.search(text):
        return message(
            '"{text}" has a sign that means something else in a search (`* ? " ~ ^`); write it '
            "without",
            text=quoted(text),
        )
    words = query_tokens(text)
    if not words or not any(map(str.isalpha, text)):
        return message('"{text}" has no letters', text=quoted(text))
    if any(known.issuperset(map(fold, words)) for known in _FUNCTION_WORDS):
        return message(
            '"{text}" is in nearly every sentence of one of the languages, so that nearly every '
            "search would have it",
            text=quoted(text),
        )
    return NO_MESSAGE
