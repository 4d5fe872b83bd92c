"""Reads the metadata of a PDF: XMP first, then the information dictionary."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final
from xml.etree import ElementTree  # _parse refuses entities

from indexer.extract import metadata
from indexer.extract.withheld import Withheld
from indexer.model import Metadata, Relation

_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
# Namespace -> prefix.
_NAMESPACES: Final = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism",
    "http://prismstandard.org/namespaces/basic/2.1/": "prism",
    "http://prismstandard.org/namespaces/basic/3.0/": "prism",
}
_MAX_ELEMENTS: Final = 20_000

_Found = dict[str, list[str]]


_CREATORS: Final = ("dc:creator", "Author")
_LISTS: Final = frozenset(["dc:subject", "Keywords"])
_PUBLISHED: Final = frozenset(
    ["dc:title", "dc:description", "dc:publisher", "dc:rights", "dc:identifier", "dc:source"]
) | {"prism:publicationName", "prism:doi", "Title", "Subject"}


def read(info: Mapping[str, str], xmp: bytes, withheld: Withheld) -> Metadata:
    """The metadata in an information dictionary and an XMP packet; either may be empty.

    Values with personal data are held back. The creators are those that the properties name.
    """
    found: _Found = {}
    for name, value in (*_properties(xmp), *info.items()):
        found.setdefault(name, []).append(value)
    named = [value for name in _CREATORS for value in found.get(name, ())]
    withheld.screen(named)  # counts what `creators` refuses
    for name in _PUBLISHED & set(found):
        found[name] = withheld.screen(found[name])
    for name in _LISTS & set(found):
        found[name] = withheld.screen_lists(found[name])
    described = _from_xmp(found).over(_from_info(found))
    return replace(described, creators=metadata.creators(named), file_year=_file_year(found))


def _from_xmp(found: _Found) -> Metadata:
    journal = _first(metadata.title, found, "prism:publicationName")
    return Metadata(
        title=_first(metadata.title, found, "dc:title"),
        date=_first(metadata.iso_date, found, "dc:issued", "prism:publicationDate"),
        subjects=metadata.subjects(found.get("dc:subject", ())),
        description=_first(metadata.text, found, "dc:description"),
        publisher=_first(metadata.title, found, "dc:publisher"),
        rights=_first(metadata.text, found, "dc:rights"),
        identifier=metadata.identifier(
            value for name in ("prism:doi", "dc:identifier") for value in found.get(name, ())
        ),
        relations=(Relation("isPartOf", journal),) if journal else (),
        source=_first(metadata.web_address, found, "dc:source"),
    )


def _from_info(found: _Found) -> Metadata:
    return Metadata(
        title=_first(metadata.title, found, "Title"),
        subjects=metadata.subjects(found.get("Keywords", ())),
        description=_first(metadata.text, found, "Subject"),
    )


def _file_year(found: _Found) -> str:
    """The year in which the file was made; a booklet that is exported again gets another one.

    Programs write the day of the export into dc:date too.
    """
    years = ("dc:date", "xmp:CreateDate", "CreationDate")
    return _first(metadata.file_year, found, *years)


def _first(parse: Callable[[str], str], found: _Found, *names: str) -> str:
    values = (parse(value) for name in names for value in found.get(name, ()))
    return next(filter(None, values), "")


def _properties(xmp: bytes) -> Iterator[tuple[str, str]]:
    """(prefixed name, value) of all properties, both as elements and as attributes."""
    for description in _parse(xmp):
        for key, value in description.items():
            yield _name(key), value
        for element in description:
            items = element.findall(f"{_RDF}*/{_RDF}li") or [element]
            # Of alternatives in several languages, the default comes first.
            items.sort(key=lambda item: item.get(_LANG) != "x-default")
            for item in items:
                yield _name(element.tag), (item.text or "").strip()


def _parse(xmp: bytes) -> list[ElementTree.Element]:
    """The packet's rdf:Description elements; empty if it is not XML.

    A document type is refused: a packet needs none, and without one there are no entities to
    expand.
    """
    if not xmp or b"<!DOCTYPE" in xmp or b"<!ENTITY" in xmp:
        return []
    try:
        root = ElementTree.fromstring(xmp.strip(b"\0 \r\n\t"))  # noqa: S314 # no entities, see above
    except (ElementTree.ParseError, LookupError, ValueError):
        return []  # staff cannot mend it
    return list(root.iter(f"{_RDF}Description"))[:_MAX_ELEMENTS]


_TAG: Final = re.compile(r"\{([^}]*)\}(.*)")


def _name(tag: str) -> str:
    match = _TAG.fullmatch(tag)
    return f"{_NAMESPACES.get(match[1], '')}:{match[2]}" if match else ""
