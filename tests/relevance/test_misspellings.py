"""Misspelt queries over the sample corpus, which has publications in four languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer import build
from indexer.engine import open_engine
from indexer.engine.port import Engine
from indexer.settings import load_settings
from tests.conftest import ROOT
from tests.relevance.misspellings import (
    RIGHT_FLOOR,
    WRONG_CEILING,
    corrected_although_right,
    measure,
    misspellings,
)

LEAST_COUNTED = 250
"""Rows that count in the sample corpus: with few, the shares would say little."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The sample corpus."""
    index = tmp_path_factory.mktemp("sample") / "index"
    settings = load_settings({"corpus": ROOT / "corpus", "index": index}, {"ALUNA_OCR": ""})
    build.update(settings)
    opened = open_engine(settings)
    yield opened
    opened.close()


def test_misspelt_queries_are_understood(engine: Engine) -> None:
    figures = measure(engine, misspellings())
    assert len(figures.outcomes) >= LEAST_COUNTED
    table = "\n".join(figures.lines())
    assert figures.right >= RIGHT_FLOOR, table
    assert figures.wrong <= WRONG_CEILING, table


def test_what_is_meant_is_not_corrected(engine: Engine) -> None:
    meant = dict.fromkeys(one.meant for one in misspellings())
    assert len(corrected_although_right(engine, meant)) <= WRONG_CEILING * len(meant)


@pytest.mark.parametrize(
    "text",
    [
        "hope",
        "phone",
        "mourning",
        "where do the widows mourn",
        "safe houses for journalists",
        "casta",
        "basura",
        "duelo migratorio",
        "saudade",
        "espoir",
        "CEDAW",
        "Thich Nhat Hanh",
        "Rāzi",
    ],
)
def test_words_in_general_use_names_and_acronyms_are_right(engine: Engine, text: str) -> None:
    assert corrected_although_right(engine, [text]) == {}
