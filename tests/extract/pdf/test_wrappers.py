"""A PDF that only wraps something else is a problem with an advice; its notice is no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extract.options import Options
from indexer.extract.registry import extract
from indexer.file_problems import ProblemKind
from indexer.model import Extraction
from tests.builders import SPANISH, pdf

COLLECTION = "/Collection << /Type /Collection >>"
FORM = "/NeedsRendering true /AcroForm << /Fields [] /XFA [] >>"
PORTFOLIO = {
    "en": "For the best experience, open this PDF portfolio in Acrobat X, or later.",
    "es": "Para obtener los mejores resultados, abra esta cartera PDF en Acrobat X.",
    "pt": "Para obter a melhor experiência, abra este Portfólio PDF no Acrobat X.",
    "fr": "Pour une meilleure expérience, ouvrez ce porte-documents PDF dans Adobe Reader X.",
    "older": "Multiple files are bound together in this PDF Package. Adobe recommends using Adobe "
    "Reader or Adobe Acrobat version 8 or later to work with documents contained in it.",
}
WAIT = {
    "en": "Please wait... If this message is not eventually replaced by the proper contents of the "
    "document, your PDF viewer may not be able to display this type of document. You can upgrade "
    "to the latest version of Adobe Reader for Windows, Mac, or Linux.",
    "es": "Espere... Si este mensaje no se reemplaza finalmente por el contenido adecuado del "
    "documento, puede que su visor de PDF no pueda mostrar este tipo de documento.",
    "pt": "Aguarde... Se esta mensagem não for finalmente substituída pelo conteúdo apropriado do "
    "documento, talvez seu visualizador de PDF não possa exibir este tipo de documento.",
    "fr": "Veuillez patienter... Si ce message n'est pas remplacé par le contenu du document, il "
    "se peut que votre visualiseur PDF ne puisse afficher ce type de document.",
}
VIEWER = {
    "en": "The document you are trying to load requires Adobe Reader 8 or higher.",
    "es": "Para ver el contenido completo de este documento, necesita una versión posterior del "
    "visor de PDF.",
    "pt": "Abra este documento com o Adobe Reader.",
    "fr": "Pour afficher tout le contenu de ce document, vous devez disposer d'une version plus "
    "récente du visualiseur PDF.",
}


def names(*files: str) -> str:
    files_ = " ".join(f"({name}) << /Type /Filespec /F ({name}) >>" for name in files)
    return f"/Names << /EmbeddedFiles << /Names [{files_}] >> >>"


def read(folder: Path, *pages: str, catalog: str = "") -> Extraction:
    file = folder / "a.pdf"
    lines = (page.replace(". ", ".\n") for page in pages)
    file.write_bytes(pdf(*lines, catalog=catalog))
    return extract(file, "a.pdf", Options())


def problems(found: Extraction) -> list[tuple[ProblemKind, str]]:
    return [(problem.kind, str(problem.detail)) for problem in found.problems]


@pytest.mark.parametrize("language", PORTFOLIO)
def test_a_portfolio_is_named_with_the_files_in_it(tmp_path: Path, language: str) -> None:
    catalog = f"{COLLECTION} {names('anexo.pdf', 'notas.docx')}"
    found = read(tmp_path, PORTFOLIO[language], catalog=catalog)
    assert problems(found) == [(ProblemKind.PORTFOLIO, "2 files: anexo.pdf, notas.docx")]
    assert [passage.text for passage in found.passages] == [""]


@pytest.mark.parametrize("language", WAIT)
@pytest.mark.parametrize("catalog", ["", FORM], ids=["flattened", "form"])
def test_a_form_that_asks_to_wait_is_named(tmp_path: Path, language: str, catalog: str) -> None:
    found = read(tmp_path, WAIT[language], catalog=catalog)
    assert problems(found) == [(ProblemKind.DYNAMIC_FORM, "")]
    assert [passage.text for passage in found.passages] == [""]


@pytest.mark.parametrize("language", VIEWER)
def test_a_page_that_sends_to_another_program_is_named(tmp_path: Path, language: str) -> None:
    assert problems(read(tmp_path, VIEWER[language])) == [(ProblemKind.DYNAMIC_FORM, "")]


def test_the_cover_of_an_organisation_for_its_portfolio_is_text(tmp_path: Path) -> None:
    found = read(tmp_path, "Informe anual y sus anexos", catalog=COLLECTION + names("a.pdf"))
    assert problems(found) == [(ProblemKind.PORTFOLIO, "1 file: a.pdf")]
    assert found.passages[0].text == "Informe anual y sus anexos"


def test_names_of_attached_files_are_screened_for_personal_data(tmp_path: Path) -> None:
    catalog = COLLECTION + names("juana.perez@example.org.pdf", "C:\\\\Users\\\\juana\\\\a.pdf")
    found = read(tmp_path, PORTFOLIO["es"], catalog=catalog)
    assert problems(found) == [(ProblemKind.PORTFOLIO, "2 files")]


def test_attached_pdfs_beside_a_text_are_only_mentioned(tmp_path: Path) -> None:
    found = read(tmp_path, *[SPANISH * 4] * 2, catalog=names("anexo.pdf", "factura.xml"))
    assert problems(found) == [(ProblemKind.ATTACHED_FILES, "1 file: anexo.pdf")]
    assert all("acompañamiento" in passage.text for passage in found.passages)


ORDINARY = {
    "a form with its text": (SPANISH * 4, FORM),
    "other attached files": (SPANISH * 4, names("factura.xml")),
    "a text about such files": (
        f"{SPANISH * 3} Quien ve «Espere...» en un PDF necesita otro visor: abra el documento con "
        f"Adobe Reader. {SPANISH * 8}",
        "",
    ),
    "nothing": ("Hola", ""),
}


@pytest.mark.parametrize("what", ORDINARY)
def test_an_ordinary_document_is_no_wrapper(tmp_path: Path, what: str) -> None:
    page, catalog = ORDINARY[what]
    assert problems(read(tmp_path, page, catalog=catalog)) == []
