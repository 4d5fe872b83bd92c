"""The concepts of a SKOS file, within limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from indexer.messages import NO_MESSAGE, Message

MAX_BYTES: Final = 4 * 1024 * 1024
"""Larger than thesauri of the field, which have hundreds of concepts."""
MAX_CONCEPTS: Final = 10_000
MAX_LABELS: Final = 40_000
MAX_CHARS: Final = 500
"""Of a label or note: longer ones are cut, and refused as labels later."""


@dataclass(frozen=True, slots=True)
class SkosLabel:
    """A label, and the first part of its language tag ("es" of "es-MX"); empty if it has none."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class SkosConcept:
    """One concept: the end of its address, or its first label, and its labels: the preferred ones
    first, each kind by language and text.
    """

    name: str
    labels: tuple[SkosLabel, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class SkosFile:
    """The concepts by address; if the file cannot be understood, there are none, and `mistake` says
    why, and where.
    """

    concepts: tuple[SkosConcept, ...] = ()
    mistake: Message = NO_MESSAGE
