"""Pages as they are typeset: raised and lowered type, letters of any size at any place."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
)

from indexer.extract.pdf.pdfium_reader import PdfiumReader
from indexer.extract.text.block_marks import separate_blocks
from tests.builders import PdfSpec, build_pdf

SIZE = 10
LEADING = 14
_PART = re.compile(r"\{(?P<raised>[^}]*)\}|<(?P<lowered>[^>]*)>|(?P<plain>[^{<]+)")


@dataclass(frozen=True)
class Raise:
    """How raised type is set: in points above the baseline, and of which size."""

    points: float = 3.3
    size: float = 6


def line(
    markup: str, x: float = 50, y: float = 700, *, size: float = SIZE, how: Raise = Raise()
) -> str:
    """A line of a content stream: "{1}" is raised, "<2>" lowered, both smaller."""
    drawn = [f"BT 1 0 0 1 {x} {y} Tm"]
    for part in _PART.finditer(markup):
        raised, lowered, plain = part.groups()
        if raised is not None:
            drawn.append(f"/F1 {how.size} Tf {how.points} Ts {_shown(raised)} 0 Ts")
        elif lowered is not None:
            drawn.append(f"/F1 {how.size} Tf -2 Ts {_shown(lowered)} 0 Ts")
        else:
            drawn.append(f"/F1 {size} Tf {_shown(plain)}")
    return " ".join([*drawn, "ET"])


def lines(
    markup: str, x: float = 50, y: float = 700, *, size: float = SIZE, how: Raise = Raise()
) -> str:
    """Lines one below the other."""
    return "\n".join(
        line(each, x, y - LEADING * place * size / SIZE, size=size, how=how)
        for place, each in enumerate(markup.split("\n"))
    )


def page_text(*drawn: str, turned: int = 0) -> str:
    """What is read of a page on which this is drawn, before the cleaning of the document.

    The font F9 has one superior digit, a 1, which stands on the baseline of its line.
    """
    content = "\n".join(drawn).encode("cp1252")
    file = build_pdf(PdfSpec(pages=("",), content={0: content}, turned={0: turned}))
    if "/F9" in content.decode("cp1252"):
        file = _with_superior_digit(file)
    with PdfiumReader(file, look_seconds=1.0) as reader:
        text = reader.seen_page(0, 10_000).text
    return re.sub(r"[\r\n]+", "\n", separate_blocks(text)[0])


def _with_superior_digit(file: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(file)))
    glyph = DecodedStreamObject()
    glyph.set_data(b"400 0 50 330 300 720 d1 50 330 250 390 re f")
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type3"),
            NameObject("/FontBBox"): _numbers(0, -200, 400, 900),
            NameObject("/FontMatrix"): _numbers(0.001, 0, 0, 0.001, 0, 0),
            NameObject("/CharProcs"): DictionaryObject(
                {NameObject("/one"): writer._add_object(glyph)}
            ),
            NameObject("/Encoding"): DictionaryObject(
                {NameObject("/Differences"): ArrayObject([NumberObject(49), NameObject("/one")])}
            ),
            NameObject("/FirstChar"): NumberObject(49),
            NameObject("/LastChar"): NumberObject(49),
            NameObject("/Widths"): _numbers(400),
        }
    )
    fonts = writer.pages[0]["/Resources"]["/Font"]
    fonts[NameObject("/F9")] = writer._add_object(font)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _numbers(*values: float) -> ArrayObject:
    return ArrayObject(map(FloatObject, values))


def _shown(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"({escaped}) Tj"
