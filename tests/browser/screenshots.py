"""Pictures of the pages: `make screenshots`, or `python -m tests.browser.screenshots`.

Indexes corpus/ into a temporary folder, serves it, and takes each kind of page in each language of
the interface, on a phone and a desktop, light and dark, into tests/browser/pictures. Pictures that
are there already are replaced, others removed. Needs Chromium.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from PIL import Image

from indexer import build
from indexer.engine import open_engine
from indexer.settings import Settings, load_settings
from tests.browser import chromium
from tests.browser.look import PHONE, WIDE, Look, Size
from tests.browser.pages import Page
from tests.conftest import ROOT
from tests.search_app.site import serving

FOLDER: Final = Path(__file__).parent / "pictures"
BUDGET: Final = 2_000_000
"""Bytes that all pictures together may take."""
COLOURS: Final = (64, 32, 16)
"""Most pixels are paper or ink: on twelve pictures WebP without loss, of 32 colours, took 58 % of
WebP with loss at quality 50, and letters stay sharp. The first that stays within the budget."""

PAGES: Final = {
    "home": Page("/"),
    "results": Page("/search?q={word}"),
    "filters": Page("/search?q={word}"),
    "empty": Page("/search?q={word}&type=announcement&language=fr"),
    "publication": Page("/publications/{booklet}?q={word}"),
    "page": Page("/publications/{booklet}/passages/5?q={word}"),
    "section": Page("/publications/{article}/passages/3?q={word}"),
    "discreet": Page("/search", "q={word}"),
}
"""What is in braces is the language's own."""
UNFOLDED: Final = "filters"
"""The page whose filters a reader with a phone has opened; on a desktop they always are."""
_UNFOLD: Final = """
const filters = document.getElementById('filters');
filters.open = true;
filters.scrollIntoView();
"""

SCREENS: Final = {"desktop": WIDE, "phone": PHONE}
SCHEMES: Final = ("light", "dark")
_BEGIN: Final = """
document.querySelectorAll('.strip').forEach(strip => { strip.scrollLeft = 0; });
scrollTo(0, 0);
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """What is searched and shown in a language: a word, and paths in corpus/."""

    word: str
    booklet: str
    article: str


SAMPLES: Final = {
    "es": Sample(
        "miedo", "cuadernos/claves-miedo-es.pdf", "articulos/el-miedo-como-mensaje-es.html"
    ),
    "en": Sample("fear", "cuadernos/claves-miedo-en.pdf", "articulos/fear-as-a-message-en.html"),
}


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture to take."""

    page: str
    language: str
    screen: str
    scheme: str

    @property
    def name(self) -> str:
        """Of its file."""
        return f"{self.page}-{self.language}-{self.screen}-{self.scheme}.webp"

    @property
    def look(self) -> Look:
        """A phone's picture has more pixels to the point, as phones have."""
        size: Size = SCREENS[self.screen]
        return Look(size, self.scheme, density=1.5 if size.mobile else 1)

    def visited(self, identifiers: Mapping[str, str]) -> Page:
        """The page, given the identifiers of the paths in corpus/."""
        sample = SAMPLES[self.language]
        path, sent = (
            text.format(
                word=sample.word,
                booklet=identifiers[sample.booklet],
                article=identifiers[sample.article],
            )
            for text in (PAGES[self.page].path, PAGES[self.page].sent)
        )
        lang = f"lang={self.language}"
        if sent:
            return Page(path, f"{sent}&{lang}")
        return Page(f"{path}{'&' if '?' in path else '?'}{lang}")


SHOTS: Final = tuple(
    Shot(page, language, screen, scheme)
    for screen in SCREENS
    for scheme in SCHEMES
    for page in PAGES
    for language in SAMPLES
    if page != UNFOLDED or screen == "phone"
)


def main() -> int:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as folder:
        settings = _indexed(Path(folder))
        try:
            taken = dict(_take(settings, Path(folder, "profile")))
            pictures = _small(taken)
        except chromium.NotInstalled as missing:
            print(missing)
            return 2
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    for name, data in pictures.items():
        (FOLDER / name).write_bytes(data)
    size = sum(map(len, pictures.values()))
    print(f"{len(pictures)} pictures, {size:,} bytes, in {FOLDER.relative_to(ROOT)}")
    return 0 if size < BUDGET else 1


def _indexed(folder: Path) -> Settings:
    """The sample corpus, read without recognising pictures, so that all machines show the same."""
    given = {"corpus": ROOT / "corpus", "index": folder / "index"}
    settings = load_settings(given, {"ALUNA_OCR": ""})
    build.update(settings)
    return settings


def _take(settings: Settings, profile: Path) -> Iterator[tuple[str, bytes]]:
    """The names of the pictures and what is in them, as PNG."""
    engine = open_engine(settings)
    identifiers = {
        record.publication.path: record.publication.id for record in engine.acquire().records()
    }
    with serving(settings, engine) as site, chromium.running(profile) as browser:
        for shot in SHOTS:
            with browser.reader(shot.look) as reader:
                shot.visited(identifiers).visit(reader, site.root)
                reader.widths("img")
                reader.probe(_UNFOLD if shot.page == UNFOLDED else _BEGIN)
                yield shot.name, reader.picture()


def _small(taken: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pictures as WebP, in as many colours as the budget allows."""
    pictures: dict[str, bytes] = {}
    for colours in COLOURS:
        pictures = {name: _webp(png, colours) for name, png in taken.items()}
        if sum(map(len, pictures.values())) < BUDGET:
            break
    return pictures


def _webp(png: bytes, colours: int) -> bytes:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    few = picture.quantize(colours, palette=_palette(picture, colours), dither=Image.Dither.NONE)
    written = io.BytesIO()
    few.convert("RGB").save(written, "WEBP", lossless=True, quality=80, method=4)
    return written.getvalue()


def _palette(picture: Image.Image, colours: int) -> Image.Image:
    """The commonest colours as they are: grounds and inks, of which large parts are."""
    counted = sorted(picture.getcolors(picture.width * picture.height) or (), reverse=True)
    values = [part for _, colour in counted[:colours] for part in cast("tuple[int, ...]", colour)]
    palette = Image.new("P", (1, 1))
    palette.putpalette(values)
    return palette


if __name__ == "__main__":
    sys.exit(main())
