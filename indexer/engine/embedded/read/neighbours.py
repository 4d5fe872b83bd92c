"""The words of a commit that mean the like of what is typed, in any language.

What is hidden is no neighbour and takes no neighbour's place: words are chosen among those that
readers may see. Words that are typed are encoded for the request, and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.engine.analysis import edit_distances, fold, one_word_forms, stem
from indexer.engine.embedded.format.schema import indexed_form
from indexer.engine.embedded.format.segment import Ids
from indexer.engine.embedded.read.blocked_words import blocked_words
from indexer.engine.embedded.read.closed_sets import closed_sets
from indexer.engine.embedded.read.seen_words import SeenWords, is_ready, seen_words
from indexer.engine.embedded.read.snapshot import Floats, Snapshot
from indexer.engine.embedded.read.word_forms import is_function_word
from indexer.engine.groups import Neighbour
from indexer.engine.meaning.word_encoder import EncodedWords, word_encoder
from indexer.languages import INDEXED_LANGUAGES

_UNITS_PER_WORD: Final = 40_000
_FORMS_PER_UNIT: Final = 2
"""Ten words among 94,373 take 7 ms (`work` says what a unit is)."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """Which words are near enough: over `cosine`, and over `share` of the nearest one's cosine, at
    most `limit`, in so many `publications` at least. A word that the encoder has not learnt as one
    piece must be over `unlearnt`, and over `look_alike` where the two look alike.
    """

    cosine: float
    unlearnt: float
    look_alike: float
    publications: int
    share: float = 0.75
    limit: int = 8


_NEAR: Final = _Rules(0.5, 0.5, 0.5, publications=1, share=0.82)
"""Other words of a question mend wrong neighbours: rules as in `_CLOSE` cost .02 to .04 of MRR
across languages (XQuAD). With a share of .75 it is .913 and .899, with .82 .921 and .903, with .85
.927 and .905, but then questions of the field lose two of 69 (tests/relevance).
"""
_CLOSE: Final = _Rules(0.75, 0.8, 0.93, publications=2)
"""Of 20 neighbours of the field's words between .7 and .75 nine were wrong (verdad: esté, well).
What looks alike but is something else has up to .9 (Tobians/Debian, grief/grieta), and relatives
mostly more (dignidad/dignity .94, reparación/repair .95, impunidad/impunity .99).
"""
_FEW_LETTERS: Final = 3
"""A word of so few letters that the encoder has not learnt is near to chance: "St" to "ats"."""
_ALIKE_PREFIX: Final = 4
_ALIKE_DISTANCE: Final = 0.45
"""Two words look alike if they begin with so many same letters, or if so many edits, as a share of
the longer one's letters, make one of them the other."""


def neighbours(
    snapshot: Snapshot, words: Sequence[str], encoded: EncodedWords
) -> list[list[Neighbour]]:
    """For each word the nearest words of what readers may see, best first, at most eight.

    Neither forms that the word finds by itself (other accents, the same stem), nor function words,
    nor what is blocked, nor other things of a closed set (months, kin).
    """
    return _found(snapshot, words, encoded, _NEAR)


def close_neighbours(
    snapshot: Snapshot, words: Sequence[str], encoded: EncodedWords
) -> list[list[Neighbour]]:
    """The `neighbours` that can stand for a word without others beside it that make its sense
    plain: nearer ones, in two publications at least.
    """
    return _found(snapshot, words, encoded, _CLOSE)


def neighbours_units(snapshot: Snapshot, words: int) -> int:
    """The work that the neighbours of so many words take."""
    if not words or not is_ready(snapshot):
        return 0
    seen = seen_words(snapshot).count
    return words * (_UNITS_PER_WORD + seen // _FORMS_PER_UNIT)


def warm(snapshot: Snapshot) -> None:
    """Make the tables that are shared by all requests."""
    if is_ready(snapshot):
        seen_words(snapshot)


def load_encoder(snapshot: Snapshot) -> None:
    """Load the encoder, if anything is compared with the vectors of what is typed.

    Raises:
        ProgramIncomplete, OSError, MemoryError: it cannot be loaded.
    """
    if is_ready(snapshot):
        word_encoder()


def _found(
    snapshot: Snapshot, words: Sequence[str], encoded: EncodedWords, rules: _Rules
) -> list[list[Neighbour]]:
    if not words or not is_ready(snapshot):
        return [[] for _ in words]
    typed = [_Typed(word) for word in words]
    seen = seen_words(snapshot)
    nearest = seen.nearest(encoded.vectors([one.form for one in typed]))
    return [
        list(_chosen(seen, one, rows, cosines, rules))
        for one, (rows, cosines) in zip(typed, nearest, strict=True)
    ]


def _chosen(
    seen: SeenWords, typed: _Typed, rows: Ids, cosines: Floats, rules: _Rules
) -> Iterator[Neighbour]:
    """The candidates that are neighbours; those that are not take no places, but for other things
    of a closed set: what is farther than "two" and "three" does not mean "one". In their places
    others cost .0015 of the right passages (XQuAD articles, questions in the other language).
    """
    if len(typed.form) <= _FEW_LETTERS and not word_encoder().knows(typed.form):
        return
    least, left = rules.cosine, rules.limit
    for row, cosine in zip(rows.tolist(), cosines.tolist(), strict=True):
        if cosine <= least or not left:
            return
        form, language = seen.table.vectors.forms[row].decode(), seen.languages.of(row)
        if seen.publications[row] < rules.publications or is_function_word(form, language):
            continue
        if typed.finds(form, language) or blocked_words().blocks(typed.form, form):
            continue
        if cosine <= rules.look_alike and _is_doubtful(typed, form, cosine, rules):
            continue
        if left == rules.limit:
            least = max(least, rules.share * cosine)
        left -= 1
        if not closed_sets().part(typed.form, form):
            yield Neighbour(form, language, cosine, int(seen.publications[row]))


def _is_doubtful(typed: _Typed, form: str, cosine: float, rules: _Rules) -> bool:
    """Whether two words are perhaps near to each other for their pieces only."""
    encoder = word_encoder()
    if encoder.knows(typed.form) and encoder.knows(form):
        return False
    return cosine <= rules.unlearnt or typed.looks_like(form)


def typed_form(word: str) -> str:
    """The form in which a word of a query is encoded."""
    return indexed_form(one_word_forms(word)[0])


class _Typed:
    """A word as it was typed, and what it finds by itself."""

    def __init__(self, word: str) -> None:
        forms = [indexed_form(form) for form in one_word_forms(word)]
        self.form: Final = forms[0]
        self._base: Final = fold(forms[0])
        self._bases: Final = set(map(fold, forms))
        self._stems: Final = {
            one.code: {stem(form, one.code) for form in forms} for one in INDEXED_LANGUAGES
        }

    def finds(self, form: str, language: str) -> bool:
        """Whether the word finds a form in passages of this language ("": in metadata)."""
        if fold(form) in self._bases:
            return True
        languages = [language] if language in self._stems else list(self._stems)
        return any(stem(form, code) in self._stems[code] for code in languages)

    def looks_like(self, form: str) -> bool:
        """Whether a form is written almost as the word, or begins as it does."""
        base = fold(form)
        if self._base[:_ALIKE_PREFIX] == base[:_ALIKE_PREFIX]:
            return True
        limit = int(_ALIKE_DISTANCE * max(len(base), len(self._base)))
        return bool(edit_distances(self._base, [base], limit)[0] <= limit)
