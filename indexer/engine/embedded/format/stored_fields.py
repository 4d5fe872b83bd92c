"""Stored values: JSON, each deflated by itself, with a dictionary of its language's frequent words.

A page is short for a compressor: deflate reduces a real page of 2,236 bytes to 48 %, and to 44 %
with a preset dictionary (RFC 1950) of 4,000 characters of frequent words, in 14 µs more. Twice as
many characters save one per cent more, and take as long again; running text saves half as much.

A dictionary is learnt from the first passages of a language and stays in the file. So it has only
words of several publications: a publication that is removed leaves no words of its own.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from indexer import wire
from indexer.model import BlockKind, Passage, TextBlock

DICTIONARY_CHARS: Final = 4000
LEARNING_CHARS: Final = 250_000
"""Characters of text from which a language's dictionary is learnt: about 130 pages."""
MIN_WORD_PUBLICATIONS: Final = 3
"""Publications that a word must occur in to be in a dictionary."""
DEFLATE_LEVEL: Final = 4
"""Deflate's level: 49 µs and 44.6 % of a real page; level 6 takes 57 µs and 44.1 %, 1 41 and 47.2.
"""
_BLOCKS: Final = (TextBlock(BlockKind.FOOTNOTE, 1, 1), TextBlock(BlockKind.HEADING, 1, 1, 3))
_FRAME: Final = wire.encode(Passage(1, "1", "", blocks=_BLOCKS)) + wire.encode(Passage(1, "1", ""))
"""What the JSON of every passage has, and of headings; last in a dictionary, where matches are
cheapest.
"""


class Compressor:
    """Compresses values. `dictionaries` (by language, "" for any) grow by what `learn` reads."""

    def __init__(self, dictionaries: Mapping[str, bytes]) -> None:
        self.dictionaries: Final = {"": _FRAME, **dictionaries}
        self._seen: dict[str, _WordCosts] = {}

    def compress(self, language: str, value: bytes) -> bytes:
        """The compressed value."""
        words = self.dictionaries.get(language) or self.dictionaries[""]
        deflate = zlib.compressobj(DEFLATE_LEVEL, zdict=words)
        return deflate.compress(value) + deflate.flush()

    def learn(self, language: str, words: Iterable[str]) -> None:
        """Count the words of one publication in `language`, until its dictionary is complete."""
        if language in self.dictionaries:
            return
        seen = self._seen.setdefault(language, _WordCosts())
        seen.add(Counter(words))
        if seen.characters >= LEARNING_CHARS:
            self.dictionaries[language] = seen.dictionary()
            del self._seen[language]


class _WordCosts:
    """How much of the text of some publications each word takes."""

    def __init__(self) -> None:
        self.characters = 0
        self._counts: Counter[str] = Counter()
        self._publications: Counter[str] = Counter()

    def add(self, words: Counter[str]) -> None:
        self.characters += sum(len(word) * count for word, count in words.items())
        self._counts.update(words)
        self._publications.update(words.keys())

    def dictionary(self) -> bytes:
        """The words that take most characters, the most costly last."""
        costs = {
            word: count * (len(word) - 1)
            for word, count in self._counts.items()
            if len(word) > 2 and self._publications[word] >= MIN_WORD_PUBLICATIONS
        }
        chosen: list[str] = []
        length = 0
        for word in sorted(costs, key=lambda word: (-costs[word], word)):
            length += len(word) + 1
            if length > DICTIONARY_CHARS:
                break
            chosen.append(word)
        return " ".join(reversed(chosen)).encode() + b" " + _FRAME


class Decompressor:
    """Decompresses values that were compressed with one of `dictionaries`."""

    def __init__(self, dictionaries: Iterable[bytes]) -> None:
        self._dictionaries = {zlib.adler32(words): words for words in dictionaries}

    def decompress(self, packed: bytes) -> bytes:
        """The value.

        Raises:
            zlib.error: the bytes are damaged.
        """
        # A zlib stream has the checksum of its preset dictionary in bytes 2 to 5.
        words = self._dictionaries.get(int.from_bytes(packed[2:6], "big"), b"")
        inflate = zlib.decompressobj(zdict=words)
        value = inflate.decompress(packed)
        if not inflate.eof:
            raise zlib.error("the value is cut short")
        return value
