"""Random publications, random changes, random queries: equal to plain Python and to Whoosh."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from indexer.engine import extend_index, open_engine, replace_index
from indexer.engine.analysis import one_word_forms, parts_of, query_tokens
from indexer.engine.ast import (
    And,
    FieldQuery,
    FirstOf,
    Member,
    Node,
    Not,
    Or,
    Phrase,
    TextNode,
    Word,
    WordGroup,
)
from indexer.engine.embedded.engine import EmbeddedEngine
from indexer.engine.embedded.read.matching.occurrences import occurrences
from indexer.engine.embedded.read.matching.postings import NOWHERE
from indexer.engine.embedded.read.query_leaves import wanted_leaves
from indexer.engine.embedded.read.work import WorkBudget
from indexer.engine.embedded.write.oracle import match_one_by_one
from indexer.engine.query import parse
from indexer.engine.searches import Match, SearchRequest
from indexer.engine.wildcards import is_pattern
from indexer.fields import FACETS, FACETS_BY_NAME, values_of
from indexer.model import Metadata, Passage, Relation
from indexer.settings import Settings, load_settings
from tests.contract.library import record
from tests.engine.embedded.read.reference import FIELDS, Library, book, folded, forms_of

# Few, so that they meet: forms of one word, accents, function words, letters that fold to two.
WORDS = "miedo Miedos año ano años la the fear fears casas straße STRASSE".split(" ")  # noqa: SIM905
# What has readings, its parts, and what it reads, in forms of the word.
COMPOUNDS = ("psico", "social", "psicosocial", "psico-social", "Psico-Sociales", "re-psico-social")
SIGNED = (
    "12 051 12.051 12051 C.I.D.H. CIDH 19º 19 niñ@s niñxs niños/as niña k'usi kꞌusi t'aan tꞌaan"
)
READ = (*COMPOUNDS, *SIGNED.split(" "))
LANGUAGES = ("es", "en", "pt", "und", "nah")

written = st.sampled_from(WORDS) | st.sampled_from((*READ, "ps-ico", "2014-2015", "-", "x--y"))
texts = st.lists(written, max_size=15).map(" ".join)
titles = st.lists(written | st.just(":"), max_size=4).map(" ".join)
passages = st.lists(st.tuples(st.sampled_from(LANGUAGES), texts), max_size=4)
metadata = st.builds(
    Metadata,
    title=titles.map(lambda title: title or "sin nombre"),
    creators=st.lists(st.sampled_from(("Casas Miedo", "Ana Fear", "la año")), max_size=2).map(
        tuple
    ),
    date=st.sampled_from(("", "2014", "2015-06", "2016-01-02")),
    languages=st.lists(st.sampled_from(LANGUAGES), max_size=2, unique=True).map(tuple),
    type=st.sampled_from(("", "booklet", "article")),
    subjects=st.lists(st.sampled_from(("miedos", "años de la casa")), max_size=2).map(tuple),
    description=titles,
    relations=st.sampled_from(((), (Relation("isPartOf", "Claves de miedo"),))),
)


# So large that the segment it is in is not merged by small changes: what is deleted stays there.
FILLER = {"relleno": (Metadata(title="Relleno"), [("es", "nada"), ("en", "nothing")] * 20)}


@dataclass(frozen=True)
class Change:
    """Publications to put (by identifier) and to remove in one transaction."""

    put: dict[str, tuple[Metadata, list[tuple[str, str]]]]
    remove: Sequence[str]
    rebuild: bool = False
    memory: int = field(default=256)


identifiers = st.sampled_from([f"p{n}" for n in range(9)])
changes = st.builds(
    Change,
    put=st.dictionaries(identifiers, st.tuples(metadata, passages), max_size=5),
    remove=st.lists(identifiers, max_size=3),
    rebuild=st.sampled_from((False, False, False, True)),
    memory=st.sampled_from((0, 256)),  # 0: a segment for each publication
)

words = st.sampled_from(WORDS) | st.sampled_from(READ)
leaves = st.one_of(
    words,
    words,
    st.lists(words, min_size=1, max_size=3).map(lambda found: f'"{" ".join(found)}"'),
    st.tuples(st.lists(words, min_size=2, max_size=3), st.integers(1, 4)).map(
        lambda pair: f'"{" ".join(pair[0])}"~{pair[1]}'
    ),
    words.map(lambda word: f"{word[:3]}*"),
    words.map(lambda word: f"*{word[-2:]}"),
    words.map(lambda word: f"{word[:1]}*{word[-1:]}"),
    words.map(lambda word: f"{word[:3]}*{word[-3:]}"),
    words.map(lambda word: f"*{word[1:3]}*{word[2:4]}*"),
    words.map(lambda word: f"{word}~"),
    words.map(lambda word: f"{word[:2]}?{word[3:]}"),
    st.tuples(words, words).map(lambda pair: f'"{pair[0][:2]}* {pair[1]}"'),
    st.tuples(words, words, st.integers(0, 2)).map(
        lambda found: f'"{found[0]} {found[1][:1]}*{found[1][-1:]}"~{found[2]}'
    ),
    st.tuples(words, st.sampled_from("/,+&"), words).map("".join),
    st.tuples(st.sampled_from(("título: ", "idioma: ")), st.sampled_from(("casas", "es"))).map(
        "".join
    ),
    st.sampled_from(("language:es", "type:booklet", "year:2014..2015", "year:..2015")),
    st.tuples(st.sampled_from(("title", "creator", "subject")), words).map(":".join),
)
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda found: f"({' OR '.join(found)})"),
        inner.map(lambda found: f"NOT ({found})"),
    ),
    max_leaves=5,
)

# What stands for a word or term: words and phrases, of which the same may be there twice.
tokens = words.map(lambda word: query_tokens(word)[0])
members = st.one_of(
    tokens.map(Word),
    tokens.map(Word),
    st.lists(tokens, min_size=2, max_size=3).map(tuple).map(Phrase),
)
groups = st.builds(
    WordGroup,
    members,
    st.lists(
        st.builds(
            Member, members, st.sampled_from((0.3, 0.75, 1.0)), st.sampled_from((*LANGUAGES, ""))
        ),
        max_size=5,
    ).map(tuple),
)


def _apply(settings: Settings, change: Change, truth: dict[str, tuple]) -> None:  # type: ignore[type-arg]
    settings = load_settings({"index": settings.index, "index_mb": change.memory}, {})
    writer = (replace_index if change.rebuild else extend_index)(settings)
    put = change.put
    if change.rebuild or not truth:
        truth.clear()
        put = put | FILLER
    for identifier in change.remove:
        if identifier not in change.put:
            writer.remove(identifier)
            truth.pop(identifier, None)
    for identifier, (described, found) in put.items():
        made = tuple(
            Passage(n, str(n), text, language=language)
            for n, (language, text) in enumerate(found, 1)
        )
        writer.put(record(identifier, described, tuple(p.text for p in made)), made)
        truth[identifier] = (described, made)
    writer.commit()


def _engine(settings: Settings) -> EmbeddedEngine:
    engine = open_engine(settings)
    assert isinstance(engine, EmbeddedEngine)
    return engine


@given(
    st.lists(changes, min_size=1, max_size=5),
    st.lists(queries, min_size=4, max_size=8),
    st.lists(groups, min_size=1, max_size=4),
)
@limits(max_examples=60)
def test_answers_equal_a_count_by_hand(
    history: list[Change], asked: list[str], wider: list[WordGroup]
) -> None:
    truth: dict[str, tuple] = {}  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"index": folder}, {})
        replace_index(settings).commit()
        for change in history:
            _apply(settings, change, truth)
        engine = _engine(settings)
        library = Library({i: book(*found) for i, found in truth.items()})
        titles = [about.title for about, _ in truth.values() if parse(about.title).tree][:4]
        for text in (*asked, *titles):
            _compare(engine, library, text)
        _compare_with_whoosh(engine, {leaf for text in asked for leaf in _leaves_of(text)})
        _compare_with_whoosh(engine, wider)
        assert list(engine.verify()) == []
        engine.close()


def _compare(engine: EmbeddedEngine, library: Library, text: str) -> None:
    tree = library.meant(parse(text).tree)
    expected = library.matching(tree)
    result = engine.acquire().search(SearchRequest(text, per_page=100))
    hits = {hit.publication.id: hit for hit in result.hits if hit.match is Match.FULL}
    assert set(hits) == expected, text
    assert result.total == len(expected)
    for identifier, hit in hits.items():
        assert hit.score == pytest.approx(library.score(identifier, tree), abs=2e-3), text
    order = [(library.place(i, tree), -hit.score) for i, hit in hits.items()]
    assert order == sorted(order), text
    for facet in result.facets:
        counted = Counter(
            value
            for identifier in expected
            for value in set(
                values_of(library.books[identifier].metadata, FACETS_BY_NAME[facet.name])
            )
        )
        assert {v.value: v.count for v in facet.values} == counted, (text, facet.name)
    assert [facet.name for facet in result.facets] == [row.name for row in FACETS]


def _compare_with_whoosh(engine: EmbeddedEngine, leaves: Iterable[TextNode]) -> None:
    """Each leaf, by bulk evaluation and by Whoosh's own matchers."""
    snapshot = engine._commit.whole
    for leaf in leaves:
        evaluated = occurrences(snapshot, leaf, FIELDS, WorkBudget())
        assert evaluated is not None
        bulk = evaluated.fields
        for name in FIELDS:
            expected, found = match_one_by_one(snapshot, leaf, name), bulk.get(name, NOWHERE)
            assert found.documents.tolist() == expected.documents.tolist(), (leaf, name)
            if _has_phrases(leaf):  # Whoosh counts each pair and width, we each beginning
                is_near = isinstance(leaf, Phrase) and leaf.slop
                assert (found.counts <= expected.counts * (1 + 1e-5)).all() or is_near
            else:
                np.testing.assert_allclose(found.counts, expected.counts, rtol=1e-5)


def _has_phrases(leaf: TextNode) -> bool:
    nodes = [one.node for one in leaf.members] if isinstance(leaf, WordGroup) else [leaf]
    return any(isinstance(node, Phrase) for node in nodes)


def _leaves_of(text: str) -> list[TextNode]:
    tree = parse(text).tree
    if tree is None:
        return []
    found = [leaf for leaf, _ in wanted_leaves(_strict(tree), FIELDS)]
    return [leaf for leaf in found if not isinstance(leaf, Phrase) or _means_the_same(leaf)]


def _strict(tree: Node) -> Node:
    """The tree with the first meaning of each choice."""
    match tree:
        case And(nodes) | Or(nodes):
            return type(tree)(tuple(map(_strict, nodes)))
        case Not(inner):
            return Not(_strict(inner))
        case FieldQuery(name, inner):
            return FieldQuery(name, _strict(inner))
        case FirstOf(_, nodes):
            return _strict(nodes[0])
    return tree


def _means_the_same(phrase: Phrase) -> bool:
    """Whoosh wants each word near the one before, we all in one stretch: the same for two words.
    It measures from the end of a reading, we from its beginning.
    """
    if not phrase.slop:
        return True
    if any(map(is_pattern, phrase.words)):  # may match the very word that the other one does
        return False
    bases = [forms_of(word) for word in phrase.words]
    read = {folded(form) for word in READ if parts_of(word) != [word] for form in _forms(word)}
    return len(bases) == len(set(bases)) == 2 and not any(read & own for own in bases)


def _forms(word: str) -> list[str]:
    return [form for token in query_tokens(word) for form in one_word_forms(token)]


@given(st.lists(changes, min_size=2, max_size=6))
@limits(max_examples=25)
def test_an_index_changed_step_by_step_equals_one_made_at_once(history: list[Change]) -> None:
    """Scores too: what was deleted, and how segments were merged, leaves no trace in answers."""
    truth: dict[str, tuple] = {}  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        grown = load_settings({"index": Path(folder) / "grown"}, {})
        fresh = load_settings({"index": Path(folder) / "fresh"}, {})
        replace_index(grown).commit()
        for change in history:
            _apply(grown, change, truth)
        writer = replace_index(fresh)
        for identifier, (described, made) in truth.items():
            writer.put(record(identifier, described, tuple(p.text for p in made)), made)
        writer.commit()
        one, other = _engine(grown), _engine(fresh)
        for text in ("miedo", "casa OR fear OR la", '"la año"', "a*", "", "año miedo"):
            request = SearchRequest(text, per_page=100)
            mine, theirs = one.acquire().search(request), other.acquire().search(request)
            assert [(h.publication.id, h.score) for h in mine.hits] == [
                (h.publication.id, h.score) for h in theirs.hits
            ]
            assert mine.facets == theirs.facets
            assert [h.passages for h in mine.hits] == [h.passages for h in theirs.hits]
        one.close()
        other.close()
