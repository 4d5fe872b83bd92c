"""A backup holds all that must not be lost, and an empty machine goes on from it."""

from __future__ import annotations

import json
import shutil
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.backup import recover, write_backup
from indexer.backup.format import MANIFEST
from indexer.cli import main
from indexer.engine import extend_index, open_engine, replace_index
from indexer.errors import BackupUnusable, CorpusMissing, MachineError, UsageError
from indexer.settings import Settings
from indexer.withdrawals.orders import open_orders
from tests.search_app.site import (
    CLAVES,
    KEYS,
    MIEDO,
    RETIRADA,
    record,
    serving,
    settings_in,
    write_collection,
)

ASKED = ("/api/v1/search?q=miedo", "/api/v1/search", "/api/v1/publications/claves-es/passages/1")


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A collection with an index, recognised text, and a publication that was withdrawn."""
    folder = tmp_path_factory.mktemp("origin")
    settings = write_collection(folder, (CLAVES, KEYS, MIEDO, RETIRADA))
    open_orders(settings).takedown(["retirada"], "", "")
    settings.ocr_cache.mkdir()
    (settings.ocr_cache / "abc").write_bytes(b"{}")
    (settings.corpus / "metadata.csv").write_text("file,title\n", "utf-8")
    return settings


@pytest.fixture(scope="module")
def stored(origin: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("stored") / "copy.zip"
    report = write_backup(origin, None, target)
    assert [Path(path).name for path in report.left_out] == ["enlace.pdf"]
    assert report.files > 8
    return target


def test_an_empty_machine_answers_as_the_old_one_did(
    origin: Settings, stored: Path, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path)
    assert recover(stored, settings) > 8
    with serving(origin) as old, serving(settings) as new:
        for path in ASKED:
            assert new.get(path).json == old.get(path).json, path
        assert new.get("/publications/retirada").status == 410
        original = new.get("/publications/claves-es/file")
        assert (original.status, original.body) == (200, CLAVES.data)
    assert (settings.ocr_cache / "abc").read_bytes() == b"{}"
    table = origin.corpus / "metadata.csv"
    assert (settings.corpus / "metadata.csv").stat().st_mtime_ns == table.stat().st_mtime_ns


def test_what_is_withdrawn_is_withdrawn_even_where_the_index_is_built_anew(
    stored: Path, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path)
    recover(stored, settings)
    shutil.rmtree(settings.index)
    writer = replace_index(settings)
    writer.put(record(RETIRADA), RETIRADA.passages)
    writer.commit()
    with serving(settings) as site:
        assert site.get("/publications/retirada").status == 410


def test_only_its_owner_may_read_a_backup(stored: Path) -> None:
    assert stored.stat().st_mode & 0o077 == 0


def test_a_backup_of_an_index_that_changes_is_of_one_commit(tmp_path: Path) -> None:
    settings = write_collection(tmp_path, (CLAVES,))
    stopped = threading.Event()

    def change() -> None:
        while not stopped.is_set():
            writer = extend_index(settings)
            writer.put(record(KEYS), KEYS.passages)
            writer.remove(CLAVES.id)
            writer.put(record(CLAVES), CLAVES.passages)
            writer.commit()
            stopped.wait(0.1)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for number in range(3):
            target = tmp_path / f"{number}.zip"
            write_backup(settings, None, target)
            place = tmp_path / f"place{number}"
            place.mkdir()
            recovered = settings_in(place)
            recover(target, recovered)
            assert open_engine(recovered).verify() == []
    finally:
        stopped.set()
        thread.join()


def _damaged(stored: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(stored) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target


def _rename(files: dict[str, bytes], new: str) -> None:
    manifest = json.loads(files[MANIFEST])
    manifest["files"][new] = manifest["files"].pop("corpus/metadata.csv")
    files[new] = files.pop("corpus/metadata.csv")
    files[MANIFEST] = json.dumps(manifest).encode()


def _change_format(files: dict[str, bytes]) -> None:
    files[MANIFEST] = json.dumps(json.loads(files[MANIFEST]) | {"format": 99}).encode()


DAMAGES: dict[str, Callable[[dict[str, bytes]], object]] = {
    "a file is missing": lambda files: files.pop("corpus/metadata.csv"),
    "a file is another one": lambda files: files.update({"corpus/metadata.csv": b"file;title\n"}),
    "a file is longer": lambda files: files.update({"corpus/metadata.csv": b"x" * 100_000}),
    "there is no list": lambda files: files.pop(MANIFEST),
    "the list is none": lambda files: files.update({MANIFEST: b"[]"}),
    "it is of the future": _change_format,
    "a name leads up": lambda files: _rename(files, "corpus/../../evil"),
    "a name is absolute": lambda files: _rename(files, "/evil"),
    "a name has backslashes": lambda files: _rename(files, "corpus/..\\evil"),
    "a name belongs nowhere": lambda files: _rename(files, "evil"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_changes_nothing(stored: Path, tmp_path: Path, damage: str) -> None:
    target = _damaged(stored, tmp_path / "copy.zip", lambda files: DAMAGES[damage](files))
    with pytest.raises(BackupUnusable, match="is no backup"):
        recover(target, settings_in(tmp_path))
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("part", [0, 100, 0.5, 0.99])
def test_half_a_backup_changes_nothing(stored: Path, tmp_path: Path, part: float) -> None:
    data = stored.read_bytes()
    target = tmp_path / "copy.zip"
    target.write_bytes(data[: int(part * len(data)) if part < 1 else int(part)])
    with pytest.raises(BackupUnusable):
        recover(target, settings_in(tmp_path))
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("name", ["metadata.csv", "muestra.pdf"])
def test_files_that_are_there_are_neither_replaced_nor_published(
    stored: Path, tmp_path: Path, name: str
) -> None:
    settings = settings_in(tmp_path)
    settings.corpus.mkdir()
    table = settings.corpus / name
    table.write_text("mine", "utf-8")
    with pytest.raises(UsageError, match=rf"another file .*{name} already"):
        recover(stored, settings)
    assert table.read_text("utf-8") == "mine"
    assert not settings.index.exists()


def test_a_recovery_that_was_interrupted_goes_on(stored: Path, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    recover(stored, settings)
    (settings.index / "current").unlink()
    (settings.corpus / CLAVES.path).unlink()
    recover(stored, settings_in(tmp_path))
    assert (settings.corpus / CLAVES.path).read_bytes() == CLAVES.data
    assert (settings.index / "current").exists()


def test_a_backup_is_not_put_into_what_it_holds(origin: Settings) -> None:
    for folder in (origin.corpus, origin.index, origin.ocr_cache):
        with pytest.raises(UsageError, match="inside of what it holds"):
            write_backup(origin, None, folder / "copy.zip")


def test_without_publications_there_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(CorpusMissing):
        write_backup(settings_in(tmp_path), None, tmp_path / "copy.zip")


def test_a_backup_that_cannot_be_written_leaves_nothing(origin: Settings, tmp_path: Path) -> None:
    with pytest.raises(MachineError):
        write_backup(origin, None, tmp_path / "nowhere/copy.zip")
    assert list(tmp_path.iterdir()) == []


def test_the_commands_take_the_settings_along(
    origin: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    monkeypatch.chdir(old)
    names = {"corpus": origin.corpus, "index": origin.index, "takedown": origin.takedown}
    lines = [f'{name} = "{path}"' for name, path in names.items()]
    Path("aluna.toml").write_text("\n".join([*lines, 'lang = "es"']), "utf-8")
    assert main(["backup", str(tmp_path)]) == 1  # a link was left out
    [target] = tmp_path.glob("aluna-*.zip")
    assert "enlace.pdf" in capsys.readouterr().out
    monkeypatch.chdir(new)
    taken = ["--corpus", "corpus", "--index", "index"]
    monkeypatch.setenv("ALUNA_TAKEDOWN", str(new / "takedown.txt"))
    assert main(["recover", str(target), *taken]) == 0
    assert Path("aluna.toml").exists()
    assert "python -m indexer update" in capsys.readouterr().out
    assert sorted(path.name for path in new.iterdir()) == [
        "aluna.toml",
        "corpus",
        "index",
        "index-ocr",
        "index-withdrawn.json",
        "takedown.txt",
    ]
