"""What readers are shown of a section of an HTML page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from indexer import extract

# Raise it when a section would now be written otherwise.
_OURS: Final = "1"
VERSION: Final = f"{_OURS}_{extract.VERSION}"
"""Names what writes sections; what another version has written is written anew."""

LONGEST: Final = 500_000
"""Characters of a section's HTML; a section of which more would be shown is not shown so."""


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section of the file with the SHA-256 digest `sha256`, not sanitised; empty for none."""

    sha256: str
    html: str
