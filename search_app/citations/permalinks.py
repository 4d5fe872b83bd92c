"""Permanent absolute URLs, for citations; without a query and a language."""

from __future__ import annotations

from typing import Final

from flask import Flask, current_app, request, url_for

from indexer.model import Passage, Publication
from search_app.citations.reference import Addresses
from search_app.web.links import file_url
from search_app.web.public_url import PublicUrl

_KEY: Final = "PUBLIC_URL"


def install(app: Flask, public_url: PublicUrl) -> None:
    """Let permalinks begin with `public_url`, or with the root of each request if it is empty."""
    app.config[_KEY] = public_url.root


def are_public() -> bool:
    """Whether the settings give a public URL."""
    return bool(current_app.config[_KEY])


def publication_path(publication: Publication) -> str:
    """The path of a publication's page."""
    return url_for("pages.publication", identifier=publication.id, lang=None)


def passage_path(publication: Publication, passage: Passage) -> str:
    """The path of a passage's page."""
    number = str(passage.number)
    return url_for("pages.passage", identifier=publication.id, number=number, lang=None)


def reference_path(
    format_name: str, publication: Publication, passage: Passage | None = None
) -> str:
    """The path of a file with the reference of `publication`, or of `passage` in it."""
    if passage is None:
        return url_for("citing.publication", identifier=publication.id, format_name=format_name)
    return url_for(
        "citing.passage",
        identifier=publication.id,
        number=str(passage.number),
        format_name=format_name,
    )


def addresses(publication: Publication, passage: Passage | None = None) -> Addresses:
    """The addresses in a citation of `publication`, or of `passage` in it."""
    work = publication_path(publication)
    page = work if passage is None else passage_path(publication, passage)
    file = file_url(publication, passage)
    return Addresses(page=absolute(page), work=absolute(work), file=absolute(file))


def absolute(path: str) -> str:
    """The whole address of a path that `url_for` gave."""
    root = str(current_app.config[_KEY]) or request.url_root
    return root.rstrip("/") + path.removeprefix(request.script_root)
