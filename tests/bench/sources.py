"""Where the text of a made corpus comes from: sentences of real publications, or of no language.

A source is read once; `corpus` draws from it as many passages as are wanted.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.languages import INDEXED_LANGUAGES
from indexer.media import PDF, kind_of_path
from indexer.model import Extraction
from indexer.sandbox.jobs import SourceFile
from indexer.settings import load_settings
from indexer.tasks.extract import extract_job
from indexer.tasks.extract_files import read_all

_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?…:;])\s+(?=\S)")
_SHORTEST, _LONGEST = 30, 400
"""Characters of a sentence that is taken; others are headings, tables and listings."""
_FEWEST_WORDS = 5
_LETTERS = 0.7
"""Share of letters in a sentence that is taken."""
_CODES = tuple(language.code for language in INDEXED_LANGUAGES)


@dataclass(frozen=True, slots=True)
class Source:
    """Sentences by language, in the order of the source; `lengths` are passages of publications.

    `shares` say how much of the text is in each language.
    """

    description: str
    sentences: Mapping[str, Sequence[str]]
    shares: Mapping[str, float]
    lengths: Sequence[int]


def read(folder: Path) -> Source:
    """The sentences of the PDF and HTML files in `folder`, read as the indexer reads them."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and kind_of_path(p.name))
    return from_files(files, folder)


def from_files(files: Sequence[Path], folder: Path) -> Source:
    """The sentences of some files in `folder`."""
    # Without recognised pictures, so that the corpus is the same where tesseract is not installed.
    settings = load_settings({}, {"ALUNA_OCR": ""})
    jobs = (
        extract_job(SourceFile.from_disk(f, f.relative_to(folder).as_posix()), settings)
        for f in files
    )
    outcomes = [o for o in read_all(jobs, settings) if o.value is not None]
    # They come as they are finished; the corpus must be the same every time.
    outcomes.sort(key=lambda outcome: outcome.job.path)
    sentences: dict[str, list[str]] = defaultdict(list)
    lengths = []
    for outcome in outcomes:
        extraction = outcome.value or Extraction("")
        if extraction.media_type == PDF.media_type:
            lengths.append(len(extraction.passages))
        for passage in extraction.passages:
            if passage.language in _CODES:
                sentences[passage.language] += sentences_of(passage.text)
    return Source(
        f"sentences of {len(outcomes)} real publications, drawn at random",
        {code: sentences[code] for code in _CODES if sentences[code]},
        {code: float(sum(map(len, sentences[code]))) for code in _CODES if sentences[code]},
        lengths,
    )


def sentences_of(text: str) -> list[str]:
    """The running sentences of a passage."""
    found = _BETWEEN_SENTENCES.split(" ".join(text.split()))
    return [sentence for sentence in found if _is_running(sentence)]


def _is_running(sentence: str) -> bool:
    if not _SHORTEST <= len(sentence) <= _LONGEST or sentence.count(" ") < _FEWEST_WORDS - 1:
        return False
    return sum(map(str.isalpha, sentence)) >= _LETTERS * len(sentence)


# --- without any publications

_SHARES = {"es": 0.34, "en": 0.23, "pt": 0.22, "fr": 0.21}
_VOCABULARY = 25_000
"""Different words of each language in 400,000 running ones, as in real text of that length."""
_RUNNING = 400_000
_EXPONENT, _SHIFT = 1.05, 2.7
"""The word of rank r has frequency 1 / (r + shift) ** exponent (Zipf and Mandelbrot)."""
_VOWELS = ("a", "e", "i", "o", "u", "a", "e", "o", "ia", "ie", "ó", "é")
_CONSONANTS = (*"bcdfglmnprstvlmnrst", "tr", "pr", "ch", "qu", "gr", "st")
_ENDINGS = ("", "s", "n", "r", "ción", "mente", "do", "da", "l", "nt")


def made(running: int = _RUNNING) -> Source:
    """Sentences of made-up words with a Zipf-Mandelbrot distribution, function words first.

    `running` words of each language.
    """
    sentences = {code: _made_sentences(code, running) for code in _SHARES}
    chance = random.Random("lengths")
    lengths = [max(1, min(300, round(chance.lognormvariate(2.5, 1.2)))) for _ in range(500)]
    return Source(
        "sentences of made-up words in a Zipf-Mandelbrot distribution (a generated vocabulary: "
        "the real publications are not here)",
        sentences,
        _SHARES,
        lengths,
    )


def _made_sentences(code: str, running: int) -> list[str]:
    chance = random.Random(f"words of {code}")
    [own] = [language for language in INDEXED_LANGUAGES if language.code == code]
    words = dict.fromkeys(sorted(own.function_words, key=lambda word: (len(word), word)))
    while len(words) < _VOCABULARY:
        # Frequent words are short: their length grows with the logarithm of the rank.
        syllables = 1 + min(3, len(str(len(words))) - 1) - chance.randrange(2)
        words[word(chance, max(1, syllables)) + chance.choice(_ENDINGS)] = None
    weights = itertools.accumulate(
        1 / (rank + _SHIFT) ** _EXPONENT for rank in range(1, len(words) + 1)
    )
    drawn = iter(chance.choices(list(words), cum_weights=list(weights), k=running))
    sentences = []
    while taken := list(itertools.islice(drawn, chance.randrange(8, 30))):
        sentences.append(" ".join(taken).capitalize() + ".")
    return sentences


def word(chance: random.Random, syllables: int) -> str:
    """A made-up beginning or middle of a word."""
    return "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(syllables))


def frequencies(texts: Iterable[str]) -> Counter[str]:
    """How often each word occurs in `texts`, in lower case."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(words_of(text))
    return counts


WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words of `text`, in lower case."""
    return WORD.findall(text.lower())
