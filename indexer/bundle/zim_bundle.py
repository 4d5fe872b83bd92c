"""Writes an offline copy for Kiwix, a reader for phones: a ZIM file with a search of its own.

    index.html                   the publications, by type and year
    p/<id>/index.html            a publication: its description and its passages
    p/<id>/<n>.html              a passage, so that the search leads to the page
    p/<id>/file.pdf              the original of a PDF

HTML originals are not in it: a page of a stranger could run scripts in Kiwix. Their text is. The
format: https://wiki.openzim.org/wiki/ZIM_file_format. The only module that imports libzim.
"""

from __future__ import annotations

import io
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from indexer.bundle.public_view import CopyReport, PublicView, open_public_view, work_folder
from indexer.bundle.zim_pages import STYLE, Listed, home_page, passage_page, publication_page
from indexer.durable import sync_folder
from indexer.errors import ZimMissing
from indexer.languages import LANGUAGES
from indexer.messages import message, plural
from indexer.model import Passage, Publication
from indexer.settings import Settings

_ICON_PIXELS: Final = 48
_MAX_TITLE_CHARS: Final = 30  # of the ZIM's own title and description: zimcheck says so
_MAX_DESCRIPTION_CHARS: Final = 80
_ISO_639_3: Final = {row.code: row.tesseract for row in LANGUAGES if row.tesseract}
_UNKNOWN_LANGUAGE: Final = "mul"


def write_zim(settings: Settings, output: Path) -> CopyReport:
    """Write the copy to `output`, which is replaced in one step, or left as it was.

    Raises:
        ZimMissing: libzim is not installed.
        IndexUnusable: there is no index, or it cannot be read.
        WithdrawalsUnreadable: it is not known what was withdrawn.
        BundleUnwritable: it cannot be written.
    """
    libzim = _libzim()
    with work_folder(output) as work, open_public_view(settings) as view:
        written = work / output.name
        try:
            report = _write(libzim, settings, view, written, work)
        except RuntimeError as error:  # libzim's only kind of error
            raise OSError(str(error)) from error
        written.replace(output)
        sync_folder(output.parent)
    return report


@contextmanager
def _silent_output() -> Iterator[None]:
    """Discard what libzim prints while it writes: the command's own output may be JSON."""
    sys.stdout.flush()
    kept = os.dup(1)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 # not a file
        os.dup2(nowhere.fileno(), 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _libzim() -> ModuleType:
    try:
        return import_module("libzim.writer")
    except ImportError as error:
        raise ZimMissing(
            message("To make a copy for Kiwix, the library libzim must be installed.")
        ) from error


def _write(
    libzim: ModuleType, settings: Settings, view: PublicView, output: Path, work: Path
) -> CopyReport:
    listed: list[Listed] = []
    left_out: list[str] = []
    with _silent_output(), libzim.Creator(output).config_indexing(True, "spa") as creator:
        creator.set_mainpath("index.html")
        creator.add_illustration(_ICON_PIXELS, _icon())
        creator.add_item(_item(libzim, "style.css", "", "text/css", STYLE))
        for number, (record, passages) in enumerate(view.records()):
            publication = record.publication
            original = ""
            if publication.kind.paged:
                copy = work / f"{number}.pdf"
                if view.copy_original(publication, copy):
                    original = "file.pdf"
                    creator.add_item(_file(libzim, publication, copy))
                else:
                    left_out.append(publication.path)
            _add_publication(libzim, creator, publication, passages, original)
            listed.append(Listed.of(publication))
        home = home_page(settings.site_name, listed)
        creator.add_item(_item(libzim, "index.html", settings.site_name, "text/html", home))
        for name, value in _description(settings, listed).items():
            creator.add_metadata(name, value)
    passage_count = sum(one.passage_count for one in listed)
    return CopyReport(len(listed), passage_count, view.generation, tuple(left_out))


def _add_publication(
    libzim: ModuleType,
    creator: Any,
    publication: Publication,
    passages: Sequence[Passage],
    original: str,
) -> None:
    title, folder = publication.metadata.title, f"p/{publication.id}"
    page = publication_page(publication, passages, original)
    creator.add_item(_item(libzim, f"{folder}/index.html", title, "text/html", page, listed=True))
    for passage in passages:
        if passage.text:
            text = passage_page(publication, passage, original)
            name = f"{title} · {passage.label or passage.number}"
            path = f"{folder}/{passage.number}.html"
            creator.add_item(_item(libzim, path, name, "text/html", text))


def _item(
    libzim: ModuleType,
    path: str,
    title: str,
    media_type: str,
    content: str,
    *,
    listed: bool = False,
) -> Any:
    """An entry; a `listed` one is found by its title too."""
    hints = {libzim.Hint.FRONT_ARTICLE: listed, libzim.Hint.COMPRESS: True}
    # Asked for once to be stored, and once more to be indexed.
    return _entry(libzim, (path, title, media_type), lambda: libzim.StringProvider(content), hints)


def _file(libzim: ModuleType, publication: Publication, copy: Path) -> Any:
    head = (f"p/{publication.id}/file.pdf", "", publication.media_type)
    hints = {libzim.Hint.COMPRESS: False}
    return _entry(libzim, head, lambda: libzim.FileProvider(copy), hints)


def _entry(
    libzim: ModuleType,
    head: tuple[str, str, str],
    provider: Callable[[], Any],
    hints: Mapping[Any, bool],
) -> Any:
    path, title, media_type = head
    methods = {
        "get_path": lambda _: path,
        "get_title": lambda _: title,
        "get_mimetype": lambda _: media_type,
        "get_contentprovider": lambda _: provider(),
        "get_hints": lambda _: dict(hints),
    }
    return type("ZimItem", (libzim.Item,), methods)()


def _description(settings: Settings, listed: Sequence[Listed]) -> dict[str, str]:
    """The metadata that a ZIM must have."""
    languages = Counter(code for one in listed for code in one.languages)
    codes = [_ISO_639_3[code] for code, _ in languages.most_common() if code in _ISO_639_3]
    count = plural("{count} publication", "{count} publications", len(listed))
    return {
        "Name": "aluna_publications",
        "Title": settings.site_name[:_MAX_TITLE_CHARS],
        "Description": str(count)[:_MAX_DESCRIPTION_CHARS],
        "Language": ",".join(codes) or _UNKNOWN_LANGUAGE,
        "Creator": settings.site_name,
        "Publisher": settings.site_name,
        "Date": date.today().isoformat(),
        "Tags": "_ftindex:yes;_pictures:no;_videos:no;_details:yes",
    }


def _icon() -> bytes:
    """The picture that Kiwix shows in its list: a magnifying glass."""
    from PIL import Image, ImageDraw  # here: every command would load them

    size = _ICON_PIXELS
    picture = Image.new("RGBA", (size, size), (31, 78, 95, 255))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((10, 10, 30, 30), outline="white", width=4)
    pen.line((28, 28, 38, 38), fill="white", width=5)
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()
