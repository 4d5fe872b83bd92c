"""Recognises a page or section in a file that was saved again, or read by a newer program.

A fingerprint is a sample of the hashes of a text's word shingles: those with the lowest values, so
that the samples of two texts are comparable. It tells how much of a text another one contains, also
where a page of one file is part of a longer section of the other. The text itself is not stored.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from base64 import b64decode, b64encode
from typing import Final

SHINGLE_WORDS: Final = 3
MAX_HASHES: Final = 128
HASH_BYTES: Final = 6
"""Six bytes are eight characters of base64, without padding."""
CONTAINED: Final = 0.4
"""Share of the sample from which a text counts as holding the other one. Every tenth word changed
leaves seven tenths of the shingles; two different pages of one book share some hundredths."""

_WORD: Final = re.compile(r"[a-z0-9]+")


def fingerprint(text: str) -> str:
    """The fingerprint of `text` in base64; empty if it has no words."""
    chosen = sorted(_hashes(text))[:MAX_HASHES]
    return b64encode(b"".join(chosen)).decode("ascii")


def count_hashes(sought: str) -> int:
    """How many hashes the fingerprint `sought` has."""
    return len(sought) * 3 // 4 // HASH_BYTES


def hashes_in(sought: str) -> frozenset[bytes]:
    """The hashes in the fingerprint `sought`; of a text of fewer shingles, those of all of them."""
    sample = b64decode(sought)
    return frozenset(sample[at : at + HASH_BYTES] for at in range(0, len(sample), HASH_BYTES))


def share_contained(text: str, sought: str) -> float:
    """How much of the text with the fingerprint `sought` is in `text`, from 0 to 1."""
    wanted = hashes_in(sought)
    return len(wanted & _hashes(text)) / len(wanted) if wanted else 0.0


def _hashes(text: str) -> set[bytes]:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    words = _WORD.findall(plain)
    length = min(SHINGLE_WORDS, len(words))
    starts = range(len(words) - length + 1) if words else ()
    shingles = {" ".join(words[at : at + length]) for at in starts}
    return {
        hashlib.blake2b(shingle.encode(), digest_size=HASH_BYTES).digest() for shingle in shingles
    }
