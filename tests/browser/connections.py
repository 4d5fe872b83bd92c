"""Whom a browser contacts while it shows HTML originals.

    python -m tests.browser.connections [FOLDER]

opens every HTML file below FOLDER (without one, the pages of tests/attacks/nasty_pages.py), as the
service shows it and as it is, and says how often a host was looked up or connected to.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Flask, Response

from indexer.media import HTML, kind_of_path
from indexer.model import Metadata, Origin, Passage
from search_app.web.security_headers import HOSTILE_POLICY
from tests.attacks.nasty_pages import HOST, NASTY_PAGES
from tests.browser import chromium
from tests.browser.net_log import Listener, contacted, listening
from tests.browser.reader import Reader
from tests.search_app.site import Site, Work, serving, write_collection

_LINGER: Final = 1.0
"""Seconds after the last page in which what it began may still come."""
_AWAY: Final = {"x": 3, "y": 3}
_PLACE: Final = """
const out = [...document.querySelectorAll('a')].find(
  link => link.relList.contains('noreferrer')
    || ((link.protocol || '').startsWith('http') && link.host !== location.host));
if (!out) return null;
out.scrollIntoView({block: 'center'});
const box = out.getBoundingClientRect();
return box.width ? {x: box.x + box.width / 2, y: box.y + box.height / 2} : null;
"""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Who was contacted by copies, and by untouched pages; by the address that a host's name leads
    to in the tests."""

    by_copies: tuple[str, ...]
    by_untouched: tuple[str, ...]
    connections_by_copies: int
    connections_by_untouched: int


def contacts_of(folder: Path, pages: Mapping[str, bytes], own: Iterable[str] = ()) -> Contacts:
    """Open each page as a publication, untouched in another browser, and the `own` addresses of the
    service; `folder` is for the files.

    Raises:
        NotInstalled: there is no Chromium here.
    """
    works = tuple(_work(number, data) for number, data in enumerate(pages.values()))
    with ExitStack() as stack:
        site = stack.enter_context(serving(write_collection(folder, works)))
        inside, outside = (stack.enter_context(listening()) for _ in range(2))
        _serve_untouched(site.app, works)
        copies = [*own, *(f"/publications/{work.id}/file" for work in works)]
        by_copies = _visit(site, folder / "copies", copies, inside)
        untouched = [f"/untouched/{number}" for number in range(len(works))]
        by_untouched = _visit(site, folder / "untouched", untouched, outside)
        return Contacts(by_copies, by_untouched, inside.connections, outside.connections)


def _work(number: int, data: bytes) -> Work:
    passage = Passage(1, "1", f"Una página hostil {number}.", "", "es", Origin.HTML)
    return Work(f"p{number}", f"p{number}.html", data, Metadata("x"), (passage,), HTML.media_type)


def _serve_untouched(app: Flask, works: tuple[Work, ...]) -> None:
    def untouched(number: int) -> Response:
        response = Response(works[number].data, content_type=HTML.media_type)
        response.headers["Content-Security-Policy"] = HOSTILE_POLICY
        response.headers["X-DNS-Prefetch-Control"] = "on"
        return response

    app.add_url_rule("/untouched/<int:number>", view_func=untouched)


def _visit(site: Site, folder: Path, paths: Iterable[str], listener: Listener) -> tuple[str, ...]:
    log = folder / "net-log.json"
    folder.mkdir()
    rules = f"MAP {HOST} {listener.address} , MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
    flags = (f"--log-net-log={log}", f"--host-resolver-rules={rules}")
    with chromium.running(folder / "profile", *flags) as browser, browser.reader() as reader:
        for path in paths:
            reader.open(site.root + path)
            press_on_a_link(reader)
        time.sleep(_LINGER)
    return tuple(contacted(log, site.root))


def press_on_a_link(reader: Reader) -> None:
    """Press on the first link that leads out, and drag away: Chromium connects at the press."""
    place = reader.probe(_PLACE)
    if place is not None:
        for kind, at in (("mouseMoved", place), ("mousePressed", place), ("mouseReleased", _AWAY)):
            values = {"type": kind, **at, "button": "left", "clickCount": 1}
            reader.command("Input.dispatchMouseEvent", values)


def main(arguments: list[str]) -> None:
    """Print what the files below a folder do, or the nasty pages."""
    files = sorted(f for name in arguments for f in Path(name).rglob("*") if f.is_file())
    found_pages = {str(f): f.read_bytes() for f in files if kind_of_path(f.name) is HTML}
    pages = found_pages if arguments else NASTY_PAGES
    with tempfile.TemporaryDirectory() as work:
        found = contacts_of(Path(work), pages)
    print(f"{len(pages)} files")
    print(f"copies: {len(found.by_copies)} contacts")
    print(f"untouched: {len(found.by_untouched)} contacts")


if __name__ == "__main__":
    main(sys.argv[1:])
