"""How Zotero reads names: the published rules of its translators, as far as they concern commas.

From zotero/utilities (cleanAuthor, openurl.js) and zotero/translators (Embedded Metadata, RDF, RIS,
BibTeX), as of June 2026. The result is (family or whole name, given name).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

Name = tuple[str, str]
_EDGE = r"[\s\u00a0.,/\[\]:]+"


def clean_author(name: str, *, use_comma: bool) -> Name:
    """cleanAuthor, without what it does to initials."""
    name = re.sub(f"^{_EDGE}|{_EDGE}$", "", name)
    if use_comma:
        family, _, given = re.sub(r"\.([^ ])", r". \1", name, count=1).partition(",")
        return family, re.split(r"[,،] ?", given.removeprefix(" "))[0]
    given, _, family = name.rpartition(" ")
    return family, given


def embedded_metadata(tags: Sequence[tuple[str, str]]) -> list[Name]:
    """The authors of a page: those of Highwire, else those of Dublin Core."""
    highwire = [content for name, content in tags if name == "citation_author"]
    names = highwire or [content for name, content in tags if name == "DC.creator"]
    if len(highwire) == 1 and ";" not in highwire[0]:
        parts = re.split(r"\s*,\s*", highwire[0])
        if len(parts) > 1 and " " in parts[0] and " " in parts[1]:
            names = parts
    return [clean_author(name, use_comma="," in name) for name in names]


def ris(record: str) -> list[Name]:
    """The authors of a RIS record."""
    found = []
    for value in re.findall(r"^AU  - (.*?)\r?$", record, re.MULTILINE):
        family = re.split(r"\s*,\s*", value)[0]
        found.append((family, re.sub(r"^\s*,\s*", "", value[len(family) :])))
    return found


def coins(pairs: Sequence[tuple[str, str]]) -> list[Name]:
    """The authors of a context object."""
    bodies = [(value, "") for name, value in pairs if name == "rft.aucorp"]
    others = [
        clean_author(value, use_comma="," in value)
        for name, value in pairs
        if name in ("rft.au", "rft.creator")
    ]
    return bodies + others


def bibtex(entry: str) -> list[Name]:
    """The authors of a BibTeX entry; what is in braces is not split."""
    found = []
    value = re.search(r"author = \{(.*)\},?\n", entry)
    for name in re.split(r" and (?![^{]*\})", value[1] if value else ""):
        if name.startswith("{"):
            found.append((name.strip("{}"), ""))
        else:
            family, _, given = name.partition(", ")
            found.append((family, given))
    return found
