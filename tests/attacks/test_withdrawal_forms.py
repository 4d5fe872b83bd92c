"""Every form that staff paste into the list of withdrawals, in the encodings of their editors."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from indexer.withdrawals.orders import open_orders
from tests.attacks.withdrawal_house import (
    IDENTIFIER,
    OTHER,
    PATH,
    TITLE,
    House,
    nothing_is_shown,
)

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
