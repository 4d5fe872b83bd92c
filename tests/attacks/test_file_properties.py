"""What the properties of a file say of persons is not published, unless its pages say it too."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from indexer.extract import bylines
from indexer.extract.options import Options
from indexer.extract.registry import extract
from indexer.model import Extraction, HeldBack
from tests.builders import SPANISH, pdf, xmp
from tests.builders import html as page

TEXT = f"Informe sobre el miedo\n{SPANISH}"
P = f"<h1>Informe sobre el miedo</h1><p>{SPANISH}</p>"
PERSON = "Juana Valdés"
PATH = "C:\\Users\\juana\\Escritorio\\informe.doc"


def read(folder: Path, data: bytes | str, name: str) -> Extraction:
    file = folder / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return extract(file, name, Options())


def info(**values: str) -> bytes:
    return pdf(TEXT, info=values)


def packet(**values: str | list[str]) -> bytes:
    return pdf(TEXT, xmp=xmp(**values))


def head(source: str, body: str = P) -> str:
    return page(body, title="Informe", head=source)


def meta(name: str, content: str) -> str:
    return head(f'<meta name="{name}" content="{content}">')


def json_ld(**values: object) -> str:
    work = {"@type": "Article", "headline": "El miedo", **values}
    return head(f"<script type='application/ld+json'>{json.dumps(work)}</script>")


NAMES = HeldBack(names=1)
PATHS = HeldBack(paths=1)
MAILS = HeldBack(email_addresses=1)
MAIL = "juana.valdes@example.org"

PDF_SECRETS = {
    "the author": (info(Author=PERSON), NAMES),
    "the author, surname first": (info(Author="Valdés, Juana"), NAMES),
    "the author, a single name": (info(Author="Juana"), NAMES),
    "the creator in XMP": (packet(creator=[PERSON]), NAMES),
    "both": (pdf(TEXT, info={"Author": PERSON}, xmp=xmp(creator=PERSON)), NAMES),
    "a login": (info(Author="juana.valdes"), HeldBack()),
    "an address as author": (info(Author=MAIL), MAILS),
    "an author with an address": (info(Author=f"{PERSON} <{MAIL}>"), MAILS),
    "a title with the program and the path": (info(Title=f"Microsoft Word - {PATH}"), PATHS),
    "a title that is a path": (info(Title=PATH), PATHS),
    "a path inside a title": (info(Title=f"Informe ({PATH}) final"), PATHS),
    "a path of a Mac": (info(Title="Informe /Users/juana/Documents/a.pages"), PATHS),
    "a path of Linux": (info(Subject="de /home/juana/Documentos/informe.odt"), PATHS),
    "a path in a home": (info(Subject="copia de ~/juana/informe.odt"), PATHS),
    "a path on a server": (info(Keywords=r"miedo; \\nas\juana\informe.doc"), PATHS),
    "an encoded path": (info(Subject="file:///C:/Users/juana/mis%20papeles/a.htm"), PATHS),
    "a title with an address": (info(Title=f"Informe de {MAIL}"), MAILS),
    "an address among the keywords": (info(Keywords=f"miedo, {MAIL}, duelo"), MAILS),
    "an address that is written out": (info(Subject="Escribe a juana [at] example.org"), MAILS),
    "the description in XMP": (packet(description=f"Dudas: {MAIL}"), MAILS),
    "the rights": (packet(rights=f"© {MAIL}"), MAILS),
    "the rights of who typed it": (
        pdf(TEXT, info={"Author": PERSON}, xmp=xmp(rights=f"© {PERSON} 2020")),
        NAMES,
    ),
    "a title of who typed it": (info(Author=PERSON, Title=f"Papeles de {PERSON}"), NAMES),
    "a subject": (packet(subject=["miedo", PATH]), PATHS),
    "a source with a name and password": (
        packet(source="https://juana:clave@intranet.example.org/a"),
        MAILS,
    ),
    "a bookmark that is the name of a file": (pdf(TEXT, outline=[(0, PATH)]), PATHS),
    "a label of a page": (pdf(TEXT, labels=[(0, "/S /D /P (juana@example.org )")]), MAILS),
    "the author in running text": (
        pdf(f"Informe\nNos lo contó\n{PERSON}, que vive en la sierra.", info={"Author": PERSON}),
        None,
    ),
}

HTML_SECRETS = {
    "the author": (meta("author", PERSON), NAMES),
    "the author in Dublin Core": (meta("DC.creator", PERSON), NAMES),
    "the author in terms of LibreOffice": (meta("DCTERMS.creator", PERSON), NAMES),
    "the author of Open Graph": (
        head(f'<meta property="article:author" content="{PERSON}">'),
        NAMES,
    ),
    "the author of an old program": (meta("web_author", PERSON), NAMES),
    "JSON-LD": (json_ld(author={"@type": "Person", "name": PERSON}), NAMES),
    "Word's properties": (
        head(f"<!--[if gte mso 9]><xml><o:Author>{PERSON}</o:Author></xml><![endif]-->"),
        HeldBack(),
    ),
    "microdata in an attribute": (
        head("", f"<div itemscope itemtype='https://schema.org/Article'>"
             f"<b itemprop=author content='{PERSON}'></b>{P}</div>"),
        HeldBack(),
    ),
    "a byline that nobody sees": (
        head(f"<meta name=author content='{PERSON}'>", f"{P}<p hidden>Por {PERSON}</p>"),
        HeldBack(hidden_words=3, names=1),
    ),
    "an address in the description": (meta("description", f"Dudas: {MAIL}"), MAILS),
    "a path in the description": (meta("description", f"Copia de {PATH}"), PATHS),
    "an address among the keywords": (meta("keywords", f"miedo,{MAIL}"), MAILS),
    "a path as canonical address": (
        head("<link rel=canonical href='file:///C:/Users/juana/a.htm'>"),
        PATHS,
    ),
    "an address in the copyright": (meta("copyright", f"© {MAIL}"), MAILS),
    "the name of who typed it as publisher": (
        head(f"<meta name=author content='{PERSON}'>"
             f"<meta name='DC.publisher' content='{PERSON}'>"),
        NAMES,
    ),
    "a title that is a path": (page(P, title=PATH), PATHS),
    "a path inside a title": (page(P, title=f"Informe ({PATH})"), PATHS),
    "a title of who typed it": (
        page(P, title=f"Papeles de {PERSON}", head=f"<meta name=author content='{PERSON}'>"),
        NAMES,
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "where"),
    [*(("a.pdf", where) for where in PDF_SECRETS), *(("a.html", w) for w in HTML_SECRETS)],
)
def test_what_points_to_a_person_is_not_published(name: str, where: str, tmp_path: Path) -> None:
    data, held_back = (PDF_SECRETS if name == "a.pdf" else HTML_SECRETS)[where]
    extraction = read(tmp_path, data, name)
    metadata = asdict(extraction.metadata)
    labels = [f"{passage.title} {passage.label}" for passage in extraction.passages]
    said = f"{metadata} {labels}".casefold()
    assert "juana" not in said
    assert "valdés" not in said
    assert held_back is None or extraction.held_back == held_back


STATED = {
    "alone in a line": f"Informe\n{PERSON}\n{SPANISH}",
    "with a word before": f"Informe\nPor {PERSON}\n{SPANISH}",
    "in capitals": f"Informe\nJUANA VALDÉS\n{SPANISH}",
    "surname first": f"Informe\nValdés, Juana\n{SPANISH}",
    "with a note": f"Informe\n{PERSON}*\n{SPANISH}",
    "with others": f"Informe\n{PERSON}, Ana Ruiz y Rosa Luz\n{SPANISH}",
    "announced": f"Informe\nAutora: {PERSON}\n{SPANISH}",
}
UNSTATED = {
    "in a sentence": f"Informe\nEl taller con {PERSON} fue en mayo.\n{SPANISH}",
    "at the break of a line": (
        f"Informe\nEn el taller de la comunidad nos acompañó la defensora\n{PERSON}\n"
        f"con su familia.\n{SPANISH}"
    ),
    "as designer": f"Informe\nDiseño editorial\n{PERSON}\n{SPANISH}",
    "as designer, announced": f"Informe\nDiseño: {PERSON}\n{SPANISH}",
    "below a colon": f"Informe\nAgradecemos a:\n{PERSON}\n{SPANISH}",
    "far below": "\n".join(["Informe", *["Una línea más."] * 40, PERSON]),
    "with a role": f"Informe\n{PERSON}, encargada de la captura\n{SPANISH}",
    "with another surname": f"Informe\n{PERSON} Soto\n{SPANISH}",
}


@pytest.mark.parametrize("where", STATED)
def test_a_name_that_the_pages_state_as_a_byline_is_an_author(where: str, tmp_path: Path) -> None:
    extraction = read(tmp_path, pdf(STATED[where], info={"Author": PERSON}), "a.pdf")
    assert extraction.metadata.creators == (PERSON,)
    assert not extraction.held_back


@pytest.mark.parametrize("where", UNSTATED)
def test_a_name_that_stands_elsewhere_is_no_author(where: str, tmp_path: Path) -> None:
    extraction = read(tmp_path, pdf(UNSTATED[where], info={"Author": PERSON}), "a.pdf")
    assert extraction.metadata.creators == ()
    assert extraction.held_back == NAMES


BYLINES_IN_HTML = {
    "under the heading": f"<h1>El miedo</h1><p>Por {PERSON}</p><p>{SPANISH}</p>",
    "marked by a class": f"<p>{SPANISH}</p><span class=byline>{PERSON}</span>",
    "a link": f"<main><h1>El miedo</h1><a rel=author href=/a>{PERSON}</a><p>{SPANISH}</p></main>",
}


@pytest.mark.parametrize("where", BYLINES_IN_HTML)
def test_the_byline_of_a_page_is_its_author(where: str, tmp_path: Path) -> None:
    source = head(f"<meta name=author content='{PERSON}'>", BYLINES_IN_HTML[where])
    assert read(tmp_path, source, "a.html").metadata.creators == (PERSON,)


OFFICES = [
    *("info@example.org", "contacto@example.org", "prensa2@example.org", "aluna@aluna.example"),
    *("no-reply@example.org", "comunicaciones@aluna.example", "editorial@example.org"),
]
PERSONS = ["juana@example.org", "jvaldes@aluna.example", "ana.ruiz@gmail.com", "j-v@example.org"]


@pytest.mark.parametrize("address", [*OFFICES, *PERSONS])
def test_the_address_of_an_office_stays(address: str, tmp_path: Path) -> None:
    extraction = read(tmp_path, info(Subject=f"Escríbenos a {address}"), "a.pdf")
    assert bool(extraction.metadata.description) is (address in OFFICES)
    assert extraction.held_back == (HeldBack() if address in OFFICES else MAILS)


def test_what_is_no_name_states_none() -> None:
    lines = ["", "12", "—", "Por", "de la", "María", "a" * 10_000, "X, Y, Z" * 5_000]
    assert bylines.stated_names([PERSON], lines) == ()
    assert bylines.stated_names([], lines) == ()
