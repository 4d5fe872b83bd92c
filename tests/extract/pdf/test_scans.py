"""Pages that are only a picture: which they are, and what becomes of them."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.extract.ocr import ocr_cache
from indexer.extract.ocr.ocr_cache import OcrCache, OcrConfig, OcrResult, PictureText
from indexer.extract.ocr.raster import Raster
from indexer.extract.pdf.pdfium_reader import PdfiumReader
from indexer.file_problems import ProblemKind
from indexer.model import Origin
from tests.builders import SPANISH, Picture, pdf, pictures_pdf
from tests.extract.pdf.recognised import Read, know

GREY = Picture(200, 300, b"\xc0" * 60_000)
CURVES = b"0 0 m " + b"10 20 30 40 50 60 c " * 1_200 + b"S"


@pytest.mark.parametrize(
    ("data", "waiting"),
    {
        "a picture": (pictures_pdf(GREY), (1,)),
        "a picture in strips": (pictures_pdf(replace(GREY, strips=7)), (1,)),
        "a picture inside a form": (pictures_pdf(replace(GREY, in_form=True)), (1,)),
        "a picture with a stamp": (pictures_pdf(replace(GREY, stamp="Archivo 2014")), (1,)),
        "a picture on less than half of the page": (pictures_pdf(replace(GREY, share=0.4)), ()),
        "a picture behind text": (pictures_pdf(replace(GREY, stamp=SPANISH)), ()),
        "text": (pdf("Una página con texto"), ()),
        "nothing": (pdf(""), ()),
        "letters drawn as curves": (pdf("", content={0: CURVES}), (1,)),
        "a line": (pdf("", content={0: b"0 0 m 100 100 l S"}), ()),
        "characters that say no letter": (pdf("\u2022" * 80), (1,)),
        "letters between characters that say none": (pdf("\u2022" * 80 + "a b c"), (1,)),
        "a page of each": (pictures_pdf(GREY, replace(GREY, stamp=SPANISH), GREY), (1, 3)),
    }.values(),
    ids=lambda value: None,
)
def test_pages_wait_that_may_show_text_and_have_hardly_any(
    data: bytes, waiting: tuple[int, ...], read: Read
) -> None:
    assert read(data).waiting == waiting


def test_without_recognition_nothing_waits_and_a_scan_has_no_text(read: Read) -> None:
    extraction = read(pictures_pdf(GREY), None)
    assert (extraction.waiting, extraction.pictures) == ((), ())
    assert [p.kind for p in extraction.problems] == [ProblemKind.NO_TEXT]


def test_what_was_recognised_is_the_text_of_the_page(
    read: Read, how: OcrConfig, tmp_path: Path
) -> None:
    data = pictures_pdf(replace(GREY, stamp="Archivo"))
    key = _known(read, data, how, tmp_path, "El acompaña-\nmiento dura\nPsico-\nSocial", 91)
    extraction = read(data)
    (passage,) = extraction.passages
    assert passage.text == "El acompañamiento dura\nPsico-Social"
    assert passage.origin is Origin.OCR
    assert (extraction.pictures, extraction.waiting, extraction.problems) == ((key,), (), ())


@pytest.mark.parametrize(
    ("text", "confidence", "kinds"),
    [
        ("palabra " * 20, 60, []),
        ("palabra " * 20, 59, [ProblemKind.OCR_UNSURE]),
        ("p4 |!" * 3, 40, [ProblemKind.NO_TEXT]),
        ("", 0, [ProblemKind.NO_TEXT]),
    ],
    ids=["sure", "unsure", "specks on a photograph", "nothing"],
)
def test_unsure_text_is_refused_and_reported_if_there_is_much(
    text: str, confidence: int, kinds: list[ProblemKind], read: Read, how: OcrConfig,
    tmp_path: Path,
) -> None:  # fmt: skip
    data = pictures_pdf(GREY)
    _known(read, data, how, tmp_path, text, confidence)
    extraction = read(data)
    assert [p.kind for p in extraction.problems] == kinds
    assert bool(extraction.passages[0].text) == (not kinds)


def test_a_stamp_is_kept_where_the_picture_says_less(
    read: Read, how: OcrConfig, tmp_path: Path
) -> None:
    data = pictures_pdf(replace(GREY, stamp="Archivo 2014"))
    _known(read, data, how, tmp_path, "x", 95)
    (passage,) = read(data).passages
    assert (passage.text, passage.origin) == ("Archivo 2014", Origin.TEXT_LAYER)


def test_running_heads_of_recognised_pages_are_dropped_after_the_first_too(
    read: Read, how: OcrConfig, tmp_path: Path
) -> None:
    pages = [replace(GREY, pixels=bytes([shade]) * 60_000) for shade in range(6)]
    data = pictures_pdf(*pages)
    for number in range(1, 7):
        text = f"Caminar la milpa\nEl texto de la página {' abcdef'[number]} que se lee\n{number}"
        know(data, how, tmp_path, PictureText(text, 95), number)
    texts = [passage.text for passage in read(data).passages]
    own = [f"El texto de la página {letter} que se lee" for letter in "abcdef"]
    assert texts == [f"Caminar la milpa\n{own[0]}", *own[1:]]


def test_a_picture_is_known_again_in_another_file_but_not_by_another_engine(
    how: OcrConfig,
) -> None:
    other = replace(GREY, pixels=b"\xff" * 60_000)
    with (
        PdfiumReader(pictures_pdf(GREY)) as first,
        PdfiumReader(pictures_pdf(other, GREY)) as second,
    ):
        same, different = second.raster(1).digest(), second.raster(0).digest()
        assert first.raster(0).digest() == same != different
    keys = {
        how.key(same),
        how.key(different),
        replace(how, engine="tesseract 6").key(same),
        replace(how, languages=("spa", "eng")).key(same),
    }
    assert len(keys) == 4


@pytest.mark.parametrize(
    "change",
    [{"width": 3, "stride": 3, "height": 2}, {"stride": 3}, {"dpi": 100}, {"pixels": b"x" * 6}],
)
def test_everything_that_decides_what_is_read_is_in_the_digest_of_a_picture(
    change: dict[str, object],
) -> None:
    picture = Raster(b"abcdef", 2, 3, 2, 200)
    assert replace(picture, **change).digest() != picture.digest()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("degrees", "pixels"),
    [(0, b"ab.cd."), (90, b"cadb"), (180, b"dcba"), (270, b"bdac"), (450, b"cadb")],
)
def test_pictures_are_turned_clockwise(degrees: int, pixels: bytes) -> None:
    turned = Raster(b"ab.cd.", 2, 2, 3, 200).turned(degrees)
    assert turned.pixels == pixels
    assert turned.is_valid


@pytest.mark.parametrize(
    "wrong", [{"width": 0}, {"width": 4}, {"height": 3}, {"stride": 2}, {"dpi": 0}, {"height": -2}]
)
def test_pictures_that_cannot_be_are_invalid(wrong: dict[str, int]) -> None:
    picture = Raster(b"ab.cd.", 2, 2, 3, 200)
    assert picture.is_valid
    assert not replace(picture, **wrong).is_valid


@pytest.mark.parametrize(
    ("key", "is_key"),
    [
        (f"{'ab' * 32}-{'cd' * 8}", True),
        ("ab" * 32, False),
        (f"{'ab' * 32}-{'cd' * 7}", False),
        (f"../{'ab' * 31}", False),
        (f"{'ab' * 32}-{'cd' * 8}\n", False),
        (f"{'AB' * 32}-{'cd' * 8}", False),
        ("", False),
    ],
)
def test_keys_are_told_from_what_is_none(key: str, is_key: bool) -> None:
    assert ocr_cache.is_key(key) == is_key
    assert ocr_cache.ocr_config_ids([key, key]) == (("cd" * 8,) if is_key else ())


def test_a_damaged_file_of_the_cache_counts_as_not_there(tmp_path: Path) -> None:
    cache, key = OcrCache(tmp_path), f"{'ab' * 32}-{'cd' * 8}"
    assert cache.get(key) is None
    known = OcrResult(key, PictureText("texto", 90, 270, b"\0\xff" * 4))
    cache.put(known)
    assert cache.get(key) == known
    (file,) = tmp_path.rglob(key)
    other = file.with_name("ab" + "cd" * 31)
    for content in (b"", b"{", file.read_bytes()[:-5], file.read_bytes().replace(b"abab", b"cdab")):
        other.write_bytes(content)
        assert cache.get(other.name) is None
    cache.put_page("ab" * 32, 1, "cd" * 32)
    assert cache.picture_of("ab" * 32, 1) == "cd" * 32
    assert cache.picture_of("ab" * 32, 2) == ""
    cache.put_page("ab" * 32, 1, "../../etc/passwd")
    assert cache.picture_of("ab" * 32, 1) == ""


def test_what_is_used_is_kept_and_what_is_not_for_a_month(tmp_path: Path) -> None:
    cache, used, unused = OcrCache(tmp_path), f"{'ab' * 32}-x", f"{'cd' * 32}-x"
    for key in (used, unused):
        cache.put(OcrResult(key, PictureText("texto", 90)))
        cache.put_page(key[:64], 3, "ef" * 32)
    (tmp_path / "pictures-2" / "ab" / f".new-{used}").write_bytes(b"half")
    former = tmp_path / "ab" / used
    former.parent.mkdir()
    former.write_bytes(b"of an earlier version")
    in_use = [f"{'ab' * 32}-3", used]
    cache.keep_only({used}, {used[:64]})
    assert _kept(tmp_path) == [*in_use, f"{'cd' * 32}-3", unused]
    long_ago = time.time() - 31 * 24 * 3600
    for file in tmp_path.rglob("*"):
        os.utime(file, (long_ago, long_ago))
    cache.keep_only({used}, {used[:64]})
    assert _kept(tmp_path) == in_use


def _kept(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob("*") if file.is_file())


def _known(
    read: Read, data: bytes, how: OcrConfig, folder: Path, text: str, confidence: int
) -> str:
    """Put the text of the only page's picture into the cache; its key."""
    assert read(data).waiting == (1,)
    return know(data, how, folder, PictureText(text, confidence))
