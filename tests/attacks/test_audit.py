"""Files that attack the audit itself end within their limits, and are never called clean."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from html import escape
from pathlib import Path

import pytest

from indexer.audit.findings import AuditResult, Severity
from indexer.audit.run import AuditedFile, audit
from indexer.settings import load_settings
from tests.audit import picture_builders as pictures
from tests.audit.builders import SENTENCE, document, image, jpeg, xobject
from tests.audit.picture_builders import box, chunk, data_uri, segment, svg
from tests.builders import html, stream

ZEROS = b"\0" * 30_000_000


def attached(*files: bytes) -> bytes:
    """A PDF with attachments."""
    objects: dict[int, str | bytes] = {}
    for number, data in enumerate(files):
        place = 10 + 2 * number
        objects[place] = f"<< /Type /Filespec /F (a) /EF << /F {place + 1} 0 R >> >>"
        objects[place + 1] = stream(data, "/Type /EmbeddedFile")
    kids = " ".join(f"{10 + 2 * number} 0 R" for number in range(len(files)))
    return document(catalog=f"/AF [{kids}]", objects=objects)


def packed(entries: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def matryoshka(levels: int) -> bytes:
    data = b"hola"
    for _ in range(levels):
        data = attached(data)
    return data


def nested_svg(levels: int) -> str:
    """The address of a drawing that holds a drawing."""
    source = svg("<metadata>Juana Perez</metadata>")
    for _ in range(levels):
        source = svg(f'<image href="{data_uri(source.encode(), "image/svg+xml")}"/>')
    return data_uri(source.encode(), "image/svg+xml")


def nested_page(levels: int) -> str:
    source = "<p hidden>Juana</p>"
    for _ in range(levels):
        source = f'<iframe srcdoc="{escape(source)}"></iframe>'
    return source


def styled(css: str) -> bytes:
    return html(f"<style>{css}</style>a").encode()


def exif_loop() -> bytes:
    """Exif data whose directories refer to themselves."""
    entries = b"".join(
        struct.pack("<HHII", tag, 4, 1, 8) for tag in (0x8769, 0x8825, 0xA005, 0x014A)
    )
    body = b"II*\0\x08\0\0\0\4\0" + entries + b"\x08\0\0\0"
    return pictures.jpeg_with(segment(0xE1, b"Exif\0\0" + body))


DAMAGED_PACKAGE = packed({"a.jpg": jpeg()})[:-30] + b"PK\5\6" + b"x" * 18
UNKNOWN: dict[str, tuple[str, bytes]] = {
    "attachments in each other": ("a.pdf", matryoshka(6)),
    "a bomb that is attached": ("a.pdf", attached(ZEROS)),
    "a bomb in a package": ("a.pdf", attached(packed({"docProps/core.xml": ZEROS}))),
    "pictures that are bombs in a package": (
        "a.pdf",
        attached(packed({f"{number}.png": b"\x89PNG\r\n\x1a\n" + ZEROS for number in range(3)})),
    ),
    "a package of thousands": ("a.pdf", attached(packed({f"{n}.x": b"" for n in range(5_000)}))),
    "many attachments": ("a.pdf", attached(*[b"%PDF-1.7 x"] * 60)),
    "a damaged package": ("a.pdf", attached(DAMAGED_PACKAGE)),
    "drawings in each other": ("a.html", html(f"<img src='{nested_svg(12)}'>").encode()),
    "pages in each other": ("a.html", html(nested_page(7)).encode()),
    "thousands of addresses": (
        "a.html",
        html("".join(f"<img src='data:image/png;base64,x{n}'>" for n in range(3_000))).encode(),
    ),
    "directories of Exif data that go in circles": ("a.jpg", exif_loop()),
    "a text of a PNG that is a bomb": (
        "a.png",
        pictures.png_with(chunk(b"zTXt", b"x\0\0" + zlib.compress(ZEROS)), chunk(b"quIt", b"")),
    ),
    "boxes in boxes": ("a.jp2", pictures.jp2(*[box(b"asoc", b"")] * 3, box(b"none", b""))),
    "a JPEG of segments": ("a.jpg", pictures.jpeg_with(*[segment(0xE9, b"x")] * 6_000)),
    "data nested too deeply": (
        "a.html",
        html(f"<script type='application/ld+json'>{'[' * 200_000}hola Juana</script>").encode(),
    ),
    "style sheets nested too deeply": ("a.html", styled(".a{" * 20_000 + "p{display:none}")),
    "a style sheet that is too long": ("a.html", styled("p{color:red}" * 100_000)),
    "dictionaries in each other": (
        "a.pdf",
        document(catalog="/X 10 0 R", objects={10: "<< /A " * 60 + "1" + " >>" * 60}),
    ),
    "streams of unknown kinds": (
        "a.pdf",
        document(
            catalog=f"/X [{' '.join(f'{n} 0 R' for n in range(10, 2_000))}]",
            objects=dict.fromkeys(range(10, 2_000), stream(b"hola", packed=False)),
        ),
    ),
}  # fmt: skip
HARMLESS: dict[str, tuple[str, bytes]] = {
    "a content stream of brackets": ("a.pdf", document("<<" * 100_000)),
    "marked content without an end": ("a.pdf", document("/Span << /ActualText (" + "(" * 90_000)),
    "inline pictures without an end": ("a.pdf", document("BI " * 30_000)),
    "pictures of one pixel": (
        "a.pdf",
        document(
            SENTENCE + "/X Do",
            resources=xobject(10),
            objects={10: image(b"\0\0\0", (1, 1), "/SMask 10 0 R")},
        ),
    ),
    "lists in lists": ("a.pdf", document(catalog="/X 10 0 R", objects={10: "[10 0 R 10 0 R]"})),
    "selectors that go back and forth": (
        "a.html",
        html(f"<style>{'div ' * 11}x{{display:none}}</style>{'<div>' * 2_000}a").encode(),
    ),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, AuditedFile]:
    """All files, audited in their processes in one go."""
    folder = tmp_path_factory.mktemp("attacks")
    rows = UNKNOWN | HARMLESS
    for number, (name, data) in enumerate(rows.values()):
        (folder / f"{number:02}").mkdir()
        (folder / f"{number:02}" / name).write_bytes(data)
    settings = load_settings({"wall_seconds": 60, "cpu_seconds": 40}, {})
    files = {Path(file.path).parts[0]: file for file in audit(folder, settings).files}
    return {what: files[f"{number:02}"] for number, what in enumerate(rows)}


def result(file: AuditedFile) -> AuditResult:
    assert file.problem is None, file.problem
    assert file.result is not None
    return file.result


@pytest.mark.parametrize("attack", UNKNOWN)
def test_what_is_too_much_is_reported_as_unknown(
    attack: str, results: Mapping[str, AuditedFile]
) -> None:
    found = result(results[attack]).findings
    assert any(finding.kind.severity is Severity.UNKNOWN for finding in found), found
    assert len(found) < 100


@pytest.mark.parametrize("attack", HARMLESS)
def test_what_only_looks_like_much_is_audited(
    attack: str, results: Mapping[str, AuditedFile]
) -> None:
    assert len(result(results[attack]).findings) < 100
