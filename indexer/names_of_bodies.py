"""Distinguishes names of organisations from names of persons: "Comisión Nacional, Oficina Sur".

In the name of a person a comma separates the family name from the given one; in that of an
organisation it does not. Programs that read citations need to know which it is.
"""

from __future__ import annotations

import re
from typing import Final

from indexer.folding import fold_word
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
    endings = (parts[-count:] for count in range(1, len(parts)))
    return any(
        _SEPARATE.sub("", "".join(ending)) in _LEGAL_FORMS and not _are_initials(ending, len(parts))
        for ending in endings
    )


def _are_initials(ending: list[str], count: int) -> bool:
    """Whether what may be a legal form is more likely initials: "Ruiz, A. C."; but not "Ruiz, A.C."
    nor "Servicios para la Paz, A. C."."""
    are_single = all(len(_SEPARATE.sub("", part)) == 1 for part in ending)
    return are_single and len(ending) > 1 and count - len(ending) < _MIN_WORDS


_MIN_WORDS: Final = 2  # before a legal form with blanks in it
