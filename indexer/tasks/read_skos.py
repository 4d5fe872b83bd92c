"""Read SKOS: the concepts of a glossary that staff keep as Turtle, RDF/XML or JSON-LD.

It is staff's own file, but it comes from anywhere, and its formats have much that does harm:
entities that unfold, contexts that are fetched.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from indexer.errors import ExtractionFailed
from indexer.extract.skos.concepts import MAX_CHARS, MAX_CONCEPTS, MAX_LABELS, SkosConcept, SkosFile
from indexer.sandbox import starters
from indexer.sandbox.jobs import Job, SourceFile
from indexer.sandbox.pool import Pool
from indexer.sandbox.protocol import Answer, Task
from indexer.sandbox.task_kind import InvalidAnswer, ProcessLimits, TaskKind
from indexer.settings import Settings

_MAX_ANSWER_BYTES: Final = 32 * 1024 * 1024
# Measured: 1.6 MB of Turtle with 9,000 concepts take 1.6 s of processor time and 116 MiB.
_CPU_SECONDS: Final = 20
_WALL_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class ReadSkosRequest:
    """Read all concepts; there is nothing to choose."""


def is_installed() -> bool:
    """Whether the library that this takes is installed."""
    return find_spec("rdflib") is not None


def read_file(root: Path, place: str, path: str, settings: Settings) -> SkosFile:
    """The concepts of the file at `place` below `root`; `path` is its path in the corpus.

    Raises:
        OSError: it is missing or unreadable.
        ExtractionFailed: it is too large, or what reads it was stopped.
        SandboxUnavailable: nothing can be read on this machine.
    """
    source = SourceFile.below(root, place, path)
    with closing(Pool(settings, READ_SKOS, starters.starter(READ_SKOS.function))) as pool:
        outcome = pool.run(Job(source, ReadSkosRequest()))
    if outcome.problem is not None:
        raise ExtractionFailed(outcome.problem.kind)
    return outcome.value or SkosFile()


# The child's side. What opens foreign files is imported here only: the indexer imports this module
# too, and must neither load it nor wait for it.


def preload() -> None:
    """Load what the child needs, before it is confined."""
    from indexer.extract.skos import rdf

    rdf.preload()


def read_skos(task: Task) -> SkosFile:
    """Read the concepts.

    Raises:
        ExtractionFailed: the file is too large.
    """
    from indexer.extract.skos import rdf

    return rdf.read_skos(task.file, task.path)


def _limits(settings: Settings) -> ProcessLimits:
    return ProcessLimits(settings.memory_mb, _CPU_SECONDS, _WALL_SECONDS, _MAX_ANSWER_BYTES)


def _validate(found: SkosFile, _: Job[ReadSkosRequest]) -> None:
    if not (found.mistake.is_bounded and found.mistake.is_printable):
        raise InvalidAnswer("a message is too long, or holds control characters")
    if len(found.concepts) > MAX_CONCEPTS:
        raise InvalidAnswer("it has more concepts than the limit")
    if sum(len(concept.labels) for concept in found.concepts) > MAX_LABELS:
        raise InvalidAnswer("it has more labels than the limit")
    if any(map(_is_too_long, found.concepts)):
        raise InvalidAnswer("a text is longer than the limit")


def _is_too_long(concept: SkosConcept) -> bool:
    texts = [concept.name, concept.note]
    texts += [text for label in concept.labels for text in (label.text, label.language)]
    return max(map(len, texts)) > MAX_CHARS


READ_SKOS: Final = TaskKind(f"{__name__}:read_skos", Answer[SkosFile], _limits, _validate)
"""Reading the glossary where it is SKOS."""
