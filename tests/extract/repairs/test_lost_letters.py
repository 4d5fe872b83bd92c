"""What fonts without names have lost is repaired place by place, and nothing else is touched."""

from __future__ import annotations

import pytest

from indexer.extract.repairs.lost_letters import repair_texts
from indexer.extract.text.clean import PageText, clean_pages
from indexer.extract.text.legibility import lost_words

# A font without the ligature ti, whatever stands in its place; a page needs some words.
_PAGE = (
    "La ges{0}ón compar{0}da del archivo comunitario empieza en Sal{0}llo. El tes{0}monio del "
    "sacristán abrió la inves{0}gación, y la comunidad decidió acompañar a las familias de cada "
    "barrio, escuchar su palabra y guardar memoria de lo que vivieron en aquellos años duros. "
    "Hubo talleres, reuniones y marchas; nadie habló por otra persona. "
)
_MENDED = _PAGE.format("ti").strip()


def _shown(*read: str) -> list[str]:
    return clean_pages([PageText(text) for text in repair_texts(read)])


@pytest.mark.parametrize(
    ("read", "shown"),
    [
        # U+FFFE is the hyphen of a broken word or a ligature
        ("las \ufffelas, al \ufffenal, identi\ufffecación", "las filas, al final, identificación"),
        ("las \ufffelas y \ufffeores del con\ufffeicto", "las filas y flores del conflicto"),
        ("\ufffelas, \ufffenes, educa\ufffedor, educador", "filas, fines, educador, educador"),
        ("educa\ufffedor y acompa\ufffeñar", "educador y acompañar"),
        ("una \ufffe sola", "una sola"),
        # the number of the glyph
        ("E\x1fciente y e\x1fcaz, e\x1fcienti\x1fca", "Eficiente y eficaz, eficientifica"),
        ("o\x1ccina, con\x1dicto, \x1cnes, \x1dores", "oficina, conflicto, fines, flores"),
        ("o\u240ccina, con\u240dicto, \u240cnes, \u240dores", "oficina, conflicto, fines, flores"),
        ("o\x1c-\r\ncios, recon\x1cgura\ufffeción", "oficios, reconfiguración"),
        ("\x02\x03\x04 \x05\x06 a\x02b, c\x02d", "ab, cd"),
        ("3 \x02m y 5 \x02m", "3 m y 5 m"),
        ("a 70\x04N y 0\x04E, de 75\x04N", "a 70N y 0E, de 75N"),
        # the other signs of TeX's T1 encoding
        ("\x10Nadie\x11⁴, \x13Otra\x14² y \x10no\x113", "“Nadie”⁴, «Otra»² y “no”3"),
        ("≪A veces≫⁵, ≪ Bonjour ≫", "«A veces»⁵, « Bonjour »"),
        ("m ≪ M y T ≫ t, a≪b≫c", "m ≪ M y T ≫ t, a≪b≫c"),
        ("o\x1ccina, 14\x1516, \x13así\x14, c÷ur", "oficina, 14–16, «así», cœur"),
        ("¾Quién cuida? ½Nadie! ¾ de taza", "¿Quién cuida? ¡Nadie! ¾ de taza"),
        ("½ kg, ¾ partes", "½ kg, ¾ partes"),
        # swapped bytes
        ("o昀椀cina, con\ufffe昀氀ictos, 昀氀ores, 猀椀", "oficina, conflictos, flores, si"),
        ("記憶 de 愀 y tシャツ", "記憶 de 愀 y tシャツ"),
        # letters of other scripts, of Latin that our languages do not have, signs, figures
        ("educaƟon, informaƟon, aƩack", "education, information, attack"),
        ("educaɵon, informaɵon, gesɵón", "education, information, gestión"),
        (
            "oûcina, conûanza, ediûcio, ûla; aüigía, conüicto, reüejo, inüación, pingüino",
            "oficina, confianza, edificio, fila; afligía, conflicto, reflejo, inflación, pingüino",
        ),
        ("août, coûter, goût, Ýmir, Zoë", "août, coûter, goût, Ýmir, Zoë"),
        ("la c\u043eleccion de p\u0430labr\u0430s", "la coleccion de palabras"),
        ("o\uf001cina y con\uf002icto, \uf0b7 punto", "oficina y conflicto, • punto"),
        ("kΩ, µm, hν, xchʼulel, kꞌusi", "kΩ, µm, hν, xchʼulel, kꞌusi"),
        ("user@dominio.org a=b x_1 tod@s", "user@dominio.org a=b x_1 tod@s"),
        ("uso_compartido, ruta_local, iproute2", "uso_compartido, ruta_local, iproute2"),
    ],
)
def test_ligatures_and_signs_of_fonts_without_names_are_letters_again(
    read: str, shown: str
) -> None:
    assert _shown(read) == [shown]


@pytest.mark.parametrize("lost", ["ࢢ", "\ufffd", "\ue001", "=", "9", "@", "", "i", "t", " ", "Ɵ"])
def test_the_ligature_ti_is_spelled_whatever_stands_in_its_place(lost: str) -> None:
    assert _shown(_PAGE.format(lost)) == [_MENDED]


def test_pages_that_have_all_letters_keep_their_strange_words() -> None:
    names = "Salillo y Saniago viven en Tlaxiaco. " + _MENDED
    assert _shown(names) == [names]


@pytest.mark.parametrize(
    ("read", "shown"),
    [
        (
            "Nuestras%hijas,%el%grupo%de%madres\nun%40%%de%las%familias\n12%\n",
            "Nuestras hijas, el grupo de madres\nun 40% de las familias\n12%",
        ),
        (
            "En un texto con espacios hay\nGráfica+en+donde+ocurrieron+los+hechos",
            "En un texto con espacios hay\nGráfica en donde ocurrieron los hechos",
        ),
        ("un_nombre_de_archivo.pdf con espacios", "un_nombre_de_archivo.pdf con espacios"),
        ("\\newfloat{algo}{tbp}{loa}", "\\newfloat{algo}{tbp}{loa}"),
        ("el 40% de 12 y el 3%", "el 40% de 12 y el 3%"),
    ],
)
def test_a_sign_that_stands_for_all_spaces_is_one(read: str, shown: str) -> None:
    assert _shown(read) == [shown]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("ges\ue001on, pala\ufffdbra, Co\x01perar", 3),
        ("FE\x01, cm\x013, O\x01!N, \uf8e5√\uf8e5yr, \uf0b7 punto", 0),
        ("\x16\t\x07\x05\x04\x08\x07 \x04\x05\x06\x07", 2),
        ("\x01\x01\x01\x01\x01 \x1a  \x1a \x01 \x15", 0),
        ("AとB、PDFファイルはtestを見る 記憶", 0),
        ("texto sin pérdidas", 0),
    ],
)
def test_words_with_lost_letters_count_unless_they_are_formulas(text: str, count: int) -> None:
    assert lost_words(text) == count
