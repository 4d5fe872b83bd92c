"""Pseudo-relevance feedback: a query is followed by the words of its best hits.

RM3, the relevance model of Lavrenko and Croft ("Relevance-Based Language Models", SIGIR 2001) mixed
with the query (Abdul-Jaleel et al., "UMass at TREC 2004: Novelty and HARD"): a word w has the
probability p(w|R), the mean of p(w|D) over the best hits D, each weighted by its score, and the
query scores 1 - λ, its feedback λ. Added words are scored as words of the query are (BM25F), times
their weight.

D is the text of a hit's best passages, of whichever subject the rest of a long publication is. Only
words that may be shown to readers are added, one of each stem; so nothing is learnt of a text that
no two publications share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from indexer.engine.analysis import fold, lowercase, shares_stem, stem, tokenize
from indexer.engine.ast import And, Exact, Node, Not, Or, RangeQuery, Weighted, Word
from indexer.engine.embedded.read.more_like_this import is_characteristic
from indexer.engine.embedded.read.query_leaves import marked_leaves, wanted_leaves
from indexer.engine.embedded.read.vocabulary import Vocabulary
from indexer.engine.groups import content_words
from indexer.engine.port import Hit
from indexer.fields import SEARCHED_FIELDS
from indexer.languages import INDEXED_LANGUAGES
from indexer.model import Passage

BEST_HITS: Final = 5
"""Hits whose words are added. On Cranfield (113 queries of tests/relevance, nDCG@10 .385 without
feedback) .417 with 5; in a first trial .415 with 5, .415 with 3, .408 with 10.
"""
MAX_WORDS: Final = 20
"""Words that are added: in the same trial .415 with 20, .417 with 10, .414 with 40."""
FEEDBACK_WEIGHT: Final = 0.35
"""λ: in the same trial .415 with .35, .410 with .2, .415 with .5. Against none p is .0001 (paired
randomisation). On the questions of XQuAD feedback loses .015 of MRR, so readers ask for it.
"""
HELD: Final = 1 / 3
"""The share of the added words that makes a publication one about the topic. On Cranfield the
median of what is found is 130 of 1,400 publications (with 3 words 856), and nDCG@10 .415 (.417).
"""
_MAX_CANDIDATES: Final = 3 * MAX_WORDS
"""Words of which is found out whether they may be shown."""
_MAX_PASSAGE_CHARS: Final = 5_000
"""Characters of a passage that are read: a dense page of a booklet."""
_MIN_LETTERS: Final = 3
_STEMMED: Final = frozenset(language.code for language in INDEXED_LANGUAGES)


def feedback_words(vocabulary: Vocabulary, hits: Sequence[Hit]) -> dict[str, float]:
    """At most `MAX_WORDS` words of the `hits` with their shares of p(w|R), the likeliest first."""
    model = _relevance_model(hits[:BEST_HITS])
    likeliest = sorted(model, key=lambda root: (-sum(model[root].values()), root))
    chosen: dict[str, float] = {}
    for root in likeliest[:_MAX_CANDIDATES]:
        forms = model[root]
        form = max(sorted(forms), key=lambda form: forms[form])
        word = vocabulary.most_frequent_spelling(fold(form))
        if word is not None and word not in chosen:
            chosen[word] = sum(forms.values())
        if len(chosen) == MAX_WORDS:
            break
    total = sum(chosen.values())
    return {word: share / total for word, share in chosen.items()}


def with_feedback(tree: Node, words: Mapping[str, float]) -> Node:
    """The query with `words` by their shares as alternatives; what it excludes, and the metadata
    values that it asks for, hold for them too.
    """
    terms = len(marked_leaves(list(wanted_leaves(tree, SEARCHED_FIELDS))))
    weight = terms * FEEDBACK_WEIGHT / (1 - FEEDBACK_WEIGHT)  # where each term of the query has 1
    added = [Weighted(Word(word), weight * share) for word, share in words.items()]
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    given = [node for node in nodes if isinstance(node, Not | Exact | RangeQuery)]
    asked = [node for node in nodes if node not in given]
    query = asked[0] if len(asked) == 1 else And(tuple(asked))
    either = Or((query, *added))
    return And((either, *given)) if given else either


def words_beside(tree: Node | None, words: Iterable[str]) -> tuple[str, ...]:
    """Those of the `words` that are no other forms of words of the query."""
    typed = [fold(word) for word in content_words(tree)]
    return tuple(
        word
        for word in words
        if not any(base == fold(word) or shares_stem(base, fold(word)) for base in typed)
    )


def _relevance_model(hits: Sequence[Hit]) -> Mapping[str, Mapping[str, float]]:
    """p(w|R) of the forms of the words of the hits, by their stems."""
    model: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    total = sum(hit.score for hit in hits)
    for hit in hits if total > 0 else ():
        found = [pair for passage in hit.passages for pair in _words(passage)]
        for root, form in found:
            model[root][form] += hit.score / total / len(found)
    return model


def _words(passage: Passage) -> Iterator[tuple[str, str]]:
    """The words of a passage that say what it is about: their stems, and as written."""
    stemmed = passage.language if passage.language in _STEMMED else None
    for token in tokenize(passage.text[:_MAX_PASSAGE_CHARS]):
        form = lowercase(token.text)
        base = fold(form)
        if len(base) >= _MIN_LETTERS and is_characteristic(base):
            yield stem(form, stemmed) if stemmed else base, form
