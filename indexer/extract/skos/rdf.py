"""Reads the concepts of a SKOS file: Turtle, RDF/XML or JSON-LD. The only module that imports
rdflib.

https://www.w3.org/TR/skos-reference/: a `skos:Concept` has labels with language tags (`prefLabel`,
`altLabel`, and `hiddenLabel` for misspellings), and a `scopeNote`. Nothing is fetched: what a file
imports is not followed, and one that needs a context from the internet is refused.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any, Final
from xml.sax import SAXParseException

from rdflib import OWL, RDF, SKOS, Graph, Literal, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from indexer.errors import ExtractionFailed
from indexer.extract.foreign_file import ForeignFile
from indexer.extract.skos.concepts import (
    MAX_BYTES,
    MAX_CHARS,
    MAX_CONCEPTS,
    MAX_LABELS,
    SkosConcept,
    SkosFile,
    SkosLabel,
)
from indexer.file_problems import ProblemKind
from indexer.messages import Message, message

_FORMATS: Final = {".ttl": "turtle", ".rdf": "xml", ".jsonld": "json-ld"}
_LABELS: Final = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
_NO_CONCEPTS: Final = (SKOS.ConceptScheme, SKOS.Collection, SKOS.OrderedCollection)
# Programs declare one entity a namespace; those in others unfold without end.
_NESTED_ENTITY: Final = re.compile(rb"<!ENTITY\s+[^>]{0,4000}?&[^#]")
# Where what a file names relative to itself is; it is shown to nobody.
_BASE: Final = "urn:x-glossary:/"


def preload() -> None:
    """Load what reading takes: rdflib imports its parsers when they are used first."""
    empty = {"turtle": "", "xml": f'<r:RDF xmlns:r="{RDF}"/>', "json-ld": "{}"}
    for kind, text in empty.items():
        Graph().parse(data=text, format=kind)


def read_skos(file: ForeignFile, name: str) -> SkosFile:
    """The concepts of a file; the ending of its `name` says in which format it is.

    Raises:
        ExtractionFailed: it is too large.
    """
    with file.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ExtractionFailed(ProblemKind.TEXT_CUT)
    kind = next(kind for ending, kind in _FORMATS.items() if name.lower().endswith(ending))
    try:
        graph = _parsed(data, kind)
    except _SkosInvalid as error:
        return SkosFile(mistake=error.reason)
    concepts = sorted(_concepts(graph), key=lambda one: (one.name, str(one.labels)))
    labels = sum(len(concept.labels) for concept in concepts)
    if len(concepts) > MAX_CONCEPTS or labels > MAX_LABELS:
        raise ExtractionFailed(ProblemKind.TEXT_CUT)
    return SkosFile(tuple(concepts))


class _SkosInvalid(ValueError):
    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


def _parsed(data: bytes, kind: str) -> Graph:
    logging.disable()  # rdflib warns of odd addresses, which harm nothing here
    try:
        text = data.decode("utf-8-sig") if kind != "xml" else ""
        needed = _remote_context(json.loads(text)) if kind == "json-ld" else ""
        unfolds = kind == "xml" and _NESTED_ENTITY.search(data)
        if not needed and not unfolds:
            return Graph().parse(data=text or data, format=kind, publicID=_BASE)
    except MemoryError:
        raise
    # Its parsers raise errors of many kinds on files that are not what they seem.
    except Exception as error:
        raise _SkosInvalid(_said(error)) from error
    if unfolds:
        raise _SkosInvalid(message("It has an entity inside an entity; write out what it means."))
    raise _SkosInvalid(
        message(
            "It needs {address}, which is not fetched. Write the context itself into the file.",
            address=_shown(needed),
        )
    )


def _remote_context(value: Any) -> str:
    """An address from which JSON-LD would have to be fetched; empty if there is none."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            for key in ("@context", "@import"):
                named = one.get(key)
                for context in named if isinstance(named, list) else [named]:
                    if isinstance(context, str):
                        return context
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return ""


def _said(error: Exception) -> Message:
    """Where and why a parser stopped."""
    line = 0
    match error:
        case UnicodeDecodeError():
            return message("Its letters are not UTF-8.")
        case BadSyntax():
            line = int(getattr(error, "lines", -1)) + 1
        case SAXParseException():
            line = int(error.getLineNumber() or 0)
        case json.JSONDecodeError():
            line = error.lineno
    if line:
        return message("Line {line} of it cannot be understood.", line=line)
    return message("It is not SKOS as Turtle, RDF/XML or JSON-LD, as its name says.")


def _concepts(graph: Graph) -> Iterator[SkosConcept]:
    subjects = dict.fromkeys(s for kind in _LABELS for s in graph.subjects(kind, unique=True))
    for subject in subjects:
        types = set(graph.objects(subject, RDF.type))
        deprecated = graph.value(subject, OWL.deprecated)
        if types.isdisjoint(_NO_CONCEPTS) and str(deprecated).lower() != "true":
            labels = tuple(_labels(graph, subject))
            notes = sorted(map(str, graph.objects(subject, SKOS.scopeNote)))
            yield SkosConcept(_name(subject, labels), labels, " ".join(notes)[:MAX_CHARS])


def _labels(graph: Graph, subject: Node) -> Iterator[SkosLabel]:
    for kind in _LABELS:
        found = [one for one in graph.objects(subject, kind) if isinstance(one, Literal)]
        labels = (SkosLabel(str(one)[:MAX_CHARS], _language(one)) for one in found)
        yield from sorted(labels, key=lambda one: (one.language, one.text))


def _language(literal: Literal) -> str:
    return (literal.language or "").partition("-")[0].lower()


def _name(subject: Node, labels: tuple[SkosLabel, ...]) -> str:
    if isinstance(subject, URIRef):
        return _shown(str(subject).removeprefix(_BASE))
    return _shown(labels[0].text) if labels else "_"


def _shown(text: str) -> str:
    """`text` as a message can hold it."""
    printable = "".join(char for char in text if char.isprintable())
    return printable if len(printable) <= 80 else f"…{printable[-79:]}"
