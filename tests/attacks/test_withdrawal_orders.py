"""Orders to withdraw and to restore, end dates and embargoes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, tzinfo

import pytest

from indexer import extract
from indexer.engine import extend_index
from indexer.errors import WithdrawalsUnwritable
from indexer.withdrawals.ledger import LedgerFile
from tests.attacks.withdrawal_house import (
    IDENTIFIER,
    OTHER,
    PATH,
    SECRET,
    TABLE,
    TEXT,
    TITLE,
    House,
    nothing_is_shown,
    page,
    rebuilt,
    renamed,
    row_removed,
    run,
    table_emptied,
)

# --- commands


@pytest.mark.parametrize("name", [IDENTIFIER, PATH, f"https://a.example/publications/{IDENTIFIER}"])
def test_takedown_and_restore_hold_from_the_next_request_on(
    name: str, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    with house.service() as client:
        assert client.get(f"/publications/{IDENTIFIER}").status_code == 200
        assert run(house, "takedown", name, "--reason", "la familia") == 0
        assert TITLE in capsys.readouterr().out
        assert client.get(f"/publications/{IDENTIFIER}").status_code == 410
        assert nothing_is_shown(client)
        assert run(house, "restore", name) == 0
        assert "Shown again" in capsys.readouterr().out
        assert client.get(f"/publications/{IDENTIFIER}").status_code == 200
        assert IDENTIFIER not in house.takedown.read_text()


def test_a_name_that_matches_nothing_is_refused_with_the_nearest(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(house, "takedown", "clabes-2014") == 2
    assert f"Did you mean {IDENTIFIER}?" in capsys.readouterr().err
    assert run(house, "restore", "clabes-2014") == 2
    assert not house.takedown.exists()


def test_restoring_the_whole_shows_no_withdrawn_part(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.takedown.write_text(f"{IDENTIFIER}\n{IDENTIFIER}#1\n")
    house.update()
    assert run(house, "restore", IDENTIFIER) == 0
    assert f"restore {IDENTIFIER}#1" in capsys.readouterr().out
    assert house.takedown.read_text() == f"{IDENTIFIER}#1\n"
    with house.service() as client:
        assert client.get(f"/publications/{IDENTIFIER}").status_code == 200
        assert client.get(f"/publications/{IDENTIFIER}/passages/1").status_code == 410
        assert run(house, "restore", f"{IDENTIFIER}#1") == 0
        assert client.get(f"/publications/{IDENTIFIER}/passages/1").status_code == 200


def test_a_line_counts_also_where_the_clock_was_put_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.takedown.write_text(IDENTIFIER)
    with house.service() as client:
        assert nothing_is_shown(client)
        monkeypatch.setattr("indexer.withdrawals.orders.datetime", _Tomorrow)
        assert run(house, "restore", IDENTIFIER) == 0
        assert client.get(f"/publications/{IDENTIFIER}").status_code == 200
        house.takedown.write_text(IDENTIFIER)
        assert nothing_is_shown(client)


class _Tomorrow(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime(2999, 1, 1, tzinfo=tz)


def test_restoring_leaves_the_other_lines_as_they_are(house: House) -> None:
    before = "# año\r\n\r\n".encode("cp1252") + b"otra-memoria ; \t\r\nclaves-2014 ## x\r\nfin"
    house.takedown.write_bytes(before)
    house.update()
    assert run(house, "restore", IDENTIFIER) == 0
    assert house.takedown.read_bytes() == before.replace(b"claves-2014 ## x\r\n", b"")


def test_of_a_line_with_several_only_the_restored_one_is_shown(house: House) -> None:
    house.takedown.write_text(f"{OTHER}; {IDENTIFIER}\n")
    house.update()
    assert run(house, "restore", OTHER) == 0
    assert house.takedown.read_text() == f"{IDENTIFIER}\n"
    with house.service() as client:
        assert client.get(f"/publications/{OTHER}").status_code == 200
        assert nothing_is_shown(client)


def test_a_cleaned_copy_can_be_shown_while_the_original_stays_withdrawn(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.takedown.write_text(IDENTIFIER)
    house.write("limpia.html", page("Versión sin nombres", TEXT.replace(SECRET, "una persona")))
    house.update()
    with house.service() as client:
        assert client.get("/api/v1/search?q=asamblea").get_json()["total"] == 0
        assert run(house, "status") == 0
        assert "hidden with it" in capsys.readouterr().out
        assert run(house, "restore", "limpia.html") == 0
        assert client.get("/api/v1/search?q=asamblea").get_json()["total"] == 1
        assert nothing_is_shown(client)


def test_commands_need_no_corpus(house: House) -> None:
    house.takedown.write_text(f"{OTHER}\n")
    house.update()
    house.corpus.rename(house.corpus.with_name("away"))
    assert run(house, "takedown", IDENTIFIER) == 0
    house.corpus.with_name("away").rename(house.corpus)
    assert house.is_secret()
    assert run(house, "status") == 0


def _refuse(*_: object) -> None:
    raise WithdrawalsUnwritable("It cannot be written.")


def test_a_list_that_cannot_be_remembered_holds_all_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(LedgerFile, "write", _refuse)
    house.takedown.write_text(IDENTIFIER)
    with house.service() as client:
        assert nothing_is_shown(client)
        house.takedown.write_text(OTHER)
        assert nothing_is_shown(client)
        assert client.get(f"/publications/{OTHER}").status_code == 410
    assert capfd.readouterr().err.count("It cannot be written.") == 1


def test_what_cannot_be_written_down_is_an_error_and_shows_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    house.takedown.write_text(IDENTIFIER)
    house.update()
    monkeypatch.setattr("indexer.withdrawals.orders.write_list", _refuse)
    assert run(house, "restore", IDENTIFIER) == 6
    assert house.is_secret()
    monkeypatch.setattr(LedgerFile, "write", _refuse)
    assert run(house, "takedown", OTHER) == 6
    assert "takedown.txt" in capsys.readouterr().err


def test_orders_do_not_wait_for_an_update(house: House) -> None:
    writer = extend_index(house.settings, extract.VERSION)
    try:
        assert run(house, "takedown", IDENTIFIER) == 0
        assert run(house, "takedown", OTHER) == 0
        assert run(house, "restore", OTHER) == 0
    finally:
        writer.cancel()
    assert house.is_secret()


def test_an_index_that_cannot_be_read_is_no_obstacle_to_looking(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.takedown.write_text(IDENTIFIER)
    house.update()
    shutil.rmtree(house.settings.index)
    assert run(house, "takedown") == 0
    assert PATH in capsys.readouterr().out


def test_an_end_date_is_the_first_day_on_which_it_is_shown(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.takedown.write_text(f"{IDENTIFIER} hasta el 1 de marzo de 2099\n", "utf-8")
    with house.service() as client:
        for day, status in (("2099-02-28", 410), ("2099-03-01", 200), ("2099-02-28", 410)):
            monkeypatch.setattr("search_app.library.manager.local_today", lambda d=day: d)
            assert client.get(f"/publications/{IDENTIFIER}").status_code == status


EMBARGOES = [
    ("2099-03-01", "2099-02-28", 404),
    ("2099-03-01", "2099-03-01", 200),
    ("marzo de 2099", "2099-02-28", 404),
    ("mañana o pasado", "2099-02-28", 404),
]


@pytest.mark.parametrize(("written", "today", "status"), EMBARGOES)
def test_an_embargoed_publication_does_not_exist_before_its_day(
    written: str, today: str, status: int, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = TABLE.replace("title\n", "title,available\n").replace(
        f'"{TITLE}"', f'"{TITLE}",{written}'
    )
    house.table.write_text(rows, "utf-8")
    house.update()
    monkeypatch.setattr("search_app.library.manager.local_today", lambda: today)
    with house.service() as client:
        assert client.get(f"/publications/{IDENTIFIER}").status_code == status
        assert nothing_is_shown(client) == (status == 404)
        answer = client.get(f"/api/v1/publications/{IDENTIFIER}")
        assert "available" not in answer.get_json()


@pytest.mark.parametrize("mishap", [table_emptied, row_removed, renamed, rebuilt])
def test_an_embargo_does_not_end_because_its_cell_is_gone(
    mishap: Callable[[House], None], house: House
) -> None:
    rows = TABLE.replace("title\n", "title,available\n").replace(f'"{TITLE}"', f'"{TITLE}",2999')
    house.table.write_text(rows, "utf-8")
    house.update()
    mishap(house)
    house.update()
    assert house.is_secret()
    house.rebuild()
    assert house.is_secret()
