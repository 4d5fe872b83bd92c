"""What was withdrawn stays withdrawn, whatever happens to the list, files and metadata."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from indexer.file_problems import ProblemKind
from search_app.library.manager import library_manager
from tests.attacks.withdrawal_house import (
    IDENTIFIER,
    OTHER,
    OTHER_TEXT,
    PATH,
    SECRET,
    TITLE,
    House,
    almost_copied,
    copied,
    copied_and_removed,
    everything_at_once,
    gone_and_back,
    identifier_given,
    identifier_taken,
    index_lost,
    line_removed,
    list_cut,
    list_emptied,
    nothing_is_shown,
    page,
    path_taken,
    rebuilt,
    renamed,
    renamed_and_saved_again,
    rewritten,
    rolled_back,
    row_removed,
    run,
    saved_again,
    sidecar,
    table_emptied,
)

# --- what happens to the list and to the ledger


def remove(house: House) -> None:
    house.takedown.unlink()


def fifo(house: House) -> None:
    house.takedown.unlink()
    os.mkfifo(house.takedown)


def folder(house: House) -> None:
    house.takedown.unlink()
    house.takedown.mkdir()


def device(house: House) -> None:
    house.takedown.unlink()
    house.takedown.symlink_to("/dev/zero")


def dangling(house: House) -> None:
    house.takedown.unlink()
    house.takedown.symlink_to("nowhere.txt")


def huge(house: House) -> None:
    with house.takedown.open("r+b") as file:
        file.truncate(2 << 30)


def nulls(house: House) -> None:
    house.takedown.write_bytes(bytes(100))


def rubbish(house: House) -> None:
    house.takedown.write_bytes(b"\x89PNG\r\n\x1a\n\x81\x8d\x00")


def half_utf16(house: House) -> None:
    house.takedown.write_bytes(IDENTIFIER.encode("utf-16")[:-1])


def corpus_away(house: House) -> None:
    house.corpus.rename(house.corpus.with_name("away"))


def ledger_damaged(house: House) -> None:
    house.settings.withdrawals.write_bytes(b'{"format": 1, "withdrawals": [{')


def ledger_with_a_false_signature(house: House) -> None:
    text = house.settings.withdrawals.read_text("utf-8")
    house.settings.withdrawals.write_text(text.replace('"signatures": [', '"signatures": ["x",'))


def ledger_with_a_false_date(house: House) -> None:
    text = house.settings.withdrawals.read_text("utf-8")
    house.settings.withdrawals.write_text(text.replace('"until": ""', '"until": " "'))


def ledger_of_another_kind(house: House) -> None:
    house.settings.withdrawals.write_text('{"format": 1, "withdrawals": "none"}')


def ledger_folder(house: House) -> None:
    house.settings.withdrawals.unlink()
    house.settings.withdrawals.mkdir()


DOUBTS: list[Callable[[House], None]] = [
    remove, fifo, folder, device, dangling, huge, nulls, rubbish, half_utf16,
    corpus_away, ledger_damaged, ledger_of_another_kind, ledger_folder,
    ledger_with_a_false_signature, ledger_with_a_false_date,
]  # fmt: skip


@pytest.mark.parametrize("spoil", DOUBTS)
def test_in_doubt_nothing_is_shown_and_a_restart_changes_nothing(
    spoil: Callable[[House], None], house: House
) -> None:
    house.takedown.write_text(IDENTIFIER)
    with house.service() as client:
        assert client.get(f"/publications/{IDENTIFIER}").status_code == 410
        spoil(house)
        assert client.get("/").status_code == 503
        assert client.get("/healthz").status_code == 200
    with house.service() as client:
        for address in ("/", f"/publications/{OTHER}", "/api/v1/search", "/readyz"):
            assert client.get(address).status_code == 503


def test_where_nothing_was_ever_withdrawn_no_list_is_needed(house: House) -> None:
    with house.service() as client:
        assert client.get("/").status_code == 200
    assert not house.settings.withdrawals.exists()


def test_a_lost_list_is_written_again_from_what_is_remembered(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.takedown.write_text(f"{IDENTIFIER}, por la familia\n")
    house.update()
    house.takedown.unlink()
    with house.service() as client:
        assert client.get("/").status_code == 503
        assert run(house, "takedown") == 0
        assert "was gone and was written again" in capsys.readouterr().out
        assert client.get("/").status_code == 200
        assert nothing_is_shown(client)
    assert f"{IDENTIFIER}, por la familia\n" in house.takedown.read_text()


def test_the_memory_is_for_its_owner_alone_and_people_can_read_it(house: House) -> None:
    house.takedown.write_text(f"{IDENTIFIER}, por la familia\n")
    house.update()
    assert house.settings.withdrawals.stat().st_mode & 0o777 == 0o600
    assert f'"line": "{IDENTIFIER}, por la familia"' in house.settings.withdrawals.read_text()


# --- what happens to the file, its metadata and its neighbours


MISHAPS: list[Callable[[House], None]] = [
    line_removed, list_emptied, list_cut, saved_again, rewritten, renamed,
    renamed_and_saved_again, table_emptied, row_removed, identifier_given, identifier_taken,
    path_taken, copied, copied_and_removed, almost_copied, gone_and_back, sidecar, rebuilt,
    index_lost, everything_at_once, rolled_back,
]  # fmt: skip
LISTED = [
    *((mishap, IDENTIFIER) for mishap in MISHAPS),
    *((mishap, PATH) for mishap in (renamed, identifier_given, path_taken, everything_at_once)),
    *((mishap, TITLE) for mishap in (row_removed, gone_and_back, everything_at_once)),
]


@pytest.mark.parametrize(("mishap", "listed"), LISTED)
def test_no_mishap_undoes_a_withdrawal(
    mishap: Callable[[House], None], listed: str, house: House
) -> None:
    house.takedown.write_text(listed, "utf-8")
    with house.service() as client:  # the service remembers, no update has seen the line
        assert nothing_is_shown(client)
        mishap(house)
        house.update()
        assert nothing_is_shown(client)
        library_manager(client.application).refresh()
        assert nothing_is_shown(client)
        assert client.get(f"/publications/{IDENTIFIER}").status_code == 410
    house.rebuild()
    assert house.is_secret()


@pytest.mark.parametrize("mishap", [identifier_given, saved_again, rebuilt, row_removed])
def test_a_restored_publication_is_shown_whatever_happened(
    mishap: Callable[[House], None], house: House
) -> None:
    house.takedown.write_text(IDENTIFIER)
    house.update()
    mishap(house)
    house.update()
    assert house.is_secret()
    assert run(house, "restore", IDENTIFIER) == 0
    assert not house.is_secret()
    house.update()
    assert not house.is_secret()


# --- what staff are told


def _first_line(kind: ProblemKind, text: str) -> str:
    return next(line for line in text.splitlines() if str(kind.explanation) in line)


TOLD: dict[str, tuple[Callable[[House], None], ProblemKind]] = {
    "a line is gone": (line_removed, ProblemKind.TAKEDOWN_LINE_GONE),
    "the list is gone": (remove, ProblemKind.TAKEDOWN_UNREADABLE),
    "the list is no text": (nulls, ProblemKind.TAKEDOWN_UNREADABLE),
    "the file changed": (saved_again, ProblemKind.WITHDRAWN_CHANGED),
    "a copy appeared": (almost_copied, ProblemKind.WITHDRAWN_ALONG),
}


@pytest.mark.parametrize(("mishap", "kind"), TOLD.values(), ids=TOLD)
def test_update_says_what_happened_to_a_withdrawal(
    mishap: Callable[[House], None],
    kind: ProblemKind,
    house: House,
    capsys: pytest.CaptureFixture[str],
) -> None:
    house.takedown.write_text(IDENTIFIER)
    assert house.update() == []
    mishap(house)
    assert run(house, "update") == 1
    assert _first_line(kind, capsys.readouterr().out)


@pytest.mark.parametrize("typo", ["clabes-2014", "https://a.example/publications/clabes-2014"])
def test_an_entry_that_hides_nothing_is_a_problem_everywhere(
    typo: str, house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    house.takedown.write_text(f"{typo}, por la familia\n")
    for command in ("update", "status"):
        assert run(house, command) == 1
        line = _first_line(ProblemKind.TAKEDOWN_UNKNOWN, capfd.readouterr().out)
        assert "clabes-2014" in line
        assert f"did you mean {IDENTIFIER}?" in line
    with house.service() as client:
        said = capfd.readouterr().err
        assert said.count(str(ProblemKind.TAKEDOWN_UNKNOWN.explanation)) == 1  # at its start
        client.get("/")
        assert capfd.readouterr().err == ""
        house.takedown.write_text(f"{typo}\n{IDENTIFIER}, otro-error\nnada.pdf\n")
        client.get("/")
        assert "nada.pdf" in capfd.readouterr().err


def test_an_entry_hides_a_file_that_comes_later(house: House) -> None:
    house.takedown.write_text("carta.html por la familia\n")
    assert house.update() == [ProblemKind.TAKEDOWN_UNKNOWN]
    house.takedown.write_text("")
    house.write("carta.html", page("Carta", f"{SECRET} escribe: {OTHER_TEXT[:150]}"))
    house.takedown.write_text("claves-2014")
    house.update()
    assert house.is_secret()


def test_a_group_that_may_read_the_memory_may_do_so_later_too(house: House) -> None:
    house.takedown.write_text(IDENTIFIER)
    house.update()
    house.settings.withdrawals.chmod(0o640)
    house.takedown.write_text(f"{IDENTIFIER}\n{OTHER}\n")
    house.update()
    assert f'"{OTHER}"' in house.settings.withdrawals.read_text()
    assert house.settings.withdrawals.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("back", ["undo", "rollback"])
@pytest.mark.parametrize("change", [identifier_given, saved_again, renamed_and_saved_again])
def test_what_is_gone_back_to_shows_nothing_that_was_withdrawn_since(
    change: Callable[[House], None], back: str, house: House
) -> None:
    """It was public there, under other names."""
    with house.service() as client:
        change(house)
        if back == "rollback":
            house.rebuild()
        else:
            house.update()
        library_manager(client.application).refresh()
        hits = client.get("/api/v1/search?per_page=100").get_json()["hits"]
        [now] = [hit["id"] for hit in hits if hit["id"] != OTHER]
        assert run(house, "takedown", now) == 0
        assert run(house, back) == 0
        assert nothing_is_shown(client)
        library_manager(client.application).refresh()
        assert nothing_is_shown(client)
        assert client.get(f"/publications/{IDENTIFIER}").status_code == 410
    assert house.is_secret()
