"""What others put into a saved page is no text of it; what a page says about such things is."""

from __future__ import annotations

import pytest

from tests.builders import SPANISH
from tests.builders import html as page
from tests.extract.conftest import ReadPage
from tests.extract.html.inserts import INSERTS

P = f"<p>{SPANISH}</p>"
PAGES = {
    "in a division": "<div id=contenido><h1>El faro</h1>{text}</div>{insert}",
    "without parts": "{insert}<h1>El faro</h1>{text}",
    "of a few words": "{insert}<div><h1>El faro</h1><p>Un faro apagado.</p></div>",
}
ABOUT = {
    "a section on cookies": (
        f"<main><h1>Privacidad</h1>{P}<section id=cookies><h2>Cookies</h2><p>TEXTO Este sitio "
        "utiliza cookies. Al continuar navegando usted acepta su uso.</p></section></main>"
    ),
    "a policy": (
        "<main><h1>Política</h1><p>TEXTO Utilizamos cookies para mejorar su experiencia. Si "
        f"continúa, acepta su uso. Consulte la <a href=a>política de privacidad</a>.</p>{P}</main>"
    ),
    "an article on cookies": (
        f"<article><h1>Cómo rechazar</h1>{P}<p>TEXTO Pulse <a href=x>Aceptar</a> o Rechazar: los "
        f"sitios usan cookies y piden el consentimiento.</p>{P}</article>"
    ),
    "an article on archives": (
        "<article><h1>Archivos</h1><p>TEXTO La memoria caché de Google guardaba páginas; ya no "
        f"existe.</p>{P}<p>TEXTO The Wayback Machine is an archive of the web.</p></article>"
    ),
    "a page whose body is named after a notice": (
        "<div class='site cookie-notice-visible skiptranslate'><h1>Faro</h1>"
        f"<p>TEXTO uno dos tres</p>{P}</div>"
    ),
}


def read_text(read_page: ReadPage, body: str) -> str:
    return "\n".join(p.text for p in read_page(page(body, title="El faro")).passages)


@pytest.mark.parametrize("program", INSERTS)
def test_what_others_put_into_a_page_is_left_out(read_page: ReadPage, program: str) -> None:
    body = f"<main>{INSERTS[program]}<h1>El faro</h1>{P * 3}</main>"
    text = read_text(read_page, body)
    assert "SITIO" not in text
    assert "faro" in text


@pytest.mark.parametrize("place", PAGES)
def test_it_is_left_out_wherever_it_stands(read_page: ReadPage, place: str) -> None:
    whole = [insert for insert in INSERTS.values() if "position:relative'>" not in insert[-25:]]
    body = PAGES[place].format(insert="".join(whole), text=P * 3)
    text = read_text(read_page, body)
    assert "SITIO" not in text
    assert "faro" in text


@pytest.mark.parametrize("what", ABOUT)
def test_what_a_page_says_about_such_things_stays(read_page: ReadPage, what: str) -> None:
    text = "\n".join(p.text for p in read_page(page(ABOUT[what])).passages)
    assert text.count("TEXTO") == ABOUT[what].count("TEXTO")


LINE = (
    "<div id=aviso><p>Este sitio usa cookies para mejorar la experiencia. Al continuar acepta su "
    "uso. <a href='/p'>Más información</a></p></div>"
)


@pytest.mark.parametrize(("title", "stays"), [("El faro", False), ("Cookies", True)])
def test_a_line_about_cookies_at_the_edge_is_left_out_where_that_is_not_the_subject(
    read_page: ReadPage, title: str, stays: bool
) -> None:
    text = read_page(page(f"<div><h1>{title}</h1>{P * 2}</div>{LINE}")).passages[0].text
    assert ("Este sitio usa" in text) is stays
