"""Where the links of originals lead: to another publication, out of the collection, or nowhere."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from flask import Flask, current_app, request

from indexer.engine.once import OncePerKey
from indexer.model import Publication
from search_app.library.library import Library, current_library
from search_app.web import links

_KEY: Final = "aluna-corpus-links"
_MAX_STATES: Final = 2
"""One for the newest commit, and one for requests that still read the one before."""
_MAX_FOLDERS: Final = 8
"""Folders of the corpus that may hold parts of the same part of a site."""
_INDEX_NAMES: Final = ("index.html", "index.htm", "index.xhtml")
_ENDINGS: Final = (".html", ".htm", ".xhtml", ".pdf")
_IN_FRAGMENT: Final = "!$%&'()*+,/:;=?@-._~"


@dataclass(frozen=True, slots=True)
class InnerLink:
    """A link to a place in this page, or to another publication: `url` is of this service."""

    url: str


@dataclass(frozen=True, slots=True)
class OuterLink:
    """A link out of the collection: its address, or that of somebody's mail, and its host."""

    address: str
    host: str


@dataclass(frozen=True, slots=True)
class DeadLink:
    """A link to what is not in the collection, whether it never was or was withdrawn."""


FollowedLink = InnerLink | OuterLink | DeadLink


def outer_attributes(link: OuterLink) -> str:
    """The attributes of an element that shows where a link out of the collection leads."""
    return f' rel="noopener noreferrer nofollow" tabindex="0" title="{escape(link.host)}"'


class CorpusLinks:
    """Finds the publications that links lead to, among those that readers may see."""

    def __init__(self, publications: Iterable[Publication]) -> None:
        self._paths: dict[str, Publication] = {}
        self._loose_paths: dict[str, Publication] = {}
        self._addresses: dict[str, Publication] = {}
        self._folders: dict[str, set[str]] = {}
        self._longest_site = 0  # in parts: a link may have a thousand
        for publication in publications:
            for path in (publication.path, *publication.copies):
                self._paths.setdefault(_normalized(path), publication)
                self._loose_paths.setdefault(_normalized(path).casefold(), publication)
            self._add_source(publication)

    def follow(self, page: Publication, address: str) -> FollowedLink:
        """Where the link `address` of `page` leads; it is written as `link_address` writes it."""
        target, mark, fragment = address.partition("#")
        if not target:
            return InnerLink(address if len(address) > 1 else "#")
        try:
            parts = urlsplit(target)
            place = target.partition(":")[2] if parts.scheme == "mailto" else parts.hostname or ""
        except ValueError:
            return DeadLink()
        if not parts.scheme:
            found = self._beside(page, parts.path, parts.query)
        elif parts.scheme == "mailto":
            found = None
        else:
            found = self._at_address(target)
        if found is not None:
            anchor = f"#{quote(fragment, safe=_IN_FRAGMENT)}" if mark else ""
            return InnerLink(links.file_url(found) + anchor)
        if not (parts.scheme and place):
            return DeadLink()
        return OuterLink(place if parts.scheme == "mailto" else address, place)

    def _beside(self, page: Publication, path: str, query: str) -> Publication | None:
        """What a link without a host leads to."""
        if not path:
            return page
        for own in (page.path, *page.copies):
            folder = posixpath.dirname(own)
            # A site's root is the nearest folder above the page in which the file is.
            bases = _upwards(folder) if path.startswith("/") else (folder,)
            for base in bases:
                for name in _names(path.lstrip("/"), query):
                    if found := self._at_path(posixpath.join(base, name)):
                        return found
        return None

    def _at_path(self, path: str) -> Publication | None:
        plain = posixpath.normpath(path)
        if plain.startswith(("../", "/")) or plain == "..":
            return None
        for name in _candidates(plain):
            key = _normalized(name)
            if found := self._paths.get(key) or self._loose_paths.get(key.casefold()):
                return found
        return None

    # --- addresses of the web

    def _add_source(self, publication: Publication) -> None:
        """Learn from where on the web a publication was taken, and which folder that makes of the
        corpus."""
        address = _web_address(publication.metadata.source)
        if address is None:
            return
        self._addresses.setdefault(address, publication)
        site, folder = address.split("/"), _normalized(publication.path).split("/")
        if folder[-1] in _INDEX_NAMES:
            folder.pop()
            self._learn_folder(site, folder)
        while site and folder and len(site) > 1 and site[-1] == folder[-1]:
            site.pop()
            folder.pop()
            self._learn_folder(site, folder)

    def _learn_folder(self, site: Sequence[str], folder: Sequence[str]) -> None:
        """A part of a site, from its host on, is this folder of the corpus."""
        folders = self._folders.setdefault("/".join(site), set())
        if len(folders) < _MAX_FOLDERS:
            folders.add("/".join(folder))
            self._longest_site = max(self._longest_site, len(site))

    def _at_address(self, address: str) -> Publication | None:
        plain = _web_address(address)
        if plain is None:
            return None
        if found := self._addresses.get(plain):
            return found
        parts = plain.split("/")
        for count in range(min(len(parts), self._longest_site), 0, -1):
            for folder in sorted(self._folders.get("/".join(parts[:count]), ())):
                if found := self._at_path(posixpath.join(folder, *parts[count:])):
                    return found
        return None


def _normalized(path: str) -> str:
    return unicodedata.normalize("NFC", path)


def _upwards(folder: str) -> Iterator[str]:
    yield folder
    while folder:
        folder = posixpath.dirname(folder)
        yield folder


def _names(path: str, query: str) -> Iterator[str]:
    """The names of files that a link may mean; programs that copy sites keep the query in them."""
    plain = unquote(path)
    if query:
        yield f"{plain}?{unquote(query)}"
    yield plain
    if path != plain:
        yield path


def _candidates(path: str) -> Iterator[str]:
    yield path
    for name in _INDEX_NAMES:
        yield posixpath.normpath(posixpath.join(path, name))
    for ending in _ENDINGS:
        yield path + ending


def _web_address(address: str) -> str | None:
    """`address` as it is compared: host and path, the index of a folder left out."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    path = posixpath.normpath(_normalized(unquote(parts.path)) or "/").strip("/")
    folder, _, name = path.rpartition("/")
    path = folder if name in _INDEX_NAMES else path
    query = f"?{unquote(parts.query)}" if parts.query else ""
    number = f":{port}" if port not in (None, 80, 443) else ""
    return f"{host.removeprefix('www.')}{number}/{path}{query}".rstrip("/")


def install(app: Flask) -> None:
    """Let pages of `app` follow the links of originals."""
    app.extensions[_KEY] = OncePerKey(_MAX_STATES)


def current_links() -> CorpusLinks:
    """The links between the publications that the current request may see."""
    library = current_library()
    made: OncePerKey = current_app.extensions[_KEY]
    return made.get((library.state, request.script_root), partial(_links_of, library))


def _links_of(library: Library) -> CorpusLinks:
    # A link to a file that is withheld would lead to a page that says so.
    return CorpusLinks(filter(library.has_whole_original, library.publications()))
