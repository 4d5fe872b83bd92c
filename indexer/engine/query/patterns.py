"""Words with `*` and `?` in a query: which of them are patterns, and what the others are."""

from __future__ import annotations

import re
from typing import Final

from indexer.engine.analysis import lowercase, query_tokens
from indexer.engine.cleaning import clean
from indexer.engine.query.notices import Notice, NoticeKind
from indexer.engine.wildcards import ANY_LETTERS, is_pattern

MIN_INFIX_LETTERS: Final = 2
"""Letters that a pattern with an asterisk at its front needs in one piece: nearly all words have
one letter somewhere. The asterisks of a shorter one are ignored.
"""

ANY_WORD: Final = ANY_LETTERS
"""An asterisk that stands alone in a phrase, for a word."""

# A question mark is a sign of a pattern inside a word only.
_QUESTION_MARK: Final = re.compile(r"(?<![\w*?])\?+|\?+(?![\w*?])")
_WORD: Final = re.compile(r"(?:[^\W_]|[\u0300-\u036f*?])+")
_SIGN: Final = re.compile(r"[*?]")
# "[0-4]", or "[áa]" beside an asterisk; not "[1]" behind a word, which is a note.
_CLASS: Final = re.compile(r"\[\^?(?:\w-\w)+\]")
_CLASS_BESIDE_ASTERISK: Final = re.compile(r"\[\^?[\w-]{1,20}\]")


def without_classes(run: str, notices: list[Notice]) -> str:
    """The run with an asterisk in place of each class of letters such as `[0-4]`."""

    def replaced(found: re.Match[str]) -> str:
        notices.append(Notice(NoticeKind.READ_AS, found[0], ANY_LETTERS))
        return ANY_LETTERS

    classes = _CLASS_BESIDE_ASTERISK if ANY_LETTERS in run else _CLASS
    return classes.sub(replaced, run)


def words_and_patterns(run: str, notices: list[Notice]) -> list[str]:
    """The words and patterns of a run of characters without white space, in lower case; an
    asterisk alone is `ANY_WORD`.
    """
    if not is_pattern(run):
        return query_tokens(run)
    found: list[str] = []
    for word in _WORD.findall(lowercase(clean(_QUESTION_MARK.sub(" ", run)))):
        pattern = re.sub(r"[*?]*\*[*?]*", ANY_LETTERS, word)
        if not is_pattern(pattern) or not _consists_of_words(pattern):
            found += query_tokens(_SIGN.sub(" ", pattern))
        elif pattern != ANY_WORD and _is_too_short(pattern):
            notices.append(Notice(NoticeKind.SHORT_PATTERN, pattern))
            found += query_tokens(_SIGN.sub(" ", pattern))
        else:
            found.append(pattern)
    return found


def _consists_of_words(pattern: str) -> bool:
    pieces = [piece for piece in _SIGN.split(pattern) if piece]
    return all(query_tokens(piece) == [piece] for piece in pieces)


def _is_too_short(pattern: str) -> bool:
    longest = max(map(len, _SIGN.split(pattern)))
    return is_pattern(pattern[0]) and longest < MIN_INFIX_LETTERS
