"""Writes the word list that bad text and misspelt words are judged with: `make wordlist`.

The words and their frequencies are wordfreq's (Robyn Speer; data under CC BY-SA 4.0). Of each only
a checksum is kept, which takes 1 MB for half a million words.
"""

from __future__ import annotations

import re
from typing import Final

import wordfreq

from indexer import word_frequencies

_LEAST_FREQUENCY: Final = {"es": 150, "pt": 175, "fr": 175, "en": 200, "it": 250, "ca": 250}
"""Zipf frequency in hundredths from which on words are kept. Spanish and Portuguese inflect most;
Italian and Catalan are there so that quotations in them do not count as rubbish."""
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def frequencies() -> dict[str, int]:
    """Each word with its highest frequency in a language, in tenths of a Zipf unit."""
    found: dict[str, int] = {}
    for language, least in _LEAST_FREQUENCY.items():
        for below_nine, words in enumerate(wordfreq.get_frequency_list(language, "best")):
            hundredths = 900 - below_nine
            for word in words if hundredths >= least else ():
                if _WORD.fullmatch(word):
                    found[word] = max(found.get(word, 0), round(hundredths / 10))
    return found


def main() -> None:
    """Write the list."""
    words = frequencies()
    word_frequencies.write(words)
    print(f"{len(words)} words, {word_frequencies.FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
