"""The glossary: which words and terms mean the same, in several languages.

Staff keep it (docs/staff.es.md); a word or term of a query that is a form of a concept is searched
as all forms of it. A form is compared word by word as the index does (`analysis`): without case and
accents, whatever signs join its words (psico-social = psicosocial = psico social) and with or
without the dots of an acronym (C.I.D.H. = CIDH). Where no form is written so, the stems of its
words in its own language decide: "tejidos sociales" is "tejido social". Acronyms and words of at
most `MAX_LITERAL_LETTERS` letters have no stems here: they would be too many other words.

The forms are paths in a tree of words, so that the longest one at a place of a query is found in as
many look-ups as it has words, whatever the size of the glossary. Nothing of a query is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from indexer.engine.analysis import fold, one_word_forms, parts_of, query_tokens, stem
from indexer.languages import INDEXED_LANGUAGES

MAX_LITERAL_LETTERS: Final = 4
"""Letters of a form of one word up to which only the word itself matches."""

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
    several languages, if these write it alike), and the other `forms` of their concepts, in the
    file's order. Of forms that differ only in case, accents and signs the first is given, and none
    that the typed words find anyway, since they have its stems in its language.
    """

    length: int
    forms: tuple[GlossaryForm, ...]
    matched: tuple[GlossaryForm, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """The concepts, and an index of their forms, which is made with it."""

    concepts: tuple[Concept, ...]
    _index: _FormIndex = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", _FormIndex(self.concepts))

    def without_notes(self) -> Glossary:
        """The same for those who are no staff."""
        return Glossary(tuple(replace(concept, note="") for concept in self.concepts))

    def longest_match(self, words: Sequence[str], start: int) -> GlossaryMatch | None:
        """The longest form that the words of a query from `start` on are; None if there is none.

        Words are as the query has them (`ast.Word.text`). A form that is written as typed goes
        before those of the same length that share stems with it.
        """
        return self._index.longest_match(words, start)


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


_Spellings = Callable[[str], Iterable[tuple[str, ...]]]
"""What a word may be written as: for each way the words to compare, side by side."""


class _FormIndex:
    def __init__(self, concepts: Sequence[Concept]) -> None:
        self._concepts: Final = concepts
        self._forms: Final[list[_IndexedForm]] = []
        self._forms_of: Final[list[list[int]]] = []
        self._written: Final = _Node()
        self._stemmed: Final[dict[str, _Node]] = {}
        for number, concept in enumerate(concepts):
            first = len(self._forms)
            for form in concept.forms:
                self._add(form, number)
            self._forms_of.append(list(range(first, len(self._forms))))

    def _add(self, form: GlossaryForm, concept: int) -> None:
        words = query_tokens(form.text)
        if not words:
            return
        number = len(self._forms)
        literal = tuple(part for word in words for part in _written(word)[0])
        self._forms.append(_IndexedForm(form, concept, literal))
        _insert(self._written, words, _written, number)
        if form.language in _FUNCTION_WORDS and not _is_literal(form.text, literal):
            root = self._stemmed.setdefault(form.language, _Node())
            _insert(root, words, _stemmed_in(form.language), number)

    def longest_match(self, words: Sequence[str], start: int) -> GlossaryMatch | None:
        written = dict(_ends(self._written, words, start, _written))
        stemmed = [
            dict(_ends(root, words, start, _stemmed_in(code)))
            for code, root in self._stemmed.items()
        ]
        length = max((max(found, default=0) for found in (written, *stemmed)), default=0)
        if not length:
            return None
        literal = set(written.get(length, ()))
        alike = literal.union(*(found.get(length, ()) for found in stemmed))
        return self._match(length, sorted(literal or alike), alike)

    def _match(self, length: int, matched: Sequence[int], alike: set[int]) -> GlossaryMatch:
        concepts = sorted({self._forms[number].concept for number in matched})
        others: dict[tuple[str, ...], GlossaryForm] = {}
        for number in (number for concept in concepts for number in self._forms_of[concept]):
            if number not in alike:
                other = self._forms[number]
                others.setdefault(other.literal, other.form)
        return GlossaryMatch(
            length, tuple(others.values()), tuple(self._forms[number].form for number in matched)
        )


def _insert(root: _Node, words: Iterable[str], spellings: _Spellings, number: int) -> None:
    nodes = [root]
    for word in words:
        ways = list(spellings(word))
        nodes = [_grown(node, way) for node in nodes for way in ways][:_MAX_SPELLINGS]
    for node in nodes:
        node.ends.append(number)


def _grown(node: _Node, path: Iterable[str]) -> _Node:
    for word in path:
        node = node.children.setdefault(word, _Node())
    return node


def _ends(
    root: _Node, words: Sequence[str], start: int, spellings: _Spellings
) -> Iterator[tuple[int, list[int]]]:
    """The forms that the words from `start` on are, by how many of the words these are."""
    nodes = [root]
    for at in range(start, len(words)):
        ways = list(spellings(words[at]))
        reached = (_reached(node, way) for node in nodes for way in ways)
        nodes = [node for node in reached if node is not None]
        if not nodes:
            return
        ends = [number for node in nodes for number in node.ends]
        if ends:
            yield at - start + 1, ends


def _reached(node: _Node, path: Iterable[str]) -> _Node | None:
    for word in path:
        found = node.children.get(word)
        if found is None:
            return None
        node = found
    return node


def _written(word: str) -> list[tuple[str, ...]]:
    """As one word, and as its parts: of "psico-social" (psicosocial,) and (psico, social)."""
    forms = [(fold(form),) for form in one_word_forms(word)]
    return list(dict.fromkeys((*forms, tuple(map(fold, parts_of(word))) or forms[0])))


def _stemmed_in(code: str) -> _Spellings:
    """The same by stems; function words stay as they are written."""
    function_words = _FUNCTION_WORDS[code]

    def stem_of(word: str) -> str:
        return fold(word) if fold(word) in function_words else stem(word, code)

    def stemmed(word: str) -> Iterable[tuple[str, ...]]:
        ways = [*((form,) for form in one_word_forms(word)), tuple(parts_of(word))]
        # Many type without accents, on which some endings depend.
        bare = [tuple(map(fold, way)) for way in ways]
        return dict.fromkeys(tuple(map(stem_of, way)) for way in (*ways, *bare) if way)

    return stemmed


def _is_literal(text: str, words: Sequence[str]) -> bool:
    """Whether a form has no stems: an acronym, or one short word."""
    return text.isupper() or (len(words) == 1 and len(words[0]) <= MAX_LITERAL_LETTERS)


NO_GLOSSARY: Final = Glossary(())
