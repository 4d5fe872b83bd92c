"""A reader copies a citation and quotes a passage; with and without JavaScript."""

from __future__ import annotations

from tests.browser.chromium import Chromium
from tests.browser.look import WITHOUT_SCRIPT
from tests.browser.reader import Key, Reader
from tests.search_app.site import Site

PASSAGE = "/publications/claves-es/passages/1?q=miedo&lang=en"
SELECT = """
const text = document.querySelector(".text p").firstChild, range = document.createRange();
range.setStart(text, 3); range.setEnd(text, 29);
getSelection().removeAllRanges(); getSelection().addRange(range);
"""
CITATION = "return document.getElementById('cite-apa').textContent"


def pasted(reader: Reader) -> str:
    """What is on the clipboard, as one line."""
    field = reader.search_field()
    field.clear()
    field.send_keys(Key.CONTROL, "v")
    return str(field.get_property("value"))


def test_a_reader_copies_the_words_that_they_selected_with_page_and_permalink(
    site: Site, reader: Reader
) -> None:
    reader.open(site.root + PASSAGE)
    assert "empieza por escuchar el miedo" in reader.probe(CITATION)
    reader.probe(SELECT)
    reader.wait_until(CITATION.replace(".textContent", ".textContent.indexOf('empieza') < 0"))
    reader.first("button", "Copy").click()
    said = "return document.querySelector('[data-copied]').textContent"
    assert reader.wait_until(said) == "Copied."
    copied = pasted(reader)
    assert "“acompañamiento psicosocial” (Equipo Ñandú, 2019, p. i)." in copied
    assert copied.endswith(f"{site.root}/publications/claves-es/passages/1")
    assert reader.complaints() == []


def test_without_javascript_a_citation_is_there_to_be_copied_by_hand(
    site: Site, browser: Chromium
) -> None:
    with browser.reader(WITHOUT_SCRIPT) as reader:
        reader.open(site.root + PASSAGE)
        assert "“El acompañamiento psicosocial empieza" in reader.probe(CITATION)
        assert reader.every("button", "Copy") == []
        assert reader.count("[data-hint][hidden]") == 1
