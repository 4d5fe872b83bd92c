from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.text.clean import PageText, clean_line, clean_pages, clean_text

TEX = "Versi´on, descripci´on, matem´atica, abreviaci´on. "


@pytest.mark.parametrize(
    ("read", "shown"),
    [
        ("acompa\ufffeñar re\u00adutilizar", "acompañar reutilizar"),
        ("a\r\nb\rc\n\n\n\nd", "a\nb\nc\n\nd"),
        ("uno\u00a0 dos\t\u2003tres ", "uno dos tres"),
        ("ﬁn ﬂor oﬃcio", "fin flor officio"),
        ("n.º 1ª", "n.º 1ª"),
        ("nu\x00ll \x07\x1f\ud800", "null"),
        ("Tukey\x92s", "Tukey’s"),
        ("\uf0b7 punto \ue001", "• punto"),
        ("cafe\u0301", "café"),
        ("x² ½ Ⅳ", "x² ½ Ⅳ"),
        (TEX + "el d´ıa", "Versión, descripción, matemática, abreviación. el día"),
        ("presenta¸c˜oes, transi¸c˜oes, introdu¸c˜ao", "presentações, transições, introdução"),
        ("Annika Seppa¨la¨, Erkki Kyro¨la¨, Sodankyla¨", "Annika Seppälä, Erkki Kyrölä, Sodankylä"),
        ("despu´es contin´ua", "después continúa"),  # without a habit, by the word
        ("aqu´ı y all´ı, espa~nol", "aquí y allí, español"),
        ("informaci ´on, situaci´ on", "información, situación"),
        ("nos conto´ su vida; la ´zona libre´ fue", "nos contó su vida; la ´zona libre´ fue"),
        ("dijo ´hola´, ´el´ y ´último´", "dijo ´hola´, ´el´ y ´último´"),
        ("~/datos, a~b, x^2", "~/datos, a~b, x^2"),
        ("l´homme, d´analyse, qu´elle, l´amico", "l´homme, d´analyse, qu´elle, l´amico"),
        ("usa `apt` y `a'", "usa `apt` y `a'"),
        ("bús\u200dqueda tes\u200ctimonios", "búsqueda testimonios"),
        ("می\u200cخواهم क्\u200dष 👩\u200d👧", "می\u200cخواهم क्\u200dष 👩\u200d👧"),
        ("araÃ±a, â€œsÃ­â€, quiÃ©n", "araña, “sí”, quién"),
        ("araÃƒÂ±a, niÃƒÆ’Ã‚Â±o", "araña, niño"),
        ("SÃO PAULO, À côté", "SÃO PAULO, À côté"),
        ("Acompa&amp;ntilde;amiento &amp; A &nbsp;", "Acompañamiento & A"),
        ("en HTML se escribe &lt;b&gt; y &amp;", "en HTML se escribe &lt;b&gt; y &amp;"),
        ("investigaci—n de ni–os", "investigación de niños"),  # MacRoman as Windows-1252
        ("polÌtica de niÒos, m·s", "política de niños, más"),  # and the reverse
        ("educaci¢n", "educación"),  # code page 850
        ("Madrid—Barcelona, guerra—paz", "Madrid—Barcelona, guerra—paz"),
        ("desaparici\ufffdn de ni\ufffdos", "desaparición de niños"),
        ("19°15´ N, 103°43´", "19°15´ N, 103°43´"),
    ],
)
def test_text_is_shown_as_read_without_the_traces_of_typesetting(read: str, shown: str) -> None:
    assert clean_text(read) == shown


WORDS = "acompañamiento político-militar psicosocial pre‐guerra apoyo mutuo apoyo mutuo con si"


@pytest.mark.parametrize(
    ("read", "shown"),
    [
        # the document has the word, or the compound, or more often the one than the other
        ("acompaña\ufffemiento", "acompañamiento"),
        ("ACOMPAÑA\ufffeMIENTO", "ACOMPAÑAMIENTO"),
        ("político\ufffemilitar", "político-militar"),
        ("psico\ufffesocial psico-social", "psicosocial psico-social"),
        ("psico\ufffesocial psico-social, psico-social", "psico-social psico-social, psico-social"),
        ("pre\ufffeguerra", "pre-guerra"),
        ("des\ufffeacompaña\ufffemiento", "desacompañamiento"),
        # it has the parts as words, so often and so long that it is no accident
        ("apoyo\ufffemutuo", "apoyo-mutuo"),
        ("con\ufffesi", "consi"),
        ("deci\ufffedir", "decidir"),
        # a part of a broken word is no word of the document
        ("apo\ufffeyar apo\ufffeyar yar\ufffeapo", "apoyar apoyar yarapo"),
        # no word goes on with a figure or changes to capitals
        ("Organización ISO\ufffe8859", "Organización ISO-8859"),
        ("de Martín\ufffeBaró", "de Martín-Baró"),
        ("la BIO\ufffeS", "la BIOS"),
        # an address has no hyphens but its own
        ("https://ejemplo.org/unas\ufffecosas", "https://ejemplo.org/unas-cosas"),
        # line ends that the reader left
        ("acompaña‐\r\nmiento", "acompañamiento"),
        ("acompaña- \nmiento", "acompañamiento"),
        ("acompaña\u00ad\nmiento", "acompañamiento"),
        ("político-\nmilitar", "político-militar"),
        ("2014-\r\n2015", "2014-\n2015"),
        ("dijo -\r\nno sé", "dijo -\nno sé"),
        ("mano-\n(izquierda)", "mano-\n(izquierda)"),
        # what is no joint
        ("fi\ufffe nal \ufffey", "fi nal y"),
    ],
)
def test_words_broken_at_a_lines_end_are_whole_again(read: str, shown: str) -> None:
    assert clean_pages([PageText(read), PageText(WORDS)])[0] == shown


@given(st.text(st.characters()))
def test_cleaning_twice_changes_nothing_and_gives_encodable_nfc(text: str) -> None:
    once = clean_text(text)
    assert once.encode("utf-8").decode("utf-8") == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once and "\x00" not in once and "\u00ad" not in once


def test_a_line_has_no_line_breaks() -> None:
    assert clean_line(" Claves\r\n hacia  el\tacompañamiento ") == "Claves hacia el acompañamiento"


def test_accents_are_repaired_by_the_habit_of_the_whole_document() -> None:
    pages = [PageText(TEX * 3), PageText("m´as")]
    assert clean_pages(pages)[1] == "más"
