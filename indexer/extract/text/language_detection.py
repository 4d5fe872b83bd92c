"""The language of each passage, and of the publication (only here is langdetect known).

langdetect costs ten times what PDFium does for a page (measured), so it is asked about a few
windows of the publication, and about a passage only where the passage's function words do not
fit: a bilingual booklet gets a language per passage, everything else stays quick.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import langdetect
from langdetect.detector_factory import init_factory

from indexer.languages import LANGUAGES
from indexer.model import UNDETERMINED, Passage

# Unseeded, the same text gets different labels from run to run (measured).
langdetect.DetectorFactory.seed = 0

# Measured: a window of that size, that many of them, those majorities.
_WINDOW: Final = 600  # characters
_WINDOWS: Final = 12
_LEAST_LETTERS: Final = 150
_PROBABILITY: Final = 0.9
_MAJORITY: Final = 0.6
# A language of a bilingual booklet has at least this share of its text.
_SHARE: Final = 0.15
# Passages about which langdetect is asked (7 ms each); beyond, function words alone decide.
_MOST_ASKED: Final = 300

_FEW_WORDS: Final = 20  # below, a passage says nothing against the publication's language
# Running text has 35-50 % function words in its own language, tables and indexes far fewer.
_FITS: Final = 0.25
_FOREIGN: Final = 0.10
_NONE: Final = 0.05
# Sister languages share many function words: the usual one need not be quite the best.
_CLOSE: Final = 0.8
_READ: Final = 3_000  # characters of a passage that are looked at
# A short text about which langdetect is not sure, often because it mixes two languages. Measured
# on the shared pages: 22-24 % in three such of ours, at most 6 % in German.
_CLEAR: Final = 0.2
# "in" and "a" alone are frequent in many languages.
_CLEAR_WORDS: Final = 6

_FUNCTION_WORDS: Final = {row.code: row.function_words for row in LANGUAGES if row.function_words}
_DETECTABLE: Final = frozenset(_FUNCTION_WORDS)
_WORD: Final = re.compile(r"[^\W\d_]+")


def preload() -> None:
    """Load langdetect's profiles now (.2 s), so that forked children share them."""
    init_factory()
    _ask("lo que se carga con la primera pregunta")


def detect(
    passages: Sequence[Passage], declared: tuple[str, ...]
) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    """The passages with their languages, and the publication's languages (most text first).

    `declared` are codes by staff, and win: one is every passage's language; of several each
    passage gets the one that fits it. Without any, what is not clearly one of the languages of
    this service is `und`.
    """
    if len(declared) == 1:
        languages = [declared[0]] * len(passages)
    elif declared:
        choice = _Choice(_fallback(declared), declared, _DETECTABLE & set(declared))
        languages = [choice.of(passage.text) for passage in passages]
    else:
        languages = _undeclared([passage.text for passage in passages])
    detected = tuple(
        replace(passage, language=language)
        for passage, language in zip(passages, languages, strict=True)
    )
    return detected, declared or _most_text_first(detected)


def _fallback(declared: tuple[str, ...]) -> str:
    """What a passage is that fits none: the one that cannot be recognised, else the first."""
    unknown = [code for code in declared if code not in _DETECTABLE]
    return unknown[0] if len(unknown) == 1 else declared[0]


def _undeclared(texts: Sequence[str]) -> list[str]:
    votes = Counter(_ask(window) for window in _windows(texts))
    asked = votes.total()
    if asked == 1 and UNDETERMINED in votes:
        votes = Counter([_by_function_words("\n".join(texts)[:_READ])])
    winner, most = votes.most_common(1)[0] if votes else (UNDETERMINED, 0)
    heard = tuple(code for code, _ in votes.most_common() if code != UNDETERMINED)
    usual = winner if most >= _MAJORITY * asked else UNDETERMINED
    choice = _Choice(usual, heard, _DETECTABLE)
    return [choice.of(text) for text in texts]


def _windows(texts: Sequence[str]) -> Iterator[str]:
    """Up to twelve windows spread over the text; all of it where it is too short for one."""
    text = "\n".join(text for text in texts if text)
    count = min(_WINDOWS, max(1, len(text) // _WINDOW))
    step = (len(text) - _WINDOW) / max(1, count - 1)
    found = 0
    for number in range(count if len(text) >= _WINDOW else 0):
        start = int(number * step)
        window = text[start : start + _WINDOW]
        if _letters(window) >= _LEAST_LETTERS:
            found += 1
            yield window
    if not found and text:
        yield text[: _WINDOW * _WINDOWS]


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _ask(text: str) -> str:
    """What langdetect says, if it is sure and knows the language as one of ours, else `und`.

    Lower-case, because it takes upper-case Spanish for anything else; with all its profiles,
    because without them it takes Náhuatl for Spanish (measured).
    """
    try:
        best = langdetect.detect_langs(text.lower())[0]
    except langdetect.LangDetectException:
        return UNDETERMINED  # nothing in it that could be a word
    sure = best.prob >= _PROBABILITY and best.lang in _DETECTABLE
    return str(best.lang) if sure else UNDETERMINED


def _by_function_words(text: str) -> str:
    """The language of most of the function words in a short text, if they are frequent there."""
    words = _WORD.findall(text.lower())
    best = max(sorted(_DETECTABLE), key=lambda code: _share(words, code)) if words else UNDETERMINED
    different = len(_FUNCTION_WORDS.get(best, frozenset()) & set(words))
    is_clear = different >= _CLEAR_WORDS and _share(words, best) >= _CLEAR
    return best if is_clear else UNDETERMINED


@dataclass(slots=True)
class _Choice:
    """Chooses a passage's language: `usual` unless the passage says otherwise.

    `heard` are the languages found in the publication, or declared; `pool` those that may come out.
    """

    usual: str
    heard: tuple[str, ...]
    pool: frozenset[str]
    asked: int = 0

    def of(self, text: str) -> str:
        """The language of a passage with this text."""
        words = _WORD.findall(text[:_READ].lower())
        if len(words) < _FEW_WORDS or not self.pool:
            return self.usual
        shares = {code: _share(words, code) for code in self.pool}
        ranked = sorted(shares.values(), reverse=True)
        best = max(sorted(shares), key=shares.__getitem__)
        if self.usual in shares:
            if shares[self.usual] >= max(_FOREIGN, _CLOSE * ranked[0]):
                return self.usual
        elif (
            best in self.heard
            and ranked[0] >= _FITS
            and max(ranked[1:], default=0.0) < (_CLOSE * ranked[0])
        ):
            return best
        return self._judged(text[:_READ], best, shares)

    def _judged(self, text: str, best: str, shares: dict[str, float]) -> str:
        """The language of a passage whose function words do not fit the usual one."""
        enough = _letters(text) >= _LEAST_LETTERS
        answer = UNDETERMINED
        if enough and self.asked < _MOST_ASKED:
            self.asked += 1
            answer = _ask(text)
        # Names and code are taken for any language, which its function words then do not confirm.
        if answer in self.heard or shares.get(answer, 0.0) >= _FOREIGN:
            return answer
        # No language prevails in the publication, and passages may mix those that were heard.
        if self.usual == UNDETERMINED and best in self.heard and shares[best] >= _FOREIGN:
            return best
        own = shares.get(self.usual, 0.0)
        if own < _FOREIGN and shares[best] >= _FITS:
            return best
        is_none = enough and own < _NONE and self.usual in _DETECTABLE and self.pool == _DETECTABLE
        return UNDETERMINED if is_none else self.usual


def _share(words: Sequence[str], code: str) -> float:
    """The share of function words of that language among the words."""
    function_words = _FUNCTION_WORDS[code]
    return sum(word in function_words for word in words) / len(words)


def _most_text_first(passages: Sequence[Passage]) -> tuple[str, ...]:
    """The languages with a fair share of the text; `und` only where it is most of it, or all."""
    letters: Counter[str] = Counter()
    for passage in passages:
        letters[passage.language] += _letters(passage.text)
    total = letters.total()
    languages = [
        code
        for code, count in letters.most_common()
        if count >= (_MAJORITY if code == UNDETERMINED else _SHARE) * total and count
    ]
    return tuple(languages) or (UNDETERMINED,)
