"""Files that look like editions of one work, which nobody has related to each other yet.

A translation keeps its figures: years, quantities, numbers of articles and of telephones stand in
the same places of the text. So two texts in different languages that share most of their numbers,
in the same order, are one work; where the names of the files say the same but for the language
(`claves-es.pdf`, `claves-en.pdf`), it is enough that the numbers do not contradict it. Versions
have almost the same text, or names that differ by the version only, and a similar text.

Proposals are few and right rather than many: staff read each of them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final

from indexer.engine.analysis import fold
from indexer.engine.editions import EditionRelation, Editions
from indexer.engine.near_duplicates import equal_share
from indexer.languages import LANGUAGES
from indexer.model import UNDETERMINED, Passage, Publication, Record

MIN_SHARE: Final = 0.7
"""Share of common numbers from which two texts in different languages are editions, whatever their
files are called. Of 352 real publications it finds 7 pairs, all of them right; by their names too,
36 are found, all right (docs/decisions.md)."""
MIN_COMMON: Final = 5
"""Numbers that they must share at least."""
MIN_ORDERED: Final = 0.7
"""Share of the common numbers that must stand at about the same place in both."""
_PLACE: Final = 0.1
"""About the same place: by how much of the text it may differ."""
MIN_NAMED_SHARE: Final = 0.3
"""The same, where the names of the files say that they are editions."""
_FEW: Final = 5
"""Numbers below which a text says nothing by them."""
MIN_LENGTH_SHARE: Final = 0.5
"""How many pages or sections the shorter edition has of those of the longer one."""
MIN_VERSION_SHARE: Final = 0.3
"""Share of equal values of the signatures of versions whose names say that they are; different
texts in one language stay below."""
_MAX_NAMED: Final = 12
"""Files that may have one name but for the language: more are pages of a site, not editions."""

_NUMBER: Final = re.compile(r"\d(?:[\d.,:/-]{0,30}\d)?")
_SECTION_NUMBER: Final = re.compile(r"\d{1,2}(?:\.\d{1,2})+")
MIN_DIGITS: Final = 3
"""Digits of a number that identifies a text: the contents of all booklets of a series have the same
numbers of pages and sections."""
MAX_HOLDERS: Final = 2
"""Texts in one language that may share a number which still identifies one of them."""
_WORD: Final = re.compile(r"[^\W\d_]+|\d+")
_LANGUAGE_WORDS: Final = frozenset(
    fold(name) for row in LANGUAGES for name in (row.code, *row.names)
) | {row.interface.territory.lower() for row in LANGUAGES if row.interface}
_VERSION_WORDS: Final = frozenset(word for row in LANGUAGES for word in row.version_words) | {
    *("v", "ver", "rev", "ed", "web"),
}

PassagesOf = Callable[[str], Iterable[Passage] | None]
"""The passages of a publication, by its identifier."""


@dataclass(frozen=True, slots=True)
class EditionProposal:
    """Two files that look like editions of one work.

    `cell` is what to write in the row of `path`, in the column `relation` of metadata.csv: what
    stands there already, and the new relation to `other`.
    """

    kind: EditionRelation
    path: str
    other: str
    cell: str


def propose_editions(
    records: Iterable[Record], editions: Editions, passages: PassagesOf
) -> tuple[EditionProposal, ...]:
    """What to relate, in order of path: each publication to one other of its work at most."""
    texts = {
        record.publication.id: _Text(record, passages) for record in records if record.searchable
    }
    works = _Works(texts, editions)
    for one, other in (*_versions(texts, editions), *_translations(texts)):
        works.join(one.id, other.id)
    found = [
        _proposal(derived, original) for original, others in works.joined() for derived in others
    ]
    return tuple(sorted(found, key=lambda proposal: proposal.path))


class _Text:
    """One publication, and what identifies its editions."""

    def __init__(self, record: Record, passages: PassagesOf) -> None:
        self.record: Final = record
        self.publication: Final[Publication] = record.publication
        self.id: Final = record.publication.id
        self.languages: Final = set(record.publication.metadata.languages) - {UNDETERMINED}
        self._passages = passages

    @cached_property
    def numbers(self) -> Mapping[str, float]:
        """Its numbers, without those of pages and sections: where each stands first, as a share of
        the text.
        """
        found: dict[str, int] = {}
        at = 0
        for passage in self._passages(self.id) or ():
            for match in _NUMBER.finditer(passage.text):
                digits = "".join(filter(str.isdigit, match[0]))
                if len(digits) >= MIN_DIGITS and not _SECTION_NUMBER.fullmatch(match[0]):
                    found.setdefault(digits, at + match.start())
            at += len(passage.text)
        return {number: place / max(at, 1) for number, place in found.items()}

    def share(self, other: _Text) -> tuple[int, float]:
        """How many numbers both have, and their share of all."""
        common = len(self.numbers.keys() & other.numbers.keys())
        return common, common / max(len(self.numbers) + len(other.numbers) - common, 1)

    def ordered(self, other: _Text) -> float:
        """The share of their common numbers that stand at about the same place."""
        common = self.numbers.keys() & other.numbers.keys()
        near = sum(abs(self.numbers[one] - other.numbers[one]) <= _PLACE for one in common)
        return near / max(len(common), 1)

    def is_about_as_long_as(self, other: _Text) -> bool:
        """Whether neither has twice as many pages or sections."""
        counts = self.publication.passage_count, other.publication.passage_count
        return min(counts) >= MIN_LENGTH_SHARE * max(counts)


_Pair = tuple[_Text, _Text]


class _Works:
    """Which publications are editions of one work: as staff say, and as is proposed."""

    def __init__(self, texts: Mapping[str, _Text], editions: Editions) -> None:
        self._texts = texts
        self._stated = {
            id: frozenset({id, *(sister.id for sister in editions.sisters(id))} & texts.keys())
            for id in texts
        }
        self._proposed = dict(self._stated)

    def join(self, one: str, other: str) -> None:
        """Propose that two publications are editions of one work."""
        if other not in self._proposed[one]:
            joined = self._proposed[one] | self._proposed[other]
            self._proposed.update((id, joined) for id in joined)

    def joined(self) -> Iterator[tuple[_Text, Sequence[_Text]]]:
        """For each work that proposals join: its original, and one edition of each of the other
        groups that staff have related.
        """
        for group in set(self._proposed.values()):
            stated = {self._stated[id] for id in group}
            firsts = [min(map(self._texts.__getitem__, ids), key=_originality) for ids in stated]
            if len(firsts) > 1:
                original, *others = sorted(firsts, key=_originality)
                yield original, others


def _versions(texts: Mapping[str, _Text], editions: Editions) -> Iterator[_Pair]:
    """Pairs in one language with almost the same text; then those whose names differ by the
    version, and whose text is similar.
    """
    for text in texts.values():
        for identifier in editions.near_identical(text.id):
            if identifier in texts:
                yield text, texts[identifier]
    for group in _grouped(texts.values(), _name_without_version):
        for one, other in combinations(group, 2):
            if one.languages & other.languages:
                signatures = one.record.signature, other.record.signature
                if all(signatures) and equal_share(*signatures) >= MIN_VERSION_SHARE:
                    yield one, other


def _translations(texts: Mapping[str, _Text]) -> Iterator[_Pair]:
    """Pairs in different languages, the surest first: by their names, then by their numbers."""
    for group in _grouped(texts.values(), _name_without_language):
        for one, other in combinations(group, 2):
            if _may_be_translations(one, other) and not _contradict(one, other):
                yield one, other
    known = [text for text in texts.values() if text.languages]
    for one, other in _sharing_numbers(known):
        common, share = one.share(other)
        if (
            common >= MIN_COMMON
            and share >= MIN_SHARE
            and _may_be_translations(one, other)
            and one.ordered(other) >= MIN_ORDERED
        ):
            yield one, other


def _may_be_translations(one: _Text, other: _Text) -> bool:
    known = one.languages and other.languages
    return bool(known) and not one.languages & other.languages and one.is_about_as_long_as(other)


def _contradict(one: _Text, other: _Text) -> bool:
    if min(len(one.numbers), len(other.numbers)) < _FEW:
        return False
    return one.share(other)[1] < MIN_NAMED_SHARE


def _sharing_numbers(texts: Sequence[_Text]) -> Iterator[_Pair]:
    """Pairs that share enough numbers which few others have, those with most first."""
    holders = defaultdict[str, dict[str, list[int]]](lambda: defaultdict(list))
    for at, text in enumerate(texts):
        if len(text.numbers) >= MIN_COMMON:
            for number in text.numbers:
                holders[number]["+".join(sorted(text.languages))].append(at)
    shared = Counter[tuple[int, int]]()
    for by_language in holders.values():
        if max(map(len, by_language.values())) <= MAX_HOLDERS:
            having = sorted(at for group in by_language.values() for at in group)
            shared.update(combinations(having, 2))
    for (first, second), count in shared.most_common():
        if count < MIN_COMMON:
            break
        yield texts[first], texts[second]


def _grouped(texts: Iterable[_Text], key: Callable[[str], str]) -> Iterator[list[_Text]]:
    """The publications whose paths have the same key."""
    groups = defaultdict[str, list[_Text]](list)
    for text in sorted(texts, key=lambda text: text.publication.path):
        groups[key(text.publication.path)].append(text)
    for name, group in groups.items():
        if name and 1 < len(group) <= _MAX_NAMED:
            yield group


def _name_without_language(path: str) -> str:
    """A path without what names languages, and without its ending."""
    return _name_without(path, _LANGUAGE_WORDS.__contains__)


def _name_without_version(path: str) -> str:
    """A path without what names a version, a year or a number, and without its ending."""
    return _name_without(path, lambda word: word in _VERSION_WORDS or word.isdigit())


def _name_without(path: str, is_cut: Callable[[str], bool]) -> str:
    """The words of a path that stay; empty where none does."""
    stem = path.rpartition(".")[0] or path
    folders, _, name = stem.rpartition("/")
    kept = [word for word in _WORD.findall(fold(name)) if not is_cut(word)]
    around = [word for word in _WORD.findall(fold(folders)) if not is_cut(word)]
    return " ".join([*around, "/", *kept]) if around or kept else ""


def _proposal(derived: _Text, original: _Text) -> EditionProposal:
    is_translation = bool(derived.languages) and derived.languages.isdisjoint(original.languages)
    kind = EditionRelation.TRANSLATION if is_translation else EditionRelation.VERSION
    relation = "isTranslationOf" if is_translation else "isVersionOf"
    target = original.publication
    known = [f"{r.kind}: {r.target}" for r in derived.record.staff.relations]
    # What separates relations cannot be in one.
    name = target.id if ";" in target.path else target.path
    cell = "; ".join([*known, f"{relation}: {name}"])
    return EditionProposal(kind, derived.publication.path, target.path, cell)


def _originality(text: _Text) -> tuple[int, str, str]:
    """Sorts originals before what was made from them: by language, date, path."""
    order = [row.code for row in LANGUAGES]
    place = min((order.index(c) for c in text.languages if c in order), default=len(order))
    date = text.publication.metadata.known_date or "9"
    return place, date, text.publication.path
