"""A small collection on disk with its real index, and the service in front of it."""

from __future__ import annotations

import hashlib
import http.client
import itertools
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from indexer.engine import replace_index
from indexer.engine.glossary import NO_GLOSSARY, Concept, Glossary, GlossaryForm
from indexer.engine.near_duplicates import signature
from indexer.engine.port import Engine
from indexer.model import Metadata, Origin, OutlineEntry, Passage, Publication, Record, Relation
from indexer.settings import Settings, load_settings
from indexer.withdrawals.orders import open_orders
from search_app.application import MAX_BODY, create_app, quick_paths
from search_app.library.manager import library_manager
from search_app.server import Demands, open_server
from search_app.viewer import page_renderer

SERIES = Relation("isPartOf", "Claves para el acompañamiento")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def media_type(self) -> str:
        return self.headers.get_content_type()


@dataclass(frozen=True)
class Site:
    """A running service; `get` is a client that follows nothing and mends nothing."""

    settings: Settings
    port: int
    app: Flask

    def refresh(self) -> None:
        """Let the next request see the newest commit, without waiting for the background."""
        library_manager(self.app).refresh()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.send("GET", path, headers)

    def post(self, path: str, body: bytes, content_type: str = "application/json") -> Answer:
        return self.send("POST", path, {"Content-Type": content_type}, body)

    def send(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(
                method, path, body or None, {"Accept-Language": "es", **(headers or {})}
            )
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()


_NUMBERS = itertools.count(1)


def pdf(pages: int) -> bytes:
    """A PDF with so many pages; their text does not matter here. No two have the same bytes."""
    kids = " ".join(f"{3 + n} 0 R" for n in range(pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        *["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] >>"] * pages,
    ]
    out, offsets = f"%PDF-1.4\n%{next(_NUMBERS)}\n".encode(), []
    for at, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{at} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return (
        out
        + f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
        + f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n".encode()
    )


HOSTILE_HTML = """<!doctype html><html><head><title>x</title></head><body>
<h1 id="inicio">El miedo como mensaje</h1><p>El miedo aísla.</p>
<h2 id="red">Tejer la red</h2><p>La red protege a las defensoras ñandúes.</p>
<script>document.title = "RAN"; document.body.id = "ran";</script>
<img src="/healthz" onerror="document.body.id='ran'"></body></html>"""


@dataclass(frozen=True)
class Work:
    """One publication of the collection, before it is written."""

    id: str
    path: str
    data: bytes
    metadata: Metadata
    passages: tuple[Passage, ...]
    media_type: str = "application/pdf"
    copies: tuple[str, ...] = ()
    contents: tuple[OutlineEntry, ...] = ()


def _pages(language: str, *texts: str, labels: tuple[str, ...] = ()) -> tuple[Passage, ...]:
    return tuple(
        Passage(n, labels[n - 1] if labels else str(n), text, language=language)
        for n, text in enumerate(texts, 1)
    )


def _about(title: str, date: str, language: str, kind: str = "booklet") -> Metadata:
    return Metadata(
        title=title, creators=("Equipo Ñandú",), date=date, languages=(language,), type=kind
    )


CLAVES = Work(
    "claves-es",
    "cuadernos/claves.pdf",
    pdf(3),
    replace(
        _about("Acompañar sin sustituir", "2019-03-11", "es"),
        subjects=("acompañamiento psicosocial", "duelo"),
        description="Primeras claves.",
        rights="CC BY 4.0",
        relations=(
            SERIES,
            Relation("isTranslationOf", "keys-en"),
            Relation("references", "retirada"),
            Relation("references", "no/such.pdf"),
            Relation("references", "articulos/miedo.html"),
            Relation("references", "retirada.pdf"),
        ),
    ),
    _pages(
        "es",
        "El acompañamiento psicosocial empieza por escuchar el miedo.",
        "",
        "La memoria colectiva sostiene a las comunidades. La memoria vuelve.",
        labels=("i", "ii", "1"),
    ),
    copies=("cuadernos/copia.pdf",),
)
KEYS = Work(
    "keys-en",
    "keys-en.pdf",
    pdf(2),
    replace(_about("Accompanying without replacing", "2020", "en"), relations=(SERIES,)),
    _pages("en", "Psychosocial accompaniment begins with listening to fear.", "Collective memory."),
)
MIEDO = Work(
    "miedo-html",
    "articulos/miedo.html",
    HOSTILE_HTML.encode(),
    _about("El miedo como mensaje", "2014-06", "es", "article"),
    (
        Passage(1, "El miedo como mensaje", "El miedo aísla.", "El miedo como mensaje", "es",
                Origin.HTML, "inicio"),
        Passage(2, "Tejer la red", "La red protege a las defensoras ñandúes.", "Tejer la red", "es",
                Origin.HTML, "red"),
    ),
    "text/html",
)  # fmt: skip
MARKUP = Work(
    "markup",
    "markup.pdf",
    pdf(1),
    replace(
        _about("<script>alert(1)</script> {{7*7}}", "2021", "und", "<b>kind</b>"),
        creators=("<i>Nadie</i>",),
        subjects=('"><script>alert(2)</script>',),
        description="{{ config }} <img src=x onerror=alert(3)>",
    ),
    _pages("und", "Texto con <script>alert(4)</script> y {{7*7}} hostil."),
)
RETIRADA = Work(
    "retirada",
    "retirada.pdf",
    pdf(1),
    _about("Testimonio retirado", "2018", "es", "testimonio"),
    _pages("es", "Un nombre que ya no debe verse: Zacarías."),
)
SCAN = Work(
    "escaneo",
    "escaneo.pdf",
    pdf(1),
    _about("Escaneo", "1999", "es"),
    (Passage(1, "1", "Texto reconocido del cartel.", "", "es", Origin.OCR),),
)
OUTSIDE = Work(
    "fuera",
    "enlace.pdf",
    b"",
    _about("Fuera", "2001", "es"),
    _pages("es", "Un enlace hacia fuera."),
)
UPWARDS = Work(
    "arriba", "../secreto.pdf", b"", _about("Arriba", "2002", "es"), _pages("es", "Hacia arriba.")
)
GONE_FILE = Work(
    "sin-archivo", "falta.pdf", b"", _about("Sin archivo", "2003", "es"), _pages("es", "Falta.")
)
MANY = tuple(
    Work(
        f"serie-{n:02}",
        f"serie/{n:02}.pdf",
        pdf(1),
        _about(f"Boletín número {n:02}", str(1980 + n), "pt", "news"),
        _pages("pt", f"Boletim sobre segurança número {n}."),
    )
    for n in range(1, 14)
)
WORKS = (CLAVES, KEYS, MIEDO, MARKUP, RETIRADA, SCAN, OUTSIDE, UPWARDS, GONE_FILE, *MANY)


def restore(settings: Settings, *names: str) -> None:
    """Show again what was withdrawn."""
    result = open_orders(settings).restore(names)
    assert not result.unknown, result


def settings_in(folder: Path) -> Settings:
    corpus = folder / "corpus"
    return load_settings(
        {"corpus": corpus, "index": folder / "index", "takedown": folder / "takedown.txt"}, {}
    )


def _concept(**forms: str) -> Concept:
    """A concept by its forms in each language, separated by `|`."""
    return Concept(
        tuple(
            GlossaryForm(text, language)
            for language, texts in forms.items()
            for text in texts.split("|")
        )
    )


GLOSSARY = Glossary(
    (
        _concept(es="escuchar|oír|atender", en="listening|hearing", fr="écouter"),
        _concept(es="comunidades|comunidad", en="communities"),
        _concept(es="defensoras", en="defenders"),
        _concept(es="duelo", en="grief|bereavement", pt="luto", fr="deuil"),
        _concept(es="memoria colectiva", en="collective memory"),
    )
)


def write_collection(
    folder: Path, works: tuple[Work, ...] = WORKS, glossary: Glossary = NO_GLOSSARY
) -> Settings:
    """The files of `works` in a corpus folder, and their index beside it."""
    settings = settings_in(folder)
    settings.corpus.mkdir()
    writer = replace_index(settings)
    for work in works:
        if work.data:
            path = settings.corpus / work.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(work.data)
        writer.put(record(work), work.passages)
    writer.put_glossary(glossary)
    writer.commit()
    (folder / "secreto.pdf").write_bytes(b"%PDF-1.4 secreto")
    (settings.corpus / "enlace.pdf").symlink_to(folder / "secreto.pdf")
    return settings


def record(work: Work) -> Record:
    publication = Publication(
        id=work.id,
        path=work.path,
        copies=work.copies,
        sha256=hashlib.sha256(work.data or work.id.encode()).hexdigest(),
        size=len(work.data),
        media_type=work.media_type,
        metadata=work.metadata,
        passage_count=len(work.passages),
        passages_without_text=tuple(p.number for p in work.passages if not p.text),
    )
    return Record(
        publication,
        (1,) * (1 + len(work.copies)),
        "test",
        searchable=True,
        signature=signature(work.passages),
        contents=work.contents,
    )


class _Templates(BytecodeCache):
    """The templates, which every service would compile anew: that takes as long as many pages."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = _Templates()


@contextmanager
def serving(settings: Settings, engine: Engine | None = None) -> Iterator[Site]:
    """The service on a free port, in a thread."""
    app = create_app(settings, engine)
    app.jinja_env.bytecode_cache = TEMPLATES
    server = open_server(app, replace(settings, port=0), Demands(MAX_BODY, quick_paths(settings)))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield Site(settings, server.port, app)
    finally:
        server.stop()
        thread.join(20)
        library_manager(app).close()
        page_renderer.close(app)
