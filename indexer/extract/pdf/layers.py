"""Finds the layers of a PDF (optional content) that are switched off when it is opened."""

from __future__ import annotations

import mmap
from contextlib import closing
from typing import Final

from indexer.errors import ExtractionFailed
from indexer.extract.foreign_file import ForeignFile
from indexer.extract.pdf.pypdf_objects import PypdfObjects, as_text

_MAX_SECONDS: Final = 10.0  # of processor time


def hidden_layers_of(file: ForeignFile) -> list[str]:
    """The names of the file's hidden layers; empty if nothing of it can be read."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        # The catalog names them, in plain text or inside an object stream.
        if data.find(b"/OCProperties") < 0 and data.find(b"/ObjStm") < 0:
            return []
    try:
        with closing(PypdfObjects(file, _MAX_SECONDS)) as document:
            return hidden_layers(document)
    except ExtractionFailed:
        return []


def hidden_layers(document: PypdfObjects) -> list[str]:
    """The names of the layers that are switched off when the document is opened."""
    root = document.entries(document.trailer_entries.get("/Root"))
    properties = document.entries(root.get("/OCProperties"))
    start = document.entries(properties.get("/D"))
    switched = [start] + [document.entries(c) for c in document.items(properties.get("/Configs"))]
    layers = document.items(properties.get("/OCGs"))
    off = set(map(repr, document.items(start.get("/OFF"))))
    on = set(map(repr, document.items(start.get("/ON"))))
    by_usage = any("/AS" in configuration for configuration in switched)
    hidden = []
    for layer in layers:
        entries = document.entries(layer)
        usage = document.entries(entries.get("/Usage"))
        state = document.entries(usage.get("/View")).get("/ViewState")
        is_off = repr(layer) in off or (start.get("/BaseState") == "/OFF" and repr(layer) not in on)
        if is_off or (by_usage and state == "/OFF"):
            hidden.append(as_text(document.resolve(entries.get("/Name"))) or "?")
    return hidden
