"""What reference managers and search engines read in the head of a page: Highwire Press, Dublin
Core and schema.org.

Zotero's translator takes the type from `DC.type`, which it knows by its own names, and everything
else from Highwire where both say it. Without `citation_public_url` it would keep the address of the
page as the reader has it, with the words that were searched for. It takes Dublin Core without the
`schema.DC` link, which is therefore left out: no page names another server.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from indexer.media import Unit
from search_app.citations.reference import Creator, Reference, WorkKind


@dataclass(frozen=True, slots=True)
class MetaTag:
    """A `<meta>` element."""

    name: str
    content: str


ZOTERO_TYPES: Final = {
    WorkKind.BOOK: "book",
    WorkKind.REPORT: "report",
    WorkKind.ARTICLE: "magazineArticle",
    WorkKind.PAGE: "webpage",
}
_SCHEMA_TYPES: Final = {
    WorkKind.BOOK: "Book",
    WorkKind.REPORT: "Report",
    WorkKind.ARTICLE: "Article",
    WorkKind.PAGE: "Article",
}


def meta_tags(reference: Reference) -> tuple[MetaTag, ...]:
    """The `<meta>` elements for the page of `reference`."""
    pairs = [*_highwire(reference), *_dublin_core(reference)]
    return tuple(MetaTag(name, content) for name, content in pairs if content)


def _highwire(reference: Reference) -> list[tuple[str, str]]:
    series = "journal" if reference.kind is WorkKind.ARTICLE else "series"
    institution = reference.publisher if reference.kind is WorkKind.REPORT else ""
    full_text = reference.file_kind.highwire_tag
    locator = reference.locator
    page = locator.value if locator and locator.unit is Unit.PAGE else ""
    return [
        ("citation_title", reference.title),
        *(("citation_author", name) for name in _highwire_authors(reference)),
        ("citation_publication_date", reference.issued.joined("/") if reference.issued else ""),
        ("citation_publisher", reference.publisher),
        ("citation_technical_report_institution", institution),
        (f"citation_{series}_title", reference.series),
        ("citation_firstpage", page),
        ("citation_lastpage", page),
        ("citation_language", reference.language),
        *(("citation_keywords", subject) for subject in reference.subjects),
        ("citation_abstract", reference.description),
        ("citation_public_url", reference.addresses.page),
        (full_text, reference.addresses.file.partition("#")[0] if full_text else ""),
    ]


def _dublin_core(reference: Reference) -> list[tuple[str, str]]:
    return [
        ("DC.type", ZOTERO_TYPES[reference.kind]),
        ("DC.title", reference.title),
        *(("DC.creator", name) for name in _dublin_core_creators(reference)),
        ("DC.date", reference.issued.joined("-") if reference.issued else ""),
        ("DC.publisher", reference.publisher),
        ("DC.language", reference.language),
        *(("DC.subject", subject) for subject in reference.subjects),
        ("DC.description", reference.description),
        ("DC.rights", reference.rights),
        ("DC.identifier", reference.addresses.page),
    ]


def _highwire_authors(reference: Reference) -> list[str]:
    """The authors; none where one is an organisation with a comma in its name.

    Highwire has no way to say that the comma belongs to the name, and Zotero takes the authors from
    Dublin Core only if Highwire names none.
    """
    if _has_comma_in_a_body(reference):
        return []
    return [creator.unsplit_name for creator in reference.creators]


def _dublin_core_creators(reference: Reference) -> list[str]:
    if _has_comma_in_a_body(reference):
        return [creator.unsplit_name for creator in reference.creators]
    return [creator.sorted_name for creator in reference.creators]


def _has_comma_in_a_body(reference: Reference) -> bool:
    return any("," in creator.literal for creator in reference.creators)


# So that nothing in it can end the element that it stands in.
_ESCAPES: Final = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def json_ld(reference: Reference) -> str:
    """The schema.org description, safe inside a `<script>` element as it stands."""
    described = _work(reference) if reference.locator is None else _passage(reference)
    document = {"@context": "https://schema.org", **described}
    return json.dumps(document, ensure_ascii=False).translate(_ESCAPES)


def _passage(reference: Reference) -> dict[str, Any]:
    locator = reference.locator
    return {
        "@type": "CreativeWork",
        "position": locator.value if locator else "",
        "url": reference.addresses.page,
        "isPartOf": _work(reference),
    }


def _work(reference: Reference) -> dict[str, Any]:
    members = {
        "@type": _SCHEMA_TYPES[reference.kind],
        "name": reference.title,
        "author": [_agent(creator) for creator in reference.creators],
        "datePublished": reference.issued.joined("-") if reference.issued else "",
        "publisher": _organisation(reference.publisher) if reference.publisher else None,
        "isPartOf": {"@type": "CreativeWorkSeries", "name": reference.series}
        if reference.series
        else None,
        "inLanguage": reference.language,
        "keywords": list(reference.subjects),
        "description": reference.description,
        "url": reference.addresses.work,
        "encoding": {
            "@type": "MediaObject",
            "contentUrl": reference.addresses.file.partition("#")[0],
            "encodingFormat": reference.file_kind.media_type,
        },
    }
    return {name: value for name, value in members.items() if value}


def _agent(creator: Creator) -> dict[str, str]:
    if creator.literal:
        return _organisation(creator.literal)
    return {
        "@type": "Person",
        "name": creator.spoken_name,
        "givenName": creator.given,
        "familyName": creator.family,
    }


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name}
