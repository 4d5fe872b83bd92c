"""Gives memory back that a burst of requests has taken."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any, Final

_ARENA_MAX_OPTION: Final = -8  # M_ARENA_MAX of malloc.h
_MAX_ARENAS: Final = 2


@cache
def _glibc() -> Any:
    """The C library, if it is GNU's."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None


def limit_arenas() -> None:
    """Let all threads share a few heaps; without it each thread keeps what it once needed."""
    if (glibc := _glibc()) is not None:
        glibc.mallopt(_ARENA_MAX_OPTION, _MAX_ARENAS)


def return_free_memory() -> None:
    """Return what is free to the system."""
    if (glibc := _glibc()) is not None:
        glibc.malloc_trim(0)
