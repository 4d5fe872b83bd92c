"""Lines that repeat from page to page are dropped; what looks like them is text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from indexer.extract.text.clean import PageText, clean_pages


def _pages(texts: list[str], *, landscape: bool = False) -> list[PageText]:
    return [PageText(text, landscape) for text in texts]


BODY = ["Primera línea de la página", "que habla de algo distinto", "cada vez, sin repetirse"]


def _body(number: int) -> str:
    return "\n".join(f"{line}: {'abcdefghijklmnop'[number]}{number}x" for line in BODY)


def test_headers_and_footers_that_repeat_are_dropped_with_their_numbers() -> None:
    texts = [f"Claves · Aluna\n{_body(n)}\nPágina {n + 1} de 12" for n in range(12)]
    cleaned = clean_pages(_pages(texts))
    assert cleaned == [f"Claves · Aluna\n{_body(0)}"] + [_body(n) for n in range(1, 12)]


def test_the_title_on_the_cover_stays_though_every_page_repeats_it() -> None:
    texts = ["El miedo\n2014", *(f"{_body(n)}\nEl miedo" for n in range(8))]
    assert clean_pages(_pages(texts)) == ["El miedo\n2014"] + [_body(n) for n in range(8)]


def test_headers_of_left_and_right_pages_are_both_dropped_but_the_first_of_each() -> None:
    texts = [f"{('Aluna', 'El miedo')[n % 2]} {n + 1}\n{_body(n)}" for n in range(12)]
    assert clean_pages(_pages(texts)) == texts[:2] + [_body(n) for n in range(2, 12)]


RISKS = [
    *("asalto", "bloqueo", "censura", "desalojo", "espionaje", "fuga"),
    *("golpe", "hurto", "incendio", "juicio", "olvido", "robo"),
]


def test_the_head_of_a_table_below_the_title_of_each_page_stays() -> None:
    heads = ["Agentes\nVectores", "Agentes\nVectores\nImpacto", "Agentes de amenaza"]
    texts = [f"Riesgo de {RISKS[n]}\n{heads[n % 3]}\n{_body(n)}" for n in range(12)]
    assert clean_pages(_pages(texts)) == texts


def test_what_repeats_above_the_last_lines_of_each_page_stays() -> None:
    texts = [f"{_body(n)}\nExternas\n• Sobre {RISKS[n]}" for n in range(12)]
    assert clean_pages(_pages(texts)) == texts


@pytest.mark.parametrize(
    "outside",
    [
        lambda n: str(n + 40),
        lambda n: f"{n + 40} / 99",
        lambda n: ("Las voces", "La espera", "El viaje")[n // 4],
        lambda n: "" if n < 8 else f"Eje de {RISKS[n]}",
    ],
    ids=["other numbers", "numbers of many", "chapters", "a figure that is drawn last, at times"],
)
def test_running_titles_below_other_running_lines_are_dropped(
    outside: Callable[[int], str],
) -> None:
    texts = [f"{_body(n)}\nCuadernos de Aluna\n{outside(n)}".rstrip() for n in range(12)]
    for n, text in enumerate(clean_pages(_pages(texts))):
        assert ("Cuadernos de Aluna" in text) == (n == 0)


@pytest.mark.parametrize("title_first", [True, False])
def test_a_running_title_beside_the_chapters_is_dropped(title_first: bool) -> None:
    heading = ["El encargo", "El acuerdo", "Los límites"]
    heads = [f"La silla vacía {h}" if title_first else f"{h} La silla vacía" for h in heading]
    whole = [f"{n + 1} {h}\n{_body(n)}" for n, h in enumerate(heading)]
    texts = [f"{heads[n % 3]}\n{whole[n] if n < 3 else _body(n)}" for n in range(9)]
    assert clean_pages(_pages(texts)) == whole + [_body(n) for n in range(3, 9)]


@pytest.mark.parametrize(
    "heading",
    ["V{n}: {risk} y sus causas", "Consejos sobre {risk} en casa"],
    ids=["a letter", "words"],
)
def test_headings_that_begin_alike_stay_though_one_word_of_them_is_a_cell(heading: str) -> None:
    texts = [f"{heading.format(n=n, risk=RISKS[n])}\n{RISKS[n]}\n{_body(n)}" for n in range(12)]
    assert clean_pages(_pages(texts)) == texts


def test_the_title_on_the_cover_stays_though_it_combines_two_lines() -> None:
    cover = "Manual de la casa"
    texts = [f"{cover}\n2024", *(f"{cover} {n} / 9\nLa casa\n{_body(n)}" for n in range(9))]
    assert clean_pages(_pages(texts))[0] == texts[0]


def test_lines_that_only_begin_alike_stay() -> None:
    texts = [f"Ley de amparo: artículo {n} sobre {_body(n)[-3:]}\n{_body(n)}" for n in range(9)]
    assert clean_pages(_pages(texts)) == texts


def test_roman_page_numbers_are_dropped() -> None:
    numerals = ["i", "ii", "iii", "iv", "v", "vi"]
    texts = [f"{_body(n)}\n{numeral}" for n, numeral in enumerate(numerals)]
    assert clean_pages(_pages(texts)) == [_body(n) for n in range(6)]


def test_a_short_document_keeps_lines_that_repeat_but_not_its_page_numbers() -> None:
    texts = [f"Aluna\n{_body(n)}\n{n + 1}" for n in range(3)]
    assert clean_pages(_pages(texts)) == [f"Aluna\n{_body(n)}" for n in range(3)]


def test_a_number_that_is_not_the_page_number_stays() -> None:
    assert clean_pages(_pages([f"{_body(0)}\n1968"])) == [f"{_body(0)}\n1968"]


def test_rows_of_figures_stay() -> None:
    texts = [f"{_body(n)}\n12 {n} 30 {n * 7}" for n in range(8)]
    assert clean_pages(_pages(texts)) == texts


def test_slide_decks_keep_what_repeats() -> None:
    texts = [f"El miedo\npunto {n}" for n in range(8)]
    assert clean_pages(_pages(texts, landscape=True)) == texts


def test_a_form_whose_lines_all_repeat_keeps_them() -> None:
    texts = ["Nombre:\nFecha:\nFirma:"] * 6
    assert clean_pages(_pages(texts)) == texts


@pytest.mark.parametrize(
    "note",
    [
        "¹ Ibid., p. 1{n}.",
        "{n} Ibid., p. 1{n}.",
        "{n} Ibíd.",
        "{n}. Ídem, p. {n}",
        "[{n}] Op. cit., p. {n}",
    ],
)
def test_footnotes_stay_even_those_that_repeat_others(note: str) -> None:
    texts = [
        f"Cuadernos\nEl texto de la página {'abcdef'[n]}\n{n} Nota de {'uvwxyz'[n]}.\n"
        + note.format(n=n)
        for n in range(6)
    ]
    pages = clean_pages([PageText(text) for text in texts])
    assert all(note.format(n=n) in page for n, page in enumerate(pages))
    assert all(f"{n} Nota de" in page for n, page in enumerate(pages))
    assert ["Cuadernos" in page for page in pages] == [True] + [False] * 5
