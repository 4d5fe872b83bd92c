"""The regular expressions of the program, and text that is made to slow them down."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import indexer
import search_app

UNITS = [
    *(
        "a",
        "A",
        "1",
        "é",
        "中",
        "ا",
        " ",
        "\n",
        " \n",
        "\t",
        "\r\n",
        ".",
        "-",
        "- \n",
        ",",
        ":",
        "'",
    ),
    *('"', "“", "«", "(", ")", "[", "]", "<", ">", "</", "&", "&a", "/", "\\", "@", "a@", "a@a."),
    *(
        "#",
        "%2",
        "*",
        "_",
        "~",
        "!",
        "=",
        "a=",
        "a ",
        "Aa ",
        "A. ",
        "a.",
        "a-",
        "a\u0301",
        "\u0301",
    ),
    *(
        "\u00ad",
        "\u200b",
        "\ufb01",
        "\ufffe",
        "\u202e",
        "\u00a0",
        "1 ",
        "1.",
        "1-",
        "1/",
        "12:",
        "a1",
    ),
    *(
        "I",
        "(a",
        '"a" ',
        "http://a",
        "www.a",
        "data:,",
        "{",
        "a{",
        'url("',
        "/*",
        "<!--",
        "…",
        "...",
    ),
    *("de ", "y ", "p. ", "pp. 1-", "10.1/", "(1999) ", "1999-", "enero de ", "C:\\a\\", "/home/"),
    *("978-", "55 1234 ", "1\n", "Página 1\n", ". . ", "____", "| ", "<b ", 'a="', "l’", "\x00"),
]
ANCHORED = {
    ("indexer.audit.detectors.pdf_revisions", "_CROSS_REFERENCES"),
    ("indexer.audit.detectors.pdf_revisions", "_USUAL_COMMENT"),
    ("indexer.audit.detectors.pdf_streams", "_GLYPH"),
    ("indexer.corpus.sidecar", "_LINE"),
    ("indexer.engine.embedded.read.doc_freqs", "_HAS_THREE_LETTERS"),
    ("indexer.extract.html.data_uri", "_IS_URI"),
    ("indexer.extract.html.html_extractor", "_LINK_AS_TEXT"),
    ("indexer.extract.html.html_extractor", "_OTHER_FORMATS[1][0]"),
    ("indexer.extract.html.link_address", "_SCHEME"),
    ("indexer.extract.html.media_queries", "_LENGTH"),
    ("indexer.extract.pdf.pdf_metadata", "_TAG"),
    ("indexer.extract.render.page_copy", "_DOCTYPE"),
    ("indexer.extract.render.page_copy", "_PICTURE_START"),
    ("indexer.extract.text.running_lines", "_PAGE_NUMBER"),
    ("indexer.extract.text.running_lines", "_NOTE"),
    ("indexer.extract.html.inserted_parts", "_ACCEPTS"),
    ("indexer.extract.html.inserted_parts", "_ARCHIVE_WORDS"),
    ("indexer.extract.html.inserted_parts", "_COOKIE_WORDS"),
    ("indexer.extract.html.note_markup", "_BACK_WORDS"),
    ("indexer.extract.pdf.cover_title", "_CREDIT"),
    ("indexer.extract.pdf.cover_title", "_NOTICE"),
    ("indexer.extract.pdf.cover_title", "_NUMBER"),
    ("indexer.extract.pdf.cover_title", "_SECTION"),
    ("indexer.extract.pdf.letterspacing", "_WORDS"),
    ("indexer.extract.pdf.line_groups", "_STARTS_SENTENCE"),
    ("indexer.extract.pdf.page_headings", "_NUMBERED"),
    ("indexer.extract.text.legibility", "_CAMEL_CASE"),
    ("indexer.extract.text.page_signs", "_SENTENCE_LINE"),
    ("indexer.withdrawals.entry_parser", "_ADDRESS"),
    ("indexer.withdrawals.entry_parser", "_LEADING_COMMENT"),
    ("search_app.viewer.paragraphs", "_STARTS_ANEW"),
    ("search_app.web.hosts", "_HOST"),
}
"""Patterns that are only matched at one place of a text, never searched for in it."""

BOUNDED = {
    "indexer.corpus.date_cells": 100,
    "indexer.engine.query.field_values": 500,
    "indexer.engine.query.lexer": 500,
    "indexer.engine.query.operators": 500,
    "indexer.engine.query.patterns": 500,
    "indexer.engine.query.quotes": 500,
    "indexer.engine.query.runs": 500,
    "indexer.extract.metadata": 500,
    "indexer.extract.pdf.printed_date": 200,
    "indexer.extract.stated_dates": 200,
    "indexer.withdrawals.entry_parser": 2_000,
    "search_app.library.partial_query": 500,
}
"""Characters of the longest text that the patterns of a module are given."""


@dataclass(frozen=True)
class ModulePattern:
    """A pattern that a module keeps under a name."""

    module: str
    name: str
    pattern: re.Pattern[Any]

    def run(self, unit: str, size: int) -> None:
        """Match it with `unit`, repeated to `size` characters or as many as it may be given."""
        size = min(size, BOUNDED.get(self.module, size))
        repeated = (unit * (size // len(unit) + 1))[:size]
        text: str | bytes = repeated
        if isinstance(self.pattern.pattern, bytes):
            text = repeated.encode()
        self.pattern.match(text)
        self.pattern.fullmatch(text)
        if (self.module, self.name) not in ANCHORED:
            self.pattern.sub(text[:0], text)


def module_patterns() -> Iterator[ModulePattern]:
    """All patterns that are kept in modules, once each."""
    seen: set[int] = set()
    for package in (indexer, search_app):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if info.name.endswith("__main__"):
                continue
            module = importlib.import_module(info.name)
            for name, value in vars(module).items():
                for place, found in _in(name, value):
                    if id(found) not in seen:
                        seen.add(id(found))
                        yield ModulePattern(info.name, place, found)


def _in(name: str, value: object) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _in(f"{name}[{key!r}]", one)
    elif isinstance(value, tuple | list):
        for index, one in enumerate(value):
            yield from _in(f"{name}[{index}]", one)
