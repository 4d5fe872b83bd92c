"""What staff write, made to do harm: tables, sidecars, html.yaml. The indexer reads them itself."""

from __future__ import annotations

HEADER = "file,title,creator,date,language,identifier,relation\n"
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(n + 1)}: &{chr(n + 1)} [{','.join([f'*{chr(n)}'] * 9)}]\n" for n in range(97, 106)
)


def _row(column: str, value: str) -> bytes:
    return f'file,{column}\na.pdf,"{value}"\n'.encode("utf-8", "surrogatepass")


TABLES = {
    "a cell of 8 MB": HEADER.encode() + b'a.pdf,"' + b"x" * 8_000_000 + b'"\n',
    "a quote that never ends": HEADER.encode() + b'a.pdf,"' + b"x,\n" * 2_000_000,
    "two million quotes": HEADER.encode() + b'"' * 2_000_000,
    "300,000 columns": (HEADER.strip() + ",x" * 300_000 + "\na.pdf\n").encode(),
    "100,000 blank headings above 20,000 short rows": (
        (HEADER.strip() + "," * 100_000 + "\n").encode() + b"b.pdf\n" * 20_000
    ),
    "a row of a million cells": HEADER.encode() + b"a.pdf" + b"," * 1_000_000,
    "100,000 rows for files that are absent": HEADER.encode() + b"b.pdf,t\n" * 100_000,
    "100,000 rows for one file": HEADER.encode() + b"a.pdf,t\n" * 100_000,
    "a million empty lines": HEADER.encode() + b"\n" * 1_000_000,
    "NULs": HEADER.encode() + bytes(1_000_000),
    "UTF-16 of odd length": b"\xff\xfe" + HEADER.encode("utf-16-le") + b"\xd8",
    "a path of a million folders": HEADER.encode() + b"a/" * 1_000_000 + b",t\n",
    "a path that leads out": HEADER.encode() + b"../../etc/passwd,t\n/etc/passwd,t\n",
    "a date of a million points": _row("date", "." * 1_000_000),
    "a date of a million letters": _row("date", "a" * 1_000_000),
    "a date of a million digits": _row("date", "1" * 1_000_000),
    "a language of a million letters": _row("language", "es-" * 300_000),
    "an identifier of a million letters": _row("identifier", "a-" * 500_000),
    "a million relations": _row("relation", "isPartOf: a;" * 300_000),
    "a relation of a million colons": _row("relation", ":" * 1_000_000),
    "a million creators": _row("creator", "A;" * 500_000),
    "a title of combining accents": _row("title", "a" + "\u0301" * 1_000_000),
    "a title that turns the line around": _row("title", "\u202e\u2066" * 1_000),
    "half characters": _row("title", "\ud800" * 1_000),
    "formulas": _row("title", "=cmd|'/c calc'!A1"),
}
SIDECARS = {
    "a billion laughs": LAUGHS,
    "an object of Python": "title: !!python/object/apply:os.system ['touch hacked']\n",
    "a merge key": "title: {<<: {a: b}}\n",
    "lists in lists": "title: " + "[" * 30_000,
    "mappings in mappings": "title: " + "{a: " * 15_000,
    "indented for ever": "".join(f"{' ' * n}a:\n" for n in range(300)),
    "a key of 60 kB": "? " + "k" * 60_000 + "\n: v\n",
    "20,000 names": "a:\n" * 20_000,
    "20,000 anchors": "a: &b c\n" * 6_000,
    "a tag of 60 kB": "title: !" + "t" * 60_000 + " a\n",
    "documents without end": "---\n" * 15_000,
    "directives": "%YAML 9.9\n%TAG ! tag:x,2000:\n---\ntitle: a\n",
    "a text of escapes": 'title: "' + "\\U0010FFFF" * 6_000 + '"\n',
    "an escape that is half a character": 'title: "\\ud800"\n',
    "tabs": "\t" * 60_000,
    "a number of 60,000 digits": "date: " + "9" * 60_000 + "\n",
    "an infinite date": "date: .inf\n",
}
SELECTORS = {
    "negations in negations": "text: '" + ":not(" * 3_000 + "a" + ")" * 3_000 + "'\n",
    "brackets that stay open": "text: '" + "[" * 16_000 + "'\n",
    "descendants": "text: '" + "a " * 8_000 + "b'\n",
    "alternatives": "text: '" + "a," * 8_000 + "b'\n",
    "comments": "text: '" + "/*" * 8_000 + "'\n",
    "escapes": "text: '" + "\\" * 16_000 + "'\n",
    "a number too large": "text: 'a:nth-child(99999999999999999999999n+1)'\n",
    "NUL": 'text: "a\\0b"\n',
    "has in has": "drop: '" + ":has(" * 3_000 + "a" + ")" * 3_000 + "'\n",
    "a thousand selectors": "drop: [" + ".a, " * 1_000 + "]\n",
}
WORDS = "es,en\n"
GLOSSARIES = {
    "a form of 8 MB": WORDS + "miedo," + "x" * 8_000_000,
    "a million forms": WORDS + "miedo|" * 1_000_000 + ",fear",
    "a million blank forms": WORDS + "|" * 1_000_000 + ",fear",
    "300,000 rows of one form": WORDS + "miedo,\n" * 300_000,
    "300,000 rows of notes": "es,note\n" + ",nota\n" * 300_000,
    "a form of quotation marks": WORDS + "miedo," + "“" * 500_000 + "”" * 500_000,
    "a form of hyphens": WORDS + "miedo," + "a-b " * 20,
    "a form that turns the line around": WORDS + "miedo|\u202emiedo,fear",
}
STAFF_FILES = [
    *(("glossary.csv", name, text.encode()) for name, text in GLOSSARIES.items()),
    *(("metadata.csv", name, data) for name, data in TABLES.items()),
    *(("a.pdf.yaml", name, text.encode()) for name, text in SIDECARS.items()),
    *(("html.yaml", name, text.encode()) for name, text in SELECTORS.items()),
]
"""The name of the file in the corpus, what is wrong with it, and its content."""
