"""Pages whose text is not what is seen on them: repaired, recognised anew, or named."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extract.ocr.ocr_cache import OcrConfig, PictureText
from indexer.file_problems import ProblemKind
from indexer.model import Origin
from tests.builders import pdf, unnamed_font_pdf
from tests.extract.pdf.recognised import Read, know

GOOD = """El acompañamiento psicosocial nació en la Sierra
y la desaparición forzada dejó huellas en el barrio;
el taller reunió a personas de varias comunidades
para sostener la memoria viva."""
OLD_RECOGNITION = """E1 acompafiamlento ps1cosocia1 nac10 en 1a Slerra
y 1a desaparic16n f0rzada dej6 hue11as en e1 ba rr1o;
e1 ta1 1er reun1o a per s0nas de var1as c0mun1dades
para s0stener 1a mem0ria"""
SHIFTED = "".join(chr(ord(c) + 3) if "a" <= c.lower() <= "w" else c for c in GOOD)
ANEW = ProblemKind.TEXT_RECOGNISED_ANEW
UNRELIABLE = ProblemKind.TEXT_UNRELIABLE

BAD = {"old recognition": OLD_RECOGNITION, "shifted letters": SHIFTED}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_a_bad_text_layer_is_recognised_anew_and_that_is_said(
    text: str, read: Read, how: OcrConfig, tmp_path: Path
) -> None:
    data = pdf(GOOD, text)
    assert read(data).waiting == (2,)
    know(data, how, tmp_path, PictureText(GOOD, 93), 2)
    extraction = read(data)
    assert [passage.text for passage in extraction.passages] == [GOOD, GOOD]
    assert [passage.origin for passage in extraction.passages] == [Origin.TEXT_LAYER, Origin.OCR]
    assert [(p.kind, p.passage) for p in extraction.problems] == [(ANEW, 2)]


@pytest.mark.parametrize(
    "found", [PictureText(GOOD, 41), PictureText("nada", 95)], ids=["uncertain", "worse"]
)
def test_the_better_of_both_texts_is_kept(
    found: PictureText, read: Read, how: OcrConfig, tmp_path: Path
) -> None:
    data = pdf(OLD_RECOGNITION)
    know(data, how, tmp_path, found)
    extraction = read(data)
    assert "f0rzada" in extraction.passages[0].text
    assert [p.kind for p in extraction.problems] == [UNRELIABLE]


@pytest.mark.parametrize("how_else", [None, OcrConfig((), "", "")], ids=["off", "not installed"])
def test_without_recognition_staff_are_told_what_is_bad(
    how_else: OcrConfig | None, read: Read
) -> None:
    extraction = read(pdf(OLD_RECOGNITION, GOOD, SHIFTED), how_else)
    assert extraction.waiting == ()
    (problem,) = extraction.problems
    assert (problem.kind, problem.passage) == (UNRELIABLE, 1)


@pytest.mark.parametrize(
    "text",
    [
        """Li jtotik Diose la spas vinajel balumil ta slikebal. Mu to'ox
k'usi oy ta sba li balumile, xokol to'ox; ak'ob to'ox ta sba li
muk'ta nabe. Li xch'ulel Diose jelav ta sba""",
        """Inin tlahtolli ipan mochihua in tlacatl huan in cihuatl, tlen
quinequi quichihuaz itequiuh ipan altepetl. Nochi tlacatl huan
cihuatl quipiya tlahtoltequitl tlen ica moyolnonotza""",
        """Guirá' ca binni racala'dxi' guiene' xi modo nga riaa xquidxi
ca xhono, ne gudxi laacabe nga ti yoo roo ra nuu xquendabiaani
ca bixhozegola'dxidó stícabe ne xpinni nuu guidxi""",
        """Nttsky McGrwth O'Brien DeLaCruz JPMorgan iPhone YouTube
WhatsApp LaTeX MySQL Tlxcl PhD Hz kWh SEDENA CNDH PGR EZLN
XVII XVIII CURP RFC IMSS ISSSTE CFE""",
        """capture2(nMuestras, intervaloTiempo) set_sqr1_slow(frecuencia)
get_voltage(canal) md5sum iproute2 ne2000 msdos2 sha256 x86_64
utf8 base64 cicloDeTrabajo tipoDeSenal x0r""",
        """A1 B2 C3 D4 23,5 km2 12.4% 1a 2a 3o Tabla1 Cuadro2
1990 1991 1992 1993 m3 CO2 H2O PM10""",
    ],
    ids=["Tsotsil", "Náhuatl", "Zapotec", "names", "code", "a table"],
)
def test_languages_without_a_list_names_code_and_tables_are_no_rubbish(
    text: str, read: Read
) -> None:
    extraction = read(pdf(text))
    assert (extraction.waiting, extraction.problems) == ((), ())


# --- glyphs without names ---


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        # T1 and OT1 of TeX; PDFium leaves out 0 to 3, and takes \r and \n for ends of lines
        ([b"la o\x1ccina de con\x1dictos,", b"\x1cnes y \x1dores"],
         "la oficina de conflictos,\nfines y flores"),
        ([b"la o\x0ccina de con\x0dictos,", b"\x0cnes y \x0dores"],
         "la oficina de conflictos,\nfines y flores"),
        ([b"la o\x02cina de con\x03ictos,", b"\x02nes y \x03ores"],
         "la oficina de conflictos,\nfines y flores"),
        ([b"o\x1c-", b"cios y acom-", b"pa\xf1a"], "oficios y acompaña"),
        ([b"\xbeQui\xe9n? 14\x1516 \x13as\xed\x14"], "¿Quién? 14–16 «así»"),
    ],
    ids=["T1", "OT1", "left out", "broken words", "signs"],
)  # fmt: skip
def test_glyphs_without_names_are_letters(lines: list[bytes], shown: str, read: Read) -> None:
    extraction = read(unnamed_font_pdf(*lines))
    assert extraction.passages[0].text == shown
    assert extraction.problems == ()


def test_letters_outside_the_basic_plane_move_no_other(read: Read) -> None:
    """PDFium counts each of them twice."""
    letters = {code: chr(code) for code in range(33, 127)} | {ord("x"): "𝑥"}
    data = unnamed_font_pdf(b"La suma de x y de xx", b"L a  c o s e c h a", letters=letters)
    assert read(data).passages[0].text == "La suma de 𝑥 y de 𝑥𝑥\nLa cosecha"


def test_a_blank_glyph_is_a_space_whatever_its_name(read: Read) -> None:
    data = unnamed_font_pdf(
        b"Nuestras%hijas,%el%40$%de%la%casa%", b"12%", blank=b"%", letters={0x24: "%"}
    )
    assert read(data).passages[0].text == "Nuestras hijas, el 40% de la casa\n12"


def test_a_soft_hyphen_is_a_hyphen_where_it_is_drawn(read: Read) -> None:
    """Fonts have one glyph for both, and some programs name it U+00AD."""
    letters = {ord("="): "\xad", ord("_"): "\xad"}
    data = unnamed_font_pdf(
        b"taller te\xf3rico=pr\xe1ctico de 2011=2013, repa_raci\xf3n", b"y acom=", b"pa\xf1amiento",
        blank=b" _", letters=letters,
    )  # fmt: skip
    shown = "taller teórico-práctico de 2011-2013, reparación\ny acompañamiento"
    assert read(data).passages[0].text == shown


def test_letters_that_nothing_explains_are_named(read: Read) -> None:
    data = unnamed_font_pdf(b"La pala\x07bra de la asam\x08blea.")
    (problem,) = read(data).problems
    assert problem.kind is UNRELIABLE
