from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from indexer.errors import ExtractionFailed
from indexer.extract.options import Options
from indexer.extract.pdf import pdf_extractor as pdf_module
from indexer.extract.pdf import pypdf_reader
from indexer.extract.pdf.pdfium_reader import PdfiumReader
from indexer.extract.pdf.pypdf_reader import PypdfReader
from indexer.extract.registry import extract
from indexer.file_problems import ProblemKind
from indexer.messages import message
from indexer.model import Extraction, Origin
from tests.builders import ENGLISH, SPANISH, encrypted_pdf, pdf, xmp

Read = Callable[..., Extraction]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_bytes(data: bytes, options: Options = Options()) -> Extraction:  # noqa: B008 # frozen
        file = tmp_path / "libro.pdf"
        file.write_bytes(data)
        return extract(file, "cuadernos/libro.pdf", options)

    return read_bytes


def _failure(read: Read, data: bytes) -> ProblemKind:
    with pytest.raises(ExtractionFailed) as caught:
        read(data)
    return caught.value.kind


def test_every_page_is_a_passage_numbered_as_its_page(read: Read) -> None:
    extraction = read(pdf("Primera página", "", "Tercera: año, niñez"))
    assert [(p.number, p.text) for p in extraction.passages] == [
        (1, "Primera página"),
        (2, ""),
        (3, "Tercera: año, niñez"),
    ]
    assert {p.origin for p in extraction.passages} == {Origin.TEXT_LAYER}
    assert extraction.problems == ()
    assert extraction.media_type == "application/pdf"


def test_printed_page_labels_are_kept_and_fall_back_to_the_number(read: Read) -> None:
    labels = [(0, "/S /r"), (2, "/S /D /St 1")]
    assert [p.label for p in read(pdf("a b", "c d", "e f", labels=labels)).passages] == [
        "i",
        "ii",
        "1",
    ]
    assert [p.label for p in read(pdf("a b", "c d")).passages] == ["1", "2"]


@pytest.mark.parametrize("circular", [False, True])
def test_outline_entries_title_the_pages_from_where_they_start(read: Read, circular: bool) -> None:
    outline = [(1, "El miedo"), (1, "Qué es"), (3, "El cuidado")]
    data = pdf("a b", "c d", "e f", "g h", outline=outline, circular_outline=circular)
    assert [p.title for p in read(data).passages] == ["", "El miedo", "Qué es", "El cuidado"]


def test_xmp_comes_before_the_information_dictionary(read: Read) -> None:
    packet = xmp(
        title="Claves", creator=["Aluna", "Elizabeth Lira"], date="2014-06-12", subject=["miedo"]
    )
    info = {"Title": "Otro", "Author": "Otra Persona", "CreationDate": "D:20200101"}
    metadata = read(pdf("Aluna\nElizabeth Lira\nHola a todas", info=info, xmp=packet)).metadata
    assert (metadata.title, metadata.creators) == ("Claves", ("Aluna", "Elizabeth Lira"))
    assert (metadata.date, metadata.file_year) == ("", "2014")
    assert metadata.subjects == ("miedo",)
    assert metadata.languages == ()


def test_when_the_file_was_made_is_only_a_year_and_apart_from_the_date(read: Read) -> None:
    info = {"CreationDate": "D:20140612103000Z"}
    metadata = read(pdf("Hola a todas", info=info)).metadata
    assert (metadata.date, metadata.file_year) == ("", "2014")
    stated = read(pdf("Diálogos sobre el miedo\nOaxaca, marzo de 2012", info=info)).metadata
    assert (stated.date, stated.file_year) == ("2012-03", "2014")


@pytest.mark.parametrize(
    "packet",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + xmp(title="Bomba"),
        xmp(title="Claves").replace("</rdf:RDF>", ""),
        "ninguno",
    ],
)
def test_a_harmful_or_broken_xmp_packet_is_passed_over(read: Read, packet: str) -> None:
    assert (
        read(pdf("Hola a todas", info={"Title": "Claves"}, xmp=packet)).metadata.title == "Claves"
    )


def test_a_page_that_is_not_there_is_a_problem_and_the_others_are_read(read: Read) -> None:
    extraction = read(pdf("uno", "dos", "tres", missing_pages=[1]))
    assert [p.text for p in extraction.passages] == ["uno", "", "tres"]
    assert [(p.kind, p.passage) for p in extraction.problems] == [(ProblemKind.PAGE_FAILED, 2)]
    assert str(extraction.problems[0].detail) == "the page is damaged"
    assert extraction.problems[0].path == "cuadernos/libro.pdf"


def test_a_page_count_that_lies_does_not_give_empty_passages(read: Read) -> None:
    extraction = read(pdf("uno", "dos", claimed_pages=900))
    assert [p.text for p in extraction.passages][:2] == ["uno", "dos"]
    assert len(extraction.passages) == 2
    assert len(extraction.problems) <= 1


def test_more_pages_than_allowed_are_left_out_with_a_problem(read: Read) -> None:
    extraction = read(pdf("uno", "dos", "tres"), Options(max_pages=2))
    assert [p.text for p in extraction.passages] == ["uno", "dos"]
    assert [p.kind for p in extraction.problems] == [ProblemKind.TOO_MANY_PAGES]


def test_a_long_page_is_cut_and_the_next_ones_are_read(read: Read) -> None:
    extraction = read(pdf("abcdef ghijkl", "dos"), Options(max_passage_text=6))
    assert [p.text for p in extraction.passages] == ["abcdef", "dos"]
    assert [(p.kind, p.passage) for p in extraction.problems] == [(ProblemKind.TEXT_CUT, 1)]


def test_a_long_file_is_cut_once(read: Read) -> None:
    extraction = read(pdf("abcdef", "ghijkl", "mnopqr", "stu"), Options(max_text=10))
    assert [p.text for p in extraction.passages] == ["abcdef", "ghij", "", ""]
    assert [(p.kind, p.passage) for p in extraction.problems] == [(ProblemKind.TEXT_CUT, 2)]


def test_junk_before_the_header_is_survived(read: Read) -> None:
    assert read(pdf("Hola a todas", junk=b"correo\r\n\r\n" * 40)).passages[0].text == "Hola a todas"


def test_an_empty_password_opens_a_file(read: Read) -> None:
    assert read(encrypted_pdf("Hola a todas", password="")).passages[0].text == "Hola a todas"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", ProblemKind.EMPTY_FILE),
        (b"<html><body>Hola</body></html>", ProblemKind.NOT_A_PDF),
        (b"%PDF-1.7\n" + b"basura " * 300, ProblemKind.DAMAGED),
        (encrypted_pdf("Hola", password="secreto"), ProblemKind.ENCRYPTED),
        (pdf("uno", missing_pages=[0]), ProblemKind.DAMAGED),
    ],
    ids=["empty", "html", "garbage", "password", "no pages"],
)
def test_a_file_of_which_nothing_can_be_found_is_reported_with_the_reason(
    read: Read, data: bytes, kind: ProblemKind
) -> None:
    assert _failure(read, data) == kind


def test_a_scan_keeps_its_pages_and_says_that_it_has_no_text(read: Read) -> None:
    extraction = read(pdf("", ""))
    assert [p.text for p in extraction.passages] == ["", ""]
    assert [(p.kind, str(p.detail)) for p in extraction.problems] == [
        (ProblemKind.NO_TEXT, "2 pages")
    ]


def test_a_cut_off_file_is_read_or_called_damaged(read: Read) -> None:
    whole = pdf(*[SPANISH] * 5, info={"Title": "Claves"})
    for length in range(20, len(whole), 97):
        try:
            assert read(whole[:length]).passages
        except ExtractionFailed as failure:
            assert failure.kind is ProblemKind.DAMAGED


def test_pypdf_reads_a_page_where_pdfium_finds_nothing(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer.extract.pdf.pdfium_reader import PageUnreadable, PdfiumReader
    from indexer.extract.text.clean import PageText

    def page(self: PdfiumReader, index: int, limit: int) -> PageText:
        if index == 0:
            raise PageUnreadable(message("no"))
        return PageText("")

    monkeypatch.setattr(PdfiumReader, "page", page)
    extraction = read(pdf(ENGLISH, SPANISH))
    assert extraction.passages[0].text.startswith("Psychosocial accompaniment")
    assert extraction.passages[1].text.startswith("El acompañamiento")
    assert extraction.problems == ()


def test_pypdf_reads_a_file_that_pdfium_refuses(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: object, file: Path, hidden_layers: list[str], look_seconds: float) -> None:
        raise ExtractionFailed(ProblemKind.DAMAGED)

    monkeypatch.setattr("indexer.extract.pdf.pdf_extractor.PdfiumReader.__init__", refuse)
    assert read(pdf("Hola a todas")).passages[0].text == "Hola a todas"


@pytest.mark.parametrize(
    "error", [TypeError, AssertionError, KeyError, RecursionError, MemoryError]
)
def test_whatever_pypdf_raises_costs_only_its_opinion(
    read: Read, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*args: object, **more: object) -> None:
        raise error("odd")

    monkeypatch.setattr(pypdf_reader.pypdf, "PdfReader", fail)
    extraction = read(pdf("Hola a todas", "", missing_pages=[], xmp=xmp(title="Claves")))
    assert extraction.passages[0].text == "Hola a todas"
    assert extraction.problems == ()


@pytest.mark.parametrize(
    ("body", "found"),
    {
        "note": ("/Subtype /Text /Contents (Revisar la fecha)", "Revisar la fecha"),
        "text on the page": ("/Subtype /FreeText /Contents <feff00f10061>", "ña"),
        "highlight": ("/Subtype /Highlight /Contents (Citar esto)", "Citar esto"),
        "field": (
            "/Subtype /Widget /FT /Tx /T (n) /V (Comit\\351 del pueblo)",
            "Comité del pueblo",
        ),
        "pop-up": ("/Subtype /Popup /Contents (Revisar la fecha)", ""),
        "link": ("/Subtype /Link /Contents (enlace)", ""),
        "empty": ("/Subtype /Text /Contents ()", ""),
        "none": ("/Subtype /Text", ""),
    }.values(),
    ids=lambda value: None,
)
def test_annotations_are_read_only_where_staff_want_them(
    body: str, found: str, tmp_path: Path
) -> None:
    file = tmp_path / "libro.pdf"
    file.write_bytes(pdf("Uno", "Dos", notes=[(1, body)]))
    plain = extract(file, file.name, Options())
    noted = extract(file, file.name, Options(annotations=True))
    assert [p.text for p in plain.passages] == ["Uno", "Dos"]
    assert [p.text for p in noted.passages] == ["Uno", f"Dos\n\n{found}".strip()]


def test_both_readers_read_the_page_that_they_are_loaded_with() -> None:
    with (
        PdfiumReader(pdf_module._SAMPLE_PDF, look_seconds=pdf_module._SAMPLE_SECONDS) as first,
        closing(PypdfReader(pdf_module._SAMPLE_PDF)) as second,
    ):
        assert first.seen_page(0, limit=100).text == "palabra"
        assert second.page(0).text.strip() == "palabra"
        assert second.xmp() == b"<a></a>"
