"""What an audit prints is in the language of staff, whatever is found."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator

import pytest

from indexer.audit import report
from indexer.audit.findings import FindingKind, Severity
from indexer.audit.run import AuditReport, audit
from indexer.languages import INTERFACES
from indexer.messages import SOURCE_LANGUAGE, use_language
from indexer.settings import load_settings
from tests import builders as pages
from tests.audit.builders import BOX, NAME, SENTENCE, ZOCALO, annotation, document, jpeg, updated
from tests.english import english_words

each_language = pytest.mark.parametrize(
    "language", [code for code in INTERFACES if code != SOURCE_LANGUAGE]
)

PAGE = """
<!-- saved from url=(0030)https://aluna.mx/borrador.html -->
<!-- Rosa pidió quitar este párrafo antes de publicar -->
<p hidden>Juana Pérez vive en la calle Hidalgo</p>
<p style="display:none">Teléfono de Rosa: tel. 55 1234 5678</p>
<p>informes@aluna.example</p>
<script src="https://b.mx/x.js"></script><script>var a = 1</script>
<img src="https://b.mx/a.png" width="1" height="1"><img src="https://b.mx/b.png">
<img alt="Una mujer con un cartel" src="data:image/png;base64,AAAA">
<form action="https://b.mx/envio"><input type="hidden" value="Rosa vive en esta casa azul"></form>
<a href="file:///C:/Users/rosa/caso.pdf" ping="https://b.mx/p">enlace</a>
<meta name="author" content="Rosa"><meta name="lastauthor" content="Juana">
<link rel="stylesheet" href="https://b.mx/estilo.css">
<iframe srcdoc="&lt;p hidden&gt;Otra casa azul de Juana&lt;/p&gt;"></iframe>
<p onclick="a()" style="background: url(https://b.mx/fondo.png)">Texto</p>
"""


def _packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("notas.txt", "Rosa")
    return out.getvalue()


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    corpus = tmp_path_factory.mktemp("corpus")
    note = annotation("Text", "/Contents (quitar este nombre) /T (Rosa)")
    without_name = {5: pages.stream(SENTENCE.encode())}
    files = {
        "cubierto.pdf": document(SENTENCE + NAME + BOX),
        "anterior.pdf": updated(document(SENTENCE + NAME), without_name),
        "notas.pdf": document(page="/Annots [10 0 R]", objects={10: note}),
        "pegado.pdf": document(SENTENCE) + _packed(),
        "foto.jpg": jpeg(gps=ZOCALO) + b"secreto secreto secreto secreto",
        "pagina.html": pages.html(PAGE).encode(),
        "vacio.pdf": b"",
        "roto.pdf": b"%PDF-1.4 roto",
        "hoja.html": b"PK\3\4 no es una pagina",
        "folleto.docx": b"PK",
    }
    for name, data in files.items():
        (corpus / name).write_bytes(data)
    return audit(None, load_settings({"corpus": corpus}, {}))


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    use_language(SOURCE_LANGUAGE)


def test_there_is_something_to_say(audited: AuditReport) -> None:
    kinds = {f.kind for file in audited.files if file.result for f in file.result.findings}
    assert len(kinds) >= 18
    assert {kind.severity for kind in kinds} == set(Severity)


@each_language
def test_the_report_is_in_the_language_of_staff(audited: AuditReport, language: str) -> None:
    use_language(language)
    for line in report.lines(audited, quiet=False):
        assert english_words(line, language) == [], line


@each_language
def test_so_are_the_values_for_other_programs(audited: AuditReport, language: str) -> None:
    use_language(language)
    values = json.loads(json.dumps(report.as_json(audited)))
    for file in values["files"]:
        for said in (*file["findings"], *filter(None, [file["problem"]])):
            for member in ("detail", "explanation", "advice"):
                assert english_words(said[member], language) == [], said
            assert said["kind"] in set(FindingKind) or said is file["problem"]


@each_language
def test_every_kind_is_in_the_language_of_staff(language: str) -> None:
    use_language(language)
    for kind in FindingKind:
        assert english_words(f"{kind.explanation} {kind.advice}", language) == [], kind


@pytest.mark.parametrize("language", INTERFACES)
def test_nothing_printed_controls_a_terminal(audited: AuditReport, language: str) -> None:
    use_language(language)
    spaces = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
    for line in report.lines(audited, quiet=False):
        assert all(c.isprintable() or c in spaces for c in line)
        assert "?" not in line.replace("\N{NARROW NO-BREAK SPACE}?", "")
