"""Other search engines on the same texts: tantivy, SQLite's FTS5 and bm25s.

Each searches title and body, all words optional, with stems and without function words; a text is
analysed in its own language, a question in all languages of the library. Its function words are
dropped as the product does, else those of one language would be rare words of another. tantivy
has stemmers and lists of function words of its own; the others are given words that were stemmed by
Snowball. Titles count three times, where there are fields.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Final, Protocol

import bm25s
import Stemmer
import tantivy

from indexer.engine.analysis import optional_words
from indexer.engine.port import Reader
from indexer.languages import INDEXED_LANGUAGES
from tests.relevance.metrics import DEPTH
from tests.relevance.product import searchable
from tests.relevance.questions import Answer

TITLE_WEIGHT: Final = 3.0
_WORD: Final = re.compile(r"\w+")
_STEMMERS: Final = {row.code: Stemmer.Stemmer(row.stemmer) for row in INDEXED_LANGUAGES}
_FUNCTION_WORDS: Final = {row.code: row.function_words for row in INDEXED_LANGUAGES}


@dataclass(frozen=True, slots=True)
class Text:
    """A publication as the peers see it."""

    path: str
    title: str
    body: str
    language: str


def texts(reader: Reader) -> list[Text]:
    """All that can be found, in the language of most of its passages."""
    return [
        Text(
            record.publication.path,
            record.publication.metadata.title,
            "\n".join(passage.text for passage in reader.passages(record.publication.id)),
            next(iter(record.publication.metadata.languages), ""),
        )
        for record in searchable(reader)
    ]


class Peer(Protocol):
    """An index of another engine."""

    def ask(self, question: str) -> Answer:
        """At most ten publications, best first."""


def stemmed(text: str, language: str) -> list[str]:
    """The stems of the words of `text` that are no function words of the language; as they are
    where the language has no stemmer. Each begins with the language's code, so that those of one
    language are not found in another.
    """
    code = language if language in _STEMMERS else INDEXED_LANGUAGES[0].code
    words = [w for w in _WORD.findall(text.lower()) if w not in _FUNCTION_WORDS[code]]
    return [f"{code}_{stem}" for stem in _STEMMERS[code].stemWords(words)]


def content(question: str) -> str:
    """The words of a question that are no function words of the language it fits best."""
    words = _WORD.findall(question.lower())
    optional = optional_words(words)
    return " ".join(word for word in words if word not in optional)


def _languages(searched: Sequence[Text]) -> list[str]:
    spoken = {text.language for text in searched}
    return [row.code for row in INDEXED_LANGUAGES if row.code in spoken]


class Bm25s:
    """bm25s with its defaults (Lucene's BM25)."""

    def __init__(self, searched: Sequence[Text]) -> None:
        self._paths = [text.path for text in searched]
        self._languages = _languages(searched)
        self._index = bm25s.BM25()
        words = [stemmed(f"{text.title}\n{text.body}", text.language) for text in searched]
        self._index.index(words, show_progress=False)

    def ask(self, question: str) -> Answer:
        """See `Peer`."""
        words = [stem for code in self._languages for stem in stemmed(content(question), code)]
        depth = min(DEPTH, len(self._paths))
        [found], [scores] = self._index.retrieve([words], k=depth, show_progress=False)
        pairs = zip(found, scores, strict=True)
        return Answer(tuple(self._paths[number] for number, score in pairs if score > 0))


class Fts5:
    """SQLite's FTS5 with its bm25()."""

    def __init__(self, searched: Sequence[Text]) -> None:
        self._languages = _languages(searched)
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(
            "CREATE VIRTUAL TABLE texts "
            "USING fts5(path UNINDEXED, title, body, tokenize = \"unicode61 tokenchars '_'\")"
        )
        rows = (
            (t.path, *(" ".join(stemmed(part, t.language)) for part in (t.title, t.body)))
            for t in searched
        )
        self._connection.executemany("INSERT INTO texts VALUES (?, ?, ?)", rows)

    def ask(self, question: str) -> Answer:
        """See `Peer`."""
        words = dict.fromkeys(
            s for code in self._languages for s in stemmed(content(question), code)
        )
        if not words:
            return Answer(())
        found = self._connection.execute(
            f"SELECT path FROM texts WHERE texts MATCH ? "
            f"ORDER BY bm25(texts, 0, {TITLE_WEIGHT}, 1) LIMIT {DEPTH}",
            (" OR ".join(f'"{word}"' for word in words),),
        )
        return Answer(tuple(path for (path,) in found))


class Tantivy:
    """tantivy with its own analysis: a field for the titles and one for the texts of a language."""

    def __init__(self, searched: Sequence[Text]) -> None:
        self._languages = _languages(searched)
        self._schema = _tantivy_schema(self._languages)
        index = tantivy.Index(self._schema)
        for code in self._languages:
            index.register_tokenizer(code, _tantivy_analyzer(code))
        writer = index.writer(num_threads=1)
        for text in searched:
            code = text.language if text.language in self._languages else self._languages[0]
            fields = {f"title_{code}": text.title, f"body_{code}": text.body}
            writer.add_document(tantivy.Document(path=text.path, **fields))
        writer.commit()
        index.reload()
        self._searcher = index.searcher()

    def ask(self, question: str) -> Answer:
        """See `Peer`."""
        words = [(tantivy.Occur.Should, query) for query in self._words(question)]
        found = self._searcher.search(tantivy.Query.boolean_query(words), DEPTH).hits
        documents = (self._searcher.doc(address) for _, address in found)
        return Answer(tuple(str(document.get_first("path")) for document in documents))

    def _words(self, question: str) -> Iterator[tantivy.Query]:
        for code in self._languages:
            for word in dict.fromkeys(_tantivy_analyzer(code).analyze(content(question))):
                title = tantivy.Query.term_query(self._schema, f"title_{code}", word)
                yield tantivy.Query.boost_query(title, TITLE_WEIGHT)
                yield tantivy.Query.term_query(self._schema, f"body_{code}", word)


@cache
def _tantivy_analyzer(code: str) -> tantivy.TextAnalyzer:
    name = {"es": "spanish", "en": "english", "pt": "portuguese", "fr": "french"}[code]
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    filters = (
        tantivy.Filter.lowercase(),
        tantivy.Filter.stopword(name),
        tantivy.Filter.stemmer(name),
    )
    for step in (*filters, tantivy.Filter.ascii_fold()):
        builder = builder.filter(step)
    return builder.build()


def _tantivy_schema(languages: Sequence[str]) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("path", stored=True, tokenizer_name="raw", index_option="basic")
    for code in languages:
        for field in ("title", "body"):
            builder.add_text_field(f"{field}_{code}", tokenizer_name=code, index_option="freq")
    return builder.build()


PEERS: Final[Mapping[str, Callable[[Sequence[Text]], Peer]]] = {
    "tantivy": Tantivy,
    "FTS5": Fts5,
    "bm25s": Bm25s,
}


def versions() -> dict[str, str]:
    """What was measured."""
    return {
        "tantivy": version("tantivy"),
        "SQLite": sqlite3.sqlite_version,
        "bm25s": version("bm25s"),
    }
