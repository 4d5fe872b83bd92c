"""What lines withdraw, given the names that exist."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.withdrawals.entry_parser import MAX_PASSAGES, parse_entry
from indexer.withdrawals.names import (
    NameKind,
    NameTable,
    fold_name,
    kind_of_identifier,
    path_names,
)

IDENTIFIERS = ("claves-2014", "keys-en", "miedo", "uno", "dos", "98bdb379380585c5")
PATHS = ("cuadernos/claves.pdf", "a, b #2 (final).pdf", "Señas/nº 1.html")
TITLES = ("Miedo", "Duelo, memoria y verdad", "Claves")
NAMES = NameTable(
    [
        *((name, kind_of_identifier(name)) for name in IDENTIFIERS),
        *((name, NameKind.PATH) for path in PATHS for name in path_names(path)),
        *((fold_name(title), NameKind.TITLE) for title in TITLES),
    ]
)

KNOWN: list[tuple[str, list[str]]] = [
    ("claves-2014", ["claves-2014"]),
    ("claves.pdf", ["claves.pdf"]),
    ("cuadernos/claves.pdf", ["cuadernos/claves.pdf"]),
    ("a, b #2 (final).pdf, por la familia", ["a, b #2 (final).pdf"]),
    ("señas\\Nº 1.HTML", ["senas/no 1.html"]),
    ("Duelo, memoria y verdad", ["duelo, memoria y verdad"]),
    ("claves-2014, trata del miedo", ["claves-2014"]),
    ("claves-2014 sobre el miedo", ["claves-2014"]),
    ("claves-2014; miedo", ["claves-2014", "miedo"]),
    ("uno dos", ["uno", "dos"]),
    ("uno y dos", ["uno", "dos"]),
    ("uno, dos", ["uno", "dos"]),
    ("miedo: cuadernos/claves.pdf", ["miedo", "cuadernos/claves.pdf"]),
    ("quiten la del miedo", ["miedo"]),
    ("quiten keys-en, la del miedo", ["keys-en"]),
    ("claves-2014 # sustituida por keys-en", ["claves-2014"]),
    ("98BDB379380585C5", ["98bdb379380585c5"]),
]


@pytest.mark.parametrize(("line", "names"), KNOWN)
def test_the_longest_known_name_is_meant(line: str, names: list[str]) -> None:
    targets = parse_entry(line, NAMES)
    assert [target.name for target in targets] == names
    assert all(target.is_known for target in targets)


UNKNOWN: list[tuple[str, str]] = [
    ("clabes-2014", "clabes-2014"),
    ("id: clabes-2014;", "clabes-2014"),
    ("claves-20145", "claves-20145"),
    ("claves-2014-bis", "claves-2014-bis"),
    ("https://a.example/publications/nada-1?q=x", "nada-1"),
]


@pytest.mark.parametrize(("line", "name"), UNKNOWN)
def test_what_is_not_known_is_no_target_that_hides(line: str, name: str) -> None:
    [target] = parse_entry(line, NAMES)
    assert (target.name, target.is_known) == (name, False)


@pytest.mark.parametrize("rest", ["; nada-2020", " nada.pdf", ", publications/nada-2020"])
def test_an_unknown_name_beside_a_known_one_is_noticed(rest: str) -> None:
    known, unknown = parse_entry(f"claves-2014{rest}", NAMES)
    assert (known.is_known, unknown.is_known) == (True, False)


@pytest.mark.parametrize("line", ["", "#", "# claves-2014", " ## x", "---", "\ufeff# uno", "***"])
def test_comments_and_rules_withdraw_nothing(line: str) -> None:
    assert parse_entry(line, NAMES) == ()


PASSAGES: list[tuple[str, tuple[int, ...]]] = [
    ("claves-2014#7", (7,)),
    ("claves-2014#page=7", (7,)),
    ("claves-2014 página 7", (7,)),
    ("claves-2014, pág. 7 por la familia", (7,)),
    ("claves-2014 (p. 7)", (7,)),
    ("claves-2014 páginas 7 y 9", (7, 9)),
    ("claves-2014 pp. 7-9", (7, 8, 9)),
    ("keys-en section 3", (3,)),
    ("cuadernos/claves.pdf#7", (7,)),
    ("/publications/claves-2014/passages/7?q=x#match-1", (7,)),
    ("/publications/claves-2014/file#page=12", (12,)),
    ("claves-2014 #7 personas lo pidieron", ()),
    ("claves-2014, 7 páginas", ()),
    ("claves-2014 página web", ()),
    ("claves-2014 página 0", ()),
    ("claves-2014 páginas 9-7", ()),
    (f"claves-2014 páginas 1-{MAX_PASSAGES + 1}", ()),
    ("claves-2014#7x", ()),
]


@pytest.mark.parametrize(("line", "numbers"), PASSAGES)
def test_passages_are_named_by_their_number_and_in_doubt_it_is_the_whole(
    line: str, numbers: tuple[int, ...]
) -> None:
    [target] = parse_entry(line, NAMES)
    assert target.passages == numbers


UNTIL: list[tuple[str, str]] = [
    ("claves-2014 hasta 2027-03-01", "2027-03-01"),
    ("claves-2014 hasta el 1 de marzo de 2027", "2027-03-01"),
    ("claves-2014 (until March 1, 2027)", "2027-03-01"),
    ("claves-2014 até 01/03/2027", "2027-03-01"),
    ("claves-2014, jusqu’au 1er mars 2027", "2027-03-01"),
    ("claves-2014 hasta marzo de 2027", "2027-04-01"),
    ("claves-2014 hasta 2027", "2028-01-01"),
    ("claves-2014 hasta 2026-01-01, no: hasta 2027-01-01", "2027-01-01"),
    ("claves-2014 hasta 2027-02-31", ""),
    ("claves-2014 hasta que la familia diga", ""),
    ("claves-2014 # se vio hasta 2020-01-01", ""),
    ("claves-2014 2027-03-01", ""),
]


@pytest.mark.parametrize(("line", "until"), UNTIL)
def test_a_date_behind_is_the_first_day_on_which_it_is_shown_again(line: str, until: str) -> None:
    [target] = parse_entry(line, NAMES)
    assert target.until == until


@given(st.text(max_size=200))
def test_any_line_can_be_parsed(line: str) -> None:
    for target in parse_entry(line, NAMES):
        assert target.name or not target.is_known


@given(st.sampled_from(["- ", "", '"', "«", "  ", "* ", "id: "]), st.text(max_size=60))
def test_no_remark_hides_a_name_that_stands_before_it(before: str, remark: str) -> None:
    remark = remark.replace("\u0338", "")
    targets = parse_entry(f"{before}claves-2014 ; {remark}", NAMES)
    assert "claves-2014" in [target.name for target in targets if not target.passages]
