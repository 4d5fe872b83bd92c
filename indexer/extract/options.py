"""How files are read: what staff can choose."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.extract.bounds import Bounds
from indexer.extract.ocr.ocr_cache import OcrConfig
from indexer.model import Selector


@dataclass(frozen=True, slots=True)
class Options:
    """What may come of it, and how pages that are pictures get their text (None: not at all).

    With `annotations`, what people wrote on a page of a PDF belongs to its text. `selectors` are
    what staff say of how the pages of a folder are made.
    """

    bounds: Bounds = field(default_factory=Bounds)
    recognition: OcrConfig | None = None
    annotations: bool = False
    selectors: tuple[Selector, ...] = ()
