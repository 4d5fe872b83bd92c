"""The copy for Kiwix, as Kiwix's own tools read it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from indexer import cli
from indexer.bundle import write_zim
from indexer.withdrawals.orders import open_orders
from tests.search_app.site import WORKS, write_collection


@pytest.fixture(scope="module")
def zim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("libzim")
    if not (shutil.which("kiwix-search") and shutil.which("zimcheck")):
        pytest.skip("kiwix-tools and zim-tools are not installed")
    folder = tmp_path_factory.mktemp("kiwix")
    settings = write_collection(folder, WORKS)
    open_orders(settings).takedown(["retirada"], "", "")
    file = folder / "copia.zim"
    assert write_zim(settings, file).publications == len(WORKS) - 1
    return file


def _run(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_its_structure_links_and_metadata_are_right(zim: Path) -> None:
    assert "Overall Test Status: Pass" in _run("zimcheck", zim)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("psicosocial", "Acompañar sin sustituir · i"),
        ("defensoras", "El miedo como mensaje · Tejer la red"),
        ("alert", "<script>alert(1)</script> {{7*7}} · 1"),
        ("Zacarías", ""),
        ("testimonio", ""),
    ],
)
def test_the_search_of_kiwix_finds_pages_and_nothing_withdrawn(
    zim: Path, words: str, title: str
) -> None:
    found = _run("kiwix-search", zim, words).splitlines()
    assert title in found if title else found == []


def test_the_command_prints_its_own_words_only(
    zim: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALUNA_TAKEDOWN", str(zim.parent / "takedown.txt"))
    folders = ["--corpus", str(zim.parent / "corpus"), "--index", str(zim.parent / "index")]
    copy = tmp_path / "copia.zim"
    assert cli.main(["bundle", str(copy), "--json", *folders]) == 0
    printed = json.loads(capfd.readouterr().out)
    assert (printed["publications"], printed["size"]) == (len(WORKS) - 1, copy.stat().st_size)


def test_texts_stay_texts(zim: Path) -> None:
    page = _run("zimdump", "show", "--url=p/markup/1.html", zim)
    assert "&lt;script&gt;alert(4)&lt;/script&gt;" in page
    assert "<script" not in page
