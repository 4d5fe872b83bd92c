"""What two exports of one text share, and what keeps different texts apart."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from indexer.engine.near_duplicates import (
    MIN_SIGNATURE_WORDS,
    SIGNATURE_VALUES,
    THRESHOLD,
    signature,
)
from indexer.model import Passage
from tests.conftest import ROOT
from tests.sample import texts

BOOKLETS = sorted(f"cuadernos/{p.name}" for p in (ROOT / "corpus/cuadernos").glob("claves-*.pdf"))


def signed(pages: Sequence[str]) -> bytes:
    return signature(Passage(n, str(n), text) for n, text in enumerate(pages, 1))


def share(one: bytes, other: bytes) -> float:
    """The share of equal values of two signatures."""
    return float((np.frombuffer(one, "<u2") == np.frombuffer(other, "<u2")).mean())


def _other_pages(pages: Sequence[str]) -> Sequence[str]:
    words = " ".join(pages).split()
    return [" ".join(words[at : at + 137]) for at in range(0, len(words), 137)]


def _running_heads(pages: Sequence[str]) -> Sequence[str]:
    return [f"Claves para acompañar\n{text}\npág. {n}" for n, text in enumerate(pages, 1)]


def _hyphens(pages: Sequence[str]) -> Sequence[str]:
    return [re.sub(r"\b(\w{4})(\w{4,})\b", "\\1-\n\\2", text) for text in pages]


def _no_accents(pages: Sequence[str]) -> Sequence[str]:
    plain = unicodedata.normalize("NFD", "\f".join(pages))
    return "".join(c for c in plain if not unicodedata.combining(c)).split("\f")


def _lost_letters(pages: Sequence[str]) -> Sequence[str]:
    return [re.sub(r"[^\x00-\x7f]|fi|fl", "", text) for text in pages]


def _ligatures(pages: Sequence[str]) -> Sequence[str]:
    return [text.replace("fi", "\ufb01").replace("fl", "\ufb02") for text in pages]


def _every_twentieth_word(pages: Sequence[str]) -> Sequence[str]:
    words = " ".join(pages).split()
    return [" ".join("palabra" if at % 20 == 0 else word for at, word in enumerate(words))]


def _three_quarters(pages: Sequence[str]) -> Sequence[str]:
    words = " ".join(pages).split()
    return [" ".join(words[: len(words) * 3 // 4])]


EXPORTS = [
    _other_pages, _running_heads, _hyphens, _no_accents, _lost_letters, _ligatures,
    _every_twentieth_word, _three_quarters,
]  # fmt: skip


@pytest.mark.parametrize("name", BOOKLETS)
@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.__name__.strip("_"))
def test_another_export_has_almost_the_same_signature(
    name: str, export: Callable[[Sequence[str]], Sequence[str]]
) -> None:
    assert share(signed(texts(name)), signed(export(texts(name)))) > THRESHOLD


def test_booklets_of_one_series_and_translations_have_other_signatures() -> None:
    signatures = [signed(texts(name)) for name in BOOKLETS]
    for at, one in enumerate(signatures):
        for other in signatures[at + 1 :]:
            assert share(one, other) < THRESHOLD / 2


def test_a_short_text_has_no_signature() -> None:
    words = [f"palabra{n}" for n in range(MIN_SIGNATURE_WORDS)]
    assert signed([" ".join(words[1:])]) == b""
    assert len(signed([" ".join(words)])) == 2 * SIGNATURE_VALUES
    assert signed([]) == b""


def test_a_text_of_other_scripts_has_no_signature() -> None:
    assert signed(["слово " * 500]) == b""


def test_signatures_are_those_that_are_in_the_indexes_already() -> None:
    """If not, extract.VERSION must be raised, so that all of them are made anew."""
    text = " ".join(f"palabra{n}" for n in range(500))
    digest = hashlib.sha256(signed([text])).hexdigest()
    assert digest == "915512b85aec7f8ae0f0b0251cf1481129a04bbf9cb26027d19c7e4a3c9f571a"
