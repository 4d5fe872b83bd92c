"""What `takedown` and `restore` say is in the language of staff, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.languages import INTERFACES
from indexer.messages import SOURCE_LANGUAGE, use_language
from tests.attacks.withdrawal_house import IDENTIFIER, OTHER, PATH, House, run
from tests.english import english_words


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    use_language(SOURCE_LANGUAGE)


def _orders(house: House) -> Iterator[tuple[str, ...]]:
    """Orders of staff, and what happens between them."""
    yield ("takedown",)
    yield ("takedown", IDENTIFIER, "--until", "2099-03-01", "--reason", "lo pidió la familia")
    yield ("takedown",)
    yield ("takedown", f"{IDENTIFIER}#1")
    yield ("restore", IDENTIFIER)
    yield ("restore", f"{IDENTIFIER}#1")
    yield ("restore", IDENTIFIER)
    yield ("takedown", "clabes-2014")
    yield ("takedown", "nada", "--until", "ayer")
    yield ("takedown", "nada", "--until", "2001-01-01")
    yield ("takedown", "--reason", "nadie")
    yield ("takedown", PATH)
    with house.takedown.open("a", encoding="utf-8") as listed:
        listed.write("nada-2000\n")
    yield ("update",)
    yield ("status",)
    house.write(PATH, (house.corpus / PATH).read_text("utf-8").replace("caminar", "andar"))
    house.takedown.write_text(f"{OTHER}\n", "utf-8")
    yield ("update",)
    house.takedown.unlink()
    yield ("takedown",)
    house.takedown.write_bytes(b"\0\1")
    yield ("takedown",)
    yield ("restore", OTHER)
    yield ("update",)
    house.settings.withdrawals.write_text("{", "utf-8")
    yield ("takedown",)
    yield ("restore", OTHER)


@pytest.mark.parametrize("language", [code for code in INTERFACES if code != SOURCE_LANGUAGE])
def test_orders_are_answered_in_the_language_of_staff(
    language: str, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    for order in _orders(house):
        code = run(house, *order, "--lang", language)
        said = capsys.readouterr()
        text = said.out + said.err
        assert text, order
        found = [line for line in text.splitlines() if english_words(line, language)]
        assert found == [], (order, code)
