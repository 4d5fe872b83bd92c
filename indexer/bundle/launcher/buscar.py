"""Opens the search over the publications in this folder, on this computer alone.

    python3 buscar.py [--port N] [--no-browser]

Needs Python 3.11 or newer and no internet. What is missing of libraries is taken from wheels/.
"""

from __future__ import annotations  # so that old Pythons reach the message about their age

import argparse
import importlib.util
import os
import platform
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path

HERE = Path(__file__).resolve().parent
NEEDED = ("flask", "waitress", "whoosh", "numpy", "lxml", "pypdfium2", "msgspec", "Stemmer")
TOO_OLD = (
    "Se necesita Python 3.11 o más nuevo; este es {found}. Descárguelo de https://www.python.org.\n"
    "Python 3.11 or newer is needed; this is {found}. Get it from https://www.python.org.\n"
    "É preciso o Python 3.11 ou mais novo; este é o {found}. Baixe em https://www.python.org.\n"
    "Il faut Python 3.11 ou plus récent ; voici {found}. Téléchargez-le sur https://www.python.org."
)
INSTALLING = (
    "Se prepara la primera vez (un minuto)… / Getting ready, only the first time (a minute)… /\n"
    "Preparando, só na primeira vez (um minuto)… / Préparation, la première fois (une minute)…"
)
NO_LIBRARIES = (
    "Esta copia no trae lo que este equipo necesita ({system}, Python {found}).\n"
    "Pida otra hecha con: python -m indexer bundle COPIA.zip --wheels\n"
    "This copy lacks what this computer needs ({system}, Python {found}).\n"
    "Ask for one made with: python -m indexer bundle COPY.zip --wheels\n"
    "Esta cópia não traz o que este computador precisa. Peça outra, feita com --wheels.\n"
    "Il manque à cette copie ce dont cet ordinateur a besoin. Demandez-en une faite avec --wheels."
)


def main() -> int:
    """Make the libraries available, then serve the search until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args()
    found = platform.python_version()
    if sys.version_info < (3, 11):  # noqa: UP036 # it runs on whatever is there
        sys.exit(TOO_OLD.format(found=found))
    sys.path.insert(0, str(HERE / "app"))
    if not has_libraries() and not (install() and has_libraries()):
        sys.exit(NO_LIBRARIES.format(system=f"{sys.platform} {platform.machine()}", found=found))
    for name in [name for name in os.environ if name.startswith("ALUNA_")]:
        del os.environ[name]  # settings of another installation
    os.environ["ALUNA_SETTINGS"] = str(HERE / "aluna.toml")
    os.chdir(HERE)
    port = options.port or free_port()
    if not options.no_browser:
        threading.Thread(target=open_browser, args=(port,), daemon=True).start()
    from search_app.serving import main as serve

    return serve(["--index", "data/index", "--corpus", "data/corpus", "--port", str(port)])


def has_libraries() -> bool:
    """Whether what the search needs can be imported; libraries that were installed here first."""
    for folder in libraries():
        if folder.is_dir() and str(folder) not in sys.path:
            sys.path.insert(1, str(folder))
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(name) for name in NEEDED)


def libraries() -> list[Path]:
    """The folders for libraries of this system and Python: here, or where one may write."""
    kind = f"{sys.platform}-{platform.machine()}-{sys.version_info[0]}.{sys.version_info[1]}"
    elsewhere = Path(tempfile.gettempdir()) / f"{HERE.name}-libraries"
    return [HERE / "libraries" / kind, elsewhere / kind]


def install() -> bool:
    """Install the libraries from wheels/, with the pip that is there too; whether that worked."""
    pip = next((HERE / "wheels").glob("pip-*.whl"), None)
    if pip is None:
        return False
    print(INSTALLING, flush=True)
    for folder in libraries():
        unfinished = folder.with_name(folder.name + ".new")
        try:
            unfinished.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        command = [sys.executable, str(pip / "pip"), "install", "--quiet", "--no-deps"]
        command += ["--no-index", "--find-links", str(HERE / "wheels"), "--upgrade"]
        command += ["--target", str(unfinished), "-r", str(HERE / "wheels" / "requirements.txt")]
        done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
        if done.returncode == 0:
            unfinished.replace(folder)
            return True
        print(done.stderr, file=sys.stderr)
    return False


def free_port() -> int:
    """8000 where nothing uses it, else any other."""
    for port in (8000, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return 8000


def open_browser(port: int) -> None:
    """Open the search in the browser as soon as it answers."""
    address = f"http://127.0.0.1:{port}/"
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}healthz", timeout=1).close()  # noqa: S310
        except OSError:
            time.sleep(0.1)
        else:
            webbrowser.open(address)
            return


if __name__ == "__main__":
    sys.exit(main())
