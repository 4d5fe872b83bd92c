"""The glossary: which words and terms mean the same, in several languages.

Staff keep it (docs/staff.es.md); a word or term of a query that is a form of a concept is searched
as all forms of it. A form is compared word by word as the index does (`analysis`): without case and
accents, whatever signs join its words (psico-social = psicosocial = psico social) and with or
without the dots of an acronym (C.I.D.H. = CIDH). Where no form is written so, the stems of its
words in its own language decide: "tejidos sociales" is "tejido social". A single word is another
one with the same stem too often ("deporte" is no "deportación", "verde" no "verdad": some 27 of 60
looked at among the 12,000 most frequent words of each language), so it must be the form, but for
its number. Acronyms and words of at most `MAX_LITERAL_LETTERS` letters have no stems here.

The forms are paths in a tree of words, so that the longest one at a place of a query is found in as
many look-ups as it has words, whatever the size of the glossary. Nothing of a query is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from indexer.engine.analysis import fold, one_word_forms, parts_of, query_tokens, stems
from indexer.engine.once import OncePerKey
from indexer.engine.readings import plain_word
from indexer.languages import INDEXED_LANGUAGES

MAX_LITERAL_LETTERS: Final = 4
"""Letters of a form of one word up to which only the word itself matches."""

# Endings of plurals in the four languages, folded: voces, iones, nações, morais, morales, bodies.
_PLURALS: Final[Mapping[str, tuple[str, ...]]] = {
    "s": ("",),
    "es": ("",),
    "ces": ("z",),
    "oes": ("ao",),
    "aes": ("ao",),
    "is": ("l",),
    "eis": ("el", "il"),
    "ns": ("m",),
    "ies": ("y",),
    "aux": ("al", "au"),
    "x": ("",),
}
# Spellings of one form that are looked for; "l@s niñ@s" alone has nine.
_MAX_SPELLINGS: Final = 64
_FUNCTION_WORDS: Final = {
    language.code: frozenset(map(fold, language.function_words)) for language in INDEXED_LANGUAGES
}


@dataclass(frozen=True, slots=True)
class GlossaryForm:
    """A word or term as staff wrote it, and its language: a code such as "es"."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Concept:
    """What means the same, in the file's order; `note` is for staff only."""

    forms: tuple[GlossaryForm, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class GlossaryMatch:
    """A term at a place in a query: its `length` in words, the forms that it is (`matched`: in
    several languages, if these write it alike), and what else their concepts have, in the file's
    order: `inflected` are forms that the typed words find anyway, since they have their stems in
    their language, and `forms` are the others. Of those that differ only in case, accents and signs
    the first is given.
    """

    length: int
    forms: tuple[GlossaryForm, ...]
    matched: tuple[GlossaryForm, ...]
    inflected: tuple[GlossaryForm, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """The concepts, and an index of their forms, which is made on first use. Safe to share between
    threads.
    """

    concepts: tuple[Concept, ...]
    _tables: OncePerKey = field(default_factory=OncePerKey, init=False, repr=False, compare=False)

    def warm(self) -> None:
        """Make the index of the forms, so that no reader waits: of 400 concepts in 70 ms."""
        self._tables.get("forms", lambda: _FormIndex(self.concepts))

    def without_notes(self) -> Glossary:
        """The same for those who are no staff."""
        return Glossary(tuple(replace(concept, note="") for concept in self.concepts))

    def matches(self, words: Sequence[str], start: int) -> Iterator[GlossaryMatch]:
        """The forms that the words of a query from `start` on are, the longest first, and of each
        length one match.

        Words are as the query has them (`ast.Word.text`). A form that is written as typed goes
        before those of the same length that share stems with it.
        """
        index = self._tables.get("forms", lambda: _FormIndex(self.concepts))
        return index.matches(words, start)


@dataclass(frozen=True, slots=True)
class _IndexedForm:
    form: GlossaryForm
    concept: int
    literal: tuple[str, ...]
    """Its words as they are compared; equal for forms that are written alike."""


@dataclass(slots=True)
class _Node:
    """A place in the tree of words, and the forms (by number) that end there."""

    children: dict[str, _Node] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)


_Ways = list[tuple[str, ...]]


class _Spellings:
    """What words may be written as: for each way the words to compare, side by side. Remembers
    them for as long as it lives: one look into a query, or while the forms are indexed.
    """

    def __init__(self) -> None:
        self._ways: Final[dict[str, _Ways]] = {}
        self._written: Final[dict[str, _Ways]] = {}
        self._stemmed: Final[dict[tuple[str, str], _Ways]] = {}

    def written(self, word: str) -> _Ways:
        """As one word, and as its parts: of "psico-social" (psicosocial,) and (psico, social)."""
        found = self._written.get(word)
        if found is None:
            folded = (tuple(map(fold, way)) for way in self._ways_of(word))
            found = self._written[word] = list(dict.fromkeys(folded))
        return found

    def stemmed(self, word: str, code: str) -> _Ways:
        """The same by stems of a language; function words stay as they are written."""
        found = self._stemmed.get((word, code))
        if found is None:
            # Many type without accents, on which some endings depend.
            ways = dict.fromkeys((*self._ways_of(word), *self.written(word)))
            by_stem = (tuple(_stems(way, code)) for way in ways)
            found = self._stemmed[word, code] = list(dict.fromkeys(by_stem))
        return found

    def _ways_of(self, word: str) -> _Ways:
        found = self._ways.get(word)
        if found is None:
            forms = [word] if plain_word(word) else one_word_forms(word)
            parts = [] if plain_word(word) else parts_of(word)
            ways = (*((form,) for form in forms), tuple(parts) or (word,))
            found = self._ways[word] = list(dict.fromkeys(ways))
        return found


def _stems(words: Sequence[str], code: str) -> Iterator[str]:
    for word, stem in zip(words, stems(words, code), strict=True):
        bare = fold(word)
        yield bare if bare in _FUNCTION_WORDS[code] else stem


class _FormIndex:
    def __init__(self, concepts: Sequence[Concept]) -> None:
        self._forms: Final[list[_IndexedForm]] = []
        self._forms_of: Final[list[list[int]]] = []
        self._written: Final = _Node()
        self._stemmed: Final[dict[str, _Node]] = {}
        spellings = _Spellings()
        for number, concept in enumerate(concepts):
            first = len(self._forms)
            for form in concept.forms:
                self._add(form, number, spellings)
            self._forms_of.append(list(range(first, len(self._forms))))

    def _add(self, form: GlossaryForm, concept: int, spellings: _Spellings) -> None:
        words = query_tokens(form.text)
        if not words:
            return
        number, code = len(self._forms), form.language
        written = [spellings.written(word) for word in words]
        literal = tuple(part for ways in written for part in ways[0])
        self._forms.append(_IndexedForm(form, concept, literal))
        _insert(self._written, written, number)
        if code in _FUNCTION_WORDS and not _is_literal(form.text, literal):
            stemmed = [spellings.stemmed(word, code) for word in words]
            _insert(self._stemmed.setdefault(code, _Node()), stemmed, number)

    def matches(self, words: Sequence[str], start: int) -> Iterator[GlossaryMatch]:
        spellings, rest = _Spellings(), range(start, len(words))
        written = dict(_ends(self._written, (spellings.written(words[at]) for at in rest)))
        stemmed = [
            dict(_ends(root, (spellings.stemmed(words[at], code) for at in rest)))
            for code, root in self._stemmed.items()
        ]
        for length in sorted(set().union(written, *stemmed), reverse=True):
            literal = set(written.get(length, ()))
            alike = literal.union(*(found.get(length, ()) for found in stemmed))
            matched = literal or {
                one for one in alike if self._may_be(one, spellings.written(words[start]))
            }
            if matched:
                yield self._match(length, sorted(matched), alike)

    def _may_be(self, number: int, first: _Ways) -> bool:
        """Whether a form that shares its stems with what was typed, whose `first` word may be
        written in some ways, is it: a term is, a word only if it is the same in another number.
        """
        form = self._forms[number].literal
        written = (_singulars(way[0]) for way in first if len(way) == 1)
        return len(form) > 1 or not _singulars(form[0]).isdisjoint(set().union(*written))

    def _match(self, length: int, matched: Sequence[int], alike: set[int]) -> GlossaryMatch:
        concepts = sorted({self._forms[number].concept for number in matched})
        numbers = [number for concept in concepts for number in self._forms_of[concept]]
        return GlossaryMatch(
            length,
            self._different(number for number in numbers if number not in alike),
            tuple(self._forms[number].form for number in matched),
            self._different(n for n in numbers if n in alike and n not in matched),
        )

    def _different(self, numbers: Iterable[int]) -> tuple[GlossaryForm, ...]:
        """The first of the forms that are written alike."""
        found: dict[tuple[str, ...], GlossaryForm] = {}
        for number in numbers:
            found.setdefault(self._forms[number].literal, self._forms[number].form)
        return tuple(found.values())


def _singulars(word: str) -> set[str]:
    """What a folded word may be the plural of, and itself."""
    return {word} | {
        word.removesuffix(ending) + singular
        for ending, singulars in _PLURALS.items()
        if word.endswith(ending)
        for singular in singulars
    }


def _insert(root: _Node, words: Iterable[_Ways], number: int) -> None:
    nodes = [root]
    for ways in words:
        nodes = [_grown(node, way) for node in nodes for way in ways][:_MAX_SPELLINGS]
    for node in nodes:
        node.ends.append(number)


def _grown(node: _Node, path: Iterable[str]) -> _Node:
    for word in path:
        node = node.children.setdefault(word, _Node())
    return node


def _ends(root: _Node, words: Iterable[_Ways]) -> Iterator[tuple[int, list[int]]]:
    """The forms that words are, by how many of the words these are."""
    nodes = [root]
    for length, ways in enumerate(words, 1):
        reached = (_reached(node, way) for node in nodes for way in ways)
        nodes = [node for node in reached if node is not None]
        if not nodes:
            return
        ends = [number for node in nodes for number in node.ends]
        if ends:
            yield length, ends


def _reached(node: _Node, path: Iterable[str]) -> _Node | None:
    for word in path:
        found = node.children.get(word)
        if found is None:
            return None
        node = found
    return node


def _is_literal(text: str, words: Sequence[str]) -> bool:
    """Whether a form has no stems: an acronym, or one short word."""
    return text.isupper() or (len(words) == 1 and len(words[0]) <= MAX_LITERAL_LETTERS)


NO_GLOSSARY: Final = Glossary(())
