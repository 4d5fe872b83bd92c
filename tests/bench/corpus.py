"""A corpus of any size with the statistics of natural text, the same at every run.

A publication is in one language (one in twenty in two). Three quarters of its sentences come from
a few stretches of the source, so that words keep company and crowd in some publications as they do
in real ones; the rest come from anywhere. Real text is thereby repeated, and would soon have no
new words; in natural text their number goes on growing (Heaps' law: 24 million words of 76,482
real pages have about 293,000 different ones). So a word that the source has once or twice gives
way, by chance, to a made-up one with its beginning and its end; that one is new with the
probability of a Pitman-Yor process, or else was made before; of such a process any stretch has as
many different words as any other of its length, as in natural text. The parameters below give about
290,000 different words in 75,000 passages.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer import wire
from indexer.model import Metadata, Passage, Publication, Record, Relation
from tests.bench import sources
from tests.bench.sources import Source

Entry = tuple[Record, tuple[Passage, ...]]
"""A publication as a writer takes it."""

SEED = 1
CHARACTERS = 1800
"""Characters of a passage, on the average; the standard deviation is 500."""

_SPREAD = 500
_SHORTEST, _LONGEST = 300, 3500
_STRETCHES = 6
_STRETCH = 120
_NEAR = 0.75
_SECOND_LANGUAGE = 0.05

_RARE = 2
"""A word that occurs that often in the source, or less often, may be replaced."""
_REPLACED = 0.8
_DISCOUNT = 0.8
_STRENGTH = 400.0

_TYPES = {"booklet": 5, "article": 3, "report": 1, "post": 1}
_YEARS = (2013, 2026)
_GIVEN_NAMES = "Ana Luz Inés Marta Rosa Elena Clara Julia Pedro Luis Jorge Hugo Raúl Iván Tomás Noé"
_SURNAMES = (
    "Paz Cruz León Mora Vega Ríos Soto Luna Campos Flores Rojas Silva Costa Lima Reis Martin "
    "Petit Roux Moreau Young Hill Stone Wood Field Brook"
)


@dataclass(slots=True)
class MadeUp:
    """The made-up words of one language, by a Pitman-Yor process."""

    chance: random.Random
    used: list[str] = field(default_factory=list)
    new: list[bool] = field(default_factory=list)
    """Which of `used` were there for the first time."""
    different: int = 0

    def instead_of(self, word: str) -> str:
        """A made-up word: a new one of the shape of `word`, or one that was used before."""
        weight = _STRENGTH + _DISCOUNT * self.different
        new = self.chance.random() * (_STRENGTH + len(self.used)) < weight
        if new:
            self.different += 1
            middle = sources.word(self.chance, self.chance.randrange(1, 3))
            made = word[: (len(word) + 1) // 2] + middle + word[-3:]
        else:
            made = self._again()
        self.used.append(made)
        self.new.append(new)
        return made

    def _again(self) -> str:
        """A word that was used before: with the weight of its uses, less the discount."""
        while True:
            at = self.chance.randrange(len(self.used))
            if not self.new[at] or self.chance.random() >= _DISCOUNT:
                return self.used[at]


_Sentence = tuple[str, ...]
"""Text and rare words in turn."""


class _Language:
    """Draws sentences of one language."""

    def __init__(self, code: str, sentences: Sequence[str], chance: random.Random) -> None:
        self.code = code
        counts = sources.frequencies(sentences)
        self.frequent = [word for word, _ in counts.most_common(2000) if len(word) > 5]
        self._sentences = [_split(sentence, counts) for sentence in sentences]
        self._chance = chance
        self._made_up = MadeUp(chance)

    def stretches(self) -> list[int]:
        """Where the stretches begin that a publication draws from."""
        return [self._chance.randrange(len(self._sentences)) for _ in range(_STRETCHES)]

    def sentence(self, stretches: Sequence[int]) -> str:
        """A sentence from one of the stretches, or from anywhere."""
        chance, count = self._chance, len(self._sentences)
        at = int(chance.random() * count)
        if chance.random() < _NEAR:
            at = (chance.choice(stretches) + at % _STRETCH) % count
        parts = self._sentences[at]
        if len(parts) == 1:
            return parts[0]
        return "".join(
            self._made_up.instead_of(part) if n % 2 and chance.random() < _REPLACED else part
            for n, part in enumerate(parts)
        )

    def text(self, stretches: Sequence[int]) -> str:
        """The text of a passage."""
        wanted = self._chance.gauss(CHARACTERS, _SPREAD)
        wanted = min(max(wanted, _SHORTEST), _LONGEST)
        parts = [self.sentence(stretches)]
        length = len(parts[0])
        # Half of a sentence too much at one time is half of one too little at another.
        while length + _SHORTEST // 4 < wanted:
            parts.append(self.sentence(stretches))
            length += len(parts[-1]) + 1
        return " ".join(parts)


def _split(sentence: str, counts: dict[str, int]) -> _Sentence:
    parts, start = [], 0
    for match in sources.WORD.finditer(sentence):
        word = match.group()
        if len(word) > 4 and word.isalpha() and counts[word.lower()] <= _RARE:
            parts += [sentence[start : match.start()], word]
            start = match.end()
    return (*parts, sentence[start:])


def publications(source: Source, seed: int = SEED) -> Iterator[Entry]:
    """Publications without end; the same for the same source and seed."""
    chance = random.Random(seed)
    languages = {
        code: _Language(code, sentences, chance) for code, sentences in source.sentences.items()
    }
    pool = _Pool.of(list(languages.values()), chance)
    number = 0
    while True:
        number += 1
        [code] = chance.choices(list(source.shares), list(source.shares.values()))
        own = languages[code]
        passages = _passages(own, languages, chance.choice(source.lengths), chance)
        metadata = pool.metadata(own, tuple(dict.fromkeys(p.language for p in passages)))
        publication = Publication(
            id=f"p{number:06}",
            path=f"{code}/p{number:06}.pdf",
            copies=(),
            sha256=f"{number:064x}",
            size=sum(len(p.text) for p in passages),
            media_type="application/pdf",
            metadata=metadata,
            passage_count=len(passages),
        )
        yield Record(publication, (number,), "bench", True, staff=metadata), passages


def _passages(
    own: _Language, languages: dict[str, _Language], count: int, chance: random.Random
) -> tuple[Passage, ...]:
    used, stretches = own, own.stretches()
    other = count
    if len(languages) > 1 < count and chance.random() < _SECOND_LANGUAGE:
        other = chance.randrange(1, count)
    made = []
    for number in range(1, count + 1):
        if number == other + 1:
            used = chance.choice([known for known in languages.values() if known is not own])
            stretches = used.stretches()
        made.append(Passage(number, str(number), used.text(stretches), language=used.code))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Pool:
    """What metadata is drawn from."""

    chance: random.Random
    creators: Sequence[str]
    subjects: Sequence[str]
    series: Sequence[str]

    @classmethod
    def of(cls, languages: Sequence[_Language], chance: random.Random) -> _Pool:
        creators = [f"{g} {s}" for g in _GIVEN_NAMES.split() for s in _SURNAMES.split()]
        words = [word for language in languages for word in language.frequent[-52:]]
        return cls(chance, creators, words[12:], words[:12])

    def metadata(self, language: _Language, codes: tuple[str, ...]) -> Metadata:
        """The description of one publication."""
        chance = self.chance
        words = language.sentence(language.stretches()).split()[: chance.randrange(3, 10)]
        [kind] = chance.choices(list(_TYPES), list(_TYPES.values()))
        series = chance.choice(self.series)
        return Metadata(
            title=" ".join(words).strip(' .,:;()«»"'),
            creators=tuple(chance.sample(self.creators, chance.randrange(1, 4))),
            date=f"{chance.randint(*_YEARS)}-{chance.randint(1, 12):02}",
            languages=codes,
            type=kind,
            subjects=tuple(chance.sample(self.subjects, chance.randrange(1, 5))),
            relations=(Relation("isPartOf", series),) if chance.random() < 0.4 else (),
        )


# --- a corpus in a file: one publication a line


@dataclass(frozen=True, slots=True)
class Figures:
    """What a corpus is."""

    passages: int
    publications: int
    words: int
    different_words: int
    characters_per_passage: int
    text_bytes: int


def write(entries: Iterable[Entry], path: Path, sizes: Sequence[int]) -> list[Figures]:
    """Write publications until the largest of `sizes` is reached; the figures at each of them."""
    figures, waiting = [], sorted(sizes)
    publications = passages = words = characters = size = 0
    different: set[str] = set()
    with path.open("wb") as file:
        for entry in entries:
            file.write(wire.encode(entry) + b"\n")
            publications += 1
            for passage in entry[1]:
                passages += 1
                found = sources.words_of(passage.text)
                words += len(found)
                different.update(found)
                characters += len(passage.text)
                size += len(passage.text.encode())
                if passages == waiting[0]:
                    each = round(characters / passages)
                    figures.append(
                        Figures(passages, publications, words, len(different), each, size)
                    )
                    del waiting[0]
                    if not waiting:
                        return figures
    raise ValueError(f"there are only {passages} passages")


def booklets(entries: Iterable[Entry], count: int, passages: int) -> Iterator[Entry]:
    """Some publications of so many passages, each with a word in it that nothing else has."""
    long = (entry for entry in entries if len(entry[1]) >= passages)
    for number, entry in enumerate(itertools.islice(long, count), 1):
        record, texts = cut(entry, passages)
        last = replace(texts[-1], text=f"{texts[-1].text} {marker(number)}")
        yield record, (*texts[:-1], last)


def marker(number: int) -> str:
    """The word that only the booklet of that number has."""
    return f"señalador{number}"


def read(path: Path, passages: int) -> Iterator[Entry]:
    """The first passages of a corpus; the last publication is cut where it must be."""
    with path.open("rb") as file:
        for line in file:
            entry = wire.decode(line, Entry)
            if len(entry[1]) >= passages:
                yield cut(entry, passages)
                return
            passages -= len(entry[1])
            yield entry


def cut(entry: Entry, passages: int) -> Entry:
    """The first passages of a publication."""
    record, texts = entry
    publication = replace(record.publication, passage_count=passages)
    return replace(record, publication=publication), texts[:passages]
