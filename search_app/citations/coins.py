"""COinS: the `title` of an empty `<span class="Z3988">`, for lists of works.

Not for the page of one work: Zotero prefers COinS to what the head of a page says, and then saves
neither the file nor the description. And it has none for a work without an author, because Zotero
asks others about such a work, by its title.
"""

from __future__ import annotations

from urllib.parse import urlencode

from indexer.media import Unit
from search_app.citations.reference import Creator, Reference, WorkKind


def coins(reference: Reference) -> str:
    """The context object (Z39.88) of `reference`; empty without an author."""
    if not reference.creators:
        return ""
    described = (
        _dublin_core(reference) if reference.kind is WorkKind.PAGE else _described(reference)
    )
    pairs = [("ctx_ver", "Z39.88-2004"), *described, ("rft_id", reference.addresses.page)]
    return urlencode([(name, text) for name, text in pairs if text])


def _described(reference: Reference) -> list[tuple[str, str]]:
    is_article = reference.kind is WorkKind.ARTICLE
    locator = reference.locator
    page = locator.value if locator and locator.unit is Unit.PAGE else ""
    return [
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{'journal' if is_article else 'book'}"),
        ("rft.genre", _genre(reference)),
        ("rft.atitle" if is_article else "rft.btitle", reference.title),
        ("rft.jtitle" if is_article else "rft.series", reference.series),
        ("rft.pub", reference.publisher),
        *_agents(reference.creators),
        ("rft.date", reference.issued.joined("-") if reference.issued else ""),
        ("rft.pages", page),
        ("rft.language", reference.language),
    ]


def _genre(reference: Reference) -> str:
    if reference.kind is WorkKind.ARTICLE:
        return "article"
    return "report" if reference.kind is WorkKind.REPORT else "book"


def _agents(creators: tuple[Creator, ...]) -> list[tuple[str, str]]:
    """The first person in two parts, as the format has it; organisations as such."""
    pairs: list[tuple[str, str]] = []
    first = creators[0]
    if first.family:
        pairs = [("rft.aulast", first.family), ("rft.aufirst", first.given)]
    pairs += [("rft.au", creator.sorted_name) for creator in creators if creator.family]
    return pairs + [("rft.aucorp", creator.literal) for creator in creators if creator.literal]


def _dublin_core(reference: Reference) -> list[tuple[str, str]]:
    return [
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", "webpage"),
        ("rft.title", reference.title),
        *(("rft.creator", creator.unsplit_name) for creator in reference.creators),
        ("rft.publisher", reference.publisher),
        ("rft.date", reference.issued.joined("-") if reference.issued else ""),
        *(("rft.subject", subject) for subject in reference.subjects),
        ("rft.language", reference.language),
        ("rft.identifier", reference.addresses.page),
    ]
