"""What Whoosh can do with an index of ours, and what it is refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from whoosh import qparser, query, sorting
from whoosh.index import FileIndex, open_dir
from whoosh.searching import Results, Searcher
from whoosh.writing import AsyncWriter

from indexer.engine import extend_index, open_engine, replace_index
from indexer.engine.searches import SearchRequest
from indexer.errors import IndexReadOnly
from indexer.model import Metadata
from indexer.settings import load_settings
from tests.contract import library

NEW = Metadata(title="Nuevo", date="2021", languages=("es",), subjects=("miedo", "memoria"))
TEXTS = ("Un acompañamiento psico-social contra el miedo.",)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> FileIndex:
    """Two segments, one of them with deleted documents."""
    folder = tmp_path_factory.mktemp("index")
    settings = load_settings({"index": folder}, {})
    library.build(settings)
    writer = extend_index(settings)
    writer.remove("largo")
    writer.put(library.record("nuevo", NEW, TEXTS), library.passages(NEW, TEXTS))
    writer.commit()
    opened = open_dir(str(folder / "0001"))
    with opened.reader() as reader:
        assert len(reader.segments()) == 2
        assert reader.has_deletions()
    return opened


@pytest.fixture
def searcher(index: FileIndex) -> Iterator[Searcher]:
    with index.searcher() as opened:
        yield opened


def search(searcher: Searcher, text: str, field: str = "text_es", **options: Any) -> Results:
    parser = qparser.QueryParser(field, searcher.schema)
    parser.add_plugin(qparser.FuzzyTermPlugin())
    return searcher.search(parser.parse(text), limit=None, **options)


def places(results: Results) -> list[str]:
    """Each hit's publication, with the number of the passage."""
    return [f"{hit['id']} {hit.get('number', '')}".strip() for hit in results]


QUERIES = [
    ("miedo", "miedo 1, memoria 1, nuevo 1"),
    ("Señal", "miedo 1"),
    ("senal", ""),  # a term is a form with its accents
    ("año OR ano", "anio 1, ano 1"),
    ("miedo comunidad", "memoria 1"),
    ("miedo AND NOT comunidad", "miedo 1, nuevo 1"),
    ('"derechos humanos"', "miedo 1"),
    ('"humanos derechos"', ""),
    ('"memoria olvido"~6', "memoria 1"),
    ("psico-social", "nuevo 1"),
    ('"acompañamiento psico social"', "nuevo 1"),
    ("defens*", "miedo 1"),
    ("*dad", "memoria 1, anio 1, ano 1"),
    ("[tierra TO trabajo]", "memoria 2, anio 1, ano 1"),
    ("meido~2", "miedo 1, memoria 1, nuevo 1"),
    ("text_en:fear", "fear 1"),
    ("text_und:nochi", "nahuatl 1"),
    ("title:miedo", "miedo"),
    ("creator:equipo subject:claves", "miedo, memoria"),
    ("language_values:en", "fear, bilingue"),
    ("id:nuevo", "nuevo"),
    ("genérico", ""),  # only in what was removed
]


@pytest.mark.parametrize(("text", "expected"), QUERIES, ids=[text for text, _ in QUERIES])
def test_a_parsed_query_finds(searcher: Searcher, text: str, expected: str) -> None:
    assert sorted(places(search(searcher, text))) == sorted(filter(None, expected.split(", ")))


def several_fields(searcher: Searcher) -> list[str]:
    parser = qparser.MultifieldParser(["title", "text_es"], searcher.schema)
    return sorted(places(searcher.search(parser.parse("miedo"))))


def stored_fields(searcher: Searcher) -> list[Any]:
    return [searcher.document(id="miedo"), search(searcher, "tierra")[0].fields()]


def matched_terms(searcher: Searcher) -> Any:
    return search(searcher, "psico-social", terms=True).matched_terms()


def highlights(searcher: Searcher) -> str:
    return str(search(searcher, "señal OR defens*")[0].highlights("text_es"))


def key_terms(searcher: Searcher) -> list[str]:
    return [term for term, _ in search(searcher, "tierra").key_terms("text_es", numterms=2)]


def key_terms_from_text(searcher: Searcher) -> list[str]:
    text = "La comunidad resiste, la comunidad y el año"
    return [term for term, _ in searcher.key_terms_from_text("text_es", text, numterms=2)]


def more_like_this(searcher: Searcher) -> list[str]:
    return places(search(searcher, "año")[0].more_like_this("text_es"))[:1]


def sorted_by(field: str, reverse: bool = False) -> Callable[[Searcher], list[str]]:
    def sort(searcher: Searcher) -> list[str]:
        facet = sorting.FieldFacet(field, reverse=reverse)
        return places(search(searcher, "miedo OR año", sortedby=facet))

    return sort


def grouped_by(field: str) -> Callable[[Searcher], dict[str, int]]:
    def group(searcher: Searcher) -> dict[str, int]:
        results = search(searcher, "miedo OR año OR tierra", groupedby=field)
        return {name: len(group) for name, group in results.groups(field).items()}

    return group


def grouped_by_each_value(searcher: Searcher) -> dict[str, int]:
    facet = sorting.FieldFacet("subject_values", allow_overlap=True)
    results = search(searcher, "language_values:es", groupedby=facet)
    return {name: len(group) for name, group in results.groups().items() if name}


def suggestions(searcher: Searcher) -> list[list[str]]:
    return [searcher.suggest("text_es", word) for word in ("comunidd", "senal")]


def corrected_query(searcher: Searcher) -> str:
    parser = qparser.QueryParser("text_es", searcher.schema)
    return str(searcher.correct_query(parser.parse("miedi comunidd"), "miedi comunidd").string)


WORKS = [
    (several_fields, ["memoria 1", "miedo", "miedo 1", "nuevo 1"]),
    (
        stored_fields,
        [
            {
                "id": "miedo",
                "title": "Claves sobre el miedo",
                "creator": "Equipo Uno",
                "subject": "miedo; defensoras; Claves",
                "description": "",
                "path": "miedo.pdf",
                "date": "2014",
            },
            {
                "id": "memoria",
                "number": 2,
                "label": "2",
                "text_es": "Los derechos de la tierra. Lo humano y los derechos.",
            },
        ],
    ),
    (matched_terms, {("text_es", b"psico"), ("text_es", b"social")}),
    (
        highlights,
        'El miedo es una <b class="match term0">señal</b>. '
        'Las <b class="match term1">defensoras</b> de derechos',
    ),
    (key_terms, ["los", "derechos"]),
    (key_terms_from_text, ["comunidad", "la"]),
    (more_like_this, ["ano 1"]),
    (sorted_by("title"), ["anio 1", "miedo 1", "memoria 1", "nuevo 1"]),
    (sorted_by("title", reverse=True), ["nuevo 1", "memoria 1", "miedo 1", "anio 1"]),
    (sorted_by("year_values"), ["miedo 1", "memoria 1", "anio 1", "nuevo 1"]),
    (sorted_by("id", reverse=True), ["nuevo 1", "miedo 1", "memoria 1", "anio 1"]),
    (grouped_by("id"), {"miedo": 1, "memoria": 2, "anio": 1, "nuevo": 1}),
    (grouped_by("type_values"), {"booklet": 3, "post": 1, "": 1}),
    (grouped_by_each_value, {"miedo": 2, "memoria": 2, "defensoras": 1}),
    (suggestions, [["comunidad"], ["señal"]]),
    (corrected_query, "miedo comunidad"),
]


@pytest.mark.parametrize(("ask", "expected"), WORKS, ids=lambda row: getattr(row, "__name__", ""))
def test_it_works(searcher: Searcher, ask: Callable[[Searcher], Any], expected: Any) -> None:
    found = ask(searcher)
    assert (set(found) if isinstance(expected, set) else found) == expected


REFUSED: list[Callable[[FileIndex], object]] = [
    lambda index: index.writer(),
    lambda index: index.writer(procs=2),
    lambda index: index.delete_by_term("id", "miedo"),
    lambda index: index.delete_by_query(query.Every()),
    lambda index: index.optimize(),
    lambda index: index.add_field("other", index.schema["title"]),
    lambda index: index.remove_field("title"),
    lambda index: AsyncWriter(index),
]


@pytest.mark.parametrize("write", REFUSED, ids=range(len(REFUSED)))
def test_it_is_refused(index: FileIndex, write: Callable[[FileIndex], object]) -> None:
    folder = Path(index.storage.folder)
    before = {path: path.stat().st_size for path in folder.iterdir()}
    with pytest.raises(IndexReadOnly, match="python -m indexer update"):
        write(index)
    after = {path: path.stat().st_size for path in folder.iterdir()}
    assert {path.name for path in after.keys() - before.keys()} <= {"MAIN_WRITELOCK"}
    assert before.items() <= after.items()
    writer = extend_index(load_settings({"index": folder.parent}, {}))
    writer.cancel()  # our own is not held up


def test_an_empty_index_refuses_a_commit(tmp_path: Path) -> None:
    settings = load_settings({"index": tmp_path}, {})
    replace_index(settings).commit()
    index = open_dir(str(tmp_path / "0001"))
    with index.searcher() as searcher:
        assert len(search(searcher, "miedo")) == 0
    writer = index.writer()
    writer.add_document(title="x")
    with pytest.raises(IndexReadOnly):
        writer.commit()
    library.build(settings)
    writer = extend_index(settings)
    writer.remove("largo")
    writer.commit()
    assert open_engine(settings).acquire().search(SearchRequest("miedo")).total


def test_the_documented_way_to_open_it_works(index: FileIndex) -> None:
    """In a process that has imported nothing else."""
    import indexer.engine.embedded.whoosh as room

    assert room.__doc__ is not None
    lines = [line[4:] for line in room.__doc__.splitlines() if line.startswith("    ")]
    program = "\n".join(lines).replace("var/index/0001", index.storage.folder)
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert '<b class="match term0">miedo</b>' in said.stdout, said.stderr


def test_no_pickle_is_on_the_disk(index: FileIndex) -> None:
    """A pickle runs code, and names classes, which then cannot be renamed."""
    folder = Path(index.storage.folder)
    assert not [p for p in folder.iterdir() if b"indexer.engine" in p.read_bytes()]
