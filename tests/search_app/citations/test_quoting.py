"""Which words of a passage are offered to be quoted, and inside which marks."""

from __future__ import annotations

import pytest

from indexer.engine.snippets import Span
from indexer.languages import INTERFACES
from search_app.citations.quoting import MAX_SENTENCE_CHARS, best_sentence, inner_quotes

FIRST = "La primera frase habla de otra cosa."
MARKED = "La segunda, del miedo y del cuerpo."


def spans(text: str) -> tuple[Span, ...]:
    """`text` with what stands in square brackets marked."""
    parts = text.replace("]", "[").split("[")
    return tuple(Span(part, at % 2 == 1) for at, part in enumerate(parts) if part)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{FIRST} {MARKED}", "La primera frase habla de otra cosa"),
        (f"{FIRST} La segunda, del [miedo] y del cuerpo.", "La segunda, del miedo y del cuerpo"),
        (f"{FIRST} ¿Y qué se hace con tanto [miedo]? Nada.", "¿Y qué se hace con tanto miedo?"),
        (f"«La cita termina con comillas y [miedo].» {FIRST}",
         "«La cita termina con comillas y miedo.»"),
        (f"{FIRST} Vuelve el [miedo].", "Vuelve el miedo"),
        (f"El [miedo]\n\n{FIRST} {MARKED.replace('miedo', '[miedo]')}",
         "La segunda, del miedo y del cuerpo"),
        (f"12\n\n{FIRST}", "La primera frase habla de otra cosa"),
        ("Una línea\nque sigue en la otra.", "Una línea que sigue en la otra"),
        (f"{FIRST} Vuelve el [miedo]¹, y la casa de 20 m², donde vive.² ³ Otra.",
         "Vuelve el miedo, y la casa de 20 m², donde vive"),
        ("Corta.", "Corta"),
        ("", ""),
        (" \n ", ""),
    ],
)  # fmt: skip
def test_the_sentence_with_the_words_looked_for_is_offered(text: str, expected: str) -> None:
    assert best_sentence(spans(text)) == expected


def test_a_long_sentence_is_cut_between_two_words() -> None:
    sentence = best_sentence(spans("palabra " * 100))
    assert len(sentence) <= MAX_SENTENCE_CHARS
    assert sentence.endswith("palabra…")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "1 Qué entendemos por acompañar\nLa palabra guarda dentro el pan de todas. Y más.",
            "La palabra guarda dentro el pan de todas",
        ),
        (
            "1 El [miedo] que entendemos por acompañar\nEl miedo avisa a la comunidad.",
            "1 El miedo que entendemos por acompañar",
        ),
        (
            "Una frase que sigue en la otra\nlínea y acaba aquí.",
            "Una frase que sigue en la otra línea y acaba aquí",
        ),
        (
            "Un título de más de treinta letras\n¿Qué dice la frase que le sigue?",
            "¿Qué dice la frase que le sigue?",
        ),
        ("Una sola línea sin su punto final", "Una sola línea sin su punto final"),
    ],
)
def test_a_heading_is_no_part_of_the_sentence_after_it(text: str, expected: str) -> None:
    assert best_sentence(spans(text)) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ('dijo "sí"', "es", "dijo ‘sí’"),
        ("dijo “sí” y «no»", "en", "dijo ‘sí’ y ‘no’"),
        ("dit « oui »", "fr", "dit “oui”"),
        ('una comilla " sola', "es", 'una comilla " sola'),
    ],
)
def test_quotation_marks_inside_others_are_the_other_kind(
    text: str, language: str, expected: str
) -> None:
    assert inner_quotes(text, language) == expected


@pytest.mark.parametrize(("language", "pair"), [("es", "“”"), ("fr", "«\u00a0\u00a0»")])
def test_each_language_has_its_quotation_marks(language: str, pair: str) -> None:
    marks = INTERFACES[language].quotation
    assert marks.left + marks.right == pair
