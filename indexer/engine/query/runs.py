"""What a run of characters without white space means: a word, a pattern, several joined words."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from indexer.engine.analysis import parts_of, query_tokens
from indexer.engine.ast import (
    And,
    Exact,
    FirstOf,
    Fuzzy,
    Node,
    Phrase,
    RangeQuery,
    TextNode,
    Wildcard,
    Word,
)
from indexer.engine.query.notices import Notice, NoticeKind
from indexer.engine.query.patterns import ANY_WORD, without_classes, words_and_patterns
from indexer.engine.wildcards import ONE_LETTER, is_pattern

IDENTIFIER: Final = "identifier"
"""The name of the field that a publication's own address has."""
MIN_FUZZY_LETTERS: Final = 4
"""Letters below which `word~` means the word itself: shorter words are one edit from everything
(`com~` found 21 of the 23 publications of the sample corpus)."""
MAX_SLOP: Final = 999

_BOOST: Final = re.compile(r"(?P<boosted>.*?)(?P<boost>(?:\^\d+(?:\.\d+)?)+)")
_FUZZY: Final = re.compile(r"(?P<word>.*\w)~(?P<distance>\d?)[^\w]*")
_YEARS: Final = re.compile(r"(?P<first>(?:1[5-9]|20)\d\d)(?:\.\.+|…)(?P<last>(?:1[5-9]|20)\d\d)")
_IS_ADDRESS: Final = re.compile(r"(?:\w+://|www\.)\w")
_PUBLICATION: Final = re.compile(
    r"(?:.*/)?publications/(?P<id>[a-z0-9][a-z0-9-]{2,63})(?:[/?#].*)?", re.IGNORECASE
)


def parse_run(run: str, notices: list[Notice]) -> Node | None:
    """The operand that `run` is; None if it holds no word. Adds to `notices` what means something
    else than it seems.
    """
    boosted = _BOOST.fullmatch(run)
    if boosted:
        notices.append(Notice(NoticeKind.IGNORED, boosted["boost"]))
        run = boosted["boosted"]
    if years := _YEARS.fullmatch(run):
        first, last = sorted((int(years["first"]), int(years["last"])))
        node = RangeQuery("year", first, last, typed=run)
        notices.append(Notice(NoticeKind.READ_AS, run, str(node)))
        return node
    if _IS_ADDRESS.match(run):
        return _words(run, query_tokens(run))
    classes: list[Notice] = []
    bare = without_classes(run, classes)
    if classes and not any(map(str.isalnum, bare)):  # nothing else, so it is no pattern
        notices.append(Notice(NoticeKind.NO_REGEX, run))
        words = query_tokens(run)
        return in_any_order(words) if words else None
    notices += classes
    if is_pattern(bare):
        return _pattern(run, bare, notices)
    fuzzy = _FUZZY.fullmatch(run)
    words = query_tokens(fuzzy["word"] if fuzzy else run)
    if fuzzy and words:
        if len(words) == 1 and len(words[0]) >= MIN_FUZZY_LETTERS and len(parts_of(words[0])) == 1:
            if fuzzy["distance"] > "2":
                notices.append(Notice(NoticeKind.READ_AS, run, str(Fuzzy(words[0]))))
            return Fuzzy(words[0])
        notices.append(Notice(NoticeKind.IGNORED, "~"))
    return _words(run, words)


def parse_phrase(inside: str, slop: int, notices: list[Notice]) -> Node | None:
    """The operand that a quoted text is; None if it holds no word."""
    words: list[str] = []
    for run in inside.split():
        words += words_and_patterns(without_classes(run, notices), notices)
    placeholders = words.count(ANY_WORD)
    words = [word for word in words if word != ANY_WORD]
    if not words:
        return None
    if "~" in inside:
        notices.append(Notice(NoticeKind.IGNORED, "~"))
    phrase = Phrase(tuple(words), min(slop + placeholders, MAX_SLOP))
    if placeholders:
        notices.append(Notice(NoticeKind.READ_AS, f'"{inside}"', str(phrase)))
    return phrase


def in_any_order(words: list[str] | tuple[str, ...]) -> Node:
    """All of the words, wherever they stand."""
    nodes: list[TextNode] = [Wildcard(word) if is_pattern(word) else Word(word) for word in words]
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def _pattern(run: str, bare: str, notices: list[Notice]) -> Node | None:
    words = [word for word in words_and_patterns(bare, notices) if word != ANY_WORD]
    if not words:
        return None
    if len(words) > 1:
        return FirstOf(run, (Phrase(tuple(words)), in_any_order(words)))
    pattern = in_any_order(words)
    apart = query_tokens(bare)
    # "m?moria" is a pattern, "cuerpo?territorio" are two words.
    if isinstance(pattern, Wildcard) and ONE_LETTER in bare and len(apart) > 1:
        return FirstOf(run, (pattern, in_any_order(apart)))
    return pattern


def _words(run: str, words: list[str]) -> Node | None:
    if len(words) == 1 and run.startswith("#"):
        return _hashtag(run, words[0])
    if len(words) < 2:
        return Word(words[0]) if words else None
    joined = (Phrase(tuple(words)), in_any_order(words))
    if address := _PUBLICATION.fullmatch(run):
        return FirstOf(run, (Exact(IDENTIFIER, address["id"].lower(), typed=run), *joined))
    return FirstOf(run, joined)


def _hashtag(run: str, word: str) -> Node:
    """A hashtag, or the words of which it is made: "#NiUnaMenos"."""
    marked = "".join(
        f" {char}" if char.isupper() and before.islower() else char
        for before, char in pairwise(run)
    )
    words = query_tokens(marked)
    if len(words) < 2:
        return Word(word)
    return FirstOf(run, (Word(word), Phrase(tuple(words)), in_any_order(words)))
