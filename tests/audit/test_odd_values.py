"""Values of any type under any key of a PDF, in pictures and pages, never break the audit."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from indexer.audit.detectors import images
from indexer.audit.detectors.collector import MAX_DETAIL_CHARS, FindingCollector
from indexer.audit.detectors.pdf_known_parts import SUBTYPES, TEXT_KEYS, TYPES
from indexer.audit.findings import Finding
from tests.audit import picture_builders as pictures
from tests.audit.builders import ZOCALO, document, jpeg
from tests.audit.conftest import Inspected
from tests.builders import stream

KEYS = sorted(
    {
        *("/Type", "/Subtype", "/S", "/Filter", "/Width", "/Height", "/ColorSpace", "/F", "/EF"),
        *("/A", "/AA", "/AP", "/Rect", "/FT", "/ByteRange", "/PieceInfo", "/I", "/K", "/Thumb"),
        *("/PatternType", "/FunctionType", "/BitsPerComponent", "/OCProperties", "/Metadata"),
        *TEXT_KEYS,
    }
)
NAMES = sorted({*TYPES, *SUBTYPES["/Annot"], "/Image", "/Form", "/FlateDecode", "/DeviceN"})


def any_value(source: random.Random, depth: int = 0) -> str:
    kind = source.randrange(9 if depth < 3 else 6)
    if kind < 6:
        number = str(source.choice([0, -1, 7, 1e9, 0.5]))
        scalars = [source.choice(NAMES), "(Juana Perez)", "<ff00>", number, "11 0 R", "null"]
        return scalars[kind]
    if kind == 6:
        return f"[{' '.join(any_value(source, depth + 1) for _ in range(3))}]"
    return f"<< {any_entries(source, depth + 1)} >>"


def any_entries(source: random.Random, depth: int = 0) -> str:
    keys = source.sample(KEYS, 6)
    return " ".join(f"{key} {any_value(source, depth)}" for key in keys)


def assert_short(findings: Iterable[Finding]) -> None:
    """What an odd file says of itself does not fill the report."""
    assert max((len(str(one.described)) for one in findings), default=0) <= MAX_DETAIL_CHARS


@pytest.mark.parametrize("seed", range(40))
def test_odd_values_in_a_pdf_never_break_the_audit(seed: int, inspected: Inspected) -> None:
    source = random.Random(seed)
    objects: dict[int, str | bytes] = {
        10: f"<< {any_entries(source)} >>",
        11: stream(b"BT << /ActualText (a) >> BDC (b) Tj ET", any_entries(source), packed=False),
        12: any_value(source),
        13: stream(jpeg(gps=ZOCALO), f"/Subtype /Image {any_entries(source)}", packed=False),
    }
    found = inspected(
        document(catalog="/X [10 0 R 12 0 R 13 0 R]", trailer="/Y 11 0 R", objects=objects)
    )
    assert_short(one for findings in found.values() for one in findings)


WHOLE = {
    "JPEG": jpeg(gps=ZOCALO),
    "PNG": pictures.png_with(pictures.chunk(b"iTXt", b"a\0\0\0\0\0b")),
    "GIF": pictures.gif_with(b"!\xfe" + pictures.blocks(b"Juana")),
    "WebP": pictures.webp_with(b"SECR", b"Juana"),
    "TIFF": pictures.saved("TIFF", tiffinfo={315: "Rosa"}),
    "BMP": pictures.saved("BMP"),
    "AVIF": pictures.saved("AVIF"),
    "JPEG 2000": pictures.jp2(pictures.box(b"xml ", b"<a>b</a>")),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_damaged_pictures_never_break_the_audit(kind: str) -> None:
    source = random.Random(kind)
    for _ in range(60):
        data = bytearray(WHOLE[kind])
        for _ in range(source.randrange(1, 6)):
            data[source.randrange(min(len(data), 400))] = source.randrange(256)
        collector = FindingCollector()
        images.inspect(bytes(data[: source.randrange(1, len(data))]), collector, "picture")
        assert_short(collector.result().findings)
