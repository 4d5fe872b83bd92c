"""Quotation marks in queries: phones and word processors replace the plain one."""

from __future__ import annotations

import re
from typing import Final

from indexer.fields import VALUE_OPERATORS

QUOTATION_MARKS: Final = '"“”„‟«»〝〞＂'
"""Each of these opens and closes a phrase."""

_STRAIGHT: Final = str.maketrans(dict.fromkeys(QUOTATION_MARKS, '"'))
# Values and excluded phrases keep their quotation marks: they mean something else without.
_QUOTED: Final = re.compile(
    rf"""
      (?P<kept> (?: \b(?i:{"|".join(VALUE_OPERATORS)}): | (?<![^\s(])- | \bNOT\s+ )
        "[^"]*" (?:~\d{{1,3}})? )
    | (?P<field>:)? "(?P<inside>[^"]*) (?: "(?:~\d{{1,3}})? )?
    """,
    re.VERBOSE,
)


def straighten_quotes(text: str) -> str:
    """`text` with plain quotation marks in place of all others; its length stays."""
    return text.translate(_STRAIGHT)


def without_quotes(text: str) -> str:
    """The query `text` with the words of its phrases unquoted, those of a field in parentheses."""

    def unquote(found: re.Match[str]) -> str:
        if found["kept"]:
            return found["kept"]
        return f":({found['inside']})" if found["field"] else f" {found['inside']} "

    return " ".join(_QUOTED.sub(unquote, straighten_quotes(text)).split())
