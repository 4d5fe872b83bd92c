"""Pages that are only a picture: which they are, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.extract.ocr import ocr_cache
from indexer.extract.ocr.ocr_cache import OcrCache, OcrConfig, OcrResult
from indexer.extract.options import Options
from indexer.extract.pdf.pdfium_reader import PdfiumReader
from indexer.extract.registry import extract
from indexer.model import Extraction, Origin, ProblemKind
from tests.builders import SPANISH, Picture, pdf, pictures_pdf, scan

GREY = Picture(200, 300, b"\xc0" * 60_000)
CURVES = b"0 0 m " + b"10 20 30 40 50 60 c " * 1_200 + b"S"

Read = Callable[..., Extraction]


@pytest.fixture
def how(tmp_path: Path) -> OcrConfig:
    return OcrConfig(("spa",), "tesseract of a test", str(tmp_path / "ocr"), "")


@pytest.fixture
def read(tmp_path: Path, how: OcrConfig) -> Read:
    def read_bytes(data: bytes, how: OcrConfig | None = how) -> Extraction:
        file = tmp_path / "escaneo.pdf"
        file.write_bytes(data)
        return extract(file, file.name, Options(ocr=how))

    return read_bytes


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
    for number, page in enumerate(pages):
        text = (
            f"Caminar la milpa\nEl texto de la página {'abcdef'[number]} que se lee\n{number + 1}"
        )
        _known(read, pictures_pdf(page), how, tmp_path, text, 95)
    texts = [passage.text for passage in read(pictures_pdf(*pages)).passages]
    own = [f"El texto de la página {letter} que se lee" for letter in "abcdef"]
    assert texts == [f"Caminar la milpa\n{own[0]}", *own[1:]]


def test_a_picture_is_known_again_in_another_file_but_not_by_another_engine(
    how: OcrConfig, tmp_path: Path
) -> None:
    one, two = tmp_path / "one.pdf", tmp_path / "two.pdf"
    other = replace(GREY, pixels=b"\xff" * 60_000)
    one.write_bytes(pictures_pdf(GREY))
    two.write_bytes(pictures_pdf(other, GREY))
    with PdfiumReader(one) as first, PdfiumReader(two) as second:
        same, different = second.picture(1), second.picture(0)
        assert first.picture(0) == same != different
    keys = {
        how.key(same),
        how.key(different),
        replace(how, engine="tesseract 6").key(same),
        replace(how, languages=("spa", "eng")).key(same),
    }
    assert len(keys) == 4


def test_what_was_recognised_before_places_were_kept_is_text_still(
    read: Read, how: OcrConfig, tmp_path: Path
) -> None:
    data = pictures_pdf(GREY)
    key = _known(read, data, how, tmp_path, "Falso, y puesto después", 95)
    former = how.legacy_key(key.partition("-")[0])
    file = Path(how.cache) / former[:2] / former
    file.parent.mkdir(exist_ok=True)
    file.write_text(
        f'{{"key":"{former}","text":"El texto de antes, reconocido","confidence":91,"turned":90}}'
    )
    extraction = read(data)
    assert [passage.text for passage in extraction.passages] == ["El texto de antes, reconocido"]
    assert (extraction.pictures, extraction.waiting) == ((former,), ())


@pytest.mark.parametrize(
    ("key", "is_key", "is_new"),
    [
        ("ab" * 32, True, False),
        (f"{'ab' * 32}-{'cd' * 8}", True, True),
        (f"{'ab' * 32}-{'cd' * 7}", False, False),
        (f"../{'ab' * 31}", False, False),
        (f"{'ab' * 32}\n", False, False),
        (f"{'AB' * 32}-{'cd' * 8}", False, False),
        ("", False, False),
    ],
)
def test_keys_are_reported_from_what_is_none(key: str, is_key: bool, is_new: bool) -> None:
    assert (ocr_cache.is_key(key), ocr_cache.is_current_key(key)) == (is_key, is_new)
    assert ocr_cache.ocr_config_ids([key, key]) == (("cd" * 8,) if is_new else ())


def test_a_damaged_file_of_the_cache_counts_as_not_there(tmp_path: Path) -> None:
    cache, key = OcrCache(tmp_path), "ab" * 32
    assert cache.get(key) is None
    known = OcrResult(key, "texto", 90, 270, b"\0\xff" * 4)
    cache.put(known)
    assert cache.get(key) == known
    file = tmp_path / "ab" / key
    other = "ab" + "cd" * 31
    for content in (b"", b"{", file.read_bytes()[:-5], file.read_bytes().replace(b"abab", b"cdab")):
        (tmp_path / "ab" / other).write_bytes(content)
        assert cache.get(other) is None


def test_only_what_is_used_is_kept(tmp_path: Path) -> None:
    cache, used, unused = OcrCache(tmp_path), "ab" * 32, "cd" * 32
    for key in (used, unused):
        cache.put(OcrResult(key, "texto", 90))
    (tmp_path / "ab" / f".new-{used}").write_bytes(b"half")
    cache.keep_only({used})
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == [used]


def test_a_scan_is_reported_apart_without_drawing_it(tmp_path: Path, how: OcrConfig) -> None:
    file = tmp_path / "escaneo.pdf"
    file.write_bytes(scan(pdf("Una página"), dpi=150))
    with PdfiumReader(file) as reader:
        assert reader.may_show_text(0, glyphs=0)
        assert len(reader.picture(0)) == 64


def _known(
    read: Read, data: bytes, how: OcrConfig, folder: Path, text: str, confidence: int
) -> str:
    """Put the text of the only page's picture into the cache; its key."""
    assert read(data).waiting == (1,)
    with PdfiumReader(folder / "escaneo.pdf") as reader:
        key = how.key(reader.picture(0))
    OcrCache(Path(how.cache)).put(OcrResult(key, text, confidence))
    return key
