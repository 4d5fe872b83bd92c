"""Each place where a file can hold a secret, and what the audit says of it: never nothing."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from collections.abc import Mapping
from urllib.parse import quote, quote_from_bytes

import pytest
from PIL import Image

from indexer.audit.detectors.pdf_known_parts import KINDS_BY_S, SUBTYPES, TYPES
from indexer.audit.findings import FindingKind, Severity
from tests.audit import builders
from tests.audit import picture_builders as pictures
from tests.audit.builders import SENTENCE, ZOCALO, annotation, document, form, jpeg, xobject
from tests.audit.conftest import Inspected
from tests.audit.picture_builders import SECRET, XMP, box, data_uri, segment, svg, uuid
from tests.builders import html, stream

PLACED = jpeg(gps=ZOCALO)
WORDS = "Juana Perez vive en la calle Hidalgo"
HIDDEN, UNKNOWN = FindingKind.HIDDEN_ELEMENT, FindingKind.UNKNOWN_PART
PLACE, CONTACT = FindingKind.PICTURE_PLACE, FindingKind.HIDDEN_CONTACT
OUTSIDE, COMMENT = FindingKind.OUTSIDE_DATA, FindingKind.COMMENT

Row = tuple[FindingKind, str, bytes]
"""What is found, a part of its detail, the file."""


def _tiff(**more: object) -> bytes:
    return pictures.saved("TIFF", **more)


def _exif(tag: int, value: object) -> bytes:
    return jpeg(exif={tag: value})


PROFILE = (
    b"\0" * 36 + b"acsp" + b"\0" * 88
    + b"\0\0\0\1cprt\0\0\0\x90\0\0\0\x40text\0\0\0\0" + SECRET.encode()
)  # fmt: skip

PICTURES: dict[str, Row] = {
    "JPEG, XMP": (PLACE, "Ocosingo", jpeg(xmp=XMP)),
    "JPEG, two remarks": (
        COMMENT,
        "primera",
        pictures.jpeg_with(segment(0xFE, b"primera"), segment(0xFE, b"segunda")),
    ),
    "JPEG, extended XMP": (
        PLACE,
        "Ocosingo",
        pictures.jpeg_with(
            segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 40 + XMP)
        ),
    ),
    "JPEG, a second picture": (PLACE, "near 19.43", jpeg() + PLACED),
    "JPEG, another one after the end": (
        FindingKind.PICTURE_PREVIEW,
        "preview",
        jpeg() + jpeg(Image.new("RGB", (200, 150), "white")),
    ),
    "JPEG, text after the end": (OUTSIDE, "after the end", jpeg() + WORDS.encode()),
    "JPEG, an unknown segment": (
        UNKNOWN,
        "“APP9",
        pictures.jpeg_with(segment(0xE9, b"Propio\0" + WORDS.encode())),
    ),
    "JPEG, more Exif data": (
        UNKNOWN,
        "further Exif",
        pictures.jpeg_with(
            segment(0xE1, pictures.exif_with_place()), segment(0xE1, pictures.exif_with_place())
        ),
    ),
    "JPEG, a preview of Photoshop": (
        FindingKind.PICTURE_PREVIEW,
        "preview",
        pictures.jpeg_with(
            pictures.photoshop(1036, b"\0" * 28 + jpeg(Image.new("RGB", (160, 120), "white")))
        ),
    ),
    "JPEG, other data of Photoshop": (
        UNKNOWN,
        "number 9000",
        pictures.jpeg_with(pictures.photoshop(9000, b"capas")),
    ),
    "JPEG, the maker's notes": (UNKNOWN, "maker", _exif(0x927C, b"SN 123456")),
    "JPEG, an unknown text of Exif": (UNKNOWN, "tag 60000", _exif(60000, WORDS)),
    "JPEG, the preview of old cameras": (
        UNKNOWN,
        "(preview)",
        pictures.jpeg_with(segment(0xE0, b"JFXX\0\x13" + b"\1\1\0\0\0")),
    ),
    "PNG, Exif": (PLACE, "near", pictures.png_with(pictures.chunk(
        b"eXIf", pictures.exif_with_place().removeprefix(b"Exif\0\0")))),
    "PNG, a text": (COMMENT, "Juana", pictures.png_with(pictures.chunk(b"tEXt", b"x\0Juana"))),
    "PNG, a packed text": (
        COMMENT,
        "Juana",
        pictures.png_with(pictures.chunk(b"zTXt", b"x\0\0" + zlib.compress(b"Juana"))),
    ),
    "PNG, an international text": (
        COMMENT,
        "Valdés",
        pictures.png_with(pictures.chunk(b"iTXt", b"x\0\0\0\0\0" + "Valdés".encode())),
    ),
    "PNG, XMP": (
        PLACE,
        "Ocosingo",
        pictures.png_with(pictures.chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)),
    ),
    "PNG, a colour profile": (CONTACT, SECRET, pictures.saved("PNG", icc_profile=PROFILE)),
    "JPEG, a colour profile": (CONTACT, SECRET, jpeg(icc_profile=PROFILE)),
    "PNG, a raw profile": (
        PLACE,
        "near",
        pictures.png_with(pictures.raw_profile("exif", pictures.exif_with_place())),
    ),
    "PNG, layers of Fireworks": (UNKNOWN, "mkBT", pictures.png_with(pictures.chunk(b"mkBT", b"a"))),
    "PNG, what was cut off": (OUTSIDE, "after the end", pictures.png_with(after=b"IDAT" * 9)),
    "GIF, a remark": (
        COMMENT,
        "Juana",
        pictures.gif_with(b"!\xfe" + pictures.blocks(b"Juana")),
    ),
    "GIF, another program's data": (
        UNKNOWN,
        "PROGRAMA1.0",
        pictures.gif_with(b"!\xff" + pictures.blocks(b"PROGRAMA1.0") ),
    ),
    "GIF, text after the end": (
        OUTSIDE,
        "after the end",
        pictures.gif_with(b"", after=WORDS.encode()),
    ),
    "WebP, XMP": (PLACE, "Ocosingo", pictures.saved("WEBP", xmp=XMP)),
    "WebP, Exif": (PLACE, "near", pictures.saved("WEBP", exif=pictures.exif_with_place())),
    "WebP, an unknown chunk": (UNKNOWN, "SECR", pictures.webp_with(b"SECR", WORDS.encode())),
    "TIFF, an artist": (FindingKind.PICTURE_OWNER, "Rosa", _tiff(tiffinfo={315: "Rosa"})),
    "TIFF, the layers of Photoshop": (UNKNOWN, "layers", _tiff(tiffinfo={37724: b"8BIM capas"})),
    "TIFF, a second page": (
        COMMENT,
        "Juana",
        _tiff(
            save_all=True,
            append_images=[builders.scenery((9, 9))],
            tiffinfo={270: "Juana"},
        ),
    ),
    "BMP, text after the end": (OUTSIDE, "after", pictures.saved("BMP") + WORDS.encode()),
    "JPEG 2000, XMP": (PLACE, "Ocosingo", pictures.jp2(
        uuid("BE7ACFCB97A942E89C71999491E3AFAC", XMP))),
    "JPEG 2000, Exif": (PLACE, "near", pictures.jp2(
        uuid("4A706754696666457869662D3E4A5032", pictures.exif_with_place()))),
    "JPEG 2000, IPTC": (UNKNOWN, "IPTC", pictures.jp2(
        uuid("33C7A4D2B81D4723A0BAF1A3E097AD38", b"Rosa"))),
    "JPEG 2000, a map": (PLACE, "map", pictures.jp2(
        uuid("B14BF8BD083D4B43A5AE8CD7D5A6CE03", b"II*\0"))),
    "JPEG 2000, data of a program": (UNKNOWN, "program", pictures.jp2(uuid("00" * 16, b"x"))),
    "JPEG 2000, XML": (CONTACT, SECRET, pictures.jp2(box(b"xml ", f"<a>{SECRET}</a>".encode()))),
    "JPEG 2000, an unknown box": (UNKNOWN, "secr", pictures.jp2(box(b"secr", WORDS.encode()))),
    "JPEG 2000, a remark": (COMMENT, "Juana", pictures.jp2(pixels=pictures.codestream(b"Juana"))),
    "JPEG 2000 without boxes": (COMMENT, "Juana", pictures.codestream(b"Juana")),
    "HEIC": (FindingKind.NOT_LOOKED_AT, "HEIC", box(b"ftyp", b"heic\0\0\0\0") + box(b"mdat", b"x")),
    "AVIF, Exif": (PLACE, "near", pictures.saved("AVIF", exif=pictures.exif_with_place())),
    "AVIF, an unused box": (
        OUTSIDE,
        "unused",
        pictures.saved("AVIF") + box(b"free", WORDS.encode()),
    ),
    "no picture": (FindingKind.NOT_LOOKED_AT, "unknown kind", b"hola " * 9),
}  # fmt: skip


@pytest.mark.parametrize("what", PICTURES)
def test_each_part_of_a_picture_is_known_or_unknown(what: str, inspected: Inspected) -> None:
    kind, detail, data = PICTURES[what]
    found = inspected(data, "foto.jpg")
    assert any(detail in str(finding.described) for finding in found.get(kind, [])), found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF", "JPEG2000"])
def test_a_picture_without_secrets_says_nothing(kind: str, inspected: Inspected) -> None:
    data = pictures.jp2() if kind == "JPEG2000" else pictures.saved(kind)
    assert inspected(data, "foto.jpg") == {}


HOME = r"C:\Users\juana\caso.docx"
WITHOUT = svg(f"<metadata>{WORDS}</metadata>")
PAGES: dict[str, tuple[FindingKind, str, str]] = {
    "a background": (PLACE, "near", f"<p style='background-image:url({data_uri(PLACED)})'>a"),
    "a background in quotes": (
        PLACE,
        "near",
        f"<p style='background:url(\"{data_uri(PLACED)}\")'>",
    ),
    "a style sheet": (PLACE, "near", f"<style>p{{background:url({data_uri(PLACED)})}}</style>"),
    "a percent-encoded picture": (
        PLACE,
        "near",
        f"<img src='data:image/jpeg,{quote_from_bytes(PLACED)}'>",
    ),
    "a picture with spaces": (
        PLACE,
        "near",
        f"<img src='data:image/jpeg;base64,{base64.encodebytes(PLACED).decode()}'>",
    ),
    "another alphabet": (
        PLACE,
        "near",
        f"<img src='data:image/jpeg;base64,{base64.urlsafe_b64encode(PLACED).decode()}'>",
    ),
    "a kind that lies": (PLACE, "near", f"<img src='{data_uri(PLACED, 'text/plain')}'>"),
    "no kind": (PLACE, "near", f"<img src='{data_uri(PLACED, '')}'>"),
    "capitals": (PLACE, "near", f"<img src='{data_uri(PLACED).replace('data:', 'DATA:')}'>"),
    "several sizes": (PLACE, "near", f"<img srcset='a.png 1x, {data_uri(PLACED)} 2x'>"),
    "a film's picture": (PLACE, "near", f"<video poster='{data_uri(PLACED)}'></video>"),
    "an attribute of a program": (PLACE, "near", f"<p data-foto='{data_uri(PLACED)}'>"),
    "an object": (PLACE, "near", f"<object data='{data_uri(PLACED)}'></object>"),
    "an embedded one": (PLACE, "near", f"<embed src='{data_uri(PLACED)}'>"),
    "a source": (PLACE, "near", f"<picture><source srcset='{data_uri(PLACED)}'></picture>"),
    "an icon": (PLACE, "near", f"<link rel=icon href='{data_uri(PLACED)}'>"),
    "a script": (PLACE, "near", f"<script>var a='{data_uri(PLACED)}'</script>"),
    "a comment": (PLACE, "near", f"<!-- {data_uri(PLACED)} -->"),
    "an inner page": (
        PLACE,
        "near",
        f"<iframe srcdoc=\"<img src='{data_uri(PLACED)}'>\"></iframe>",
    ),
    "a page in an address": (
        HIDDEN,
        "Juana",
        f"<iframe src='{data_uri(b'<p hidden>Juana</p>', 'text/html')}'></iframe>",
    ),
    "a picture in a picture": (
        PLACE,
        "near",
        "<img src='"
        + data_uri(svg(f'<image href="{data_uri(PLACED)}"/>').encode(), "image/svg+xml")
        + "'>",
    ),
    "a drawing as text": (
        FindingKind.LOCAL_PATH,
        "juana",
        f'<img src="data:image/svg+xml;utf8,{quote(svg("", f"a={chr(39)}{HOME}{chr(39)}"))}">',
    ),
    "the metadata of a drawing": (
        HIDDEN,
        "Juana",
        f"<img src='data:image/svg+xml,{quote(WITHOUT)}'>",
    ),
    "a drawing in the page": (HIDDEN, "Juana", WITHOUT),
    "a film": (UNKNOWN, "video/mp4", f"<video src='{data_uri(b'x' * 40, 'video/mp4')}'></video>"),
    "a text in an address": (
        UNKNOWN,
        "Juana",
        f"<a href='{data_uri(WORDS.encode(), 'text/plain')}'>",
    ),
    "a broken address": (
        FindingKind.NOT_LOOKED_AT,
        "damaged data",
        "<img src='data:image/png;base64,#'>",
    ),
    "a style sheet in an address": (
        CONTACT,
        SECRET,
        f"<link rel=stylesheet href='data:text/css,/*{quote(SECRET)}*/'>",
    ),
    "a class that hides": (HIDDEN, "Juana", "<style>.k{display:none}</style><p class=k>Juana"),
    "a style sheet that the page's own one takes": (
        HIDDEN,
        "Juana",
        "<style>@import url('data:text/css,.k{display:none}');</style><p class=k>Juana",
    ),
    "a class that may hide": (
        FindingKind.MAY_BE_HIDDEN,
        "Juana",
        "<style>.k:has(b){display:none}</style><p class=k>Juana",
    ),
    "style sheets elsewhere": (
        FindingKind.OUTSIDE_STYLES,
        "a.css and 1 more",
        "<link rel=stylesheet href=a.css><link rel=stylesheet href=b.css>",
    ),
    "words in a style sheet": (CONTACT, SECRET, f"<style>p:after{{content:'{SECRET}'}}</style>"),
    "escaped words in a style sheet": (
        CONTACT,
        SECRET,
        f"<style>p:after{{content:'{SECRET.replace('@', chr(92) + '40 ')}'}}</style>",
    ),
    "words in an attribute": (UNKNOWN, "Juana", f"<p data-nota='{WORDS}'>"),
    "data for a program": (
        UNKNOWN,
        "Juana",
        f'<script id=__NEXT_DATA__ type=application/json>{{"a": "{WORDS}"}}</script>',
    ),
    "a template for a program": (
        UNKNOWN,
        "Juana",
        f"<script type=text/x-template><p>{WORDS}</script>",
    ),
    "data for search engines": (
        FindingKind.AUTHOR,
        "Juana",
        '<script type="application/ld+json">{"author": {"name": "Juana"}}</script>',
    ),
    "an address in data": (
        CONTACT,
        SECRET,
        f'<script type="application/ld+json">{{"email": "{SECRET}"}}</script>',
    ),
    "a hidden field": (HIDDEN, "Juana", f"<input type=hidden value='{WORDS}'>"),
    "words for programs": (UNKNOWN, "Juana", f"<meta name=nota content='{WORDS}'>"),
    "words for old browsers": (FindingKind.MAY_BE_HIDDEN, "Juana", "<canvas>Juana</canvas>"),
    "another file in the page": (FindingKind.LINKED_FILE, "a.pdf", "<embed src=a.pdf>"),
    "a program in an address": (
        FindingKind.PAGE_SCRIPT,
        "<a>",
        "<a href='javascript:alert(1)'>a</a>",
    ),
}


@pytest.mark.parametrize("what", PAGES)
def test_each_part_of_a_page_is_known_or_unknown(what: str, inspected: Inspected) -> None:
    kind, detail, body = PAGES[what]
    found = inspected(html(f"<p>Texto.</p>{body}").encode(), "pagina.html")
    assert any(detail in str(finding.described) for finding in found.get(kind, [])), found


@pytest.mark.parametrize(
    "body",
    [
        f"<img src='{data_uri(jpeg())}'>",
        f"<img src='data:image/svg+xml,{quote(svg('<path d=M0,0/>'))}'>",
        "<style>@font-face{src:url(data:font/woff2;base64,d09GMg==)}</style>",
        "<p data-n='3' data-tooltip='Copie el texto en su computadora'>a",
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==">',
    ],
)
def test_usual_data_in_a_page_is_known(body: str, inspected: Inspected) -> None:
    assert inspected(html(f"<p>Texto.</p>{body}").encode(), "pagina.html") == {}


def test_entities_of_a_document_type_are_unknown(inspected: Inspected) -> None:
    page = f"<!DOCTYPE html [<!ENTITY a '{WORDS}'>]>" + html("<p>Texto.</p>")
    assert UNKNOWN in inspected(page.encode(), "a.xhtml")


# --- PDFs


def in_catalog(entries: str, **objects: str | bytes) -> bytes:
    numbered = {int(name.strip("o")): body for name, body in objects.items()}
    return document(catalog=entries, objects=numbered)


def drawn(picture: bytes) -> bytes:
    return document(SENTENCE + "/X Do", resources=xobject(10), objects={10: picture})


def attached(data: bytes, name: str = "a") -> bytes:
    return in_catalog(
        "/AF [10 0 R]",
        o10=f"<< /Type /Filespec /F ({name}) /EF << /F 11 0 R >> >>",
        o11=stream(data, "/Type /EmbeddedFile", packed=False),
    )


def packed(entries: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


DOCX = packed(
    {
        "[Content_Types].xml": b"<a/>",
        "docProps/core.xml": b"<p xmlns:c='c'><c:lastModifiedBy>Rosa Diaz</c:lastModifiedBy></p>",
        "word/document.xml": b"<w/>",
        "word/comments.xml": b"<w>quitar a Juana</w>",
        "word/media/image1.jpg": PLACED,
    }
)
REPLACED = "in the place of what the page shows: Juana"
PIXEL = (
    "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8"
)
AFTER_PIXELS = stream(
    zlib.compress(b"\0\0\0") + WORDS.encode() * 2, f"{PIXEL} /Filter /FlateDecode", packed=False
)
CALLED = b"%%Invocation: gs -o /home/juana/caso/a.pdf\n%\xe2\xe3\xcf\xd3\n"
JPX = "/Filter /JPXDecode"
INLINE = b"q BI /W 200 /H 150 /CS /RGB /BPC 8 /F %s ID %s\nEI Q\n"
FONT = (
    b"\0\1\0\0\0\2\0\0\0\0\0\0name\0\0\0\0\0\0\0\x2c\0\0\0\x40secr\0\0\0\0\0\0\0\x6c\0\0\0\4"
    + b"\0\0\0\1\0\x12\0\1\0\0\0\0\0\0\0\x2e\0\0"
    + b"/Users/rosa/tipos/letra caso de juana.ttf      "
)
TYPEFACE = "<< /Type /Font /Subtype /TrueType /BaseFont /A /FontDescriptor 11 0 R >>"
DESCRIPTOR = "<< /Type /FontDescriptor /FontName /A /FontFile2 12 0 R >>"

PDFS: dict[str, Row] = {
    "JPEG 2000": (PLACE, "Ocosingo", drawn(builders.image(
        pictures.jp2(uuid("BE7ACFCB97A942E89C71999491E3AFAC", XMP)), (9, 9), JPX))),
    "JBIG2, a remark": (COMMENT, "Juana", drawn(builders.image(
        pictures.jbig2(62, b"\x20\0\0\0autor\0Juana\0\0"), (9, 9), "/Filter /JBIG2Decode"))),
    "JBIG2, an unknown segment": (UNKNOWN, "part named", drawn(builders.image(
        pictures.jbig2(33, b"x"), (9, 9), "/Filter /JBIG2Decode"))),
    "an inline picture": (PLACE, "near", document(
        SENTENCE.encode() + INLINE % (b"/DCT", PLACED))),
    "an inline picture, packed twice": (PLACE, "near", document(
        SENTENCE.encode() + INLINE % (b"[/A85 /DCT]", base64.a85encode(PLACED) + b"~>"))),
    "an inline picture that cannot be unpacked": (UNKNOWN, "unpacked", document(
        SENTENCE.encode() + INLINE % (b"[/LZW /DCT]", PLACED))),
    "a mask": (PLACE, "near", document(
        SENTENCE + "/X Do", resources=xobject(10), objects={
            10: builders.image(b"\0\0\0", (1, 1), "/SMask 11 0 R"),
            11: builders.image(PLACED, (200, 150))})),
    "more than the pixels": (UNKNOWN, "more data than it shows", drawn(
        stream(WORDS.encode() * 300, PIXEL))),
    "data after the pixels": (UNKNOWN, "behind a picture", drawn(AFTER_PIXELS)),
    "a comment in the metadata": (COMMENT, "quitar", in_catalog("/Metadata 10 0 R", o10=stream(
        b"<x><!-- quitar a Juana --></x>", "/Type /Metadata", packed=False))),
    "a person in other metadata": (FindingKind.EDITOR, "Rosa", in_catalog(
        "/Metadata 10 0 R", o10=stream(
            b"<x><ultimoEditor>Rosa</ultimoEditor></x>", "/Type /Metadata", packed=False))),
    "another version of a picture": (UNKNOWN, "other pictures", document(
        SENTENCE + "/X Do", resources=xobject(10), objects={
            10: builders.image(b"\0\0\0", (1, 1), "/Alternates [<< /Image 11 0 R >>]"),
            11: builders.image(PLACED, (200, 150))})),
    "a small picture of the page": (UNKNOWN, "small picture", document(
        page="/Thumb 10 0 R", objects={10: builders.image(b"\0\0\0", (1, 1), "")})),
    "a picture in a pattern": (PLACE, "near", document(
        resources="/Pattern << /P 10 0 R >>", objects={
            10: stream(b"/X Do", "/PatternType 1 /PaintType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9"
                       " /Resources << /XObject << /X 11 0 R >> >>"),
            11: builders.image(PLACED, (200, 150))})),
    "a letter that is a picture": (PLACE, "near", document(
        resources="/Font << /F3 10 0 R >>", objects={
            10: "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0]"
                " /CharProcs << /a 11 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97"
                " /LastChar 97 /Widths [9] >>",
            11: stream(b"9 0 d0 " + INLINE % (b"/DCT", PLACED))})),
    "a picture in a comment": (PLACE, "near", document(
        page="/Annots [10 0 R]", objects={
            10: annotation("Stamp", "/AP << /N 11 0 R >>"),
            11: stream(b"/X Do", "/Subtype /Form /BBox [0 0 9 9] /Resources"
                       " << /XObject << /X 12 0 R >> >>"),
            12: builders.image(PLACED, (200, 150))})),
    "metadata of a picture": (FindingKind.AUTHOR, "Juana", document(
        SENTENCE + "/X Do", resources=xobject(10), objects={
            10: builders.image(b"\0\0\0", (1, 1), "/Metadata 11 0 R"),
            11: stream(XMP, "/Subtype /XML", packed=False)})),
    "metadata without a type": (FindingKind.AUTHOR, "Juana", in_catalog(
        "/Metadata 10 0 R", o10=stream(XMP, packed=False))),
    "data of Illustrator": (UNKNOWN, "program that made", document(
        page="/PieceInfo << /Illustrator << /Private 10 0 R >> >>",
        objects={10: "<< /AIPrivateData1 11 0 R >>", 11: stream(b"capas")})),
    "a sound": (UNKNOWN, "a sound", document(page="/Annots [10 0 R]", objects={
        10: annotation("Sound", "/Sound 11 0 R"), 11: stream(b"x", "/Type /Sound /R 8000")})),
    "a model": (UNKNOWN, "3D", document(page="/Annots [10 0 R]", objects={
        10: annotation("3D", "/3DD 11 0 R"), 11: stream(b"x", "/Type /3D /Subtype /U3D")})),
    "a stream nobody knows": (UNKNOWN, "data of an unknown kind", in_catalog(
        "/Propio 10 0 R", o10=stream(WORDS.encode()))),
    "a stream that nothing uses": (UNKNOWN, "no page uses", document(
        objects={10: stream(WORDS.encode())})),
    "a packing nobody knows": (UNKNOWN, "Secreto", document(
        objects={10: "<< /Filter /SecretoDecode /Length 1 >>\nstream\nx\nendstream"})),
    "data in another file": (UNKNOWN, "another file", in_catalog(
        "/Metadata 10 0 R", o10=stream(XMP, "/F (otro.xml)", packed=False))),
    "a text in the trailer": (UNKNOWN, "Juana", document(trailer=f"/Notas ({WORDS})")),
    "a comment between objects": (UNKNOWN, "Juana", document().replace(
        b"\nxref\n", b"\nxref\n".replace(b"x", f"% {WORDS}\nx".encode(), 1))),
    "how a program was called": (FindingKind.LOCAL_PATH, "juana", document().replace(
        b"%\xe2\xe3\xcf\xd3\n", CALLED)),
    "a text under an own key": (UNKNOWN, "Juana", in_catalog(f"/Notas ({WORDS})")),
    "texts in a list": (UNKNOWN, "Juana", in_catalog(f"/Notas [({WORDS}) ({WORDS})]")),
    "an address in a list": (CONTACT, SECRET, in_catalog("/Names << /Dests 10 0 R >>",
        o10="<< /Names 11 0 R >>", o11=f"[({SECRET}) [4 0 R /Fit]]")),
    "a font's name": (FindingKind.LOCAL_PATH, "rosa", document(
        resources="/Font << /F2 10 0 R >>",
        objects={10: TYPEFACE, 11: DESCRIPTOR, 12: stream(FONT)})),
    "a font's table": (UNKNOWN, "secr", document(
        resources="/Font << /F2 10 0 R >>",
        objects={10: TYPEFACE, 11: DESCRIPTOR, 12: stream(FONT)})),
    "an invalid table of letters": (UNKNOWN, "letters", document(
        resources="/Font << /F2 10 0 R >>", objects={
            10: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /ToUnicode 11 0 R >>",
            11: stream(WORDS.encode())})),
    "a colour profile": (CONTACT, SECRET, document(
        resources="/ColorSpace << /C [/ICCBased 10 0 R] >>",
        objects={10: stream(PROFILE, "/N 3")})),
    "a text in the place of what is shown": (UNKNOWN, REPLACED, document(
        "/Span << /ActualText (Juana Perez) >> BDC " + SENTENCE + "EMC")),
    "the same in hexadecimal": (UNKNOWN, REPLACED, document(
        f"/Span << /ActualText <{b'Juana Perez'.hex()}> >> BDC " + SENTENCE + "EMC")),
    "the same in the structure": (UNKNOWN, REPLACED, in_catalog(
        "/StructTreeRoot 10 0 R", o10="<< /Type /StructTreeRoot /K 11 0 R >>",
        o11="<< /Type /StructElem /S /Span /P 10 0 R /ActualText (Juana Perez) >>")),
    "the description of a picture": (FindingKind.ALTERNATIVE_TEXT, "Juana", in_catalog(
        "/StructTreeRoot 10 0 R", o10="<< /Type /StructTreeRoot /K 11 0 R >>",
        o11="<< /Type /StructElem /S /Figure /P 10 0 R /Alt (Juana en su casa) >>")),
    "a comment in the content": (COMMENT, "quitar", document(
        "% quitar el nombre de Juana\n" + SENTENCE)),
    "an article's author": (FindingKind.AUTHOR, "Rosa", in_catalog(
        "/Threads [10 0 R]", o10="<< /Type /Thread /I << /Author (Rosa) >> >>")),
    "an attached picture": (PLACE, "near", attached(PLACED, "foto.jpg")),
    "an attached PDF": (FindingKind.AUTHOR, "Juana", attached(
        document(trailer="/Info << /Author (Juana) >>"))),
    "an attached page": (HIDDEN, "Juana", attached(html("<p hidden>Juana</p>").encode())),
    "an attached text": (UNKNOWN, "Juana", attached(WORDS.encode())),
    "an attached unknown file": (UNKNOWN, "unknown kind", attached(b"\0\1" * 20)),
    "an attached document, its editor": (FindingKind.EDITOR, "Rosa", attached(DOCX)),
    "an attached document, its picture": (PLACE, "near", attached(DOCX)),
    "an attached document, its comments": (COMMENT, "quitar", attached(DOCX)),
    "an attached document, its text": (
        FindingKind.NOT_LOOKED_AT, "office document", attached(DOCX)),
    "attached files in a package": (
        FindingKind.NOT_LOOKED_AT, "lista.csv", attached(packed({"lista.csv": b"a"}))),
    "an attachment of an attachment": (
        FindingKind.NOT_LOOKED_AT, "an attachment of an attachment", attached(attached(PLACED))),
    "a damaged attachment": (FindingKind.NOT_LOOKED_AT, "", attached(b"%PDF-1.7 roto")),
}  # fmt: skip


@pytest.mark.parametrize("what", PDFS)
def test_each_part_of_a_pdf_is_known_or_unknown(what: str, inspected: Inspected) -> None:
    kind, detail, data = PDFS[what]
    found = inspected(data)
    assert any(detail in str(finding.described) for finding in found.get(kind, [])), found


def is_unknown(data: bytes, inspected: Inspected) -> bool:
    return any(kind.severity is Severity.UNKNOWN for kind in inspected(data))


@pytest.mark.parametrize(
    "kind", sorted(TYPES - {"/StructElem", "/EmbeddedFile", "/JobTicketContents"})
)
def test_an_unknown_subtype_of_any_type_is_unknown(kind: str, inspected: Inspected) -> None:
    assert is_unknown(in_catalog("/X 10 0 R", o10=f"<< /Type {kind} /Subtype /Nuevo >>"), inspected)


@pytest.mark.parametrize("kind", sorted(KINDS_BY_S))
def test_an_unknown_kind_of_any_type_is_unknown(kind: str, inspected: Inspected) -> None:
    assert is_unknown(in_catalog("/X 10 0 R", o10=f"<< /Type {kind} /S /Nuevo >>"), inspected)


@pytest.mark.parametrize(
    "entries",
    [
        "/Type /Nuevo",
        "/PatternType 9",
        "/FunctionType 9",
        "/ShadingType 9",
        "/HalftoneType 9",
        "/Rect [0 0 1 1] /Subtype /Nuevo",
        "/BBox [0 0 1 1] /Subtype /PS",
    ],
)
def test_an_unknown_type_is_unknown(entries: str, inspected: Inspected) -> None:
    assert is_unknown(in_catalog("/X 10 0 R", o10=f"<< {entries} >>"), inspected)
    streamed = stream(b"x", entries)
    assert is_unknown(in_catalog("/X 10 0 R", o10=streamed), inspected)


def test_known_subtypes_are_known(inspected: Inspected) -> None:
    fonts = "".join(f"<< /Type /Font /Subtype {kind} >> " for kind in SUBTYPES["/Font"])
    assert not is_unknown(in_catalog("/X 10 0 R", o10=f"[{fonts}]"), inspected)


def test_a_usual_pdf_holds_nothing_unknown(inspected: Inspected) -> None:
    content = f"/P << /MCID 0 /Lang (es-MX) >> BDC {SENTENCE} EMC /X Do"
    data = document(
        content.encode() + INLINE % (b"/Fl", b"x"),
        resources=xobject(10),
        catalog="/MarkInfo << /Marked true >> /Lang (es) /StructTreeRoot 11 0 R",
        objects={
            10: form(SENTENCE),
            11: "<< /Type /StructTreeRoot /K [12 0 R] /ParentTree << /Nums [0 [12 0 R]] >> >>",
            12: "<< /Type /StructElem /S /Documento /T (Uno) /P 11 0 R /K 0 >>",
        },
    )
    assert inspected(data) == {}


def test_svg_files_are_audited(inspected: Inspected) -> None:
    found = inspected(WITHOUT.encode(), "dibujo.svg")
    assert "Juana" in str(found[HIDDEN][0].described)
