"""What is hidden was never there: random publications, some of them hidden, and some passages,
against an index without these, asked everything that a reader answers.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from indexer.engine import extend_index, open_engine, replace_index
from indexer.engine.embedded.read import answer, work
from indexer.engine.embedded.read.matching import term_matching
from indexer.engine.glossary import Concept, Glossary, GlossaryForm
from indexer.engine.near_duplicates import signature
from indexer.engine.port import Reader
from indexer.engine.query import parse
from indexer.engine.searches import Feedback, Hit, SearchRequest, Sort
from indexer.engine.spelling import correct
from indexer.fields import NO_FILTERS, Filters, RangeFilter, ValueFilter
from indexer.model import Hidden, Metadata, Passage, Publication, Relation
from indexer.settings import Settings, load_settings
from search_app.library.suggestion_index import SuggestionIndex
from search_app.library.suggestions import Suggester
from tests.contract.library import record
from tests.engine.embedded.read.test_differential import LANGUAGES, WORDS, metadata, queries, texts

# Long enough to have a signature; a few words of each are exchanged, so that some are copies.
LONG = [
    " ".join(random.Random(seed).choices([w for w in WORDS if w != "straße"], k=80))
    + f" texto{seed}"
    for seed in range(2)
]
GLOSSARY = Glossary(
    tuple(
        Concept(tuple(GlossaryForm(text, language) for language, text in forms.items()))
        for forms in (
            {"es": "miedo", "en": "fear"},
            {"es": "años", "en": "psico social"},
            {"es": "casas", "pt": "niña", "en": "the straße"},
            {"es": "miedo año", "en": "fear psico"},
        )
    )
)
MAX_EXAMPLES = 10
IDENTIFIERS = [f"p{n}" for n in range(8)]
NUMBERS = range(1, 7)
copies = st.tuples(st.sampled_from(LONG), texts).map(" ".join)
passages = st.lists(st.tuples(st.sampled_from(LANGUAGES), texts | texts | copies), max_size=4)
relations = st.lists(
    st.builds(Relation, st.sampled_from(("hasVersion", "isPartOf")), st.sampled_from(IDENTIFIERS)),
    max_size=2,
).map(tuple)
described = st.builds(
    lambda one, related: replace(one, relations=(*one.relations, *related)), metadata, relations
)
publications = st.dictionaries(
    st.sampled_from(IDENTIFIERS), st.tuples(described, passages), min_size=3
)
hidden_passages = st.frozensets(
    st.tuples(st.sampled_from(IDENTIFIERS), st.integers(0, 5)), max_size=4
)
hidden_publications = st.frozensets(st.sampled_from([*IDENTIFIERS, "unknown"]), max_size=4)
hidden = st.builds(Hidden, hidden_publications, hidden_passages)
# Enough for everything, and little: what is left out must not tell what is hidden.
units = st.sampled_from((work.MAX_WORK_UNITS, 31_000, 61_000, 91_500))
FILTERS = (
    NO_FILTERS,
    Filters({"creator": ValueFilter(("Ana Fear", "nobody"))}),
    Filters({"language": ValueFilter(("es",)), "type": ValueFilter(("booklet",))}),
    Filters({"subject": ValueFilter(("miedos",)), "year": RangeFilter(2014, 2015)}),
    Filters({"series": ValueFilter(("p0",))}),
)
TYPED = ("mi", "año", "psic", "fea", "casas m", "ana", "titl", '"la ca', "miedos an")
MISSPELT = ("meido", "fera", "csa", "psicosocail", "ano", "strase", "mieddo")

Made = Mapping[str, tuple[Metadata, tuple[Passage, ...]]]


@dataclass(frozen=True)
class Seen:
    """What readers see, and the numbers that the passages of each publication have where all are
    there.
    """

    acquire: Callable[[], Reader]
    numbers: Mapping[str, Sequence[int]]

    def answers(self, asked: Sequence[str]) -> Iterator[tuple[object, ...]]:
        """Everything that readers answer, with what was asked."""
        yield from self._editions()
        for text in ("", "miedos", "miedo años casas", *asked):
            for filters in FILTERS:
                yield from self._searches(SearchRequest(text, filters), pages=1)
                yield from self._searches(
                    SearchRequest(text, filters, feedback=Feedback.TOPIC), pages=1
                )
            for sort in Sort:
                yield from self._searches(SearchRequest(text, sort=sort, per_page=2), pages=4)
            query = parse(text)
            for identifier in IDENTIFIERS:
                found = self.acquire().matches(identifier, query, 2)
                numbers = self.numbers.get(identifier, ())
                best = [self._passage(identifier, passage) for passage in found.best]
                yield text, identifier, [numbers[n - 1] for n in found.numbers], best
        yield from self._words()
        reader = self.acquire()
        for identifier in IDENTIFIERS:
            yield identifier, self._publication(reader.publication(identifier))
            for number in NUMBERS:
                known = self.numbers.get(identifier, ())
                own = known.index(number) + 1 if number in known else 0
                passage = reader.passage(identifier, own)
                yield identifier, number, passage and self._passage(identifier, passage)
            yield identifier, [self._passage(identifier, p) for p in reader.passages(identifier)]
            yield identifier, list(reader.pictures(identifier))
            related = self.acquire().related(identifier, 5)
            yield identifier, [(one.publication.id, one.terms) for one in related]
        yield tuple((one.publication.id, one.signature) for one in reader.records())

    def _searches(self, request: SearchRequest, pages: int) -> Iterator[tuple[object, ...]]:
        """The first page, the next ones by cursor, and the way back."""
        for _ in range(pages):
            reader = self.acquire()
            result = reader.search(request)
            hits = [self._hit(hit) for hit in result.hits]
            cursors = result.next_cursor, result.prev_cursor
            better = correct(reader, request, result)
            yield request, result.query, result.notices, result.total, hits, result.facets, cursors
            yield request, better
            yield request, [self._hit(hit) for hit in result.close], result.also_searched
            if result.next_cursor is None:
                break
            request = replace(request, cursor=result.next_cursor)
        if result.prev_cursor:
            back = self.acquire().search(replace(request, cursor=result.prev_cursor))
            yield request, [self._hit(hit) for hit in back.hits], back.next_cursor

    def _hit(self, hit: Hit) -> tuple[object, ...]:
        identifier = hit.publication.id
        best = [self._passage(identifier, passage) for passage in hit.passages]
        return self._publication(hit.publication), hit.score, best, hit.match, hit.matching

    def _passage(self, identifier: str, passage: Passage) -> tuple[int, Passage]:
        number = self.numbers[identifier][passage.number - 1]
        return number, replace(passage, number=number, label=str(number))

    def _publication(self, one: Publication | None) -> object:
        """Without what counts hidden passages, and relations (which are left out if they name what
        is hidden).
        """
        if one is None:
            return None
        return replace(
            one,
            passage_count=0,
            passages_without_text=(),
            metadata=replace(one.metadata, relations=()),
        )

    def _words(self) -> Iterator[tuple[object, ...]]:
        for prefix in (*{word[:2] for word in WORDS}, "psico", "a", "t"):
            yield prefix, list(self.acquire().words_with_prefix(prefix, 20))
        for word in (*MISSPELT, *WORDS):
            reader = self.acquire()
            yield word, list(reader.similar_words(word, 5)), reader.count_spelling(word)
            yield word, reader.spelled(word), list(reader.publications_with([word]))
            yield word, list(reader.words_that_sound_like(word, 5))
            yield word, list(reader.words_written_like(word, 5))
            tree = parse(word).tree
            assert tree is not None
            yield word, [reader.count(tree, filters) for filters in FILTERS]
        editions = self.acquire().editions
        index = SuggestionIndex(
            one.metadata for one in editions.publications if one.id not in editions.copies
        )
        for typed in TYPED:
            yield typed, list(Suggester(self.acquire(), index).suggest(typed))

    def _editions(self) -> Iterator[tuple[object, ...]]:
        editions = self.acquire().editions
        yield [one.id for one in editions.publications], editions.copies
        for identifier in IDENTIFIERS:
            yield identifier, list(editions.sisters(identifier))
            yield identifier, list(editions.near_identical(identifier))
            yield identifier, list(editions.names.candidates(identifier))
            yield identifier, list(editions.names.candidates(f"{identifier}.pdf"))


def _made(given: Mapping[str, tuple[Metadata, list[tuple[str, str]]]]) -> Made:
    return {
        identifier: (
            one,
            tuple(
                Passage(n, str(n), text, language=language)
                for n, (language, text) in enumerate(found, 1)
            ),
        )
        for identifier, (one, found) in given.items()
    }


def _write(settings: Settings, made: Made, extend: bool = False) -> None:
    writer = extend_index(settings) if extend else replace_index(settings)
    for identifier, (one, found) in made.items():
        written = record(identifier, one, tuple(p.text for p in found))
        writer.put(replace(written, signature=signature(found)), found)
    writer.put_glossary(GLOSSARY)
    writer.commit()


def _without(made: Made, hides: Hidden) -> tuple[Made, dict[str, list[int]]]:
    """What is left, its passages numbered anew; and their numbers before."""
    left: dict[str, Any] = {}
    numbers = {}
    for identifier, (one, found) in made.items():
        if identifier not in hides.publications:
            kept = [p for p in found if (identifier, p.number) not in hides.passages]
            numbers[identifier] = [p.number for p in kept]
            left[identifier] = one, tuple(replace(p, number=n) for n, p in enumerate(kept, 1))
    return left, numbers


@given(publications, st.booleans(), hidden, st.lists(queries, min_size=2, max_size=3), units)
@limits(max_examples=MAX_EXAMPLES)
def test_an_index_that_hides_answers_as_one_that_never_had_it(
    given_publications: dict[str, Any], grown: bool, hides: Hidden, asked: list[str], units: int
) -> None:
    made = _made(given_publications)
    left, numbers = _without(made, hides)
    with tempfile.TemporaryDirectory() as folder:
        full = load_settings({"index": Path(folder) / "full"}, {})
        never = load_settings({"index": Path(folder) / "never"}, {})
        _write(full, dict(list(made.items())[:2]) if grown else made)
        if grown:
            _write(full, made, extend=True)
        _write(never, left)
        engine, other = open_engine(full), open_engine(never)
        everything = dict.fromkeys(made, NUMBERS)
        hiding = Seen(lambda: engine.acquire(hides), everything)
        without = Seen(other.acquire, numbers)
        # Limits so low that small indexes reach them.
        with (
            patch.object(term_matching, "MAX_EXPANSIONS", 3),
            patch.object(work, "MAX_WORK_UNITS", units),
            patch.object(answer, "ENOUGH", 2),
        ):
            for one, expected in zip(hiding.answers(asked), without.answers(asked), strict=True):
                assert one == expected
        engine.close()
        other.close()
