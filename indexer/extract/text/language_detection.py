"""Detects the language of each passage, and of the publication.

langdetect (`language_profiles`) costs as much as PDFium for a page, so it sees a few windows of the
publication, and a passage only if the passage's function words do not fit: a bilingual booklet gets
a language per passage, everything else stays quick.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexer.extract.text import language_profiles
from indexer.languages import LANGUAGES
from indexer.model import UNDETERMINED, Passage

# Measured: size and number of the windows, and the majorities.
_WINDOW_CHARS: Final = 600
_MAX_WINDOWS: Final = 12
_MIN_LETTERS: Final = 150
_MIN_PROBABILITY: Final = 0.9
_MAJORITY: Final = 0.6
# A language of a bilingual booklet has at least this share of its text.
_MIN_LANGUAGE_SHARE: Final = 0.15
# Passages given to langdetect (7 ms each); beyond, function words alone decide.
_MAX_DETECTIONS: Final = 300

_MIN_WORDS: Final = 20  # below, a passage has the publication's language
# Running text has 35-50 % function words in its own language, tables and indexes far fewer.
_MIN_FITTING_SHARE: Final = 0.25
_MIN_CONFIRMING_SHARE: Final = 0.10
_MAX_UNKNOWN_SHARE: Final = 0.05
# Related languages share many function words: the default need not be quite the best.
_MIN_RELATIVE_SHARE: Final = 0.8
_MAX_PASSAGE_CHARS: Final = 3_000  # of a passage that are examined
# For a short text about which langdetect is not sure, often because it mixes two languages.
# Measured on the shared pages: 22-24 % in three such of ours, at most 6 % in German.
_MIN_SHORT_TEXT_SHARE: Final = 0.2
# "in" and "a" alone are frequent in many languages.
_MIN_DIFFERENT_WORDS: Final = 6

_FUNCTION_WORDS: Final = {row.code: row.function_words for row in LANGUAGES if row.function_words}
_DETECTABLE: Final = frozenset(_FUNCTION_WORDS)
_WORD: Final = re.compile(r"[^\W\d_]+")


def preload() -> None:
    """Load the profiles now (.2 s), so that forked children share them."""
    language_profiles.profiles()


def detect(
    passages: Sequence[Passage], declared: tuple[str, ...]
) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    """The passages with their languages, and the publication's languages (most text first).

    `declared` are codes from staff, and take precedence: a single one is every passage's language;
    of several, each passage gets the one that fits. Without any, what is not clearly one of the
    languages of this service is `und`.
    """
    if len(declared) == 1:
        languages = [declared[0]] * len(passages)
    elif declared:
        chooser = _LanguageChooser(_fallback(declared), declared, _DETECTABLE & set(declared))
        languages = [chooser.of(passage.text) for passage in passages]
    else:
        languages = _undeclared([passage.text for passage in passages])
    detected = tuple(
        replace(passage, language=language)
        for passage, language in zip(passages, languages, strict=True)
    )
    return detected, declared or _most_text_first(detected)


def _fallback(declared: tuple[str, ...]) -> str:
    """The language of a passage that fits none: the one that cannot be detected, else the first."""
    unknown = [code for code in declared if code not in _DETECTABLE]
    return unknown[0] if len(unknown) == 1 else declared[0]


def _undeclared(texts: Sequence[str]) -> list[str]:
    votes = Counter(_detect(window) for window in _windows(texts))
    detections = votes.total()
    if detections == 1 and UNDETERMINED in votes:
        votes = Counter([_by_function_words("\n".join(texts)[:_MAX_PASSAGE_CHARS])])
    winner, most = votes.most_common(1)[0] if votes else (UNDETERMINED, 0)
    candidates = tuple(code for code, _ in votes.most_common() if code != UNDETERMINED)
    default = winner if most >= _MAJORITY * detections else UNDETERMINED
    chooser = _LanguageChooser(default, candidates, _DETECTABLE)
    return [chooser.of(text) for text in texts]


def _windows(texts: Sequence[str]) -> Iterator[str]:
    """Up to twelve windows spread over the text; all of it if it is too short for one."""
    text = "\n".join(text for text in texts if text)
    count = min(_MAX_WINDOWS, max(1, len(text) // _WINDOW_CHARS))
    step = (len(text) - _WINDOW_CHARS) / max(1, count - 1)
    found = 0
    for number in range(count if len(text) >= _WINDOW_CHARS else 0):
        start = int(number * step)
        window = text[start : start + _WINDOW_CHARS]
        if _letters(window) >= _MIN_LETTERS:
            found += 1
            yield window
    if not found and text:
        yield text[: _WINDOW_CHARS * _MAX_WINDOWS]


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _detect(text: str) -> str:
    """langdetect's answer, if it is sure and one of our languages, else `und`.

    With all its profiles, because without them it takes Náhuatl for Spanish (measured).
    """
    found = language_profiles.probabilities(text)
    best = max(found, key=found.__getitem__, default=UNDETERMINED)
    sure = best in _DETECTABLE and found[best] >= _MIN_PROBABILITY
    return best if sure else UNDETERMINED


def _by_function_words(text: str) -> str:
    """The language of most function words in a short text, if they are frequent in it."""
    words = _WORD.findall(text.lower())
    best = max(sorted(_DETECTABLE), key=lambda code: _share(words, code)) if words else UNDETERMINED
    different = len(_FUNCTION_WORDS.get(best, frozenset()) & set(words))
    is_clear = different >= _MIN_DIFFERENT_WORDS and _share(words, best) >= _MIN_SHORT_TEXT_SHARE
    return best if is_clear else UNDETERMINED


@dataclass(slots=True)
class _LanguageChooser:
    """Chooses a passage's language: `default` unless the passage clearly differs.

    `candidates` are the languages found in the publication, or declared; `pool` are all possible
    results.
    """

    default: str
    candidates: tuple[str, ...]
    pool: frozenset[str]
    detections: int = 0

    def of(self, text: str) -> str:
        """The language of a passage with this text."""
        words = _WORD.findall(text[:_MAX_PASSAGE_CHARS].lower())
        if len(words) < _MIN_WORDS or not self.pool:
            return self.default
        shares = {code: _share(words, code) for code in self.pool}
        ranked = sorted(shares.values(), reverse=True)
        best = max(sorted(shares), key=shares.__getitem__)
        if self.default in shares:
            if shares[self.default] >= max(_MIN_CONFIRMING_SHARE, _MIN_RELATIVE_SHARE * ranked[0]):
                return self.default
        elif (
            best in self.candidates
            and ranked[0] >= _MIN_FITTING_SHARE
            and max(ranked[1:], default=0.0) < (_MIN_RELATIVE_SHARE * ranked[0])
        ):
            return best
        return self._decide(text[:_MAX_PASSAGE_CHARS], best, shares)

    def _decide(self, text: str, best: str, shares: dict[str, float]) -> str:
        """The language of a passage whose function words do not fit the default."""
        enough = _letters(text) >= _MIN_LETTERS
        answer = UNDETERMINED
        if enough and self.detections < _MAX_DETECTIONS:
            self.detections += 1
            answer = _detect(text)
        # Names and code are taken for any language, but its function words do not confirm that.
        if answer in self.candidates or shares.get(answer, 0.0) >= _MIN_CONFIRMING_SHARE:
            return answer
        # No language prevails in the publication, and passages may mix the candidates.
        if (
            self.default == UNDETERMINED
            and best in self.candidates
            and shares[best] >= _MIN_CONFIRMING_SHARE
        ):
            return best
        own = shares.get(self.default, 0.0)
        if own < _MIN_CONFIRMING_SHARE and shares[best] >= _MIN_FITTING_SHARE:
            return best
        is_none = (
            enough
            and own < _MAX_UNKNOWN_SHARE
            and self.default in _DETECTABLE
            and self.pool == _DETECTABLE
        )
        return UNDETERMINED if is_none else self.default


def _share(words: Sequence[str], code: str) -> float:
    """The share of function words of that language among the words."""
    return sum(map(_FUNCTION_WORDS[code].__contains__, words)) / len(words)


def _most_text_first(passages: Sequence[Passage]) -> tuple[str, ...]:
    """The languages with a substantial share of the text; `und` only if it is most of it."""
    letters: Counter[str] = Counter()
    for passage in passages:
        letters[passage.language] += _letters(passage.text)
    total = letters.total()
    languages = [
        code
        for code, count in letters.most_common()
        if count >= (_MAJORITY if code == UNDETERMINED else _MIN_LANGUAGE_SHARE) * total and count
    ]
    return tuple(languages) or (UNDETERMINED,)
