"""CSL-JSON: a list with one item, by the schema of CSL 1.0.2.

An item describes a work. A locator belongs to a citation of it and has no place there, so the item
of a passage is that of its work, with the passage's address and, where a web page has a heading,
`section`. A printed page stands in `note`, which every program shows.
"""

from __future__ import annotations

import json
from typing import Any

from indexer.media import Unit
from search_app.citations.reference import Creator, Reference, WorkKind


def csl_json(reference: Reference) -> str:
    """The item of `reference`."""
    return json.dumps([_item(reference)], ensure_ascii=False, indent=2) + "\n"


def _item(reference: Reference) -> dict[str, Any]:
    """The members of the schema, without the unknown ones."""
    series = "container-title" if reference.kind is WorkKind.ARTICLE else "collection-title"
    locator = reference.locator
    unit = locator.unit if locator else None
    members = {
        "id": reference.key,
        "type": reference.kind.value,
        "title": reference.title,
        "author": [_name(creator) for creator in reference.creators],
        "issued": {"date-parts": [list(reference.issued.parts)]} if reference.issued else None,
        series: reference.series,
        "publisher": reference.publisher,
        "section": locator.value if locator and unit is Unit.SECTION else "",
        "note": f"p. {locator.value}" if locator and unit is Unit.PAGE else "",
        "language": reference.language,
        "abstract": reference.description,
        "keyword": ", ".join(reference.subjects),
        "URL": reference.addresses.page,
    }
    return {name: value for name, value in members.items() if value}


def _name(creator: Creator) -> dict[str, str]:
    if creator.literal:
        return {"literal": creator.literal}
    return {"family": creator.family, "given": creator.given}
