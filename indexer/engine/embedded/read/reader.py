"""What one request reads: one snapshot, which has nothing of what is hidden."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import numpy as np

from indexer.engine.ast import Node
from indexer.engine.editions import Editions
from indexer.engine.embedded.format.segment import Mask
from indexer.engine.embedded.read import neighbours, records, sorting, tables, titles, work
from indexer.engine.embedded.read.answer import HasEnough, SearchAnswer
from indexer.engine.embedded.read.best_passages import PublicationPassages
from indexer.engine.embedded.read.doc_freqs import doc_freqs
from indexer.engine.embedded.read.evaluate import Evaluator, ScoredLeaves
from indexer.engine.embedded.read.evaluated import Evaluated, Topic, Wider
from indexer.engine.embedded.read.facets import FilterMasks
from indexer.engine.embedded.read.feedback import (
    BEST_HITS,
    feedback_words,
    with_feedback,
    words_beside,
)
from indexer.engine.embedded.read.lexicon import visible_forms
from indexer.engine.embedded.read.misspellings import sounding_like, written_like
from indexer.engine.embedded.read.more_like_this import more_like_this
from indexer.engine.embedded.read.resolution import resolve
from indexer.engine.embedded.read.seen_words import is_ready
from indexer.engine.embedded.read.snapshot import Snapshot, Views
from indexer.engine.embedded.read.sound_index import sound_index
from indexer.engine.embedded.read.vocabulary import Vocabulary, vocabulary_counts
from indexer.engine.embedded.read.word_forms import vocabulary_mask
from indexer.engine.embedded.read.work import WorkBudget
from indexer.engine.glossary import Glossary
from indexer.engine.groups import Neighbours, widen
from indexer.engine.meaning.word_encoder import EncodedWords
from indexer.engine.port import Related, Spelling, WordCount
from indexer.engine.query import Query, parse
from indexer.engine.query_terms import terms_typed
from indexer.engine.searches import (
    Expand,
    Feedback,
    PassageMatches,
    SearchRequest,
    SearchResult,
    Sort,
)
from indexer.engine.sounds import SOUNDED_LANGUAGES
from indexer.fields import FACETS, SEARCHED_FIELDS, Filters
from indexer.model import Hidden, OutlineEntry, Passage, Publication, Record


class EmbeddedReader:
    """Reads a commit without what is hidden."""

    def __init__(self, commit: Views, hidden: Hidden) -> None:
        self._commit = commit
        self._snapshot = commit.without(hidden)
        self._budget = WorkBudget(work.MAX_WORK_UNITS)
        self._leaves: ScoredLeaves = {}
        self._counting = self._evaluator()
        self._evaluated: dict[Node | None, Evaluated] = {}
        self._encoded = EncodedWords()

    @property
    def generation(self) -> str:
        return self._snapshot.name

    @property
    def updated(self) -> datetime:
        return self._snapshot.updated

    @property
    def editions(self) -> Editions:
        return records.editions(self._snapshot)

    @property
    def glossary(self) -> Glossary:
        return self._snapshot.glossary

    @property
    def finds_by_meaning(self) -> bool:
        return is_ready(self._snapshot)

    def hiding(self, hidden: Hidden) -> EmbeddedReader:
        return EmbeddedReader(self._commit, hidden)

    def warm(self) -> None:
        snapshot = self._snapshot
        tables.norms(snapshot)
        for row in FACETS:
            tables.facet(snapshot, row.name)
        for sort in Sort:
            sorting.ranking(snapshot, sort)
        titles.table(snapshot)
        known = doc_freqs(snapshot)
        _ = known.characters, known.letters
        visible_forms(snapshot)
        sound_index(snapshot)
        snapshot.glossary.warm()
        vocabulary_counts(snapshot)
        neighbours.warm(snapshot)

    def load_encoder(self) -> None:
        neighbours.load_encoder(self._snapshot)

    # --- publications

    def publication(self, identifier: str) -> Publication | None:
        found = self._visible_publication(identifier)
        return None if found is None else records.described(self._snapshot, found.document)

    def passage(self, identifier: str, number: int) -> Passage | None:
        found = self._visible_publication(identifier)
        return None if found is None or not found.has(number) else found.passage(number)

    def pictures(self, identifier: str) -> Sequence[str]:
        found = self._visible_publication(identifier)
        return () if found is None else found.record.pictures

    def contents(self, identifier: str) -> Sequence[OutlineEntry]:
        found = self._visible_publication(identifier)
        return () if found is None else found.contents()

    def passages(self, identifier: str) -> Sequence[Passage]:
        document = self._snapshot.doc_of(identifier)
        return () if document is None else PublicationPassages(self._snapshot, document).passages()

    def records(self) -> Iterator[Record]:
        return iter(records.sorted_records(self._snapshot))

    def removed(self) -> Iterator[Record]:
        return iter(records.removed_records(self._snapshot))

    def related(self, identifier: str, limit: int) -> Sequence[Related]:
        snapshot = self._snapshot
        found = self._visible_publication(identifier)
        if found is None:
            return ()
        editions = self.editions
        same = {edition.id for edition in editions.sisters(identifier)}
        same.update(editions.near_identical(identifier))
        others = snapshot.without(snapshot.live, same)
        vocabulary = Vocabulary(snapshot, others, self._budget)
        similar = more_like_this(vocabulary, found.number, limit)
        documents = snapshot.publication_docs[[one.publication for one in similar]].tolist()
        return [
            Related(records.described(snapshot, document), one.words)
            for document, one in zip(documents, similar, strict=True)
        ]

    def _visible_publication(self, identifier: str) -> PublicationPassages | None:
        snapshot = self._snapshot
        document = snapshot.doc_of(identifier)
        if document is None or not snapshot.live[snapshot.publication_of[document]]:
            return None
        return PublicationPassages(snapshot, document)

    # --- words

    def words_with_prefix(self, prefix: str, limit: int) -> Sequence[WordCount]:
        return self._vocabulary().with_prefix(prefix, limit)

    def similar_words(self, word: str, limit: int) -> Sequence[WordCount]:
        return self._vocabulary().similar_to(word, limit)

    def spelled(self, word: str) -> Spelling | None:
        return self._vocabulary().spelled(word)

    def words_that_sound_like(
        self, word: str, limit: int, languages: Collection[str] = SOUNDED_LANGUAGES
    ) -> Sequence[Spelling]:
        return sounding_like(self._vocabulary(), word, limit, languages)

    def words_written_like(self, word: str, limit: int) -> Sequence[Spelling]:
        return written_like(self._vocabulary(), word, limit)

    def publications_with(self, words: Sequence[str]) -> Sequence[int]:
        return self._vocabulary().count_folded(words)

    def count_spelling(self, word: str) -> int:
        return self._vocabulary().count_spelling(word)

    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._snapshot, self._vocabulary_mask(), self._budget)

    def count(self, tree: Node, filters: Filters) -> int:
        evaluator = self._counting
        meant = resolve(evaluator, tree).tree
        if evaluator.affordable(meant) != meant:
            return 0
        mask = evaluator.evaluate(meant, SEARCHED_FIELDS).mask & self._vocabulary_mask()
        return int(np.count_nonzero(mask & FilterMasks(self._snapshot, filters).mask()))

    def _vocabulary_mask(self) -> Mask:
        """The publications without those that are copies of others."""
        return vocabulary_mask(self._snapshot)

    # --- search

    def understand(self, text: str) -> Query:
        query = parse(text)
        if query.tree is None:
            return query
        evaluated = self._evaluate(query.tree)
        notices = dict.fromkeys((*query.notices, *evaluated.notices))
        return replace(query, tree=evaluated.meant, notices=tuple(notices))

    def understand_within(self, request: SearchRequest, identifier: str) -> Query:
        query = self.understand(request.text)
        found = self._visible_publication(identifier)
        if query.tree is None or found is None:
            return query
        if self._evaluate(query.tree).found.mask[found.number]:
            return query
        if topic := self._topic(request, query):
            return topic.query
        wider = self._wider(query) if request.expand is Expand.ON else None
        if wider is None or not wider.may_be_meant(found.number):
            return query
        return replace(query, tree=wider.widened.tree)

    def search(self, request: SearchRequest) -> SearchResult:
        query = self.understand(request.text)
        answer = self._answer(request, query)
        topic = self._topic(request, query)
        return answer.result() if topic is None else answer.about(topic)

    def _answer(self, request: SearchRequest, query: Query) -> SearchAnswer:
        return SearchAnswer(
            self._snapshot,
            request,
            query,
            self._evaluate(query.tree),
            FilterMasks(self._snapshot, request.filters),
            partial(self._wider, query),
        )

    def _topic(self, request: SearchRequest, query: Query) -> Topic | None:
        """The query with the words of its best hits, if the request asks for them and there are
        any. Filters change nothing about them: otherwise a facet's counts would belong to other
        queries than the one that its values lead to.
        """
        if request.feedback is Feedback.NONE:
            return None
        first = SearchRequest(request.text, per_page=BEST_HITS, expand=request.expand)
        result = self._answer(first, query).result()
        words = feedback_words(self._vocabulary(), (*result.hits, *result.close))
        original = (result.wider or query).tree
        if original is None or not words:
            return None
        tree = with_feedback(original, words)
        return Topic(
            replace(query, tree=tree), self._evaluate(tree), words_beside(query.tree, words)
        )

    def _wider(self, query: Query, has_enough: HasEnough = lambda terms: False) -> Wider | None:
        """The query with what stands for its words, and what it finds; None if nothing does, or
        what matches as typed is enough.
        """
        snapshot = self._snapshot
        # What is typed most often occurs, and is found out before all that stands for it.
        typed = terms_typed(query, snapshot.glossary)
        if has_enough(typed):
            return None
        widened = widen(
            query,
            snapshot.glossary,
            self._evaluator().occurs,
            partial(self._neighbours, neighbours.neighbours),
            partial(self._neighbours, neighbours.close_neighbours),
        )
        if widened is None or (widened.terms != typed and has_enough(widened.terms)):
            return None
        evaluated = self._evaluate(widened.tree)
        if evaluated.tree is None:
            return None
        wider = Wider(widened, evaluated, self._encoded)
        return wider.preferring_its_language(self._evaluate(query.tree))

    def _neighbours(
        self,
        find: Callable[[Snapshot, Sequence[str], EncodedWords], Neighbours],
        words: Sequence[str],
    ) -> Neighbours:
        """The neighbours of words; none where that is too much work."""
        units = neighbours.neighbours_units(self._snapshot, len(words))
        if not self._budget.take(units):
            return [() for _ in words]
        return find(self._snapshot, words, self._encoded)

    def matches(self, identifier: str, query: Query, limit: int) -> PassageMatches:
        found = self._visible_publication(identifier)
        if found is None or query.tree is None:
            return PassageMatches()
        evaluation = self._evaluate(query.tree).found
        words = found.words(evaluation)
        numbers = words.nonzero()[0]
        return PassageMatches(numbers.tolist(), found.best(evaluation, numbers, words, limit))

    def _evaluate(self, tree: Node | None) -> Evaluated:
        """What matches `tree`; a page of results with an expanded hit needs it twice."""
        known = self._evaluated.get(tree)
        if known is None:
            evaluator = self._evaluator()
            resolved = tree and resolve(evaluator, tree)
            meant, notices = (resolved.tree, resolved.notices) if resolved else (None, ())
            kept = evaluator.affordable(meant)
            known = Evaluated(evaluator, meant, notices, kept, evaluator.find(kept))
            self._evaluated[tree] = self._evaluated[meant] = known
        return known

    def _evaluator(self) -> Evaluator:
        return Evaluator(self._snapshot, self._budget, self._leaves)
