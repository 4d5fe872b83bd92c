from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.errors import ExtractionFailed
from indexer.extract import html
from indexer.extract.bounds import Bounds
from indexer.extract.charset import decode
from indexer.extract.files import extract
from indexer.model import Extraction, Origin, ProblemKind, Relation
from tests.builders import SPANISH
from tests.builders import html as page

Read = Callable[..., Extraction]
P = f"<p>{SPANISH}</p>"


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_source(source: str | bytes, bounds: Bounds = Bounds()) -> Extraction:  # noqa: B008
        file = tmp_path / "nota.html"
        file.write_bytes(source.encode() if isinstance(source, str) else source)
        return extract(file, "noticias/nota.html", bounds)

    return read_source


def test_sections_begin_at_headings_and_carry_their_anchors(read: Read) -> None:
    body = (
        f"<article><h1 id='t'>El miedo</h1>{P}<h2 id='que'>Qué es</h2>{P}"
        f"<section id='s'><h3>Cómo se cuida</h3>{P}</section>"
        f"<h2><a name='fin'></a>Al final</h2>{P}<h4>Nota</h4>{P}</article>"
    )
    passages = read(page(body, title="El miedo | Aluna")).passages
    assert [(p.number, p.label, p.title, p.anchor) for p in passages] == [
        (1, "El miedo", "El miedo", "t"),
        (2, "Qué es", "Qué es", "que"),
        (3, "Cómo se cuida", "Cómo se cuida", "s"),
        (4, "Al final", "Al final", "fin"),
    ]
    assert {p.origin for p in passages} == {Origin.HTML}
    assert passages[1].text.startswith("Qué es\n\nEl acompañamiento")
    assert "\n\nNota\n\n" in passages[3].text


def test_text_before_the_first_heading_stands_under_the_page_title(read: Read) -> None:
    passages = read(page(f"<main>{P}{P}<h2>Qué es</h2>{P}</main>", title="El miedo")).passages
    assert [(p.label, p.anchor) for p in passages] == [("El miedo", ""), ("Qué es", "")]


def test_sections_with_hardly_any_text_join_their_neighbours(read: Read) -> None:
    body = f"<h1 id='t'>El miedo</h1><h2>Qué es</h2>{P}{P}<h2>Fin</h2><p>Gracias.</p>"
    passages = read(page(body)).passages
    assert [(p.label, p.anchor) for p in passages] == [("Qué es", "t")]
    assert passages[0].text.startswith("El miedo\n\nQué es\n\n")
    assert passages[0].text.endswith("Fin\n\nGracias.")


def test_long_sections_are_split_between_paragraphs(read: Read) -> None:
    passages = read(page("<h1>El miedo</h1>" + P * 60, title="El miedo")).passages
    assert len(passages) > 2
    assert {p.label for p in passages} == {"El miedo"}
    assert all(len(p.text) <= 6_400 for p in passages)
    assert all(p.text.endswith("romper.") for p in passages)


def test_a_paragraph_without_end_is_split_too(read: Read) -> None:
    passages = read(page(f"<p>{SPANISH * 60}</p>")).passages
    assert len(passages) > 2
    assert " ".join(p.text for p in passages).split() == (SPANISH * 60).split()


def test_the_site_around_the_text_is_left_out(read: Read) -> None:
    body = (
        f"<nav>Inicio Contacto</nav><article><h1>El miedo</h1>{P * 3}</article>"
        "<aside>Lo más leído</aside><div class='cookie-banner'>Usamos galletas</div>"
        "<script>var x</script><p hidden>Oculto</p><footer>Derechos reservados</footer>"
    )
    text = "\n".join(p.text for p in read(page(body)).passages)
    for site in ("Inicio", "leído", "galletas", "var x", "Oculto", "reservados"):
        assert site not in text


def test_words_of_the_text_that_the_site_repeats_are_left_out_there(read: Read) -> None:
    body = (
        "<header><p>Aluna</p></header><nav><ol><li>Inicio</li><li>El miedo</li></ol></nav>"
        f"<main><article><header><h1>El miedo</h1></header>{P}{P}</article></main>"
        "<footer><p>Aluna</p></footer>"
    )
    [passage] = read(page(body)).passages
    assert passage.text.startswith("El miedo\n\nEl acompañamiento")
    assert "Aluna" not in passage.text
    assert passage.text.count("El miedo") == 1


def test_lists_and_tables_are_readable_lines(read: Read) -> None:
    body = (
        f"<h1>El miedo</h1>{P}<ul><li>Respirar con calma</li><li>Hablar con alguien</li></ul>"
        "<table><tr><th>Año</th><th>Casos</th></tr><tr><td>2014</td><td>tres</td></tr></table>"
        f"{P}<pre>uno\n  dos</pre>{P}"
    )
    text = read(page(body)).passages[0].text
    assert "- Respirar con calma\n- Hablar con alguien" in text
    assert "Año | Casos\n2014 | tres" in text
    assert "uno\ndos" in text


def test_words_set_as_code_stay_in_their_sentence(read: Read) -> None:
    sentence = "La opción <code>x</code> sirve para <code>buscar</code>, según el <q>manual</q>. "
    text = read(page(f"<h1>Manual</h1><p>{sentence * 5}</p>{P}")).passages[0].text
    assert "La opción x sirve para buscar, según el manual." in text


def test_where_trafilatura_fails_the_text_is_still_read(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **more: object) -> None:
        raise RecursionError

    monkeypatch.setattr(html.trafilatura, "bare_extraction", fail)
    extraction = read(page(f"<nav>Inicio</nav><main><h1 id='a'>El miedo</h1>{P}</main>"))
    assert [(p.label, p.anchor) for p in extraction.passages] == [("El miedo", "a")]
    assert extraction.problems == ()


def test_deep_nesting_is_survived(read: Read) -> None:
    assert "acompañamiento" in read(page("<div>" * 3_000 + P)).passages[0].text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", ProblemKind.EMPTY_FILE),
        (b"<html><body><img src=x></body></html>", ProblemKind.PAGE_WITHOUT_TEXT),
        (b"%PDF-1.7 ...", ProblemKind.NOT_A_PAGE),
        (bytes(range(256)) * 40, ProblemKind.NOT_A_PAGE),
    ],
    ids=["empty", "no text", "a PDF", "binary"],
)
def test_a_page_without_text_says_why(read: Read, data: bytes, kind: ProblemKind) -> None:
    with pytest.raises(ExtractionFailed) as caught:
        read(data)
    assert caught.value.kind == kind


def test_bounds_are_kept_with_problems(read: Read) -> None:
    source = page("".join(f"<h2>Parte {n}</h2>{P}" for n in range(5)))
    few = read(source, Bounds(max_pages=2))
    assert (len(few.passages), few.problems[0].kind) == (2, ProblemKind.TOO_MANY_PAGES)
    cut = read(source, Bounds(max_passage_text=100))
    assert {len(p.text) for p in cut.passages} == {100}
    assert {p.kind for p in cut.problems} == {ProblemKind.TEXT_CUT}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("año".encode(), "año"),
        ("\ufeffaño".encode(), "año"),
        ("año".encode("utf-16"), "año"),
        ("año y más".encode("utf-16-le"), "año y más"),
        ("«año» “x”".encode("cp1252"), "«año» “x”"),
        (b"<meta charset=iso-8859-1>a\xf1o\x94", "<meta charset=iso-8859-1>año”"),
        (b"<meta charset=iso-8859-2>\xb3\xf3d\xbc", "<meta charset=iso-8859-2>łódź"),
        (b"<meta charset=latin1>" + "año".encode(), "<meta charset=latin1>año"),
        (b'<?xml version="1.0" encoding="koi8-r"?>' + "да".encode("koi8-r"),
         '<?xml version="1.0" encoding="koi8-r"?>да'),
        ("año niñez ".encode() + "corazón “así”".encode("cp1252"), "año niñez corazón “así”"),
        ("corazón, así, más, ".encode("cp1252") + "niñez".encode(), "corazón, así, más, niñez"),
        ("año niñez coraz".encode() + b"\xc3", "año niñez coraz\ufffd"),
        (("déjà été à côté, " * 5 + "«LIBERTÉ»").encode("cp1252"), "déjà été à côté, " * 5 + "«LIBERTÉ»"),
        (b"<meta charset=hex>a\xf1o", "<meta charset=hex>año"),
    ],
)  # fmt: skip
def test_bytes_are_decoded_as_what_they_are(data: bytes, text: str) -> None:
    assert decode(data) == text


def test_the_page_describes_itself_in_dublin_core_and_highwire(read: Read) -> None:
    head = (
        "<meta name='citation_title' content='Diálogos sobre el miedo'>"
        "<meta name='citation_author' content='Lira, Elizabeth'>"
        "<meta name='citation_author' content='Castillo, María Isabel'>"
        "<meta name='citation_publication_date' content='2014/06/12'>"
        "<meta name='citation_doi' content='10.1590/x'>"
        "<meta name='citation_journal_title' content='Revista de prueba'>"
        "<meta name='DC.subject' content='miedo; duelo'><meta name='DC.publisher' content='Aluna'>"
        "<meta name='description' content='Sobre el miedo entre defensoras.'>"
        "<link rel='canonical' href='https://example.org/miedo'>"
        "<link rel='license' href='https://creativecommons.org/licenses/by/4.0/'>"
    )
    found = read(page(f"<h1>Otra cosa</h1>{P}", title="Página", head=head)).metadata
    assert found.title == "Diálogos sobre el miedo"
    assert found.creators == ("Lira, Elizabeth", "Castillo, María Isabel")
    assert (found.date, found.identifier) == ("2014-06-12", "10.1590/x")
    assert found.relations == (Relation("isPartOf", "Revista de prueba"),)
    assert (found.subjects, found.publisher) == (("miedo", "duelo"), "Aluna")
    assert found.description == "Sobre el miedo entre defensoras."
    assert found.source == "https://example.org/miedo"
    assert found.rights == "https://creativecommons.org/licenses/by/4.0/"
    assert found.languages == ()


def test_json_ld_is_read_also_in_a_graph_with_references(read: Read) -> None:
    graph = [
        {"@type": "WebSite", "name": "Sitio"},
        {"@type": "Person", "@id": "#a", "name": "Elizabeth Lira"},
        {"@type": ["BlogPosting"], "headline": "Miedo &amp; cuidado", "author": {"@id": "#a"},
         "datePublished": "2017-11-29", "keywords": ["miedo", "duelo"],
         "publisher": {"name": "Aluna"}},
    ]  # fmt: skip
    script = json.dumps({"@context": "https://schema.org", "@graph": graph})
    head = f'<script type="application/ld+json">{script}</script>'
    found = read(page(P, head=head)).metadata
    assert (found.title, found.creators, found.date) == (
        "Miedo & cuidado",
        ("Elizabeth Lira",),
        "2017-11-29",
    )
    assert (found.subjects, found.publisher) == (("miedo", "duelo"), "Aluna")


@pytest.mark.parametrize(
    "script", ["{", "[" * 5_000, "null", '{"@type": 3, "author": {"name": 1}}']
)
def test_broken_json_ld_is_passed_over(read: Read, script: str) -> None:
    head = f'<script type="application/ld+json">{script}</script>'
    assert read(page(P, title="El miedo", head=head)).metadata.title == "El miedo"


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("El miedo | Aluna", "<h1>El miedo</h1>", "El miedo"),
        ("El miedo", "<h1>Aluna</h1>", "El miedo"),
        ("Untitled", "<h1>El miedo</h1>", "El miedo"),
        ("", "<h1>El miedo</h1>", "El miedo"),
    ],
)
def test_the_title_is_the_works_not_the_sites(
    read: Read, title: str, body: str, expected: str
) -> None:
    assert read(page(body + P, title=title)).metadata.title == expected


def test_nobody_is_invented_as_creator(read: Read) -> None:
    body = f"<h1>El miedo</h1><p>Por Elizabeth Lira</p><p class='author'>Juan Pérez</p>{P}"
    assert read(page(body)).metadata.creators == ()
