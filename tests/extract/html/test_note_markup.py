"""Note marks of a page are no part of its words, however programs mark them up."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from indexer.extract.html.note_markup import write_note_marks
from indexer.extract.html.ruby_text import write_ruby_readings
from indexer.extract.options import Options
from indexer.extract.render.section_html import section_html
from indexer.note_marks import without_note_marks
from tests.builders import SPANISH
from tests.builders import html as page
from tests.extract.conftest import ReadPage

P = f"<p>{SPANISH}</p>"

REFERENCES = {
    "a number alone": "vida<sup>15</sup> s",
    "in brackets": "vida<sup>[2]</sup> s",
    "in parentheses": "vida<sup>(3)</sup> s",
    "several": "vida<sup>1,4</sup> s",
    "from to": "vida<sup>1–3</sup> s",
    "one and another": "vida<sup>12, 13 y 14</sup> s",
    "each in brackets": "vida<sup>[1] [2]</sup> s",
    "with a page": "vida<sup class=reference>: 45 </sup> s",
    "raised by Word": "vida<span style='position:relative;top:-5.0pt'>1</span> s",
    "raised by a measure": "vida<span style='vertical-align: 4px;font-size:8px'>1</span> s",
    "with a link that leads nowhere": "vida<sup><a href='notas.html'>1</a></sup> s",
    "kramdown": "vida<sup id='fnref:1'><a href='#fn:1' rel='footnote'>1</a></sup> s",
    "side by side": "vida<sup>1</sup><sup>2</sup> s",
    "several links": "vida<sup><a href=#a>1</a>, <a href=#b>2</a></sup> s",
    "a letter": "vida de la memoria<sup>a</sup> s",
    "a Roman number": "vida<sup><a href='#_edn1'>[iv]</a></sup> s",
    "EPUB": "vida<a epub:type='noteref' href='notes.xhtml#n1'>1</a> s",
    "ARIA": "vida<a href='#n4' role='doc-noteref'><sup>4</sup></a> s",
    "Word": "vida<a href='#_ftn1' name='_ftnref1'><span class=MsoFootnoteReference>"
    "<span class=MsoFootnoteReference><span lang=ES>[1]</span></span></span></a> s",
    "LibreOffice": "vida<sup><a class='sdfootnoteanc' name='sdfootnote1anc' "
    "href='#sdfootnote1sym'><sup>1</sup></a></sup> s",
    "Google Docs": "vida<sup><a href='#ftnt1' id='ftnt_ref1'>[1]</a></sup> s",
    "Google Docs on the web": "vida<span class=c5>1</span> s"
    "<p><style>.c5{color:#000;vertical-align:super}</style>",
    "Wix": "vida<span style='font-size:9px; vertical-align: super'>3</span> s",
    "MediaWiki": "vida<sup id='cite_ref-1' class='reference'><a href='#cite_note-1'>"
    "<span>[</span>1<span>]</span></a></sup> s",
    "MediaWiki with groups": "vida<sup><a href='#cite_note-1'>[nota 1]</a></sup> s",
    "WordPress": "vida<sup class='fn' data-fn='u-1'><a href='#u-1' id='u-1-link'>1</a></sup> s",
    "Easy Footnotes": "vida<span class='easy-footnote'><a href='#easy-footnote-bottom-1-9' "
    "title='x'><sup>1</sup></a></span> s",
    "Modern Footnotes": "vida<sup class='modern-footnotes-footnote'>"
    "<a href='javascript:void(0)'>1</a></sup> s",
    "Substack": "vida<a class='footnote-anchor' id='footnote-anchor-1' href='#footnote-1'>1</a> s",
    "Ghost": "vida<sup class='footnote-ref'><a href='#fn1' id='fnref1'>[1]</a></sup> s",
    "Pandoc": "vida<a href='#fn1' class='footnote-ref' role='doc-noteref'><sup>1</sup></a> s",
    "DocBook": "vida<a href='#ftn.idm1' class='footnote'><sup class='footnote'>[1]</sup></a> s",
    "Asciidoctor": "vida<sup class='footnote'>[<a id='_footnoteref_1' class='footnote' "
    "href='#_footnotedef_1'>1</a>]</sup> s",
    "Sphinx": "vida<a class='footnote-reference brackets' href='#id2' role='doc-noteref'>"
    "<span>[</span>1<span>]</span></a> s",
    "Drupal": "vida<a class='see-footnote' id='footnoteref1_x' href='#footnote1_x'>1</a> s",
    "OpenEdition": "vida<a class='footnotecall' id='bodyftn1' href='#ftn1'>1</a> s",
    "SciELO": "vida<sup><a href='#B1'>1</a></sup> s",
    "by hand": "vida<a href='#nota1'>(1)</a> s",
    "by hand in brackets": "vida<a href='#abajo1'>[1]</a> s",
    "by hand, with a way back": "vida<a id=q1 href='#x1'>1</a> s<p id=x1><a href='#q1'>2</a>. N",
}
NUMBERS_OF_NOTES = {
    "raised": "<sup>1</sup>Nota al pie",
    "Word": "<a href='#_ftnref1' name='_ftn1'><span class=MsoFootnoteReference>[1]</span></a>Nota",
    "LibreOffice": "<a class='sdfootnotesym' href='#sdfootnote1anc'>1</a>Nota",
    "DocBook": "<a href='#idm1' class='para'><sup class='para'>[1] </sup></a>Nota",
    "Google Docs": "<a href='#ftnt_ref1' id='ftnt1'>[1]</a><span>Nota</span>",
    "Asciidoctor": "<a href='#_footnoteref_1'>1</a>Nota",
    "Drupal": "<a class='footnote-label' href='#footnoteref1_x'>1.</a>Nota",
    "OpenEdition": "<a class='FootnoteSymbol' id='ftn1' href='#bodyftn1'>1</a>Nota",
}
WORDS = {
    "units": ("30 m<sup>2</sup> o km<sup>2</sup>", "30 m² o km²"),
    "units in words": ("kilómetros<sup>2</sup>", "kilómetros2"),
    "powers of ten": ("10<sup>3</sup> casos", "10³ casos"),
    "powers": ("2<sup>10</sup> y x<sup>2</sup>", "210 y x²"),
    "a formula": ("(a+b)<sup>2</sup>", "(a+b)2"),
    "chemistry": ("H<sub>2</sub>O, CO<sub>2</sub>, Ca<sup>2+</sup>", "H2O, CO2, Ca2+"),
    "isotopes": ("<sup>14</sup>C, el <sup>14</sup>C", "14C, el 14C"),
    "ordinals": ("1<sup>er</sup> 2<sup>a</sup> XX<sup>e</sup> 3<sup>rd</sup>", "1er 2a XXe 3rd"),
    "numbers": ("N<sup>o</sup> 45, n.<sup>os</sup> 3 y 4", "Nº 45, n.ºs 3 y 4"),
    "abbreviations": ("N<sup>o</sup> N.<sup>o</sup> M<sup>me</sup>", "No N.o Mme"),
    "both genders": ("señor<sup>a</sup>, doctor<sup>as</sup>", "señora, doctoras"),
    "degrees": ("20<sup>0</sup>C y 20<sup>o</sup>", "200C y 20o"),
    "a trade mark": ("Teflón<sup>TM</sup>, Mejoral<sup>MR</sup>", "Teflón™, Mejoral MR"),
    "a product": ("E = mc<sup>2</sup>", "E = mc2"),
    "pages": ("página <a href='#page2'>2</a>", "página 2"),
    "contents": ("<a href='#c1'>1</a> <a href='#c2'>2</a> Índice", "1 2 Índice"),
    "a version": ("iproute2, msdos2, 2a edición", "iproute2, msdos2, 2a edición"),
}  # fmt: skip
READABLE = {
    "the number of an institution, and who answers letters": (
        "Ruiz<sup>1</sup>, Luz<sup>2,*</sup>", "Ruiz¹, Luz²*",
    ),
    "letters of institutions": (
        "Ruiz<sup>a,c</sup>, Luz<sup>a</sup>, Paz<sup>b</sup>", "Ruiz⁽ᵃ,ᶜ⁾, Luz⁽ᵃ⁾, Paz⁽ᵇ⁾",
    ),
    "a slash, as in official papers": ("saldo<sup>1/</sup> anual", "saldo¹ anual"),
    "a year": ("En 1994<sup>3</sup> fue", "En 1994³ fue"),
    "after a sign": ("«memoria»<sup>2</sup>. Y (1994)<sup>3</sup>", "«memoria»². Y (1994)³"),
    "beside a letter": ("la letra x<sup><a href='#fn2'>2</a></sup>", "la letra x⁽²⁾"),
    "two": ("vida<sup>1</sup><sup>2</sup>", "vida¹,²"),
    "a word as label": ("vida<sup><a href='#cite_note-1'>[nota 1]</a></sup>", "vida⁽ⁿ¹⁾"),
    "two digits": ("El luto<sup>15</sup> no", "El luto¹⁵ no"),
    "several": ("vida<sup>12, 13 y 14</sup>", "vida¹²,¹³,¹⁴"),
    "each in brackets": ("vida<sup>[1] [2]</sup>", "vida¹,²"),
    "a badge": ("Curso<sup>gratuito</sup>", "Curso gratuito "),
    "before a short word": ("<sup>1</sup>O sea", "¹ O sea"),
    "the way back": ("Nota <a href='#u-1-link' aria-label='Volver'>↩︎</a>", "Nota "),
    "the way back in words": ("Nota <a href='#_ftnref1'>[volver al texto]</a>", "Nota "),
    "a way back to the page": ("Fin <a href='#top'>Volver arriba</a>", "Fin Volver arriba"),
    "many ways back": (
        "<span class='mw-cite-backlink'>↑ <sup><a href='#cite_ref-a'>a</a></sup> "
        "<sup><a href='#cite_ref-b'>b</a></sup></span> Nota",
        " Nota",
    ),
    "a note beside its mark": (
        "vida<sup>1</sup><span class=sidenote>Nota</span>dos", "vida¹ Nota dos"
    ),
    "readings": (
        "<ruby>記<rp>(</rp><rt>き</rt><rp>)</rp>憶<rt>おく</rt></ruby>", "記憶 (きおく)"
    ),
    "readings of words": ("<ruby>xnestis<rt>nuestra vida</rt></ruby>", "xnestis (nuestra vida)"),
}  # fmt: skip


def written(body: str) -> str:
    tree = LexborHTMLParser(f"<body><p>{body}</p>")
    write_note_marks(tree)
    write_ruby_readings(tree)
    [paragraph, *_] = tree.css("p")
    return paragraph.text()


@pytest.mark.parametrize("program", REFERENCES)
def test_a_reference_to_a_note_is_no_part_of_the_word_before_it(program: str) -> None:
    text = written(REFERENCES[program])
    assert without_note_marks(text) in ("vida s", "vida de la memoria s")
    assert text != without_note_marks(text)


@pytest.mark.parametrize("program", NUMBERS_OF_NOTES)
def test_the_number_before_a_note_is_apart_from_its_first_word(program: str) -> None:
    text = written(NUMBERS_OF_NOTES[program])
    assert text.startswith("¹ Nota")


@pytest.mark.parametrize("what", WORDS)
def test_raised_parts_of_words_stay_in_them(what: str) -> None:
    body, text = WORDS[what]
    assert written(body) == text
    assert without_note_marks(text) == text


@pytest.mark.parametrize("what", READABLE)
def test_marks_and_readings_are_legible(what: str) -> None:
    body, text = READABLE[what]
    assert written(body) == text


def test_headings_and_titles_are_named_without_their_marks(read_page: ReadPage) -> None:
    heading = "<h1>La sembradora<sup><a href='#fn1'>1</a></sup></h1>"
    extraction = read_page(page(f"<main>{heading}{P}{P}</main>"))
    [passage] = extraction.passages
    assert extraction.metadata.title == passage.label == passage.title == "La sembradora"
    assert passage.text.startswith("La sembradora¹\n\nEl acompañamiento")


def test_the_section_that_readers_see_has_the_marks_of_its_passage() -> None:
    body = (
        f"<main><h1>El luto</h1><p>El luto<sup><a href='#n'>15</a></sup> no termina.</p>{P}</main>"
    )
    html = section_html(page(body).encode(), "nota.html", 1, Options())
    assert "<p>El luto¹⁵ no termina.</p>" in html


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<sup>1,*</sup>Instituto de la Costa", "¹* Instituto de la Costa"),
        ("<sup>2</sup>Instituto de la Costa", "² Instituto de la Costa"),
        ("Rosa Pérez<sup>1,*</sup> y Ana", "Rosa Pérez¹* y Ana"),
    ],
)
def test_the_star_beside_the_number_of_an_affiliation_stays_and_glues_no_word(
    markup: str, text: str
) -> None:
    tree = LexborHTMLParser(f"<p>{markup}</p>")
    write_note_marks(tree)
    assert tree.body is not None
    assert tree.body.text() == text
