"""What was withdrawn stays withdrawn: whatever staff write, and whatever happens to their files.

Each case is played end to end: real files, real updates, the real service.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from indexer import build, cli
from indexer.model import ProblemKind
from indexer.settings import Settings, load_settings
from indexer.withdrawals.orders import open_orders
from search_app import create_app
from search_app.library.manager import library_manager
from search_app.viewer import page_renderer

IDENTIFIER = "claves-2014"
PATH = "cuadernos/Señas, tomo 1 #2.html"
TITLE = "Acompañar, escuchar y nombrar"
SECRET = "Zacarías Quetzalpopoca"
OTHER = "otra-memoria"

TEXT = (
    "La asamblea de mujeres decidió caminar junta por la sierra hasta encontrar la casa de la "
    "abuela que guardaba los nombres de quienes faltan y cada noche alguien contaba una historia "
    "para que el miedo no ganara la palabra ni el silencio se volviera costumbre entre nosotras "
    "porque acompañar es también aprender a escuchar despacio lo que duele y lo que sostiene. "
    f"Así lo dijo {SECRET} cuando volvió del río con las manos llenas de piedras blancas y puso "
    "una por cada persona en la plaza donde antes jugaban los niños de la comunidad."
)
OTHER_TEXT = (
    "El archivo municipal conserva expedientes de tierras, mapas dibujados con tinta de nogal y "
    "cartas de maestros rurales que pedían libros, cuadernos y techos nuevos para las escuelas. "
    "Un equipo de historiadores los ordena por fecha, los limpia con brochas y los fotografía "
    "para que puedan consultarse sin dañarlos, y publica cada año un catálogo con índices de "
    "lugares, oficios y apellidos que ayuda a las familias a reconstruir su propia genealogía."
)


def page(title: str, text: str) -> str:
    paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n"))
    return (
        f'<!doctype html><html lang="es"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><main><h1>{title}</h1>{paragraphs}</main></body></html>"
    )


TABLE = f'file,identifier,title\n"{PATH}",{IDENTIFIER},"{TITLE}"\notra.html,{OTHER},Otra memoria\n'


class House:
    """A corpus with its index, and the service in front of it."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "corpus"
        self.settings: Settings = load_settings(
            {"corpus": self.corpus, "index": folder / "index", "workers": "1"}, {}
        )

    @property
    def table(self) -> Path:
        return self.corpus / "metadata.csv"

    @property
    def takedown(self) -> Path:
        return self.settings.takedown

    def write(self, path: str, text: str) -> Path:
        file = self.corpus / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def update(self) -> list[ProblemKind]:
        return [problem.kind for problem in build.update(self.settings).problems]

    @contextmanager
    def service(self) -> Iterator[FlaskClient]:
        app = create_app(self.settings)
        try:
            yield app.test_client()
        finally:
            library_manager(app).close()
            page_renderer.close(app)

    def is_secret(self) -> bool:
        """Whether a service that starts now shows nothing of what was withdrawn."""
        with self.service() as client:
            return nothing_is_shown(client)


def nothing_is_shown(client: FlaskClient) -> bool:
    found = client.get(f"/api/v1/search?q={quote(SECRET)}")
    if found.status_code == 503:
        return True
    everything = client.get("/api/v1/search?per_page=100").get_json()
    addresses = [hit["url"] for hit in everything["hits"]]
    bodies = [client.get(address).get_data(as_text=True) for address in addresses]
    return found.get_json()["total"] == 0 and not any(SECRET.split()[1] in b for b in bodies)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus that was indexed once; copied for each case."""
    folder = tmp_path_factory.mktemp("withdrawal")
    house = House(folder)
    house.write(PATH, page(TITLE, TEXT))
    house.write("otra.html", page("Otra memoria", OTHER_TEXT))
    house.table.write_text(TABLE, "utf-8")
    assert house.update() == []
    return folder


@pytest.fixture
def house(template: Path, tmp_path: Path) -> House:
    for name in ("corpus", "index"):
        # Modification times are kept, so that no case reads unchanged files again.
        shutil.copytree(template / name, tmp_path / name)
    return House(tmp_path)


# --- every form that staff paste

DECOMPOSED = "cuadernos/Sen\u0303as, tomo 1 #2.html"
FORMS = [
    IDENTIFIER,
    IDENTIFIER.upper(),
    f"  {IDENTIFIER}  ",
    f"{IDENTIFIER};",
    f"{IDENTIFIER}.",
    f'"{IDENTIFIER}"',
    f"«{IDENTIFIER}»",
    f"“{IDENTIFIER}”",
    f"<{IDENTIFIER}>",
    f"- {IDENTIFIER}",
    f"* {IDENTIFIER}",
    f"• {IDENTIFIER}",
    f"1. {IDENTIFIER}",
    f"23) {IDENTIFIER}",
    f"id: {IDENTIFIER}",
    f"Identificador: {IDENTIFIER}",
    f"ID = {IDENTIFIER}",
    f"{IDENTIFIER}, retirada por la familia",
    f"{IDENTIFIER}; retirada por la familia",
    f"{IDENTIFIER} retirada por la familia",
    f"{IDENTIFIER} - retirada por la familia",
    f"{IDENTIFIER} (retirada por la familia)",
    f"{IDENTIFIER}\tretirada por la familia",
    f"{IDENTIFIER} # retirada por la familia",
    f"{IDENTIFIER}#retirada",
    f"/publications/{IDENTIFIER}",
    f"https://publicaciones.example.org/buscar/publications/{IDENTIFIER}",
    f"https://publicaciones.example.org/publications/{IDENTIFIER}?q=miedo#match-1",
    f"<https://publicaciones.example.org/publications/{IDENTIFIER}/file>",
    f"[así]: https://publicaciones.example.org/publications/{IDENTIFIER}/cite/ris",
    f"publicaciones.example.org/api/v1/publications/{IDENTIFIER}",
    f"https://aka.example/?u=https%3A%2F%2Fa.example.org%2Fpublications%2F{IDENTIFIER}",
    PATH,
    PATH.upper(),
    PATH.replace("/", "\\"),
    f"./{PATH}",
    f"/srv/aluna/corpus/{PATH}",
    f"C:\\Aluna\\corpus\\{PATH}",
    quote(PATH),
    f"file:///srv/corpus/{quote(PATH)}",
    DECOMPOSED,
    f'"{PATH}", retirada',
    PATH.rpartition("/")[2],
    TITLE,
    TITLE.lower(),
    f"“{TITLE}”, cuaderno",
    f"{IDENTIFIER}\u200b",
    f"\u202a{IDENTIFIER}\u202c",
    f"{IDENTIFIER}\u00a0",
    f"no-existe; {IDENTIFIER}",
    f"{OTHER}; {IDENTIFIER}",
    f"{OTHER} {IDENTIFIER}",
    f"{OTHER}, {IDENTIFIER}",
    f"{OTHER} y {IDENTIFIER}",
    f'{IDENTIFIER},"{TITLE}",2014,es',
    f'"{PATH}";{IDENTIFIER};"{TITLE}"',
    f"Por favor retiren {IDENTIFIER} hoy mismo",
    f"{IDENTIFIER} hasta 2999-01-01",
    f"{IDENTIFIER} hasta que la familia diga",
    f"{IDENTIFIER} página 999",
]


@pytest.fixture(scope="module")
def shared(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all forms: what a case has withdrawn is forgotten after it."""
    folder = tmp_path_factory.mktemp("forms")
    for name in ("corpus", "index"):
        shutil.copytree(template / name, folder / name)
    yield House(folder)


@pytest.fixture(scope="module")
def running(shared: House) -> Iterator[FlaskClient]:
    with shared.service() as client:
        yield client


@pytest.fixture
def forgetful(shared: House, running: FlaskClient) -> Iterator[FlaskClient]:
    assert running.get(f"/publications/{IDENTIFIER}").status_code == 200
    yield running
    for name in [one.name for one in open_orders(shared.settings).overview().done]:
        open_orders(shared.settings).restore([name])
    shared.takedown.write_bytes(b"")


@pytest.mark.parametrize("line", FORMS)
def test_whatever_staff_paste_is_understood(
    line: str, shared: House, forgetful: FlaskClient
) -> None:
    shared.takedown.write_bytes(f"# lista\n{line}\n".encode())
    assert forgetful.get(f"/publications/{IDENTIFIER}").status_code == 410
    assert nothing_is_shown(forgetful)
    other = forgetful.get(f"/publications/{OTHER}").status_code
    assert other == (410 if OTHER in line else 200)


ENCODINGS = {
    "UTF-8 with a mark": f"\ufeff{IDENTIFIER}".encode(),
    "UTF-16 of Notepad": f"{IDENTIFIER} # año\r\n".encode("utf-16"),
    "UTF-16, big end first": b"\xfe\xff" + f"{IDENTIFIER}\r\n".encode("utf-16-be"),
    "a letter in cp1252": f"# señal\r\n{IDENTIFIER}\r\n".encode("cp1252"),
    "a path in cp1252": PATH.encode("cp1252"),
    "two encodings": "# año\n".encode("cp1252") + f"{PATH}\n".encode(),
    "lines of old Macs": f"# x\r{IDENTIFIER}\r".encode(),
    "the end sign of DOS": f"{IDENTIFIER}\r\n\x1a".encode(),
    "a separator of lines": f"nada\u2028{IDENTIFIER}".encode(),
}


@pytest.mark.parametrize("data", ENCODINGS.values(), ids=ENCODINGS)
def test_the_list_is_understood_in_the_encodings_of_editors(
    data: bytes, shared: House, forgetful: FlaskClient
) -> None:
    shared.takedown.write_bytes(data)
    assert forgetful.get(f"/publications/{IDENTIFIER}").status_code == 410
    assert forgetful.get(f"/publications/{OTHER}").status_code == 200


HARMLESS = [
    f"# {IDENTIFIER}",
    f"#{IDENTIFIER}",
    "",
    "---",
    f"{IDENTIFIER} hasta 2001-01-01",
    f"{IDENTIFIER}5",
    f"x{IDENTIFIER}",
    f"{IDENTIFIER}-bis",
]


@pytest.mark.parametrize("line", HARMLESS)
def test_what_names_nothing_that_is_withdrawn_hides_nothing(
    line: str, shared: House, forgetful: FlaskClient
) -> None:
    shared.takedown.write_text(f"{line}\n")
    assert forgetful.get(f"/publications/{IDENTIFIER}").status_code == 200


# --- what happens to the list and to the ledger


def _remove(house: House) -> None:
    house.takedown.unlink()


def _fifo(house: House) -> None:
    house.takedown.unlink()
    os.mkfifo(house.takedown)


def _folder(house: House) -> None:
    house.takedown.unlink()
    house.takedown.mkdir()


def _device(house: House) -> None:
    house.takedown.unlink()
    house.takedown.symlink_to("/dev/zero")


def _dangling(house: House) -> None:
    house.takedown.unlink()
    house.takedown.symlink_to("nowhere.txt")


def _huge(house: House) -> None:
    with house.takedown.open("r+b") as file:
        file.truncate(2 << 30)


def _nulls(house: House) -> None:
    house.takedown.write_bytes(bytes(100))


def _rubbish(house: House) -> None:
    house.takedown.write_bytes(b"\x89PNG\r\n\x1a\n\x81\x8d\x00")


def _half_utf16(house: House) -> None:
    house.takedown.write_bytes(IDENTIFIER.encode("utf-16")[:-1])


def _corpus_away(house: House) -> None:
    house.corpus.rename(house.corpus.with_name("away"))


def _ledger_damaged(house: House) -> None:
    house.settings.withdrawals.write_bytes(b'{"format": 1, "withdrawals": [{')


def _ledger_of_another_kind(house: House) -> None:
    house.settings.withdrawals.write_text('{"format": 1, "withdrawals": "none"}')


def _ledger_folder(house: House) -> None:
    house.settings.withdrawals.unlink()
    house.settings.withdrawals.mkdir()


DOUBTS: list[Callable[[House], None]] = [
    _remove, _fifo, _folder, _device, _dangling, _huge, _nulls, _rubbish, _half_utf16,
    _corpus_away, _ledger_damaged, _ledger_of_another_kind, _ledger_folder,
]  # fmt: skip


@pytest.mark.parametrize("spoil", DOUBTS)
def test_in_doubt_nothing_is_shown_and_a_restart_changes_nothing(
    spoil: Callable[[House], None], house: House
) -> None:
    house.takedown.write_text(IDENTIFIER)
    with house.service() as client:
        assert client.get(f"/publications/{IDENTIFIER}").status_code == 410
        spoil(house)
        assert client.get("/").status_code == 503
        assert client.get("/healthz").status_code == 200
    with house.service() as client:
        for address in ("/", f"/publications/{OTHER}", "/api/v1/search", "/readyz"):
            assert client.get(address).status_code == 503


def test_where_nothing_was_ever_withdrawn_no_list_is_needed(house: House) -> None:
    with house.service() as client:
        assert client.get("/").status_code == 200
    assert not house.settings.withdrawals.exists()


def test_a_lost_list_is_written_again_from_what_is_remembered(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.takedown.write_text(f"{IDENTIFIER}, por la familia\n")
    house.update()
    house.takedown.unlink()
    with house.service() as client:
        assert client.get("/").status_code == 503
        assert run(house, "takedown") == 0
        assert "was gone and was written again" in capsys.readouterr().out
        assert client.get("/").status_code == 200
        assert nothing_is_shown(client)
    assert f"{IDENTIFIER}, por la familia\n" in house.takedown.read_text()


def test_the_memory_is_for_its_owner_alone_and_people_can_read_it(house: House) -> None:
    house.takedown.write_text(f"{IDENTIFIER}, por la familia\n")
    house.update()
    assert house.settings.withdrawals.stat().st_mode & 0o777 == 0o600
    assert f'"line": "{IDENTIFIER}, por la familia"' in house.settings.withdrawals.read_text()


# --- what happens to the file, its metadata and its neighbours


def _line_removed(house: House) -> None:
    house.takedown.write_text("# nada\n")


def _list_emptied(house: House) -> None:
    house.takedown.write_bytes(b"")


def _list_cut(house: House) -> None:
    house.takedown.write_text("cla")


def _saved_again(house: House) -> None:
    house.write(PATH, page(TITLE, TEXT) + "\n")


def _rewritten(house: House) -> None:
    house.write(PATH, page(TITLE, f"Otra cosa muy distinta dijo {SECRET}."))


def _renamed(house: House) -> None:
    (house.corpus / PATH).rename(house.corpus / "nuevo.html")


def _renamed_and_saved_again(house: House) -> None:
    (house.corpus / PATH).unlink()
    house.write("otro/nombre.html", page("Título nuevo", TEXT.replace("asamblea", "reunión")))


def _table_emptied(house: House) -> None:
    house.table.write_bytes(b"")


def _row_removed(house: House) -> None:
    house.table.write_text("file,identifier\notra.html,otra-memoria\n")


def _identifier_given(house: House) -> None:
    house.table.write_text(TABLE.replace(IDENTIFIER, "cuaderno-nuevo"), "utf-8")


def _identifier_taken(house: House) -> None:
    rows = TABLE.replace(OTHER, "x-1").replace(IDENTIFIER, OTHER).replace("x-1", IDENTIFIER)
    house.table.write_text(rows, "utf-8")


def _path_taken(house: House) -> None:
    (house.corpus / PATH).rename(house.corpus / "nuevo.html")
    house.write(PATH, page("Otra", f"{OTHER_TEXT} Nada más."))


def _copied(house: House) -> None:
    shutil.copy(house.corpus / PATH, house.corpus / "copia.html")


def _copied_and_removed(house: House) -> None:
    shutil.copy(house.corpus / PATH, house.corpus / "copia.html")
    house.update()
    (house.corpus / PATH).unlink()


def _almost_copied(house: House) -> None:
    house.write("otra vez.html", page("Otra edición", TEXT.replace("noche", "tarde")))


def _gone_and_back(house: House) -> None:
    text = (house.corpus / PATH).read_text("utf-8")
    (house.corpus / PATH).unlink()
    house.table.write_text("file,identifier\notra.html,otra-memoria\n")
    house.update()
    house.write("de-vuelta.html", text + "\n\n")


def _sidecar(house: House) -> None:
    house.write(f"{PATH}.yaml", "identifier: otro-nombre\ntitle: Otro título\n")


def _rebuilt(house: House) -> None:
    build.rebuild(house.settings)


def _index_lost(house: House) -> None:
    shutil.rmtree(house.settings.index)
    _identifier_given(house)


def _everything_at_once(house: House) -> None:
    _list_emptied(house)
    _table_emptied(house)
    _renamed_and_saved_again(house)
    build.rebuild(house.settings)


MISHAPS: list[Callable[[House], None]] = [
    _line_removed, _list_emptied, _list_cut, _saved_again, _rewritten, _renamed,
    _renamed_and_saved_again, _table_emptied, _row_removed, _identifier_given, _identifier_taken,
    _path_taken, _copied, _copied_and_removed, _almost_copied, _gone_and_back, _sidecar, _rebuilt,
    _index_lost, _everything_at_once,
]  # fmt: skip
LISTED = {"identifier": IDENTIFIER, "path": PATH, "title": TITLE}


@pytest.mark.parametrize("listed", LISTED.values(), ids=LISTED)
@pytest.mark.parametrize("mishap", MISHAPS)
def test_no_mishap_undoes_a_withdrawal(
    mishap: Callable[[House], None], listed: str, house: House
) -> None:
    house.takedown.write_text(listed, "utf-8")
    with house.service() as client:  # the service remembers, no update has seen the line
        assert nothing_is_shown(client)
        mishap(house)
        assert nothing_is_shown(client)
        house.update()
        library_manager(client.application).refresh()
        assert nothing_is_shown(client)
    house.update()
    build.rebuild(house.settings)
    assert house.is_secret()
    with house.service() as client:
        assert client.get(f"/publications/{IDENTIFIER}").status_code == 410


@pytest.mark.parametrize("mishap", [_identifier_given, _saved_again, _rebuilt, _row_removed])
def test_a_restored_publication_is_shown_whatever_happened(
    mishap: Callable[[House], None], house: House
) -> None:
    house.takedown.write_text(IDENTIFIER)
    house.update()
    mishap(house)
    house.update()
    assert house.is_secret()
    assert run(house, "restore", IDENTIFIER) == 0
    assert not house.is_secret()
    house.update()
    assert not house.is_secret()


# --- what staff are told


def _first_line(kind: ProblemKind, text: str) -> str:
    return next(line for line in text.splitlines() if kind.explanation in line)


TOLD: dict[str, tuple[Callable[[House], None], ProblemKind]] = {
    "a line is gone": (_line_removed, ProblemKind.TAKEDOWN_LINE_GONE),
    "the list is gone": (_remove, ProblemKind.TAKEDOWN_UNREADABLE),
    "the list is no text": (_nulls, ProblemKind.TAKEDOWN_UNREADABLE),
    "the file changed": (_saved_again, ProblemKind.WITHDRAWN_CHANGED),
    "a copy appeared": (_almost_copied, ProblemKind.WITHDRAWN_ALONG),
}


@pytest.mark.parametrize(("mishap", "kind"), TOLD.values(), ids=TOLD)
def test_update_says_what_happened_to_a_withdrawal(
    mishap: Callable[[House], None],
    kind: ProblemKind,
    house: House,
    capsys: pytest.CaptureFixture[str],
) -> None:
    house.takedown.write_text(IDENTIFIER)
    assert house.update() == []
    mishap(house)
    assert run(house, "update") == 1
    assert _first_line(kind, capsys.readouterr().out)


@pytest.mark.parametrize("typo", ["clabes-2014", "https://a.example/publications/clabes-2014"])
def test_an_entry_that_hides_nothing_is_a_problem_everywhere(
    typo: str, house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    house.takedown.write_text(f"{typo}, por la familia\n")
    for command in ("update", "status"):
        assert run(house, command) == 1
        line = _first_line(ProblemKind.TAKEDOWN_UNKNOWN, capfd.readouterr().out)
        assert "clabes-2014" in line
        assert f"is it {IDENTIFIER}?" in line
    with house.service() as client:
        said = capfd.readouterr().err
        assert said.count(ProblemKind.TAKEDOWN_UNKNOWN.explanation) == 1  # at its start
        client.get("/")
        assert capfd.readouterr().err == ""
        house.takedown.write_text(f"{typo}\n{IDENTIFIER}, otro-error\nnada.pdf\n")
        client.get("/")
        assert "nada.pdf" in capfd.readouterr().err


def test_an_entry_hides_a_file_that_comes_later(house: House) -> None:
    house.takedown.write_text("carta.html por la familia\n")
    assert house.update() == [ProblemKind.TAKEDOWN_UNKNOWN]
    house.takedown.write_text("")
    house.write("carta.html", page("Carta", f"{SECRET} escribe: {OTHER_TEXT[:150]}"))
    house.takedown.write_text("claves-2014")
    house.update()
    assert house.is_secret()


# --- commands


def run(house: House, *arguments: str) -> int:
    folders = ("--corpus", str(house.corpus), "--index", str(house.settings.index))
    return int(cli.main([*arguments, *folders]))


@pytest.mark.parametrize("name", [IDENTIFIER, PATH, f"https://a.example/publications/{IDENTIFIER}"])
def test_takedown_and_restore_hold_from_the_next_request_on(
    name: str, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    with house.service() as client:
        assert client.get(f"/publications/{IDENTIFIER}").status_code == 200
        assert run(house, "takedown", name, "--reason", "la familia") == 0
        assert TITLE in capsys.readouterr().out
        assert client.get(f"/publications/{IDENTIFIER}").status_code == 410
        assert nothing_is_shown(client)
        assert run(house, "restore", name) == 0
        assert "Shown again" in capsys.readouterr().out
        assert client.get(f"/publications/{IDENTIFIER}").status_code == 200
        assert IDENTIFIER not in house.takedown.read_text()


def test_a_name_that_matches_nothing_is_refused_with_the_nearest(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(house, "takedown", "clabes-2014") == 2
    assert f"Did you mean {IDENTIFIER}?" in capsys.readouterr().err
    assert run(house, "restore", "clabes-2014") == 2
    assert not house.takedown.exists()


def test_restoring_leaves_the_other_lines_as_they_are(house: House) -> None:
    before = "# año\r\n\r\n".encode("cp1252") + b"otra-memoria ; \t\r\nclaves-2014 ## x\r\nfin"
    house.takedown.write_bytes(before)
    house.update()
    assert run(house, "restore", IDENTIFIER) == 0
    assert house.takedown.read_bytes() == before.replace(b"claves-2014 ## x\r\n", b"")


def test_of_a_line_with_several_only_the_restored_one_is_shown(house: House) -> None:
    house.takedown.write_text(f"{OTHER}; {IDENTIFIER}\n")
    house.update()
    assert run(house, "restore", OTHER) == 0
    assert house.takedown.read_text() == f"{IDENTIFIER}\n"
    with house.service() as client:
        assert client.get(f"/publications/{OTHER}").status_code == 200
        assert nothing_is_shown(client)


def test_a_cleaned_copy_can_be_shown_while_the_original_stays_withdrawn(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.takedown.write_text(IDENTIFIER)
    house.write("limpia.html", page("Versión sin nombres", TEXT.replace(SECRET, "una persona")))
    house.update()
    with house.service() as client:
        assert client.get("/api/v1/search?q=asamblea").get_json()["total"] == 0
        assert run(house, "status") == 0
        assert "hidden with it" in capsys.readouterr().out
        assert run(house, "restore", "limpia.html") == 0
        assert client.get("/api/v1/search?q=asamblea").get_json()["total"] == 1
        assert nothing_is_shown(client)


def test_commands_need_no_corpus(house: House) -> None:
    house.takedown.write_text(f"{OTHER}\n")
    house.update()
    _corpus_away(house)
    assert run(house, "takedown", IDENTIFIER) == 0
    assert run(house, "takedown") == 2 or not house.corpus.exists()
    house.corpus.with_name("away").rename(house.corpus)
    assert house.is_secret()
    assert run(house, "status") == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_list_that_cannot_be_remembered_holds_all_the_same(house: House) -> None:
    house.settings.index.parent.chmod(0o500)
    house.takedown.write_text(IDENTIFIER)
    try:
        assert house.is_secret()
    finally:
        house.settings.index.parent.chmod(0o700)


def test_an_end_date_is_the_first_day_on_which_it_is_shown(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.takedown.write_text(f"{IDENTIFIER} hasta el 1 de marzo de 2099\n", "utf-8")
    with house.service() as client:
        for day, status in (("2099-02-28", 410), ("2099-03-01", 200), ("2099-02-28", 410)):
            monkeypatch.setattr("search_app.library.manager.local_today", lambda d=day: d)
            assert client.get(f"/publications/{IDENTIFIER}").status_code == status


EMBARGOES = [
    ("2099-03-01", "2099-02-28", 404),
    ("2099-03-01", "2099-03-01", 200),
    ("marzo de 2099", "2099-02-28", 404),
    ("mañana o pasado", "2099-02-28", 404),
]


@pytest.mark.parametrize(("written", "today", "status"), EMBARGOES)
def test_an_embargoed_publication_does_not_exist_before_its_day(
    written: str, today: str, status: int, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = TABLE.replace("title\n", "title,available\n").replace(
        f'"{TITLE}"', f'"{TITLE}",{written}'
    )
    house.table.write_text(rows, "utf-8")
    house.update()
    monkeypatch.setattr("search_app.library.manager.local_today", lambda: today)
    with house.service() as client:
        assert client.get(f"/publications/{IDENTIFIER}").status_code == status
        assert nothing_is_shown(client) == (status == 404)
        answer = client.get(f"/api/v1/publications/{IDENTIFIER}")
        assert "available" not in answer.get_json()


@pytest.mark.parametrize("mishap", [_table_emptied, _row_removed, _renamed, _rebuilt])
def test_an_embargo_does_not_end_because_its_cell_is_gone(
    mishap: Callable[[House], None], house: House
) -> None:
    rows = TABLE.replace("title\n", "title,available\n").replace(f'"{TITLE}"', f'"{TITLE}",2999')
    house.table.write_text(rows, "utf-8")
    house.update()
    mishap(house)
    house.update()
    assert house.is_secret()
    build.rebuild(house.settings)
    assert house.is_secret()


# --- passages

SECTIONS = [OTHER_TEXT, TEXT, "Tercera parte. " + " ".join(f"palabra{n}" for n in range(80))]


def sections(*texts: str) -> str:
    parts = "".join(f"<h2>Parte {n}</h2><p>{text}</p>" for n, text in enumerate(texts, 1))
    return (
        '<!doctype html><html lang="es"><head><meta charset="utf-8"><title>Libro</title></head>'
        f"<body><main><h1>Libro</h1>{parts}</main></body></html>"
    )


@pytest.fixture
def book(house: House) -> House:
    (house.corpus / PATH).unlink()
    house.write("libro.html", sections(*SECTIONS))
    house.table.write_text("file,identifier\nlibro.html,libro-1\notra.html,otra-memoria\n")
    house.update()
    return house


def secret_number(house: House) -> int:
    with house.service() as client:
        [hit] = client.get(f"/api/v1/search?q={quote(SECRET)}").get_json()["hits"]
        return int(hit["passages"][0]["number"])


PASSAGES = ["libro-1#{}", "libro.html#{}", "/publications/libro-1/passages/{}?q=x",
            "libro-1 página {}", "libro-1, sección {} por la familia",
            "https://a.example/publications/libro-1/file#page={}"]  # fmt: skip


@pytest.mark.parametrize("form", PASSAGES)
def test_a_withdrawn_passage_is_gone_and_the_rest_stays(form: str, book: House) -> None:
    number = secret_number(book)
    book.takedown.write_text(form.format(number), "utf-8")
    with book.service() as client:
        address = f"/publications/libro-1/passages/{number}"
        for gone in (address, f"/api/v1{address}", f"{address}/cite/ris",
                     f"{address}/picture", "/publications/libro-1/file"):  # fmt: skip
            assert client.get(gone).status_code == 410, gone
        assert client.get("/publications/libro-1").status_code == 200
        others = [n for n in range(1, 6) if n != number]
        bodies = [client.get(f"/publications/libro-1/passages/{n}") for n in others]
        assert 200 in {answer.status_code for answer in bodies}
        assert not any(SECRET.split()[1] in answer.get_data(as_text=True) for answer in bodies)


def _moved_within(house: House) -> None:
    house.write("libro.html", sections("Prólogo nuevo y breve.", *SECTIONS))


def _missing_within(house: House) -> None:
    house.write("libro.html", sections(SECTIONS[0], SECTIONS[2]))


def test_a_passage_is_found_again_in_a_changed_file(book: House) -> None:
    book.takedown.write_text(f"libro-1#{secret_number(book)}")
    book.update()
    _moved_within(book)
    assert ProblemKind.WITHDRAWN_CHANGED in book.update()
    with book.service() as client:
        assert client.get("/publications/libro-1").status_code == 200
        gone = [client.get(f"/publications/libro-1/passages/{n}").status_code for n in range(1, 6)]
        assert gone.count(410) == 1
        for number in range(1, 6):
            body = client.get(f"/publications/libro-1/passages/{number}").get_data(as_text=True)
            assert SECRET.split()[1] not in body


def test_where_a_passage_is_not_found_again_everything_is_hidden(book: House) -> None:
    book.takedown.write_text(f"libro-1#{secret_number(book)}")
    book.update()
    _missing_within(book)
    assert ProblemKind.WITHDRAWN_PASSAGE_LOST in book.update()
    with book.service() as client:
        assert client.get("/publications/libro-1").status_code == 410
        assert run(book, "restore", "libro-1") == 0
        assert client.get("/publications/libro-1").status_code == 200


# --- permanent addresses


def test_a_former_identifier_leads_to_the_publication_and_withdraws_it(house: House) -> None:
    _identifier_given(house)
    house.update()
    build.rebuild(house.settings)
    with house.service() as client:
        moved = client.get(f"/publications/{IDENTIFIER}/passages/1?q=miedo")
        assert moved.status_code == 301
        assert moved.headers["Location"] == "/publications/cuaderno-nuevo/passages/1?q=miedo"
        house.takedown.write_text(IDENTIFIER)
        for identifier in (IDENTIFIER, "cuaderno-nuevo"):
            assert client.get(f"/publications/{identifier}").status_code == 410


# --- the same answers as if it had never been there

ROUTES = [
    "/", "/search", f"/search?q={quote(SECRET)}", "/search?q=memoria", "/search?q=asamblea+mapas",
    f"/publications/{OTHER}", f"/publications/{OTHER}?q=mapas",
    f"/publications/{OTHER}/passages/1?q=mapas", f"/publications/{OTHER}/cite/bibtex",
    f"/publications/{OTHER}/file", "/robots.txt", "/api/v1/search?per_page=100",
    "/api/v1/search?q=tinta", f"/api/v1/search?q={quote('comunidad')}", "/api/v1/suggest?q=aco",
    "/api/v1/suggest?q=mem", f"/api/v1/publications/{OTHER}",
    f"/api/v1/publications/{OTHER}/passages/1",
]  # fmt: skip


@pytest.fixture(scope="module")
def twins(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    """A service with the publication withdrawn, and one that never had it."""
    folder = tmp_path_factory.mktemp("twins")
    for name in ("corpus", "index"):
        shutil.copytree(template / name, folder / "with" / name)
    shutil.copytree(template / "corpus", folder / "without" / "corpus")
    hiding, lacking = House(folder / "with"), House(folder / "without")
    (lacking.corpus / PATH).unlink()
    lacking.table.write_text("file,identifier,title\notra.html,otra-memoria,Otra memoria\n")
    lacking.update()
    hiding.takedown.write_text(IDENTIFIER)
    with hiding.service() as one, lacking.service() as other:
        yield one, other


@pytest.mark.parametrize("route", ROUTES)
def test_answers_are_those_of_a_service_that_never_had_it(
    route: str, twins: tuple[FlaskClient, FlaskClient]
) -> None:
    one, other = (client.get(route) for client in twins)
    assert one.status_code == other.status_code
    assert comparable(one.get_data(as_text=True)) == comparable(other.get_data(as_text=True))


def comparable(text: str) -> str:
    """Names of commits differ, as the two indexes were written by different runs."""
    return text


@dataclass(frozen=True)
class _Unused:
    """Nothing."""


assert replace
