"""tantivy-py: one text field for each language, counts by aggregation over fast fields.

The writer has one thread, because everything here is measured on one core.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from importlib.metadata import version as installed
from pathlib import Path

import tantivy
from tantivy import Filter, Occur, SnippetGenerator

from tests.bench.contenders import HEAP_MB, SNIPPET, Answer, collect, described
from tests.bench.corpus import Entry
from tests.bench.queries import Kind, Query

_STEMMERS = {"es": "spanish", "en": "english", "pt": "portuguese", "fr": "french"}
_FIELDS = {code: f"text_{code}" for code in _STEMMERS}
_MOST_BUCKETS = 65_000
"""More publications than any corpus here has, so that the counts are complete."""
_COUNTS = {
    name: {"terms": {"field": name, "size": _MOST_BUCKETS}} for name in ("language", "publication")
}


def version() -> str:
    """See `Contender`."""
    return f"tantivy-py {installed('tantivy')}"


def _analyzer(code: str) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    filters = (Filter.lowercase(), Filter.stemmer(_STEMMERS[code]), Filter.ascii_fold())
    for step in filters:
        builder = builder.filter(step)
    return builder.build()


_ANALYZERS = {code: _analyzer(code) for code in _STEMMERS}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for code, field in _FIELDS.items():
        builder.add_text_field(field, stored=True, tokenizer_name=code, index_option="position")
    builder.add_text_field("language", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    # Counting numbers is quicker than counting names.
    builder.add_integer_field("publication", fast=True, indexed=True)
    builder.add_integer_field("number", fast=True)
    return builder.build()


def _index(folder: Path) -> tantivy.Index:
    index = tantivy.Index(_schema(), str(folder))
    for code, analyzer in _ANALYZERS.items():
        index.register_tokenizer(code, analyzer)
    return index


def build(entries: Iterable[Entry], folder: Path) -> None:
    """See `Contender`."""
    writer = _index(folder).writer(HEAP_MB * 1_000_000, num_threads=1)
    for publication, (record, passages) in enumerate(entries):
        shared = {"publication": publication, "id": record.publication.id}
        text = dict.fromkeys(_FIELDS.values(), described(record))
        language = (record.publication.metadata.languages or ("",))[0]
        writer.add_document(tantivy.Document(**shared, **text, language=language, number=0))
        for passage in passages:
            text = {_FIELDS[passage.language]: passage.text}
            writer.add_document(
                tantivy.Document(**shared, **text, language=passage.language, number=passage.number)
            )
    writer.commit()
    writer.wait_merging_threads()


def open(folder: Path) -> Reader:
    """See `Contender`."""
    return Reader(_index(folder))


class Reader:
    """See `contenders.Reader`."""

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    def answer(self, query: Query) -> Answer:
        """See `contenders.Reader`."""
        asked = self._query(query)
        counted = self._searcher.aggregate(asked, _COUNTS)
        facets = {
            name: {str(bucket["key"]): bucket["doc_count"] for bucket in found["buckets"]}
            for name, found in counted.items()
        }
        total = len(facets["publication"])
        chosen = collect(lambda limit, within: self._ranked(asked, limit, within), total)
        snippets = _Snippets(self._searcher, self._schema, asked)
        hits = []
        for publication, passages in chosen.items():
            documents = [self._searcher.doc(address) for address in passages]
            texts = tuple(snippets.of(document) for document in documents)
            hits.append((self._identifier(publication, documents), texts))
        return Answer(total, facets, tuple(hits))

    def _ranked(
        self, asked: tantivy.Query, limit: int, within: Collection[int]
    ) -> list[tuple[int, tantivy.DocAddress | None]]:
        if within:
            some = tantivy.Query.term_set_query(self._schema, "publication", list(within))
            asked = tantivy.Query.boolean_query(
                [(Occur.Must, asked), (Occur.Must, tantivy.Query.const_score_query(some, 0.0))]
            )
        found = [address for _, address in self._searcher.search(asked, limit, count=False).hits]
        publications = self._searcher.fast_field_values("publication", found)
        numbers = self._searcher.fast_field_values("number", found)
        columns = zip(publications, numbers, found, strict=True)
        return [(int(p or 0), address if number else None) for p, number, address in columns]

    def _identifier(self, publication: int, passages: Sequence[tantivy.Document]) -> str:
        if not passages:  # only its title, or the like, matches
            own = tantivy.Query.term_query(self._schema, "publication", publication)
            [(_, address)] = self._searcher.search(own, 1).hits
            passages = [self._searcher.doc(address)]
        return str(passages[0].get_first("id"))

    def _query(self, query: Query) -> tantivy.Query:
        if query.kind is Kind.PHRASE:
            return _any(self._phrase(code, query.words) for code in _FIELDS)
        if query.kind is Kind.PREFIX:
            return _any(self._prefix(field, query.words[0]) for field in _FIELDS.values())
        words = [_any(self._word(code, word) for code in _FIELDS) for word in query.words]
        occurs = [Occur.Must] * len(words)
        if query.kind is Kind.OR:
            occurs = [Occur.Should] * len(words)
        elif query.kind is Kind.NOT:
            occurs[1] = Occur.MustNot
        return tantivy.Query.boolean_query(list(zip(occurs, words, strict=True)))

    def _word(self, code: str, word: str) -> tantivy.Query:
        [term] = _ANALYZERS[code].analyze(word)
        return tantivy.Query.term_query(self._schema, _FIELDS[code], term)

    def _phrase(self, code: str, words: tuple[str, ...]) -> tantivy.Query:
        terms = [term for word in words for term in _ANALYZERS[code].analyze(word)]
        return tantivy.Query.phrase_query(self._schema, _FIELDS[code], list(terms))

    def _prefix(self, field: str, prefix: str) -> tantivy.Query:
        """All terms with the prefix; a pattern query would give no words to mark in snippets."""
        [folded] = _FOLD.analyze(prefix)
        terms = self._searcher.terms_with_prefix(field, folded)
        return _any(tantivy.Query.term_query(self._schema, field, term) for term, _ in terms)


_FOLD = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    .filter(Filter.lowercase())
    .filter(Filter.ascii_fold())
    .build()
)


def _any(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Should, query) for query in queries])


class _Snippets:
    """Marks one query's words; a generator for each language that is needed."""

    def __init__(
        self, searcher: tantivy.Searcher, schema: tantivy.Schema, asked: tantivy.Query
    ) -> None:
        self._searcher, self._schema, self._asked = searcher, schema, asked
        self._generators: dict[str, SnippetGenerator] = {}

    def of(self, document: tantivy.Document) -> str:
        """The snippet of a passage."""
        [field] = (field for field in _FIELDS.values() if document.get_first(field) is not None)
        generator = self._generators.get(field)
        if generator is None:
            generator = SnippetGenerator.create(self._searcher, self._asked, self._schema, field)
            generator.set_max_num_chars(SNIPPET)
            self._generators[field] = generator
        return generator.snippet_from_doc(document).to_html()
