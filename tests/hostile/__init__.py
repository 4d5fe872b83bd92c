"""Files that are made to do harm, and what becomes of them: `python -m tests.hostile`."""

from __future__ import annotations

from collections.abc import Callable

from tests.hostile.contents import CONTENTS
from tests.hostile.pages import PAGES
from tests.hostile.resources import RESOURCES
from tests.hostile.structures import STRUCTURES
from tests.hostile.trees import TREES

_PDFS = (CONTENTS, RESOURCES, STRUCTURES, TREES)

FILES: dict[str, Callable[[], bytes]] = {
    **{f"{name}.pdf": make for kinds in _PDFS for name, make in kinds.items()},
    **{f"{name}.html": make for name, make in PAGES.items()},
}
"""All of them by name."""
