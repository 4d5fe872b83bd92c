"""Whoosh as it comes: its own codec, matchers, collectors and highlighter, used as documented."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import whoosh
from whoosh import analysis, fields, highlight, index, searching, sorting
from whoosh import query as whoosh_query
from whoosh.support.charset import accent_map

from tests.bench.contenders import CANDIDATES, HEAP_MB, SNIPPET, Answer, collect, described
from tests.bench.corpus import Entry
from tests.bench.queries import Kind, Query

_CODES = ("es", "en", "pt", "fr")
_FIELDS = {code: f"text_{code}" for code in _CODES}


def version() -> str:
    """See `Contender`."""
    return f"Whoosh-Reloaded {whoosh.versionstring()}"


def _analyzer(code: str) -> analysis.Analyzer:
    # Whoosh's LanguageAnalyzer, with accents folded and without its stop words, which would
    # shorten its lists: nobody here leaves words out of the index.
    return (
        analysis.RegexTokenizer()
        | analysis.LowercaseFilter()
        | analysis.StemFilter(lang=code)
        | analysis.CharsetFilter(accent_map)
    )


_ANALYZERS = {code: _analyzer(code) for code in _CODES}
_FOLD = analysis.RegexTokenizer() | analysis.LowercaseFilter() | analysis.CharsetFilter(accent_map)


def _schema() -> fields.Schema:
    texts = {_FIELDS[c]: fields.TEXT(analyzer=_ANALYZERS[c], stored=True) for c in _CODES}
    return fields.Schema(
        publication=fields.ID(stored=True, sortable=True),
        language=fields.ID(stored=True, sortable=True),
        number=fields.STORED(),
        **texts,
    )


def build(entries: Iterable[Entry], folder: Path) -> None:
    """See `Contender`."""
    writer = index.create_in(folder, _schema()).writer(limitmb=HEAP_MB)
    for record, passages in entries:
        identifier = record.publication.id
        language = (record.publication.metadata.languages or ("",))[0]
        text = dict.fromkeys(_FIELDS.values(), described(record))
        writer.add_document(publication=identifier, language=language, number=0, **text)
        for passage in passages:
            text = {_FIELDS[passage.language]: passage.text}
            writer.add_document(
                publication=identifier, language=passage.language, number=passage.number, **text
            )
    writer.commit()


def open(folder: Path) -> Reader:
    """See `Contender`."""
    return Reader(index.open_dir(folder).searcher())


class Reader:
    """See `contenders.Reader`."""

    def __init__(self, searcher: searching.Searcher) -> None:
        self._searcher = searcher

    def answer(self, query: Query) -> Answer:
        """See `contenders.Reader`."""
        asked = _query(query)
        groups = sorting.Facets()
        for name in ("language", "publication"):
            groups.add_facet(name, sorting.FieldFacet(name, maptype=sorting.Count))
        results = self._searcher.search(asked, limit=CANDIDATES, groupedby=groups)
        counts = {name: results.groups(name) for name in ("language", "publication")}
        total = len(counts["publication"])

        def ranked(limit: int, within: Collection[str]) -> list[tuple[str, searching.Hit | None]]:
            found = results if limit == CANDIDATES else self._search(asked, limit, within)
            return [(hit["publication"], hit if hit["number"] else None) for hit in found]

        hits = collect(ranked, total).items()
        return Answer(total, counts, tuple((p, tuple(map(_snippet, found))) for p, found in hits))

    def _search(
        self, asked: whoosh_query.Query, limit: int, within: Collection[str]
    ) -> searching.Results:
        some = whoosh_query.Or([whoosh_query.Term("publication", name) for name in within])
        return self._searcher.search(asked, limit=limit, filter=some if within else None)


def _snippet(hit: searching.Hit) -> str:
    hit.results.fragmenter = highlight.ContextFragmenter(maxchars=SNIPPET)
    hit.results.formatter = highlight.UppercaseFormatter()
    return str(hit.highlights(_FIELDS[hit["language"]], top=1))


def _query(query: Query) -> whoosh_query.Query:
    if query.kind is Kind.PHRASE:
        return whoosh_query.Or(
            [whoosh_query.Phrase(_FIELDS[c], [_term(c, w) for w in query.words]) for c in _CODES]
        )
    if query.kind is Kind.PREFIX:
        [folded] = (token.text for token in _FOLD(query.words[0]))
        return whoosh_query.Or([whoosh_query.Prefix(field, folded) for field in _FIELDS.values()])
    words = [
        whoosh_query.Or([whoosh_query.Term(_FIELDS[c], _term(c, w)) for c in _CODES])
        for w in query.words
    ]
    if query.kind is Kind.OR:
        return whoosh_query.Or(words)
    if query.kind is Kind.NOT:
        # As Whoosh's parser has it. Its AndNot let a passage with both words through (2.7.5).
        return whoosh_query.And([words[0], whoosh_query.Not(words[1])])
    return whoosh_query.And(words)


def _term(code: str, word: str) -> str:
    [term] = (token.text for token in _ANALYZERS[code](word))
    return str(term)
