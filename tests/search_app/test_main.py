"""`python -m search_app`: what it says and how it exits when it cannot serve."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.engine import replace_index
from search_app.serving import main
from tests.conftest import ended
from tests.search_app.site import CLAVES, KEYS, record, serving, write_collection


def _start(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "search_app", "--index", str(folder), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_an_index_it_says_what_to_do_and_waits_for_one(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "search_app", "--port", "0", "--index", str(tmp_path / "none")]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    )
    with ended(process):
        assert process.stdout is not None
        assert process.stderr is not None
        assert ":" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        errors = process.stderr.read()
    assert "python -m indexer update" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("arguments", [["--port", "x"], ["--nonsense"], ["--port", "-1"]])
def test_a_wrong_flag_is_a_usage_error(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _exit_code(["--index", str(tmp_path), *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.err
    assert printed.out == ""


def _exit_code(arguments: list[str]) -> int | str | None:
    try:
        return main(arguments)
    except SystemExit as ended:  # argparse's way
        return ended.code


def test_a_fault_of_the_program_is_not_pythons_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(settings: object) -> None:
        raise AssertionError("a word that was searched")

    monkeypatch.setattr("search_app.serving.create_app", fail)
    assert main(["--index", str(tmp_path)]) == 6
    printed = capsys.readouterr().err
    assert "AssertionError" in printed
    assert "a word that was searched" not in printed
    assert len(printed.splitlines()) == 2


@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid"])
def test_an_address_that_cannot_be_listened_on_is_said(tmp_path: Path, host: str) -> None:
    index = write_collection(tmp_path, ()).index
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = _start(index, "--host", host, "--port", str(taken.getsockname()[1]))
    assert done.returncode == 6
    assert "choose another port with --port" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_new_commit_is_seen_without_a_restart(tmp_path: Path) -> None:
    settings = write_collection(tmp_path, (CLAVES,))
    with serving(settings) as site:
        assert site.get("/publications/keys-en").status == 404
        writer = replace_index(settings)
        writer.put(record(KEYS), KEYS.passages)
        writer.commit()
        until = time.monotonic() + 30  # it is opened in the background
        while site.get("/publications/keys-en").status == 404 and time.monotonic() < until:
            time.sleep(0.05)
        assert site.get("/publications/keys-en").status == 200
        assert site.get("/publications/claves-es").status == 404
