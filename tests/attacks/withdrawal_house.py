"""A small corpus with its index and the service in front of it, and what can happen to them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from flask.testing import FlaskClient

from indexer import build, cli
from indexer.corpus import Removals
from indexer.file_problems import ProblemKind
from indexer.settings import Settings, load_settings
from search_app.application import create_app
from search_app.library.manager import library_manager
from search_app.viewer import page_renderer
from tests.search_app.site import TEMPLATES

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
        report = build.update(self.settings, removals=Removals.ACCEPTED)
        return [problem.kind for problem in report.problems]

    def rebuild(self) -> None:
        build.rebuild(self.settings, removals=Removals.ACCEPTED)

    @contextmanager
    def service(self) -> Iterator[FlaskClient]:
        app = create_app(self.settings)
        app.jinja_env.bytecode_cache = TEMPLATES
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


def run(house: House, *arguments: str) -> int:
    folders = ("--corpus", str(house.corpus), "--index", str(house.settings.index))
    return int(cli.main([*arguments, *folders]))


def line_removed(house: House) -> None:
    house.takedown.write_text("# nada\n")


def list_emptied(house: House) -> None:
    house.takedown.write_bytes(b"")


def list_cut(house: House) -> None:
    house.takedown.write_text("cla")


def saved_again(house: House) -> None:
    house.write(PATH, page(TITLE, TEXT) + "\n")


def rewritten(house: House) -> None:
    house.write(PATH, page(TITLE, f"Otra cosa muy distinta dijo {SECRET}."))


def renamed(house: House) -> None:
    (house.corpus / PATH).rename(house.corpus / "nuevo.html")


def renamed_and_saved_again(house: House) -> None:
    (house.corpus / PATH).unlink()
    house.write("otro/nombre.html", page("Título nuevo", TEXT.replace("asamblea", "reunión")))


def table_emptied(house: House) -> None:
    house.table.write_bytes(b"")


def row_removed(house: House) -> None:
    house.table.write_text("file,identifier\notra.html,otra-memoria\n")


def identifier_given(house: House) -> None:
    house.table.write_text(TABLE.replace(IDENTIFIER, "cuaderno-nuevo"), "utf-8")


def identifier_taken(house: House) -> None:
    rows = TABLE.replace(OTHER, "x-1").replace(IDENTIFIER, OTHER).replace("x-1", IDENTIFIER)
    house.table.write_text(rows, "utf-8")


def path_taken(house: House) -> None:
    (house.corpus / PATH).rename(house.corpus / "nuevo.html")
    house.write(PATH, page("Otra", f"{OTHER_TEXT} Nada más."))


def copied(house: House) -> None:
    shutil.copy(house.corpus / PATH, house.corpus / "copia.html")


def copied_and_removed(house: House) -> None:
    shutil.copy(house.corpus / PATH, house.corpus / "copia.html")
    house.update()
    (house.corpus / PATH).unlink()


def almost_copied(house: House) -> None:
    house.write("otra vez.html", page("Otra edición", TEXT.replace("noche", "tarde")))


def gone_and_back(house: House) -> None:
    text = (house.corpus / PATH).read_text("utf-8")
    (house.corpus / PATH).unlink()
    house.table.write_text("file,identifier\notra.html,otra-memoria\n")
    house.update()
    house.write("de-vuelta.html", text + "\n\n")


def sidecar(house: House) -> None:
    house.write(f"{PATH}.yaml", "identifier: otro-nombre\ntitle: Otro título\n")


def rebuilt(house: House) -> None:
    house.rebuild()


def index_lost(house: House) -> None:
    shutil.rmtree(house.settings.index)
    identifier_given(house)


def everything_at_once(house: House) -> None:
    list_emptied(house)
    table_emptied(house)
    renamed_and_saved_again(house)
    house.rebuild()


def rolled_back(house: House) -> None:
    identifier_given(house)
    renamed(house)
    house.update()
    house.rebuild()
    assert run(house, "rollback") == 0
