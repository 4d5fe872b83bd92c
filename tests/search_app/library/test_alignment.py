"""Passages of sister editions are found where they are, and nowhere where nobody can tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest

from indexer.model import Passage
from search_app.library.alignment import Aligned, align
from tests.sample import texts

SISTERS = [
    ("cuadernos/claves-miedo-es.pdf", "cuadernos/claves-miedo-en.pdf"),
    ("cuadernos/claves-acompanar-es.pdf", "cuadernos/claves-acompanar-en.pdf"),
]


def passages(pages: Sequence[str]) -> list[Passage]:
    return [Passage(n, str(n), text) for n, text in enumerate(pages, 1)]


def aligned(
    ours: Sequence[str], theirs: Sequence[str], *, alike: bool = True
) -> list[Aligned | None]:
    return list(align(passages(ours), passages(theirs), alike=alike))


def _cover(pages: list[str]) -> list[int]:
    pages.insert(0, "Translated by the workshop, 2023. All mistakes are ours.")
    return list(range(2, len(pages) + 1))


def _blank_in_the_middle(pages: list[str]) -> list[int]:
    pages.insert(5, "")
    return [*range(1, 6), *range(7, len(pages) + 1)]


def _another_text_in_the_middle(pages: list[str]) -> list[int]:
    pages.insert(7, texts("cuadernos/memoria-es-en.pdf")[4])
    return [*range(1, 8), *range(9, len(pages) + 1)]


def _page_left_out(pages: list[str]) -> list[int]:
    del pages[4]
    return [1, 2, 3, 4, 0, *range(5, len(pages) + 1)]


CHANGES = [_cover, _blank_in_the_middle, _another_text_in_the_middle, _page_left_out]


@pytest.mark.parametrize(("spanish", "english"), SISTERS)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_pages_are_found_though_the_translation_has_one_more_or_less(
    spanish: str, english: str, change: Callable[[list[str]], list[int]]
) -> None:
    theirs = list(texts(english))
    where = change(theirs)
    found = aligned(texts(spanish), theirs)
    exact = [(a.number, right) for a, right in zip(found, where, strict=True) if a and a.exact]
    assert len(exact) >= 0.6 * len(where)
    assert all(number == right for number, right in exact)
    assert all(
        a and abs(a.number - (right or a.number)) <= 1
        for a, right in zip(found, where, strict=True)
    )


@pytest.mark.parametrize(("spanish", "english"), SISTERS)
def test_as_many_pages_are_taken_one_by_one(spanish: str, english: str) -> None:
    found = aligned(texts(spanish), texts(english))
    assert found == [Aligned(n, exact=True) for n in range(1, 12)]


def test_as_many_pages_with_nothing_to_compare_are_taken_one_by_one() -> None:
    assert aligned(["Uno.", ""], ["One.", ""]) == [Aligned(1, True), Aligned(2, True)]
    assert aligned([""] * 8, [""] * 8) == [Aligned(n, True) for n in range(1, 9)]


def test_as_many_pages_are_not_taken_one_by_one_where_the_texts_speak_against_it() -> None:
    ours, theirs = (list(texts(path)) for path in SISTERS[0])
    del theirs[-1]
    theirs.insert(0, "Translated by the workshop, 2023.")
    found = aligned(ours, theirs)
    assert [a and a.number for a in found[:10]] == list(range(2, 12))


def test_a_page_without_counterpart_is_near_that_of_its_neighbour() -> None:
    ours, theirs = texts(SISTERS[0][0]), list(texts(SISTERS[0][1]))
    del theirs[6]
    missing = aligned(ours, theirs)[6]
    assert missing in (Aligned(6, False), Aligned(7, False))


def test_where_pages_break_elsewhere_nothing_is_called_exact_and_the_order_holds() -> None:
    ours = texts(SISTERS[0][0])
    words = " ".join(texts(SISTERS[0][1])).split()
    size = len(words) / 10.4
    theirs = [" ".join(words[round(size * n) : round(size * (n + 1))]) for n in range(11)]
    found = [a for a in aligned(ours, theirs) if a]
    assert len(found) == 11
    assert all(one.number <= other.number for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (SISTERS[0][0], "cuadernos/claves-cuidado-es.pdf"),
        (SISTERS[0][0], "cuadernos/duelo-desaparicion-es.pdf"),
        (SISTERS[1][1], "cuadernos/claves-cuidado-es.pdf"),
        (SISTERS[1][0], "cuadernos/psicologia-liberacion-es.pdf"),
    ],
)
def test_publications_that_are_no_sisters_are_not_aligned(ours: str, theirs: str) -> None:
    assert set(aligned(texts(ours), texts(theirs))) == {None}


def test_editions_that_differ_by_more_than_a_tenth_are_not_aligned() -> None:
    ours, theirs = (texts(path) for path in SISTERS[0])
    assert set(aligned(ours, theirs[:8])) == {None}


def test_a_pdf_and_a_page_with_as_many_passages_are_aligned_by_their_text_only() -> None:
    ours, theirs = (texts(path) for path in SISTERS[0])
    assert set(aligned([""] * 8, [""] * 8, alike=False)) == {None}
    found = aligned(ours, theirs, alike=False)
    assert [a and a.number for a in found] == list(range(1, 12))
