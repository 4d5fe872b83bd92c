"""Withdrawn passages, former identifiers, and answers as if nothing had ever been there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from indexer.file_problems import ProblemKind
from tests.attacks.withdrawal_house import (
    IDENTIFIER,
    OTHER,
    OTHER_TEXT,
    PATH,
    SECRET,
    TEXT,
    House,
    identifier_given,
    nothing_is_shown,
    run,
)

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
        assert nothing_is_shown(client)
        others = [n for n in range(1, 6) if n != number]
        bodies = [client.get(f"/publications/libro-1/passages/{n}") for n in others]
        assert 200 in {answer.status_code for answer in bodies}
        assert not any(SECRET.split()[1] in answer.get_data(as_text=True) for answer in bodies)


def moved_within(house: House) -> None:
    house.write("libro.html", sections("Prólogo nuevo y breve.", *SECTIONS))


def missing_within(house: House) -> None:
    house.write("libro.html", sections(SECTIONS[0], SECTIONS[2]))


def test_a_passage_is_found_again_in_a_changed_file(book: House) -> None:
    book.takedown.write_text(f"libro-1#{secret_number(book)}")
    book.update()
    moved_within(book)
    assert ProblemKind.WITHDRAWN_CHANGED in book.update()
    with book.service() as client:
        assert client.get("/publications/libro-1").status_code == 200
        gone = [client.get(f"/publications/libro-1/passages/{n}").status_code for n in range(1, 6)]
        assert gone.count(410) == 1
        assert nothing_is_shown(client)
        for number in range(1, 6):
            body = client.get(f"/publications/libro-1/passages/{number}").get_data(as_text=True)
            assert SECRET.split()[1] not in body


def test_where_a_passage_is_not_found_again_everything_is_hidden(book: House) -> None:
    book.takedown.write_text(f"libro-1#{secret_number(book)}")
    book.update()
    missing_within(book)
    assert ProblemKind.WITHDRAWN_PASSAGE_LOST in book.update()
    with book.service() as client:
        assert client.get("/publications/libro-1").status_code == 410
        assert run(book, "restore", "libro-1") == 0
        assert client.get("/publications/libro-1").status_code == 200


# --- permanent addresses


def test_a_former_identifier_leads_to_the_publication_and_withdraws_it(house: House) -> None:
    identifier_given(house)
    house.update()
    house.rebuild()
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
    with twins[0].get(route) as one, twins[1].get(route) as other:
        assert one.status_code == other.status_code
        assert one.get_data() == other.get_data()
