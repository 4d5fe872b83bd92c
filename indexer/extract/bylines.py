"""Tells which names a publication states on its own pages as those of its authors.

The properties of a file name the person who typed it, often a member of staff. Such a name is taken
only if it also stands in a line of names at the beginning of the work: on its cover, under its
title. In running text, or in the credits, it says nothing about who wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from indexer.folding import fold_word
from indexer.languages import LANGUAGES
from indexer.names_of_bodies import names_a_body
from indexer.note_marks import without_note_marks

FIRST_LINES: Final = 25
"""So many lines at the beginning of a page are looked at."""

_MAX_LINE_CHARS: Final = 300
_SENTENCE_ENDS: Final = '.!?»”"'
_MIN_RUNNING_CHARS: Final = 40  # a line of running text is at least as long
_BYLINE_WORDS: Final = re.compile(
    rf"^(?:{'|'.join(word for row in LANGUAGES for word in row.byline_words)})"
    r"(?:\(?[aeo]?s\)?)?(?:\s+por|\s+by)?\b\s*:?\s+",
    re.IGNORECASE,
)
_SEPARATORS: Final = re.compile(
    r"(?<!\s)(?:\s*+[,;&·•|/]\s*|\s++(?:and|e|et|i|u|y)\s+)", re.IGNORECASE
)
_NOTE_MARKS: Final = re.compile(r"[\d*†‡§¶#]+(?:,[\d*†‡§]+)*$")
_WORD: Final = re.compile(r"[^\W\d_]+")
_PARTICLE_WORDS: Final = "da das de del della des di do dos du e la las los van von y"
_PARTICLES: Final = frozenset(_PARTICLE_WORDS.split())
# Beginnings of what people did for a book who are not its authors, in all languages.
_ROLES: Final = re.compile(
    r"\b(?:capa|captur|corre[cç]+|couv|cover|design|diagram|dise[ñn]|edi[cç]i|edi[cç][aã]o|"
    r"editorial|edited|foto|ilustra|illustr|impr|layout|maquet|mise en|photo|print|projeto gr|"
    r"revis|tradu|transcri|translat|typeset)",
    re.IGNORECASE,
)
_MAX_ROLE_CHARS: Final = 60


def stated_names(names: Iterable[str], lines: Sequence[str]) -> tuple[str, ...]:
    """Those of the names that a byline among the lines states, in their order.

    `lines` are the first ones of a work; empty ones separate its paragraphs.
    """
    wanted = {name: _key(name) for name in names}
    if not wanted:
        return ()
    stated: set[frozenset[str]] = set()
    beginning = [" ".join(without_note_marks(line).split()) for line in lines]
    for place, line in enumerate(beginning):
        if line and not _is_in_running_text(beginning, place):
            stated.update(_names_in(line))
    return tuple(name for name, key in wanted.items() if key in stated)


def labelled_authors(lines: Sequence[str]) -> tuple[str, ...]:
    """The names that a line such as "Autoras: Ana Ruiz y Luz Pino" states, if it has nothing else.

    Who wrote the "Texto" of a work is read only where credits for other work stand beside it.
    """
    for place, line in enumerate(lines):
        label, colon, rest = line.partition(":")
        plain = " ".join(fold_word(label).split())
        if not colon or len(line) > _MAX_LINE_CHARS or plain not in _AUTHOR_LABELS | _TEXT_LABELS:
            continue
        around = [
            *lines[max(place - _CREDIT_LINES, 0) : place],
            *lines[place + 1 :][:_CREDIT_LINES],
        ]
        if plain in _TEXT_LABELS and not any(_ROLES.search(other) for other in around):
            continue
        whole = rest.strip(" .")
        names = [whole] if names_a_body(whole) else _LIST_SEPARATORS.split(whole)
        if names and all(map(_is_whole_name, names)):
            return tuple(names)
    return ()


def signed_authors(line: str) -> tuple[str, ...]:
    """The names behind "Por" in a line that its page marks as a byline, if it states nothing else
    but a date.
    """
    label = _AUTHOR_LABEL.match(line) or _BYLINE_WORDS.match(line)
    if label is None or len(line) > _MAX_LINE_CHARS:
        return ()
    whole = _BEHIND_NAMES.split(line[label.end() :], maxsplit=1)[0].strip(" .,;:-")
    names = [whole] if names_a_body(whole) else _LIST_SEPARATORS.split(whole)
    return tuple(names) if all(map(_is_whole_name, names)) else ()


_WRITTEN_BY: Final = "|".join(
    label for row in LANGUAGES for label in row.author_labels if " " in label
)
_AUTHOR_LABEL: Final = re.compile(rf"(?:{_WRITTEN_BY})\s*:?\s+", re.IGNORECASE)
_BEHIND_NAMES: Final = re.compile(r"[|•·–—/]|(?<!\s)\s++(?:el|em|le|on)\s++(?=\d)|\d")
_AUTHOR_LABELS: Final = frozenset(fold_word(w) for row in LANGUAGES for w in row.author_labels)
_TEXT_LABELS: Final = frozenset(fold_word(w) for row in LANGUAGES for w in row.text_labels)
_CREDIT_LINES: Final = 4  # before and behind a line, in which there may be other credits
_LIST_SEPARATORS: Final = re.compile(
    r"(?:(?<!\s)\s++)?[,;]\s*+(?:(?:y|e|and|et)\s++)?|(?<!\s)\s++(?:y|e|and|et)\s++"
)
_MAX_NAME_WORDS: Final = 6


def _is_whole_name(name: str) -> bool:
    """Whether words are the name of a person or an organisation, and nothing else."""
    count = len(name.split())
    is_person = 2 <= count <= _MAX_NAME_WORDS and not any(map(str.isdigit, name))
    return _is_like_a_name(name) and (is_person or names_a_body(name))


def _names_in(line: str) -> list[frozenset[str]]:
    """The names that a line consists of; empty if there is anything else in it."""
    if len(line) > _MAX_LINE_CHARS:
        return []
    plain = _BYLINE_WORDS.sub("", line).strip(" .,;:-–—()[]")
    whole = _NOTE_MARKS.sub("", plain).strip()
    # "López, Ana" is one name; a line of one name may also be that of an organisation.
    parts = [_NOTE_MARKS.sub("", part).strip() for part in _SEPARATORS.split(plain)]
    parts = [part for part in parts if part]
    if not all(map(_is_like_a_name, parts)):
        return [_key(whole)] if _is_like_a_name(whole) else []
    pairs = [f"{one} {other}" for one, other in zip(parts[::2], parts[1::2], strict=False)]
    return [_key(part) for part in (whole, *parts, *pairs)]


def _is_like_a_name(text: str) -> bool:
    """Whether all of its words begin like those of a name."""
    words = _WORD.findall(text)
    return bool(words) and all(word[0].isupper() or word in _PARTICLES for word in words)


def _is_in_running_text(lines: Sequence[str], place: int) -> bool:
    """Whether a line belongs to a paragraph, or to the credits or a list above it."""
    before = lines[place - 1] if place else ""
    after = lines[place + 1] if place + 1 < len(lines) else ""
    above = next((line for line in reversed(lines[:place]) if line), "")  # of another paragraph too
    if above.endswith(":") and not _BYLINE_WORDS.fullmatch(f"{above} "):
        return True
    if _ROLES.search(above) and len(above) <= _MAX_ROLE_CHARS:
        return True
    if after[:1].islower() and not _BYLINE_WORDS.match(f"{after} "):
        return True
    return bool(
        len(before) >= _MIN_RUNNING_CHARS and before[-1] not in _SENTENCE_ENDS and _is_prose(before)
    )


def _is_prose(line: str) -> bool:
    """Whether most of its words begin like those of a sentence."""
    words = _WORD.findall(line)
    lower = [word for word in words if word[0].islower()]
    return len(lower) > len(words) / 2


def _key(name: str) -> frozenset[str]:
    """The words of a name, without accents, capitals and order."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return frozenset(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))
