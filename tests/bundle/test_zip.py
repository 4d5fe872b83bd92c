"""The offline copy as a zip: what is in it, and that it runs without a network."""

from __future__ import annotations

import ast
import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import pytest

from indexer import cli
from indexer.bundle import write_zip
from indexer.bundle.public_copy import portable_path
from indexer.engine import extend_index, open_engine
from indexer.engine.glossary import Concept, Glossary, GlossaryForm
from indexer.engine.searches import SearchRequest
from indexer.settings import Settings
from indexer.withdrawals.orders import open_orders
from tests.conftest import ROOT, ended
from tests.playground import wait_until
from tests.search_app import site
from tests.search_app.site import CLAVES, MANY, Work, write_collection

TAMPERED = replace(CLAVES, id="cambiada", path="cambiada.pdf", copies=())
EMBARGOED = Work(
    "mañana",
    "manana.pdf",
    site.pdf(1),
    replace(site.KEYS.metadata, title="De mañana", available="2999", relations=()),
    site._pages("es", "Lo que se dirá mañana: Eustaquio."),
)
IN_PART = Work(
    "en-parte",
    "en-parte.pdf",
    site.pdf(2),
    replace(site.KEYS.metadata, title="En parte", relations=()),
    site._pages("es", "Esto sí se lee: membrillo.", "Esto no: Evaristo."),
)
WORKS = (*site.WORKS, TAMPERED, EMBARGOED, IN_PART)
GLOSSARY = Glossary((Concept((GlossaryForm("miedo", "es"), GlossaryForm("fear", "en")), "ojo"),))
SECRETS = ("Zacarías", "Eustaquio", "Evaristo", "Testimonio retirado")


@dataclass(frozen=True)
class Copy:
    """An unpacked copy, and the settings of what it is a copy of."""

    original: Settings
    file: Path
    folder: Path

    @property
    def settings(self) -> Settings:
        data = self.folder / "data"
        return replace(self.original, index=data / "index", corpus=data / "corpus")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    folder = tmp_path_factory.mktemp("copia")
    settings = replace(
        write_collection(folder, WORKS), site_name='Archivo "Ñandú" \\ año', lang="es"
    )
    open_orders(settings).takedown(["retirada", "en-parte#2"], "", "")
    (settings.corpus / TAMPERED.path).write_bytes(b"%PDF-1.4 otra cosa")
    writer = extend_index(settings)
    writer.put_glossary(GLOSSARY)
    writer.commit()
    report = write_zip(settings, folder / "copia.zip")
    assert report.without_original == ("../secreto.pdf", *_left_out(), "falta.pdf")
    with zipfile.ZipFile(folder / "copia.zip") as packed:
        packed.extractall(folder / "unpacked")
    return Copy(settings, folder / "copia.zip", folder / "unpacked" / "copia")


def _left_out() -> tuple[str, ...]:
    return ("cambiada.pdf", "en-parte.pdf", "enlace.pdf")


def test_the_glossary_is_in_the_copy_without_the_notes_of_staff(copy: Copy) -> None:
    assert open_engine(copy.settings).acquire().glossary == GLOSSARY.without_notes()


def test_nothing_of_what_is_withdrawn_is_in_the_copy(copy: Copy) -> None:
    index = open_engine(copy.settings).acquire()
    for secret in SECRETS:
        assert index.search(SearchRequest(f'"{secret}"')).total == 0
        files = (path for path in copy.folder.rglob("*") if path.is_file())
        assert not any(secret.encode() in path.read_bytes() for path in files)
        assert not any(secret.lower().encode() in path.name.encode() for path in files)
    assert index.search(SearchRequest("membrillo")).total == 1
    assert not (copy.settings.corpus / "en-parte.pdf").exists()
    assert index.publication("retirada") is None
    relations = index.publication(CLAVES.id)
    assert relations is not None
    assert not any("retirada" in one.target for one in relations.metadata.relations)


def test_the_copy_has_the_originals_that_readers_may_have(copy: Copy) -> None:
    corpus = copy.settings.corpus
    found = {path.relative_to(corpus).as_posix() for path in corpus.rglob("*") if path.is_file()}
    withheld = {site.RETIRADA.path, EMBARGOED.path, IN_PART.path, TAMPERED.path}
    expected = {work.path for work in WORKS if work.data} - withheld
    assert found == expected


def test_scripts_can_be_run_and_nothing_else(copy: Copy) -> None:
    with zipfile.ZipFile(copy.file) as packed:
        for entry in packed.infolist():
            can_run = bool(entry.external_attr >> 16 & stat.S_IXUSR)
            assert can_run == entry.filename.endswith((".sh", ".command")), entry.filename
            assert entry.filename.startswith("copia/")


@contextmanager
def _without_network(copy: Copy, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The copy's own command, where there is no network but the computer's own address."""
    up = f"ip link set lo up; exec {sys.executable} buscar.py --no-browser --port {port}"
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "ALUNA_CORPUS": "/nowhere"}
    with ended(
        subprocess.Popen(
            ["unshare", "--net", "--map-root-user", "sh", "-c", up],
            cwd=copy.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    ) as process:
        yield process


_GET = (
    "import sys, time, urllib.request\n"
    "for _ in range(900):\n"
    "    try:\n"
    "        print([urllib.request.urlopen(u, timeout=20).read().decode('utf-8', 'replace')\n"
    "               for u in sys.argv[1:]]); break\n"
    "    except urllib.error.HTTPError: raise\n"
    "    except OSError: time.sleep(.1)  # no service, or no network, yet\n"
)


def _get(process: subprocess.Popen[bytes], *addresses: str) -> list[str]:
    """What the service answers, asked from inside its network."""
    # Entering one's own namespaces is refused, and that is where the process begins.
    theirs = Path(f"/proc/{process.pid}/ns/net")
    wait_until(lambda: theirs.readlink() != Path("/proc/self/ns/net").readlink())
    inside = ["nsenter", f"--target={process.pid}", "--net", "--user", "--preserve-credentials"]
    done = subprocess.run(
        [*inside, sys.executable, "-c", _GET, *addresses], capture_output=True, check=True
    )
    return list(ast.literal_eval(done.stdout.decode()))


def test_one_command_opens_the_search_without_a_network(copy: Copy) -> None:
    port, root = 8321, "http://127.0.0.1:8321"
    with _without_network(copy, port) as process:
        found, page, file, withdrawn = _get(
            process,
            f"{root}/api/v1/search?q=acompañamiento".replace("ñ", quote("ñ")),
            f"{root}/publications/{CLAVES.id}/passages/1?q=miedo",
            f"{root}/publications/{CLAVES.id}/file",
            f"{root}/api/v1/search?q={quote('Zacarías')}",
        )
    answer = json.loads(found)
    assert CLAVES.id in [hit["id"] for hit in answer["hits"]]
    assert "<mark" in page
    assert "Archivo &#34;Ñandú&#34; \\ año" in page
    assert file.startswith("%PDF")
    assert json.loads(withdrawn)["total"] == 0


def test_what_goes_wrong_says_what_to_do_and_leaves_what_was_there(
    copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tmp_path / "antes.zip"
    before.write_bytes(b"antes")
    folders = ["--corpus", str(copy.original.corpus), "--index"]
    index, nothing = str(copy.original.index), str(tmp_path / "nada")
    lost = copy.original.withdrawals.read_bytes()
    cases: list[tuple[list[str], int, str]] = [
        ([str(tmp_path / "copia.rar"), *folders, index], 2, ".zim"),
        ([str(tmp_path / "no" / "copia.zip"), *folders, index], 2, f"{tmp_path}/no"),
        ([str(before), *folders, nothing], 3, "update"),
    ]
    for arguments, code, said in cases:
        assert cli.main(["bundle", *arguments, "--lang", "es"]) == code
        assert said in capsys.readouterr().err
    try:
        copy.original.withdrawals.write_bytes(b"{")
        assert cli.main(["bundle", str(before), *folders, index]) == 3
    finally:
        copy.original.withdrawals.write_bytes(lost)
    assert before.read_bytes() == b"antes"
    assert [path.name for path in tmp_path.iterdir()] == ["antes.zip"]


@pytest.mark.parametrize(
    ("path", "portable"),
    [
        ("cuadernos/claves.pdf", True),
        ("año/Ñandú – 2014.html", True),
        ("a:b.pdf", False),
        ("con.pdf", False),
        ("carpeta./a.pdf", False),
        ("a\nb.pdf", False),
        ("../a.pdf", False),
        (f"{'x' * 130}.pdf", False),
    ],
)
def test_paths_that_windows_cannot_have_are_replaced(path: str, portable: bool) -> None:
    publication = replace(site.record(MANY[0]).publication, id="claves", path=path)
    assert portable_path(publication) == (path if portable else f"claves{Path(path).suffix}")


def test_an_old_python_can_read_the_launcher_far_enough_to_say_that_it_is_old() -> None:
    source = (ROOT / "indexer/bundle/launcher/buscar.py").read_text("utf-8")
    ast.parse(source, feature_version=(3, 7))
    old = (
        "import sys, runpy; sys.version_info = (3, 8, 1); sys.argv = ['buscar.py'];"
        f"runpy.run_path({str(ROOT / 'indexer/bundle/launcher/buscar.py')!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", old], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Se necesita Python 3.11" in done.stderr


def test_the_scripts_are_what_their_systems_read() -> None:
    launcher = ROOT / "indexer/bundle/launcher"
    for name in ("buscar.sh", "buscar.command"):
        assert subprocess.run(["sh", "-n", launcher / name], check=False).returncode == 0
        assert b"\r" not in (launcher / name).read_bytes()
    for_windows = (launcher / "buscar.cmd").read_bytes()
    assert for_windows.isascii()
    assert for_windows.count(b"\n") == for_windows.count(b"\r\n")


def test_the_explanation_is_in_each_language(copy: Copy) -> None:
    text = (copy.folder / "LEAME.txt").read_text("utf-8-sig")
    for name in ("Español", "English", "Português", "Français"):
        assert f"[{name}]" in text
    assert text.count('Archivo "Ñandú" \\ año') == 4
