"""Which words of a commit sound alike, in each language that knows how it is misspelt.

The table is made for a whole commit and says where to look. What is found there is compared once
more, as it is spelled in what readers may see: so nothing depends on what is hidden, and words
whose keys only have the same checksum are dropped.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from itertools import compress
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indexer.engine.embedded.format.schema import form_of, stem_languages
from indexer.engine.embedded.format.segment import Ids, Mask, Segment
from indexer.engine.embedded.read.doc_freqs import doc_freqs
from indexer.engine.embedded.read.lexicon import lexicon
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.pacing import paced
from indexer.engine.sounds import SOUNDED_LANGUAGES, sound_key, sound_keys

_AT_ONCE: Final = 1 << 10
"""Words whose keys are made in one go, in a few milliseconds."""


@dataclass(frozen=True, slots=True)
class SoundIndex:
    """For each language the checksums of its words' sound keys, ascending, and beside each the
    word's row in the lexicon.
    """

    checksums: dict[str, NDArray[np.uint32]]
    numbers: dict[str, NDArray[np.int32]]

    def alike(self, word: str, languages: Collection[str]) -> Ids:
        """The rows of words that may sound like `word` in one of the languages, if it has rules,
        that they are used in.
        """
        found = [self._alike(word, code) for code in self.checksums if code in languages]
        return np.unique(np.concatenate([np.zeros(0, np.int64), *found]))

    def _alike(self, word: str, code: str) -> Ids:
        own = self.checksums[code]
        wanted = own.dtype.type(_checksum(sound_key(word, code)))  # a wider type would copy all
        first = int(np.searchsorted(own, wanted))
        behind = int(np.searchsorted(own, wanted, "right"))
        return self.numbers[code][first:behind].astype(np.int64)


def sound_index(snapshot: Snapshot) -> SoundIndex:
    """The words of a commit by their sounds, computed on first use."""
    whole = snapshot.whole
    return whole.tables.get("sound_index", lambda: _sound_index(whole))


def _sound_index(snapshot: Snapshot) -> SoundIndex:
    known = lexicon(snapshot)
    is_frequent = np.zeros(len(known), bool)
    is_frequent[doc_freqs(snapshot).numbers] = True
    forms: dict[str, dict[str, int]] = {code: {} for code in SOUNDED_LANGUAGES}
    for live, numbers in zip(snapshot.segments, known.numbers, strict=True):
        _add_forms(forms, live.segment, numbers, is_frequent)
    checksums, rows = {}, {}
    for code, own in forms.items():
        keys = _checksums(list(own), code)
        order = np.argsort(keys, kind="stable")
        checksums[code] = keys[order]
        rows[code] = np.fromiter(own.values(), np.int32, len(own))[order]
    return SoundIndex(checksums, rows)


def _add_forms(
    forms: dict[str, dict[str, int]], segment: Segment, numbers: NDArray[np.int32], wanted: Mask
) -> None:
    """Add a segment's forms of the wanted words to those of the languages that they are used in;
    the words of metadata, and of texts in other languages, may be in any.
    """
    languages = [stem_languages(name) or SOUNDED_LANGUAGES for name in segment.fields]
    for start in range(0, len(segment.terms), _AT_ONCE):
        rows = range(start, min(start + _AT_ONCE, len(segment.terms)))
        kept = wanted[numbers[rows.start : rows.stop]].tolist()
        for row, key in paced(compress(zip(rows, segment.terms.part(rows), strict=True), kept)):
            number = int(numbers[row])
            for code in languages[segment.term_fields[row]]:
                if code in forms:
                    forms[code][form_of(key)] = number


def _checksums(forms: list[str], code: str) -> NDArray[np.uint32]:
    found = np.zeros(len(forms), np.uint32)
    for start in paced(range(0, len(forms), _AT_ONCE)):
        part = forms[start : start + _AT_ONCE]
        found[start : start + len(part)] = [_checksum(key) for key in sound_keys(part, code)]
    return found


def _checksum(key: str) -> int:
    return zlib.crc32(key.encode("utf-8", "surrogatepass"))
