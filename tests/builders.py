"""Files for tests, built in code: PDFs with the standard library, HTML pages from their parts."""

from __future__ import annotations

import io
import os
import subprocess
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class PdfSpec:
    """A PDF to build. A page is its lines; without lines it is blank.

    `outline` has (page index, title); `labels` has (page index, label dictionary body such as
    "/S /r" or "/S /D /St 1"); `claimed_pages` lies about the number of pages; in the place of
    `missing_pages` (indexes) stands something else; `content` replaces the content stream of a page
    (by index), which may use the fonts F1 and F2 (bold); `notes` has (page index, body of
    an annotation such as "/Subtype /Text /Contents (no)"); `turned` has by how many degrees
    clockwise a page (by index) is shown; `junk` stands before the header; `catalog` has further
    entries of the catalog.
    """

    pages: Sequence[str] = ("Hola",)
    info: Mapping[str, str] = field(default_factory=dict)
    xmp: str = ""
    outline: Sequence[tuple[int, str]] = ()
    circular_outline: bool = False
    labels: Sequence[tuple[int, str]] = ()
    claimed_pages: int | None = None
    missing_pages: Sequence[int] = ()
    content: Mapping[int, bytes] = field(default_factory=dict)
    notes: Sequence[tuple[int, str]] = ()
    landscape: bool = False
    turned: Mapping[int, int] = field(default_factory=dict)
    junk: bytes = b""
    catalog: str = ""


def pdf(*pages: str, **more: object) -> bytes:
    """The bytes of a PDF with these pages (see PdfSpec for what else it can have)."""
    return build_pdf(PdfSpec(pages=pages or ("Hola",), **more))  # type: ignore[arg-type]


def build_pdf(spec: PdfSpec) -> bytes:
    """The bytes of the PDF that `spec` describes."""
    objects: dict[int, bytes] = {}
    count = len(spec.pages)
    first = 10
    outline = first + 2 * count
    kids = " ".join(f"{first + 2 * i} 0 R" for i in range(count))
    size = "842 595" if spec.landscape else "595 842"
    catalog = f"/Type /Catalog /Pages 2 0 R {spec.catalog}"
    objects[2] = (
        f"<< /Type /Pages /Kids [{kids}] /Count {spec.claimed_pages or count} "
        f"/MediaBox [0 0 {size}] >>"
    ).encode()
    objects[3] = (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    if spec.content:
        objects[6] = objects[3].replace(b"Helvetica", b"Helvetica-Bold")
    for index, text in enumerate(spec.pages):
        number = first + 2 * index
        objects[number] = b"42"
        if index not in spec.missing_pages:
            objects[number] = (
                f"<< /Type /Page /Parent 2 0 R /Contents {number + 1} 0 R "
                f"/Resources << /Font << /F1 3 0 R{' /F2 6 0 R' if spec.content else ''} >> >> "
                f"{_notes(spec, index)} "
                f"/Rotate {spec.turned.get(index, 0)} >>"
            ).encode()
            objects[number + 1] = stream(spec.content.get(index, _content(text)))
    if spec.info:
        pairs = " ".join(f"/{key} {_string(value)}" for key, value in spec.info.items())
        objects[4] = f"<< {pairs} >>".encode("latin-1")
    if spec.xmp:
        objects[5] = stream(spec.xmp.encode(), "/Type /Metadata /Subtype /XML", packed=False)
        catalog += " /Metadata 5 0 R"
    if spec.labels:
        nums = " ".join(f"{index} << {body} >>" for index, body in spec.labels)
        catalog += f" /PageLabels << /Nums [{nums}] >>"
    if spec.outline:
        catalog += f" /Outlines {outline} 0 R"
        _add_outline(objects, spec, outline, first)
    objects[1] = f"<< {catalog} >>".encode()
    return spec.junk + _assemble(objects, has_info=bool(spec.info))


def _notes(spec: PdfSpec, index: int) -> str:
    bodies = (
        f"<< /Type /Annot /Rect [9 9 99 99] {body} >>" for i, body in spec.notes if i == index
    )
    return f"/Annots [{' '.join(bodies)}]" if spec.notes else ""


def _add_outline(objects: dict[int, bytes], spec: PdfSpec, outline: int, first: int) -> None:
    last = outline + len(spec.outline)
    objects[outline] = (
        f"<< /Type /Outlines /First {outline + 1} 0 R /Last {last} 0 R "
        f"/Count {len(spec.outline)} >>"
    ).encode()
    for place, (page, title) in enumerate(spec.outline, outline + 1):
        following = place + 1 if place < last else outline + 1 if spec.circular_outline else 0
        link = f"/Next {following} 0 R " if following else ""
        objects[place] = (
            f"<< /Title {_string(title)} /Parent {outline} 0 R {link}"
            f"/Dest [{first + 2 * page} 0 R /Fit] >>"
        ).encode("latin-1")


def unnamed_font_pdf(
    *lines: bytes, blank: bytes = b" ", letters: Mapping[int, str] | None = None
) -> bytes:
    """A PDF in a font whose glyphs have numbers instead of names, as TeX's bitmap fonts do.

    Those in `blank` have no ink; `letters` are what the font says that others stand for.
    """
    codes = range(256)
    names = " ".join(f"/a{code}" for code in codes)
    shapes = " ".join(f"/a{code} {5 if code in blank else 4} 0 R" for code in codes)
    widths = " ".join("250" if code in blank else "500" for code in codes)
    to_unicode = "/ToUnicode 6 0 R" if letters else ""
    shown = b"".join(b"<" + line.hex().encode() + b"> Tj T*\n" for line in lines)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>",
        3: b"<< /Type /Page /Parent 2 0 R /Contents 7 0 R /Resources <</Font <</F1 8 0 R>> >> >>",
        4: stream(b"500 0 0 0 450 600 d1 0 0 450 600 re f"),
        5: stream(b"250 0 0 0 0 0 d1"),
        6: stream(_character_map(letters or {})),
        7: stream(b"BT /F1 12 Tf 50 780 Td 14 TL\n" + shown + b"ET"),
        8: (
            "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FontMatrix [.001 0 0 .001 0 0]"
            f" /FirstChar 0 /LastChar 255 /Widths [{widths}]"
            f" /Encoding << /Differences [0 {names}] >> /CharProcs << {shapes} >> {to_unicode} >>"
        ).encode(),
    }
    return _assemble(objects, has_info=False)


def _character_map(letters: Mapping[int, str]) -> bytes:
    rows = "".join(
        f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>\n" for code, letter in letters.items()
    )
    return (
        "/CMapName /X def begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{rows}endbfchar endcmap"
    ).encode()


def stream(data: bytes, entries: str = "", *, packed: bool = True) -> bytes:
    """A PDF stream object's body, deflated unless not `packed`."""
    if packed:
        data, entries = zlib.compress(data), f"{entries} /Filter /FlateDecode"
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _content(text: str) -> bytes:
    if not text:
        return b""
    lines = "".join(f"{_string(line, 'cp1252')} Tj T*\n" for line in text.split("\n"))
    return f"BT /F1 11 Tf 50 780 Td 14 TL\n{lines}ET".encode("cp1252")


def _string(text: str, charset: str = "") -> str:
    """A PDF string; without `charset` as UTF-16, which titles and names need."""
    if charset or text.isascii():
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return f"({escaped})"
    return f"<feff{text.encode('utf-16-be').hex()}>"


def _assemble(objects: dict[int, bytes], *, has_info: bool) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets: dict[int, int] = {}
    for number in sorted(objects):
        offsets[number] = len(out)
        out += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    for number in range(1, size):
        entry = f"{offsets[number]:010} 00000 n" if number in offsets else "0000000000 65535 f"
        out += f"{entry} \n".encode()
    info = " /Info 4 0 R" if has_info else ""
    out += f"trailer\n<< /Size {size} /Root 1 0 R{info} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def scan(data: bytes, *, turned: int = 0, dpi: int = 150, claimed: int | None = None) -> bytes:
    """The PDF as a scanner would make it: each page a picture, and no letter.

    `turned` is by how many degrees clockwise the paper lay; `claimed` a resolution that is wrong.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    pages = []
    for page in document:
        bitmap = page.render(scale=dpi / 72, rotation=turned, grayscale=True)
        pages.append(Picture(bitmap.width, bitmap.height, _rows(bitmap), claimed or dpi))
        bitmap.close()
        page.close()
    document.close()
    return pictures_pdf(*pages)


@dataclass(frozen=True)
class Picture:
    """A grey picture, one byte a pixel; a page shows it at `dpi`, cut into `strips`.

    `share` is how much of the page's width it takes; `stamp` is text that stands on the page too.
    """

    width: int
    height: int
    pixels: bytes
    dpi: int = 72
    strips: int = 1
    share: float = 1.0
    stamp: str = ""
    in_form: bool = False


def pictures_pdf(*pictures: Picture) -> bytes:
    """A PDF with a picture on each page."""
    objects: dict[int, bytes] = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    objects[3] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    kids = []
    for picture in pictures:
        number = max(objects) + 1
        kids.append(number)
        width, height = (72 * side / picture.dpi for side in (picture.width, picture.height))
        rows = -(-picture.height // picture.strips)
        names, drawn = "", ""
        for strip in range(picture.strips):
            top, bottom = strip * rows, min((strip + 1) * rows, picture.height)
            names += f"/I{strip} {number + 3 + strip} 0 R "
            scale = 72 / picture.dpi
            drawn += (
                f"q {width * picture.share:.2f} 0 0 {(bottom - top) * scale:.2f} 0 "
                f"{height - bottom * scale:.2f} cm /I{strip} Do Q\n"
            )
            pixels = picture.pixels[top * picture.width : bottom * picture.width]
            objects[number + 3 + strip] = stream(
                pixels,
                f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {bottom - top} "
                "/ColorSpace /DeviceGray /BitsPerComponent 8",
            )
        resources = f"<< /Font << /F1 3 0 R >> /XObject << {names}/Fm {number + 2} 0 R >> >>"
        text = f"BT /F1 8 Tf 9 9 Td {_string(picture.stamp)} Tj ET" if picture.stamp else ""
        on_page = "/Fm Do " if picture.in_form else drawn
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /Contents {number + 1} 0 R /Resources {resources} "
            f"/MediaBox [0 0 {width:.2f} {height:.2f}] >>"
        ).encode()
        objects[number + 1] = stream(f"{on_page}{text}".encode())
        objects[number + 2] = stream(
            drawn.encode(),
            f"/Type /XObject /Subtype /Form /BBox [0 0 {width:.2f} {height:.2f}] "
            f"/Resources << /XObject << {names}>> >>",
        )
    listed = " ".join(f"{number} 0 R" for number in kids)
    objects[2] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()
    return _assemble(objects, has_info=False)


def _rows(bitmap: Any) -> bytes:
    """The pixels of a bitmap without what fills up its rows."""
    data, stride = bytes(bitmap.buffer), bitmap.stride
    return b"".join(data[y * stride : y * stride + bitmap.width] for y in range(bitmap.height))


def encrypted_pdf(text: str, password: str) -> bytes:
    """A PDF that opens with `password` (which may be empty)."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(text))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def xmp(**properties: str | Sequence[str]) -> str:
    """An XMP packet with Dublin Core properties ("date") and others ("xmp_CreateDate")."""
    body = ""
    for name, value in properties.items():
        tag = name.replace("_", ":") if "_" in name else f"dc:{name}"
        items = [value] if isinstance(value, str) else value
        listed = "".join(f"<rdf:li>{item}</rdf:li>" for item in items)
        body += f"<{tag}><rdf:Seq>{listed}</rdf:Seq></{tag}>"
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
        f"{body}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    )


def html(body: str, *, title: str = "", head: str = "", language: str = "es") -> str:
    """A whole HTML page."""
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{title}</title>{head}</head><body>{body}</body></html>"
    )


SPANISH = (
    "El acompañamiento psicosocial parte de la escucha y del reconocimiento de lo que las personas "
    "han vivido. No se trata de curar a nadie, sino de caminar junto a quienes defienden los "
    "derechos humanos y de cuidar los vínculos que la violencia ha querido romper. "
)
ENGLISH = (
    "Psychosocial accompaniment begins with listening and with recognising what people have lived "
    "through. It is not about curing anybody, but about walking beside those who defend human "
    "rights and taking care of the bonds that violence has tried to break. "
)
NAHUATL = (
    "In tlacatl in ahmo quimati tlein quichihuaz ihuan in cihuatl in tlahtoa ipampa in "
    "altepetl mochi tonalli motlapalohuah tlacah ihuan quinpalehuiah in icniuhtzin ihcuac "
    "mococoah ahnozo motequipachoah ipan in inchan ihuan in milpan tequitih. "
)


@contextmanager
def nested_folders(
    root: Path, name: str, depth: int, file: str, content: str = ""
) -> Iterator[None]:
    """`depth` folders called `name`, one in the other below `root`, and a file in the innermost.

    Their path can be longer than the system takes, and they are too many for `shutil.rmtree`.
    """
    folder = os.open(root, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=folder)
        inner = os.open(name, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, dir_fd=folder), "wb") as stream:
        stream.write(content.encode())
    os.close(folder)
    try:
        yield
    finally:
        subprocess.run(["rm", "-rf", root / name], check=True)
