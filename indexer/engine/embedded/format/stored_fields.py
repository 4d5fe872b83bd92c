"""Stored values: JSON, each deflated on its own, with a list of the language's frequent words.

A page is short for a compressor: of a real page of 2,236 bytes deflate leaves 48 %, and 44 % where
it begins with a preset dictionary (RFC 1950) of 4,000 characters of frequent words, in 14 µs more.
Twice as many save one per cent more, and take as long again; running text saves half as much.

A dictionary is learnt from the first passages of a language and stays in the file, so it has only
words that stand in several publications: what is removed from the index leaves no words of its own.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from indexer import wire
from indexer.model import Passage

DICTIONARY: Final = 4000
LEARNT_FROM: Final = 250_000
"""Characters of text after which a language's dictionary is made: about 130 pages."""
PUBLICATIONS: Final = 3
"""Publications that a word must stand in to be in a dictionary."""
LEVEL: Final = 4
"""Deflate's level: 49 µs and 44.6 % of a real page; level 6 takes 57 µs and 44.1 %, 1 41 and 47.2.
"""
_FRAME: Final = wire.encode(Passage(1, "1", ""))
"""What every passage's JSON has; nearest to the text, where matches are cheapest."""


class Packer:
    """Deflates values; `dictionaries` (by language, "" for any) grow as texts are learnt from."""

    def __init__(self, dictionaries: Mapping[str, bytes]) -> None:
        self.dictionaries: Final = {"": _FRAME, **dictionaries}
        self._seen: dict[str, _Seen] = {}

    def pack(self, language: str, value: bytes) -> bytes:
        """The deflated value."""
        words = self.dictionaries.get(language) or self.dictionaries[""]
        deflate = zlib.compressobj(LEVEL, zdict=words)
        return deflate.compress(value) + deflate.flush()

    def learn(self, language: str, words: Iterable[str]) -> None:
        """Look at the words of one publication in `language`."""
        if language in self.dictionaries:
            return
        seen = self._seen.setdefault(language, _Seen())
        seen.add(Counter(words))
        if seen.characters >= LEARNT_FROM:
            self.dictionaries[language] = seen.dictionary()
            del self._seen[language]


class _Seen:
    """The words of some publications."""

    def __init__(self) -> None:
        self.characters = 0
        self._counts: Counter[str] = Counter()
        self._publications: Counter[str] = Counter()

    def add(self, words: Counter[str]) -> None:
        self.characters += sum(len(word) * count for word, count in words.items())
        self._counts.update(words)
        self._publications.update(words.keys())

    def dictionary(self) -> bytes:
        """The words whose repetition takes most characters, the most costly last."""
        costs = {
            word: count * (len(word) - 1)
            for word, count in self._counts.items()
            if len(word) > 2 and self._publications[word] >= PUBLICATIONS
        }
        chosen: list[str] = []
        length = 0
        for word in sorted(costs, key=lambda word: (-costs[word], word)):
            length += len(word) + 1
            if length > DICTIONARY:
                break
            chosen.append(word)
        return " ".join(reversed(chosen)).encode() + b" " + _FRAME


class Unpacker:
    """Inflates what was packed with one of `dictionaries`."""

    def __init__(self, dictionaries: Iterable[bytes]) -> None:
        self._dictionaries = {zlib.adler32(words): words for words in dictionaries}

    def unpack(self, packed: bytes) -> bytes:
        """The value.

        Raises:
            zlib.error: the bytes are not what was packed.
        """
        # A zlib stream names its preset dictionary by checksum, in the four bytes behind two.
        words = self._dictionaries.get(int.from_bytes(packed[2:6], "big"), b"")
        inflate = zlib.decompressobj(zdict=words)
        value = inflate.decompress(packed)
        if not inflate.eof:
            raise zlib.error("the value is cut short")
        return value
