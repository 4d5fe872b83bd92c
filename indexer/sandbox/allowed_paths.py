"""What a child may read: its file, the code it runs, and what that code looks up.

The one place to add to when a reader needs more. Everything else (the other files of the corpus,
the index, people's homes) stays closed to a file that takes over its reader, so that it cannot put
them into its own text.
"""

from __future__ import annotations

import functools
import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_SYSTEM: Final = (
    # Libraries of the system, and what they share: fonts, time zones, models of tesseract.
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store", "/gnu/store"),
    *("/usr/share", "/usr/local/share", "/etc/fonts", "/etc/localtime", "/etc/timezone"),
    *("/etc/ld.so.cache", "/etc/mime.types"),
    # What the C library, libgomp and Python ask the system.
    *("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/sys/devices/system/cpu"),
    *("/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/sys/vm/overcommit_memory"),
)
_VARIABLES: Final = ("TESSDATA_PREFIX",)


def for_reading(file: bytes) -> list[bytes | str]:
    """The paths that a child may read whose task is `file`; folders with all below them."""
    return [file, *_SYSTEM, *code(), *(os.environ[v] for v in _VARIABLES if v in os.environ)]


@functools.cache
def code() -> tuple[str, ...]:
    """Where Python modules are. To be asked first when the reader is loaded: it is remembered.

    `sys.path` as it is would open too much: it begins with the folder in which the indexer was
    started, and the corpus may be in there.
    """
    libraries = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    libraries |= {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    libraries |= set(map(os.path.realpath, libraries))
    others = {p for p in _packages() if not any(Path(p).is_relative_to(top) for top in libraries)}
    return (*sorted(libraries), *sorted(others))


def _packages() -> Iterator[str]:
    """Each package that is loaded, wherever it is, for the modules it loads later."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and "." not in name and name != "__main__":
            real = Path(file).resolve()
            yield str(real.parent if hasattr(module, "__path__") else real)
