"""Which words exist: in Spanish, Portuguese, French, English, Italian and Catalan, and how often.

Bad text is judged and repaired with it, place by place, and what readers type is taken for right or
for misspelt. The list has checksums instead of words: half a million fit into 3 MB of memory, and a
random string of letters passes for a word once in 10,000 times. `make wordlist` writes it, from
wordfreq's lists (see `word_frequencies.txt`).
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

FILE: Final = Path(__file__).with_name("word_frequencies.bin")
_COUNT_BYTES: Final = 4


def frequency(word: str) -> float:
    """The Zipf frequency of a word in small letters, in the language in which it is most frequent.

    That is the logarithm of its occurrences in a billion words: 8 for "de", 5 for "familias", 3 for
    "resiliencia"; 0 for what is not in the list.
    """
    checksums, tenths = _table()
    checksum = zlib.crc32(word.encode("utf-8", "surrogatepass"))
    place = bisect_left(checksums, checksum)
    is_there = place < len(checksums) and checksums[place] == checksum
    return tenths[place] / 10 if is_there else 0.0


def unknown(words: Iterable[str]) -> set[str]:
    """Those of the words in small letters that are not in the list."""
    listed = list(words)
    if not listed:
        return set()
    checksums = np.frombuffer(_table()[0], np.dtype("<u4"))
    wanted = np.array([zlib.crc32(w.encode("utf-8", "surrogatepass")) for w in listed], np.uint32)
    places = np.minimum(np.searchsorted(checksums, wanted), len(checksums) - 1)
    return {listed[place] for place in np.nonzero(checksums[places] != wanted)[0].tolist()}


@cache
def _table() -> tuple[array[int], bytes]:
    """The checksums of all words, ascending, and the frequency of each in tenths."""
    data = zlib.decompress(FILE.read_bytes())
    count = int.from_bytes(data[:_COUNT_BYTES], "little")
    planes: npt.NDArray[np.uint8] = np.frombuffer(data, np.uint8, 4 * count, _COUNT_BYTES)
    steps = np.ascontiguousarray(planes.reshape(4, count).T).view(np.uint32).ravel()
    checksums = array("I", np.cumsum(steps, dtype=np.uint32).tobytes())
    return checksums, data[_COUNT_BYTES + 4 * count :]


def write(frequencies: Mapping[str, int]) -> None:
    """Write the list, from words in small letters and their frequencies in tenths."""
    tenths = {zlib.crc32(word.encode()): value for word, value in sorted(frequencies.items())}
    checksums = np.array(sorted(tenths), np.uint32)
    steps = np.diff(checksums, prepend=np.uint32(0))
    planes = steps.view(np.uint8).reshape(-1, 4).T  # equal bytes side by side pack better
    values = bytes(tenths[checksum] for checksum in checksums.tolist())
    count = len(checksums).to_bytes(_COUNT_BYTES, "little")
    FILE.write_bytes(zlib.compress(count + planes.tobytes() + values, 9))
