"""The languages by the names that staff and readers write."""

from __future__ import annotations

import re
from typing import Final

from indexer.folding import fold_word
from indexer.languages import LANGUAGES
from indexer.model import UNDETERMINED

_UNKNOWN: Final = (
    *("idiomadesconocido", "desconocido", "languagenotknown", "notknown", "unknown"),
    *("idiomadesconhecido", "desconhecido", "langueinconnue", "inconnue", "inconnu"),
)
"""What people call a language that is not known, without accents and blanks."""
_CODES: Final = {
    **{name: row.code for row in LANGUAGES for name in (row.code, *row.names)},
    **dict.fromkeys((UNDETERMINED, *_UNKNOWN), UNDETERMINED),
}


def language_code(name: str) -> str:
    """The code of the language with this code or name, in any of the four languages; empty if it
    is unknown. A country behind it ("pt-BR", "español (México)") makes no difference.
    """
    plain = fold_word(re.split(r"[-_(]", name, maxsplit=1)[0])
    words = re.findall("[a-z]+", plain)
    codes = {_CODES.get("".join(words), "")} - {""} or {_CODES.get(word, "") for word in words}
    return codes.pop() if len(codes) == 1 else ""
