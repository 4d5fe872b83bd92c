"""Tells the name of an organisation from that of a person: "Comisión Nacional, Oficina Regional".

In the name of a person a comma separates the family name from the given one; in that of an
organisation it does not. Programs that read citations must be told which it is.
"""

from __future__ import annotations

import re
from typing import Final

from indexer.dates import fold_word
from indexer.languages import LANGUAGES

# What stands behind the name of an organisation, without its dots.
_FORMS: Final = (
    "abp ac ag ap asbl corp ev gmbh iap inc llc ltd ngo ong onu osc plc sa sadecv sas sc scp sl srl"
)
_LEGAL_FORMS: Final = frozenset(_FORMS.split())
_BODY_WORDS: Final = frozenset(fold_word(word) for row in LANGUAGES for word in row.body_words)
_WORD: Final = re.compile(r"[^\W\d_]+")
_SEPARATE: Final = re.compile(r"[\W_]+")


def names_a_body(name: str) -> bool:
    """Whether words of a name, or its legal form, say that it is that of an organisation."""
    plain = fold_word(name)
    if any(word in _BODY_WORDS for word in _WORD.findall(plain)):
        return True
    parts = [part for part in re.split(r"[,\s]+", plain) if part]
    # "Ruiz, A. C." is a person, "Ruiz, A.C." and "Servicios y Paz, A. C." are not.
    lengths = (n for n in range(1, len(parts)) if n == 1 or len(parts) - n >= _MIN_WORDS)
    return any(_SEPARATE.sub("", "".join(parts[-n:])) in _LEGAL_FORMS for n in lengths)


_MIN_WORDS: Final = 2  # before a legal form with blanks in it
