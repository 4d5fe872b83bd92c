"""What a child may open: the code it runs, and the data files of that code.

If a library needs another path, add it here. Everything else (the other files of the corpus, the
index, home folders) stays closed, so that a file which takes over its child cannot copy them into
its own text.
"""

from __future__ import annotations

import functools
import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_SYSTEM_PATHS: Final = (
    # Shared libraries, and their data: fonts, time zones, tesseract's models.
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store", "/gnu/store"),
    *("/usr/share", "/usr/local/share", "/etc/fonts", "/etc/ld.so.cache", "/etc/mime.types"),
    # Nothing of /proc, which tells about the machine and who runs this.
    *("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"),
)
_PATH_VARIABLES: Final = ("TESSDATA_PREFIX",)


@functools.cache
def readable_paths() -> tuple[str, ...]:
    """The paths that a child may open; folders include everything below them.

    Cached: the first call must come after preloading, and before the environment is cleared.
    """
    named = (os.environ[v] for v in _PATH_VARIABLES if v in os.environ)
    return (*_SYSTEM_PATHS, *_code(), *named)


def _code() -> tuple[str, ...]:
    """Folders and files with Python modules.

    `sys.path` itself would allow too much: it begins with the folder in which the indexer was
    started, and the corpus may be inside it.
    """
    libraries = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    libraries |= {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    libraries |= set(map(os.path.realpath, libraries))
    others = {p for p in _packages() if not any(Path(p).is_relative_to(top) for top in libraries)}
    return (*sorted(libraries), *sorted(others))


def _packages() -> Iterator[str]:
    """Each loaded top-level package, for the modules that it loads later."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and "." not in name and name != "__main__":
            real = Path(file).resolve()
            yield str(real.parent if hasattr(module, "__path__") else real)
