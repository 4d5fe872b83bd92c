"""Questions in Portuguese and French, made from Spanish ones at run time by Apertium.

Apertium is a translator by rules (Debian's apertium, apertium-es-pt and apertium-fr-es). Its
questions keep close to the Spanish words: what is measured with them is optimistic.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from tests.relevance.questions import Question

_MODES: Final = {"pt": "es-pt", "fr": "es-fr"}
PACKAGES: Final = "apertium apertium-es-pt apertium-fr-es"


@cache
def _installed() -> frozenset[str]:
    if shutil.which("apertium") is None:
        return frozenset()
    listed = subprocess.run(["apertium", "-l"], capture_output=True, text=True, check=False)
    return frozenset(listed.stdout.split())


def available() -> Iterator[str]:
    """The languages that Spanish questions can be translated into here."""
    return (code for code, mode in _MODES.items() if mode in _installed())


def missing() -> list[str]:
    """The languages that are measured where Apertium is, and are not now."""
    return [code for code, mode in _MODES.items() if mode not in _installed()]


def translated(questions: Sequence[Question], code: str) -> list[Question]:
    """Spanish questions in another language."""
    texts = "\n".join(" ".join(question.text.split()) for question in questions)
    done = subprocess.run(
        ["apertium", "-u", _MODES[code]], input=texts, capture_output=True, text=True, check=True
    )
    lines = done.stdout.strip("\n").split("\n")
    return [replace(q, text=line) for q, line in zip(questions, lines, strict=True)]
