"""What readers should know about how their query was understood."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice is about; the texts are those of the interface."""

    TOO_LONG = "too_long"
    TOO_MANY_CLAUSES = "too_many_clauses"
    TOO_MANY_EXPANSIONS = "too_many_expansions"
    TOO_MUCH_WORK = "too_much_work"
    SHORT_PATTERN = "short_pattern"
    NO_WORDS = "no_words"
    PARTIAL = "partial"
    MEANING = "meaning"
    """No publication holds every word as typed; these hold words that stand for them."""

    SEARCHED_APART = "searched_apart"
    """Nothing fits what was typed as it looks, so each of its words is searched by itself."""

    READ_AS = "read_as"
    """What was typed is searched as something else, `instead`."""

    OPERATOR_WORD = "operator_word"
    """A word in capitals was taken for an operator."""

    INVALID_YEAR = "invalid_year"
    """What stands behind the name of the year is not a year, and was searched as words."""

    FIELD_NOT_SEARCHED = "field_not_searched"
    """There is such a field, but its words are not searched by themselves."""

    UNKNOWN_VALUE = "unknown_value"
    """No publication has this value."""

    IGNORED = "ignored"
    """What has no meaning here and was left out."""

    UNCLOSED = "unclosed"
    """A quotation mark or parenthesis without its partner."""

    NO_REGEX = "no_regex"
    """A regular expression, whose words were searched."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice; `detail` is the word or the limit that it is about, as the reader wrote it."""

    kind: NoticeKind
    detail: str = ""
    instead: str = ""
