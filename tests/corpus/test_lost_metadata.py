"""What is missing in the table and the sidecars is no order: it is told, and stays as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from indexer.model import Metadata
from tests.corpus.conftest import Corpus

TABLE = "file,title,identifier,date\na.pdf,Claves,claves-1,2014\nb.pdf,Miedo,claves-2,\nc.pdf,,,\n"
SIDECAR = "subject: miedo\ndescription: Sobre el miedo\n"
A = Metadata(title="Claves", identifier="claves-1", date="2014")
B = Metadata(
    title="Miedo", identifier="claves-2", subjects=("miedo",), description="Sobre el miedo"
)

Accident = Callable[[Corpus], object]


def _table(text: str) -> Accident:
    return lambda corpus: corpus.write("metadata.csv", text)


def _renamed(name: str) -> Accident:
    return lambda corpus: (corpus.root / "metadata.csv").rename(corpus.root / name)


LOST: dict[str, tuple[Accident, dict[str, str]]] = {
    "a table of 0 bytes": (
        _table(""),
        {
            "a.pdf": "metadata.csv is empty. Without it these go: title, date, identifier.",
            "b.pdf": "metadata.csv is empty. Without it these go: title, identifier.",
        },
    ),
    "a table that is away": (
        lambda corpus: (corpus.root / "metadata.csv").unlink(),
        {
            "a.pdf": "The table of metadata is not in the folder any more. Without it these go: "
            "title, date, identifier.",
            "b.pdf": "not in the folder any more",
        },
    ),
    "a table that was renamed": (
        _renamed("metadata (1).csv"),
        {"a.pdf": "perhaps it is metadata (1).csv", "b.pdf": "perhaps it is metadata (1).csv"},
    ),
    "an empty table that hides another": (
        lambda corpus: (_renamed("metadata.tsv")(corpus), corpus.write("metadata.csv", "")),
        {
            "a.pdf": "metadata.csv is empty, and metadata.tsv is not used because of it",
            "b.pdf": "move the empty one away",
        },
    ),
    "a table of headings": (
        _table("file,title,identifier,date\n"),
        {"a.pdf": "has no row for it any more", "b.pdf": "has no row for it any more"},
    ),
    "a table that was cut at a row's end": (
        _table("file,title,identifier,date\na.pdf,Claves,claves-1,2014\n"),
        {"b.pdf": "has no row for it any more. Without the row these go: title, identifier."},
    ),
    "a table that is no table": (
        _table("\0\0\1 half a file"),
        {"a.pdf": "metadata.csv cannot be used", "b.pdf": "metadata.csv cannot be used"},
    ),
    "a column that is gone": (
        _table("file,title,date\na.pdf,Claves,2014\nb.pdf,Miedo,\n"),
        {
            "a.pdf": "metadata.csv does not have these columns any more, or they have other names: "
            "identifier. What stood there goes.",
            "b.pdf": "identifier",
        },
    ),
    "a heading that is misspelt": (
        _table(TABLE.replace("title", "titel")),
        {"a.pdf": "other names: title", "b.pdf": "other names: title"},
    ),
    "a sidecar that is away": (
        lambda corpus: (corpus.root / "b.pdf.yaml").unlink(),
        {"b.pdf": "b.pdf.yaml is not there any more. Without it these go: subject, description."},
    ),
    "a sidecar of 0 bytes": (
        lambda corpus: corpus.write("b.pdf.yaml", ""),
        {"b.pdf": "b.pdf.yaml is empty. Without it these go: subject, description."},
    ),
}


@pytest.fixture
def described(corpus: Corpus) -> Corpus:
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        corpus.write(name, name)
    corpus.write("metadata.csv", TABLE)
    corpus.write("b.pdf.yaml", SIDECAR)
    assert corpus.index().losses == ()
    assert set(corpus.states().values()) == {"unchanged"}
    return corpus


@pytest.mark.parametrize("accident", LOST)
def test_what_is_missing_is_told_for_each_file_and_kept(accident: str, described: Corpus) -> None:
    happen, expected = LOST[accident]
    happen(described)
    plan = described.plan()
    lost = {one.path: str(one.what) for one in plan.losses}
    assert lost.keys() == expected.keys()
    assert all(part in lost[path] for path, part in expected.items())
    assert [item.staff for item in plan.items] == [A, B, Metadata()]
    assert [item.id for item in plan.items[:2]] == ["claves-1", "claves-2"]


@pytest.mark.parametrize("accident", LOST)
def test_what_comes_back_leaves_no_trace(accident: str, described: Corpus) -> None:
    LOST[accident][0](described)
    described.index()
    described.write("metadata.csv", TABLE)
    described.write("b.pdf.yaml", SIDECAR)
    for name in ("metadata (1).csv", "metadata.tsv"):
        (described.root / name).unlink(missing_ok=True)
    plan = described.index()
    assert (plan.losses, plan.problems) == ((), ())
    assert set(described.states().values()) == {"unchanged"}


ORDERS: dict[str, tuple[Accident, Metadata]] = {
    "a cell that was emptied": (
        _table(TABLE.replace("Claves,claves-1,2014", "Claves,claves-1,")),
        Metadata(title="Claves", identifier="claves-1"),
    ),
    "another value": (
        _table(TABLE.replace("Claves", "Llaves")),
        Metadata(title="Llaves", identifier="claves-1", date="2014"),
    ),
    "a table that was saved as another kind": (
        lambda corpus: _renamed("metadata.tsv")(corpus),
        A,
    ),
    "a sidecar in the place of the row": (
        lambda corpus: (
            corpus.write("metadata.csv", TABLE.replace("a.pdf,Claves,claves-1,2014\n", "")),
            corpus.write("a.pdf.yaml", "title: Claves\nidentifier: claves-1\ndate: '2014'\n"),
        ),
        A,
    ),
}


@pytest.mark.parametrize("order", ORDERS)
def test_what_staff_change_is_followed(order: str, described: Corpus) -> None:
    change, expected = ORDERS[order]
    change(described)
    plan = described.plan()
    assert plan.losses == ()
    assert plan.items[0].staff == expected


INVALID = [
    ("2014,Fear", "ayer,Fear", "2014"),
    ("2014,Fear", "#N/A,Fear", "2014"),
    ("2014,Fear", ",Fear", ""),
]


@pytest.mark.parametrize(("before", "after", "date"), INVALID)
def test_a_cell_that_is_not_understood_stays_as_it_was(
    before: str, after: str, date: str, corpus: Corpus
) -> None:
    corpus.write("a.pdf", "a")
    table = "file,date,title\na.pdf,2014,Fear\n"
    corpus.write("metadata.csv", table)
    corpus.index()
    corpus.write("metadata.csv", table.replace(before, after))
    assert (corpus.one().staff.date, corpus.plan().losses) == (date, ())


def test_the_row_of_a_file_that_was_renamed_is_used_for_it(described: Corpus) -> None:
    (described.root / "a.pdf").rename(described.root / "nuevo.pdf")
    plan = described.plan()
    [item] = [item for item in plan.items if item.paths == ("nuevo.pdf",)]
    assert (item.staff, item.id, plan.losses) == (A, "claves-1", ())
    [problem] = plan.problems
    assert problem.kind.value == "metadata_unclear"
    assert '"a.pdf" is called "nuevo.pdf" now, so the row was used for it' in str(problem.detail)


def test_the_rows_of_a_folder_that_was_renamed_are_used_and_told_in_one_line(
    corpus: Corpus,
) -> None:
    rows = ""
    for number in range(20):
        corpus.write(f"viejo/{number}.pdf", str(number))
        rows += f"viejo/{number}.pdf,T{number}\n"
    corpus.write("metadata.csv", f"file,title\n{rows}")
    corpus.index()
    (corpus.root / "viejo").rename(corpus.root / "nuevo")
    plan = corpus.plan()
    titles = {item.paths[0]: item.staff.title for item in plan.items}
    assert titles == {f"nuevo/{number}.pdf": f"T{number}" for number in range(20)}
    [problem] = plan.problems
    assert "the same in 19 more rows" in str(problem.detail)


def test_a_shifted_row_or_an_invalid_sidecar_takes_nothing_away(described: Corpus) -> None:
    described.write("metadata.csv", TABLE.replace("Claves,", "Claves,por,separar,"))
    described.write("b.pdf.yaml", "subject: [half")
    plan = described.plan()
    assert [item.staff for item in plan.items] == [A, B, Metadata()]
    assert plan.losses == ()
    assert {problem.kind.value for problem in plan.problems} == {"metadata_unusable"}


HIDING = [
    ("metadata.csv", "file,title,available\na.pdf,Uno,dos,2031-01-01\n"),
    ("metadata.csv", "file,title,Disponible desde\na.pdf,Uno,pronto\n"),
    ("a.pdf.yaml", "title: [half\navailable: 2031\n"),
    ("a.pdf.yaml", 'título: "Uno\ndisponible: 2031\n'),
]


@pytest.mark.parametrize(("path", "text"), HIDING)
def test_a_new_file_stays_hidden_where_its_date_may_not_have_been_understood(
    path: str, text: str, corpus: Corpus
) -> None:
    corpus.write("a.pdf", "a")
    corpus.write(path, text)
    assert corpus.one().staff.available == "2999"
    assert any("readers do not see" in detail for detail in corpus.details())


def test_other_metadata_that_is_not_understood_hides_nothing(corpus: Corpus) -> None:
    corpus.write("a.pdf", "a")
    corpus.write("metadata.csv", "file,title\na.pdf,Uno,dos\n")
    assert corpus.one().staff == Metadata()
