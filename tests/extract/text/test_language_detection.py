from __future__ import annotations

import csv
from pathlib import Path

import pytest

from indexer.extract.options import Options
from indexer.extract.registry import extract
from indexer.extract.text.language_detection import detect, preload
from indexer.model import Passage
from tests.builders import ENGLISH, NAHUATL, SPANISH

PORTUGUESE = (
    "O acompanhamento psicossocial começa pela escuta e pelo reconhecimento do que as pessoas "
    "viveram. Não se trata de curar ninguém, mas de caminhar ao lado de quem defende os direitos "
    "humanos e de cuidar dos vínculos que a violência quis romper nas comunidades. "
)
FRENCH = (
    "L'accompagnement psychosocial commence par l'écoute et la reconnaissance de ce que les "
    "personnes ont vécu. Il ne s'agit pas de guérir quelqu'un, mais de marcher avec celles et "
    "ceux qui défendent les droits humains et de prendre soin des liens. "
)


def _passages(*texts: str) -> list[Passage]:
    return [Passage(number, str(number), text) for number, text in enumerate(texts, 1)]


def _languages(texts: list[str], declared: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
    passages, languages = detect(_passages(*texts), declared)
    return [passage.language for passage in passages], list(languages)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SPANISH, "es"), (ENGLISH, "en"), (PORTUGUESE, "pt"), (FRENCH, "fr"),
        (SPANISH.upper(), "es"), (NAHUATL, "und"), ("12 34 · 56", "und"),
    ],
)  # fmt: skip
def test_a_publication_in_one_language_has_it_everywhere(text: str, language: str) -> None:
    assert _languages([text * 4] * 3) == ([language] * 3, [language])


def test_a_short_publication_is_tried_as_a_whole() -> None:
    text = "El acompañamiento psicosocial y los derechos humanos de las comunidades."
    assert _languages([text]) == (["es"], ["es"])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("N'hésitez pas à parcourir le site pour constater la diversité du monde du logiciel. "
         "The search form can help to track down a distribution by its ancestry. "
         "Elles sont basées sur les autres.", "fr"),
        (NAHUATL, "und"),
        ("Im Fall einer Kompromittierung sollten Sie den Rechner vom Netz trennen.", "und"),
    ],
)  # fmt: skip
def test_a_short_mixed_text_has_the_language_of_most_function_words(
    text: str, language: str
) -> None:
    assert _languages([text]) == ([language], [language])


def test_a_short_or_empty_passage_has_the_publications_language() -> None:
    found, _ = _languages([SPANISH * 4, "", "Bibliografía", "2014 2015 2016"])
    assert found == ["es"] * 4


def test_a_bilingual_booklet_has_a_language_per_passage_and_both_together() -> None:
    found = _languages([SPANISH * 4] * 5 + [ENGLISH * 4] * 4)
    assert found == (["es"] * 5 + ["en"] * 4, ["es", "en"])


def test_sister_languages_are_reported_apart() -> None:
    found = _languages([SPANISH * 4, PORTUGUESE * 4] * 3)
    assert found[0] == ["es", "pt"] * 3
    assert set(found[1]) == {"es", "pt"}


def test_an_english_abstract_does_not_make_a_spanish_book_bilingual() -> None:
    found = _languages([ENGLISH * 2, *[SPANISH * 4] * 9])
    assert found == (["en", *["es"] * 9], ["es"])


def test_a_passage_in_another_language_is_not_called_spanish() -> None:
    assert _languages([*[SPANISH * 4] * 6, NAHUATL * 4]) == ([*["es"] * 6, "und"], ["es"])


def test_one_declared_language_is_every_passages() -> None:
    assert _languages([SPANISH * 4, ENGLISH * 4], ("nah",)) == (["nah", "nah"], ["nah"])


def test_of_several_declared_languages_each_passage_gets_its_own() -> None:
    assert _languages([SPANISH * 4, ENGLISH * 4, ""], ("en", "es")) == (
        ["es", "en", "en"],
        ["en", "es"],
    )
    assert _languages([NAHUATL * 4, SPANISH * 4], ("es", "nah"))[0] == ["nah", "es"]


def test_nothing_is_of_no_known_language() -> None:
    assert detect([], ()) == ((), ("und",))
    assert _languages(["", ""]) == (["und", "und"], ["und"])


def test_labels_do_not_change_from_run_to_run() -> None:
    preload()
    text = [SPANISH[:90] + ENGLISH[:90] + PORTUGUESE[:90]]
    assert len({tuple(_languages(text)[0]) for _ in range(5)}) == 1


@pytest.mark.publications
def test_public_pdfs_have_the_language_that_their_readers_gave_them(data: Path) -> None:
    with (data / "publications.tsv").open(encoding="utf-8") as table:
        rows = [r for r in csv.DictReader(table, delimiter="\t") if "/" in r["path"]]
    rows = [r for r in rows if r["path"][:3] in ("es/", "en/", "fr/") and int(r["bytes"]) < 400_000]
    right = 0
    for row in rows:
        extraction = extract(data / "publications" / row["path"], row["path"], Options())
        right += detect(extraction.passages, ())[1][0] == row["lang"]
    assert right >= 0.98 * len(rows)
