"""SQLite's FTS5, as it is in Python's standard library.

Its tokenizer folds accents but knows the stems of English only; so a table has the forms of each
stem, made while indexing, and a word is looked for as all of its forms.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable
from pathlib import Path

from indexer.engine.analysis import fold, stem
from indexer.languages import INDEXED_LANGUAGES
from tests.bench import sources
from tests.bench.contenders import Answer, collect, described
from tests.bench.corpus import Entry
from tests.bench.queries import Kind, Query

_CODES = tuple(language.code for language in INDEXED_LANGUAGES)
_SNIPPET_WORDS = 40
_SCHEMA = f"""
CREATE VIRTUAL TABLE texts
USING fts5({", ".join(_CODES)}, tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE passages(id INTEGER PRIMARY KEY, publication TEXT, language TEXT, number INTEGER);
CREATE TABLE forms(language TEXT, stem TEXT, form TEXT, PRIMARY KEY (language, stem, form))
WITHOUT ROWID;
"""
_INSERT = f"INSERT INTO texts(rowid, {', '.join(_CODES)}) VALUES (?{', ?' * len(_CODES)})"
_BEST = """
SELECT publication, CASE number WHEN 0 THEN NULL ELSE passages.id END
FROM texts JOIN passages ON passages.id = texts.rowid
WHERE texts MATCH ? {within} ORDER BY rank LIMIT ?
"""
_COUNTS = """
SELECT publication, language, count(*) FROM texts JOIN passages ON passages.id = texts.rowid
WHERE texts MATCH ? GROUP BY publication, language
"""
_SNIPPET = f"""
SELECT snippet(texts, -1, '[', ']', '…', {_SNIPPET_WORDS}) FROM texts
WHERE texts MATCH ? AND rowid = ?
"""
_FORMS = " UNION ".join(
    f"SELECT '{code}', form FROM forms WHERE language = '{code}' AND stem = ?" for code in _CODES
)


def version() -> str:
    """See `Contender`."""
    return f"SQLite {sqlite3.sqlite_version} FTS5"


def build(entries: Iterable[Entry], folder: Path) -> None:
    """See `Contender`."""
    connection = sqlite3.connect(folder / "index.sqlite")
    connection.executescript(_SCHEMA)
    words: dict[str, set[str]] = defaultdict(set)
    document = 0
    for record, passages in entries:
        language = (record.publication.metadata.languages or ("",))[0]
        rows = [(dict.fromkeys(_CODES, described(record)), language, 0)]
        rows += [({p.language: p.text}, p.language, p.number) for p in passages]
        for texts, code, number in rows:
            document += 1
            for column, text in texts.items():
                words[column].update(sources.words_of(text))
            connection.execute(_INSERT, (document, *map(texts.get, _CODES)))
            place = (document, record.publication.id, code, number)
            connection.execute("INSERT INTO passages VALUES (?, ?, ?, ?)", place)
    forms = {(code, stem(w, code), fold(w)) for code in _CODES for w in words[code]}
    connection.executemany("INSERT INTO forms VALUES (?, ?, ?)", sorted(forms))
    connection.commit()
    connection.close()


def open(folder: Path) -> Reader:
    """See `Contender`."""
    return Reader(sqlite3.connect(folder / "index.sqlite"))


class Reader:
    """See `contenders.Reader`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __del__(self) -> None:
        self._connection.close()  # Python warns of one that is left open, from 3.13 on

    def answer(self, query: Query) -> Answer:
        """See `contenders.Reader`."""
        asked = self._expression(query)
        facets: dict[str, dict[str, int]] = {"language": {}, "publication": {}}
        for publication, language, count in self._connection.execute(_COUNTS, (asked,)):
            for name, value in (("language", language), ("publication", publication)):
                facets[name][value] = facets[name].get(value, 0) + count
        total = len(facets["publication"])
        chosen = collect(lambda limit, within: self._ranked(asked, limit, within), total)
        hits = tuple(
            (p, tuple(self._snippet(asked, r) for r in rows)) for p, rows in chosen.items()
        )
        return Answer(total, facets, hits)

    def _ranked(
        self, asked: str, limit: int, within: Collection[str]
    ) -> list[tuple[str, int | None]]:
        marks = f"AND publication IN ({', '.join('?' * len(within))})" if within else ""
        statement = _BEST.format(within=marks)
        return self._connection.execute(statement, (asked, *within, limit)).fetchall()

    def _snippet(self, asked: str, row: int) -> str:
        [(text,)] = self._connection.execute(_SNIPPET, (asked, row))
        return str(text)

    def _expression(self, query: Query) -> str:
        if query.kind is Kind.PHRASE:
            return f'"{" ".join(query.words)}"'
        if query.kind is Kind.PREFIX:
            return f'"{query.words[0]}" *'
        joined = {Kind.OR: " OR ", Kind.NOT: " NOT "}.get(query.kind, " AND ")
        return joined.join(self._word(word) for word in query.words)

    def _word(self, word: str) -> str:
        """All forms of the word's stem in each language, looked for in that language's column."""
        forms: dict[str, set[str]] = defaultdict(set)
        for code, form in self._connection.execute(_FORMS, [stem(word, c) for c in _CODES]):
            forms[code].add(form)
        columns = [f"{code} : {_any(found)}" for code, found in forms.items()]
        return f"({' OR '.join(columns)})" if columns else f'"{word}"'


def _any(forms: Collection[str]) -> str:
    return "(" + " OR ".join(f'"{form}"' for form in sorted(forms)) + ")"
