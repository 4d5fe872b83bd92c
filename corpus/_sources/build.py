"""Rebuild the PDF half of the sample corpus.

Usage::

    pip install typst pypdfium2 pillow
    python corpus/_sources/build.py            # write corpus/cuadernos/*.pdf
    python corpus/_sources/build.py --check    # exit 1 if a PDF would differ

Each ``NAME.typ`` beside this file becomes ``corpus/cuadernos/NAME.pdf``; ``cuaderno.typ`` is the
shared template. Dates are fixed in the sources, only the fonts bundled with typst are used and the
noise of the scanned booklet is seeded, so that the same versions of the tools give the same bytes.
``--check`` compares what a reader would notice (pages, labels, text, outline, metadata and a small
picture of each page), so that a new version of a tool is not mistaken for a change of the text.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from time import gmtime

import pypdfium2 as pdfium  # type: ignore[import-untyped, unused-ignore]
import typst
from PIL import Image, ImageChops, ImageStat

SOURCES = Path(__file__).resolve().parent
OUTPUT = SOURCES.parent / "cuadernos"
TEMPLATE = "cuaderno"
SCANS = frozenset({"escaneo-caminar"})

FIXED_TIME = 1_704_067_200  # 2024-01-01T00:00:00Z, for dates the sources do not set
SCAN_DPI = 120
SCAN_QUALITY = 42
PAPER_GREY = 250
INK_GREY = 38
THUMBNAIL = (30, 42)
MAX_DIFFERENCE = 6.0  # mean grey levels out of 255


@dataclass(frozen=True)
class Summary:
    """What a reader would notice of a PDF, apart from the look of its pages."""

    labels: tuple[str, ...]
    text: tuple[str, ...]
    outline: tuple[str, ...]
    metadata: tuple[tuple[str, str], ...]


def source_names() -> list[str]:
    """Return the names of all booklets, without suffix, in alphabetical order."""
    return sorted(path.stem for path in SOURCES.glob("*.typ") if path.stem != TEMPLATE)


def typeset(name: str) -> bytes:
    """Typeset one booklet as an accessible (PDF/UA-1) PDF."""
    compiler = typst.Compiler(
        root=SOURCES,
        font_paths=typst.Fonts(include_system_fonts=False),
    )
    result = compiler.compile(
        SOURCES / f"{name}.typ",
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=FIXED_TIME,
    )
    if not isinstance(result, bytes):
        raise TypeError(f"{name}: typst gave no PDF")
    return result


def worn(page: Image.Image, dice: random.Random) -> Image.Image:
    """Make a clean grey page look as if it had been laid on an old flatbed scanner."""
    faded = page.point([INK_GREY + (PAPER_GREY - INK_GREY) * v // 255 for v in range(256)])
    angle = dice.uniform(-1.3, 1.3)
    turned = faded.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=PAPER_GREY)
    grain = Image.frombytes("L", turned.size, dice.randbytes(turned.width * turned.height))
    noisy = Image.blend(turned, grain, 0.06)
    shadow = Image.linear_gradient("L").rotate(90).resize(turned.size)
    shaded = ImageChops.multiply(noisy, shadow.point([255 - (255 - v) // 16 for v in range(256)]))
    return shaded.convert("L")


def scan(typeset_pdf: bytes, seed: str) -> bytes:
    """Turn a PDF into an image-only one: grey, slightly turned, noisy JPEG pages."""
    dice = random.Random(seed)  # noqa: S311 - grain on paper, no secret
    pages = [
        worn(page.render(scale=SCAN_DPI / 72, grayscale=True).to_pil().convert("L"), dice)
        for page in pdfium.PdfDocument(typeset_pdf)
    ]
    moment = gmtime(FIXED_TIME)
    buffer = io.BytesIO()
    pages[0].save(
        buffer,
        format="PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=SCAN_DPI,
        quality=SCAN_QUALITY,
        creationDate=moment,
        modDate=moment,
    )
    return buffer.getvalue()


def build(name: str) -> bytes:
    """Return the finished PDF of one booklet."""
    typeset_pdf = typeset(name)
    return scan(typeset_pdf, name) if name in SCANS else typeset_pdf


def summarise(pdf: bytes) -> Summary:
    """Read back labels, text, outline and metadata from a PDF."""
    document = pdfium.PdfDocument(pdf)
    skipped = {"Producer", "Creator"}
    metadata = document.get_metadata_dict(skip_empty=True)
    return Summary(
        labels=tuple(document.get_page_label(index) for index in range(len(document))),
        text=tuple(page.get_textpage().get_text_range() for page in document),
        outline=tuple(str(mark.get_title()) for mark in document.get_toc()),
        metadata=tuple(sorted((k, v) for k, v in metadata.items() if k not in skipped)),
    )


def thumbnails(pdf: bytes) -> list[Image.Image]:
    """Return one small grey picture a page."""
    return [
        page.render(scale=0.5, grayscale=True).to_pil().convert("L").resize(THUMBNAIL)
        for page in pdfium.PdfDocument(pdf)
    ]


def looks_alike(old: bytes, new: bytes) -> bool:
    """Tell whether the pages of two PDFs of equal length look alike."""
    return all(
        ImageStat.Stat(ImageChops.difference(before, after)).mean[0] <= MAX_DIFFERENCE
        for before, after in zip(thumbnails(old), thumbnails(new), strict=True)
    )


def difference(old: bytes, new: bytes) -> str | None:
    """Say in what two PDFs differ, or return None if a reader would notice nothing."""
    if old == new:
        return None
    before, after = summarise(old), summarise(new)
    for aspect in ("labels", "text", "outline", "metadata"):
        if getattr(before, aspect) != getattr(after, aspect):
            return aspect
    return None if looks_alike(old, new) else "appearance"


def check(names: list[str]) -> int:
    """Compare the stored PDFs with fresh ones; return 1 if any differs."""
    status = 0
    for name in names:
        path = OUTPUT / f"{name}.pdf"
        found = difference(path.read_bytes(), build(name)) if path.exists() else "missing"
        if found is not None:
            print(f"{path.name}: {found}", file=sys.stderr)
            status = 1
    return status


def write(names: list[str]) -> int:
    """Write all PDFs, leaving alone those whose bytes have not changed."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for name in names:
        path = OUTPUT / f"{name}.pdf"
        pdf = build(name)
        changed = not path.exists() or path.read_bytes() != pdf
        if changed:
            path.write_bytes(pdf)
        print(f"{path.name}: {len(pdf):,} bytes{'' if changed else ' (unchanged)'}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Rebuild the sample PDFs of the corpus.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if different")
    options = parser.parse_args(arguments)
    names = source_names()
    return check(names) if options.check else write(names)


if __name__ == "__main__":
    sys.exit(main())
