"""Signatures of texts: publications with almost the same text have almost the same one.

A MinHash of word shingles (here only is rensa known). What another export of a text changes must
not change a word: accents, ligatures and some letters get lost, lines and pages break elsewhere,
quotation marks and apostrophes are others. So a word counts by the letters that no export loses,
and one that has none of them does not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from string import ascii_lowercase, digits
from typing import Final

import numpy as np
import rensa

from indexer.model import Passage

SHINGLE: Final = 3
"""Words of a shingle. Three tell re-exports of real texts from all other texts best: where every
twentieth word is another, three quarters of the sketch stay the same; with five it is two thirds.
"""
LEAST: Final = 60
"""Words below which a text has no signature: of a short note, what all notes share is too much."""
SLOTS: Final = 128
_SEED: Final = 1

_LOST: Final = b"aeioucnfil'"
"""What exports lose: letters with accents (ç and ñ too), ligatures (fi, fl, ff), apostrophes."""
_KEPT: Final = (ascii_lowercase + digits).encode()
_TABLE: Final = bytes(byte if byte in _KEPT else ord(" ") for byte in range(256))
_HYPHENATED: Final = re.compile(r"-[ \t]*\n\s*")


def signature(passages: Iterable[Passage]) -> bytes:
    """The signature of a publication's text; empty where there is too little of it.

    Two bytes of each of the sketch's values: by chance one in 65,536 is the same.
    """
    sketch = rensa.RMinHash(num_perm=SLOTS, seed=_SEED)
    count, last = 0, list[bytes]()
    for passage in passages:  # a shingle may begin on one page and end on the next
        found = _words(passage.text)
        words = last + found
        sketch.update(list(map(b" ".join, zip(*(words[n:] for n in range(SHINGLE)), strict=False))))
        count, last = count + len(found), words[1 - SHINGLE :]
    return np.array(sketch.digest(), np.uint32).astype("<u2").tobytes() if count >= LEAST else b""


def _words(text: str) -> list[bytes]:
    """The words of `text` that have something left, in what is left of them."""
    folded = _HYPHENATED.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return folded.encode("ascii", "ignore").translate(_TABLE, _LOST).split()
