"""What pictures tell of the place, the camera and the person."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from indexer.audit.findings import FindingKind
from tests.audit.builders import ZOCALO, jpeg, scenery
from tests.audit.conftest import Inspected

XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
 xmlns:e="http://ns.adobe.com/exif/1.0/" e:GPSLatitude="19,25.9585N"
 e:GPSLongitude="99,7.9912W"/></rdf:RDF></x:xmpmeta>"""


def iptc(*entries: tuple[int, bytes]) -> bytes:
    """An application segment with IPTC entries, as Photoshop writes it."""
    data = b"".join(
        b"\x1c\x02" + bytes([number]) + len(value).to_bytes(2, "big") + value
        for number, value in entries
    )
    block = b"8BIM\x04\x04\0\0" + len(data).to_bytes(4, "big") + data + b"\0" * (len(data) % 2)
    body = b"Photoshop 3.0\0" + block
    return b"\xff\xed" + (len(body) + 2).to_bytes(2, "big") + body


def with_segment(segment: bytes) -> bytes:
    plain = jpeg()
    return plain[:2] + segment + plain[2:]


def with_preview(preview: Image.Image) -> bytes:
    small = jpeg(preview)
    # TIFF: an empty first directory, then a second with the place and length of the preview.
    entries = [(513, 44), (514, len(small))]
    second = len(entries).to_bytes(2, "little") + b"".join(
        tag.to_bytes(2, "little") + b"\4\0\1\0\0\0" + value.to_bytes(4, "little")
        for tag, value in entries
    )
    head = b"II*\0\x08\0\0\0" + b"\0\0" + (14).to_bytes(4, "little") + second + b"\0" * 4
    exif = b"Exif\0\0" + head.ljust(44, b"\0") + small
    out = io.BytesIO()
    scenery().save(out, "JPEG", exif=exif)
    return out.getvalue()


def png(**texts: str) -> bytes:
    notes, out = PngInfo(), io.BytesIO()
    for key, value in texts.items():
        notes.add_text(key, value)
    scenery().save(out, "PNG", pnginfo=notes)
    return out.getvalue()


TOLD: dict[str, tuple[FindingKind, str, bytes]] = {
    "position": (FindingKind.PICTURE_PLACE, "near 19.43, -99.13;", jpeg(gps=ZOCALO)),
    "position in XMP": (FindingKind.PICTURE_PLACE, "19,25…", jpeg(xmp=XMP)),
    "city": (FindingKind.PICTURE_PLACE, "Ocosingo", with_segment(iptc((90, b"Ocosingo")))),
    "by-line": (FindingKind.PICTURE_OWNER, "Rosa", with_segment(iptc((80, b"Rosa")))),
    "artist": (FindingKind.PICTURE_OWNER, "Author: Rosa", jpeg(exif={0x013B: "Rosa"})),
    "Windows author": (
        FindingKind.PICTURE_OWNER,
        "Author: Rosa",
        jpeg(exif={0x9C9D: "Rosa\0".encode("utf-16-le")}),
    ),
    "camera": (FindingKind.PICTURE_CAMERA, "Model: EOS 70D", jpeg(exif={0x0110: "EOS 70D"})),
    "description": (FindingKind.COMMENT, "casa de Rosa", jpeg(exif={0x010E: "casa de Rosa"})),
    "comment": (FindingKind.COMMENT, "no publicar", jpeg(comment=b"no publicar")),
    "address": (FindingKind.HIDDEN_CONTACT, "a@b.mx", jpeg(exif={0x010E: "de a@b.mx"})),
    "program": (FindingKind.PROGRAM, "GIMP", jpeg(exif={0x0131: "GIMP 2.10"})),
    "text in a PNG": (FindingKind.COMMENT, "Author: Rosa", png(Author="Rosa")),
    "program of a PNG": (FindingKind.PROGRAM, "Program: GIMP", png(Software="GIMP")),
    "another preview": (
        FindingKind.PICTURE_PREVIEW,
        "looks different",
        with_preview(Image.new("RGB", (160, 120), "white")),
    ),
    "a preview of another shape": (
        FindingKind.PICTURE_PREVIEW,
        "another shape",
        with_preview(scenery((90, 160))),
    ),
    "broken Exif data": (
        FindingKind.NOT_LOOKED_AT,
        "the picture",
        b"\xff\xd8\xff\xe1\0\x10Exif\0\0II",
    ),
}


@pytest.mark.parametrize("what", TOLD)
def test_what_a_picture_tells_is_reported(what: str, inspected: Inspected) -> None:
    kind, detail, data = TOLD[what]
    found = inspected(data, "foto.jpg")
    assert any(detail in str(finding.described) for finding in found.get(kind, [])), found


def test_a_position_is_not_printed_exactly(inspected: Inspected) -> None:
    details = [str(f.described) for fs in inspected(jpeg(gps=ZOCALO), "a.jpg").values() for f in fs]
    assert not any("19.432" in d or "57.51" in d for d in details)


def test_a_picture_without_metadata_tells_nothing(inspected: Inspected) -> None:
    assert inspected(jpeg(), "foto.jpg") == {}
    assert inspected(png(), "foto.png") == {}
    assert FindingKind.PICTURE_PREVIEW not in inspected(
        with_preview(scenery().resize((160, 120))), "a.jpg"
    )


def test_a_kind_of_picture_that_nobody_reads_is_reported_as_not_inspected(
    inspected: Inspected,
) -> None:
    assert list(inspected(b"\0\0\0\x18ftypheic" * 9, "a.heic")) == [FindingKind.NOT_LOOKED_AT]
