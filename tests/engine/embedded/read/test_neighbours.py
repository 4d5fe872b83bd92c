"""The nearest words of what readers may see: which are, which are not, and what hides them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.engine import encode_words, extend_index
from indexer.engine.embedded.engine import EmbeddedEngine
from indexer.engine.embedded.read import neighbours as module
from indexer.engine.embedded.read import seen_words
from indexer.engine.embedded.read.blocked_words import parse_blocked_words
from indexer.engine.embedded.read.closed_sets import parse_closed_sets
from indexer.engine.embedded.read.neighbours import (
    Neighbour,
    neighbours_units,
)
from indexer.engine.embedded.read.reader import EmbeddedReader
from indexer.engine.embedded.read.seen_words import is_ready
from indexer.engine.embedded.read.snapshot import Snapshot
from indexer.engine.glossary import NO_GLOSSARY, Concept, Glossary, GlossaryForm
from indexer.engine.meaning import encoder_weights as installed
from indexer.engine.meaning.word_encoder import EncodedWords
from indexer.engine.searches import SearchRequest
from indexer.model import Hidden, Metadata
from indexer.settings import Settings, load_settings
from tests.contract import library

pytestmark = pytest.mark.usefixtures("weights")

TEXTS: library.Publications = {
    "a": (
        Metadata(title="Hogar", languages=("es",), date="2020"),
        ("El miedo y el temor en la casa. Unas niñas con miedos.", "Corta la cuerda, 2019."),
    ),
    "b": (
        Metadata(title="Dos lenguas", languages=("es", "en"), date="2020"),
        ("es: Tienen miedo de los hombres.", "en: They are afraid of the men. Girls at home."),
    ),
    "c": (
        Metadata(title="Peur", languages=("fr",), date="2020"),
        ("La peur dans la maison, et le courage des femmes pour elles.",),
    ),
    "d": (
        Metadata(title="Medo", languages=("pt",), date="2020"),
        ("O medo e a coragem das mulheres, para elas e com elas.", "O terror."),
    ),
    "e": (Metadata(title="Casas", languages=("es",), date="2020"), ("Pánico, hogar y mujeres.",)),
}


def encoded(
    folder: Path, publications: library.Publications, glossary: Glossary = NO_GLOSSARY
) -> Settings:
    """An index of publications whose words have vectors."""
    settings = load_settings({"index": folder}, {})
    library.build(settings, publications, glossary)
    assert encode_words(settings, lambda done, total: None) > 0
    return settings


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    settings = encoded(tmp_path_factory.mktemp("neighbours") / "index", TEXTS)
    engine = EmbeddedEngine(settings.index, 1 << 20)
    yield engine
    engine.close()


def view(engine: EmbeddedEngine, hidden: Hidden = Hidden()) -> Snapshot:  # noqa: B008 # frozen
    reader = engine.acquire(hidden)
    assert isinstance(reader, EmbeddedReader)
    return reader._snapshot


def neighbours(snapshot: Snapshot, words: Sequence[str]) -> list[list[Neighbour]]:
    return module.neighbours(snapshot, words, EncodedWords())


def close_neighbours(snapshot: Snapshot, words: Sequence[str]) -> list[list[Neighbour]]:
    return module.close_neighbours(snapshot, words, EncodedWords())


def words(found: Sequence[Neighbour]) -> list[str]:
    return [one.word for one in found]


def test_neighbours_are_found_in_every_language_best_first(engine: EmbeddedEngine) -> None:
    [found] = neighbours(view(engine), ["fear"])
    by_word = {one.word: one for one in found}
    assert {"miedo", "temor", "peur", "medo", "afraid"} <= by_word.keys()
    assert (by_word["miedo"].language, by_word["miedo"].publications) == ("es", 2)
    assert (by_word["peur"].language, by_word["peur"].publications) == ("fr", 1)
    cosines = [one.cosine for one in found]
    assert cosines == sorted(cosines, reverse=True)
    assert all(cosine > max(0.5, 0.75 * cosines[0]) for cosine in cosines)
    assert len(found) <= 8


def test_each_word_of_a_question_has_its_own(engine: EmbeddedEngine) -> None:
    together = neighbours(view(engine), ["fear", "house", "fear"])
    alone = [neighbours(view(engine), [word])[0] for word in ("fear", "house", "fear")]
    assert [words(own) for own in together] == [words(own) for own in alone]
    assert {"casa", "maison", "hogar", "home"} <= set(words(together[1]))
    assert neighbours(view(engine), []) == []


@pytest.mark.parametrize(
    ("typed", "out"),
    [
        pytest.param("miedo", {"miedo", "miedos"}, id="what the word finds by itself"),
        pytest.param("MIEDO", {"miedo", "miedos"}, id="in capitals too"),
        pytest.param("panico", {"pánico"}, id="without its accent too"),
        pytest.param("para", {"para", "elas", "des", "the", "they"}, id="function words"),
        pytest.param("year", {"2019", "2020"}, id="digits"),
    ],
)
def test_no_neighbour_is(engine: EmbeddedEngine, typed: str, out: set[str]) -> None:
    [found] = neighbours(view(engine), [typed])
    assert not out & set(words(found))


def test_what_is_no_neighbour_takes_no_place(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = words(neighbours(view(engine), ["fear"])[0])
    left_out, others = everything[1], [everything[0], *everything[2:]]
    monkeypatch.setattr(module, "_NEAR", replace(module._NEAR, limit=len(others)))
    monkeypatch.setattr(module, "is_function_word", lambda form, language: form == left_out)
    assert words(neighbours(view(engine), ["fear"])[0]) == others


@pytest.mark.parametrize(
    "hidden",
    [
        Hidden(frozenset({"a"})),
        Hidden(frozenset({"c", "e"})),
        Hidden(frozenset({"b", "d"})),
        Hidden(passages=frozenset({("b", 1), ("a", 2), ("d", 2)})),
        Hidden(frozenset({"a", "b", "c", "d", "e"})),
    ],
    ids=["one", "two", "two others", "passages", "all"],
)
def test_what_is_hidden_is_as_if_it_had_never_been_indexed(
    engine: EmbeddedEngine, hidden: Hidden, tmp_path: Path
) -> None:
    left = {
        identifier: (
            metadata,
            tuple(
                "" if (identifier, number) in hidden.passages else text
                for number, text in enumerate(texts, 1)
            ),
        )
        for identifier, (metadata, texts) in TEXTS.items()
        if identifier not in hidden.publications
    }
    asked = ["fear", "casa", "women", "courage", "hombres", "girl", "corte"]
    found = neighbours(view(engine, hidden), asked)
    if not left:
        assert found == [[] for _ in asked]
        return
    settings = encoded(tmp_path / "index", left)
    never = EmbeddedEngine(settings.index, 1 << 20)
    assert found == neighbours(view(never), asked)
    assert close_neighbours(view(engine, hidden), asked) == close_neighbours(view(never), asked)
    assert neighbours_units(view(engine, hidden), 3) == neighbours_units(view(never), 3)
    never.close()


def test_in_a_large_index_a_word_of_one_publication_is_no_neighbour(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen_words, "ALL_FORMS_PASSAGES", 3)
    snapshot = view(engine, Hidden(frozenset({"e"})))  # its tables were not made yet
    [found] = neighbours(snapshot.with_vectors(snapshot.vectors), ["fear"])
    assert words(found) == ["miedo"]


def test_copies_of_a_text_count_once(tmp_path: Path) -> None:
    long = tuple(f"Un miedo y un temor {n}, de la comunidad que resiste {n}." for n in range(30))
    metadata = Metadata(title="Miedo", languages=("es",))
    publications = {"one": (metadata, long), "two": (metadata, long)}
    settings = load_settings({"index": tmp_path / "index"}, {})
    writer = library.replace_index(settings)
    for identifier, (own, texts) in publications.items():
        record = library.record(identifier, own, texts)
        same = replace(record.publication, sha256="0" * 64)
        writer.put(replace(record, publication=same), library.passages(own, texts))
    writer.commit()
    encode_words(settings, lambda done, total: None)
    engine = EmbeddedEngine(settings.index, 1 << 20)
    expected = 2 - len(engine.acquire().editions.copies)
    [found] = neighbours(view(engine), ["fear"])
    assert {one.publications for one in found} == {expected}


# --- one or two words


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Words each in two publications, so that rules about meaning alone decide."""
    text = (
        "corta éjection tobians home maison grieta dignidad dignity impunity violencia moron "
        "memoria miedo agua réparation three cuatro viernes sobrino"
    )
    metadata = Metadata(title="", languages=("es",))
    publications = {one: (metadata, (f"{text} {one}",)) for one in ("uno", "dos")}
    settings = encoded(tmp_path_factory.mktemp("twice") / "index", publications)
    engine = EmbeddedEngine(settings.index, 1 << 20)
    yield view(engine)
    engine.close()


@pytest.mark.parametrize(
    ("typed", "near", "not_near"),
    [
        ("violence", "violencia", ""),
        ("memory", "memoria", ""),
        ("dignité", "dignidad", ""),
        ("impunidad", "impunity", ""),
        ("reparación", "réparation", ""),
        ("cortafuegos", "", "corta"),
        ("injection", "", "éjection"),
        ("debian", "", "tobians"),
        ("grief", "", "grieta"),
        ("moro", "", "moron"),
        ("tres", "three", "cuatro"),
        ("jueves", "", "viernes"),
        ("niece", "", "sobrino"),
    ],
)
def test_neither_look_alikes_nor_other_things_of_one_kind_are_close(
    twice: Snapshot, typed: str, near: str, not_near: str
) -> None:
    found = words(close_neighbours(twice, [typed])[0])
    assert not near or near in found
    assert not_near not in found


def test_a_close_neighbour_is_in_two_publications(engine: EmbeddedEngine) -> None:
    [found] = close_neighbours(view(engine), ["fear"])
    assert words(found) == ["miedo"]
    assert all(one.cosine > 0.75 for one in found)


# --- when there are vectors


def test_without_vectors_or_an_encoder_there_are_no_neighbours(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = view(engine)
    assert is_ready(snapshot)
    bare = snapshot.with_vectors(None)
    assert not is_ready(bare)
    assert neighbours(bare, ["fear"]) == [[]]
    assert neighbours_units(bare, 2) == 0
    monkeypatch.setattr(installed, "_PACKAGE", "a_package_that_does_not_exist")
    monkeypatch.setattr(installed, "_known_fault", None)
    assert not is_ready(snapshot)
    assert neighbours(snapshot, ["fear"]) == [[]]


def test_vectors_that_come_later_are_used_without_a_new_commit(tmp_path: Path) -> None:
    settings = load_settings({"index": tmp_path / "index"}, {})
    library.build(settings, TEXTS)
    engine = EmbeddedEngine(settings.index, 1 << 20)
    before = view(engine)
    assert engine.is_current()
    encode_words(settings, lambda done, total: None)
    assert not engine.is_current()
    prepared = []
    engine.refresh(lambda reader: prepared.append(reader.generation))
    assert prepared == [before.name]
    assert engine.is_current()
    assert neighbours(before, ["fear"]) == [[]]
    assert "miedo" in words(neighbours(view(engine), ["fear"])[0])
    assert view(engine).tables is before.tables  # nothing else was made anew


def test_vectors_of_an_earlier_commit_serve_until_new_ones_come(tmp_path: Path) -> None:
    settings = encoded(tmp_path / "index", TEXTS)
    engine = EmbeddedEngine(settings.index, 1 << 20)
    writer = extend_index(settings)
    library.put(writer, "f", Metadata(title="Angst", languages=("es",)), ("Espanto y miedo.",))
    writer.remove("a")
    writer.commit()
    engine.refresh()
    found = {one.word: one.publications for one in neighbours(view(engine), ["fear"])[0]}
    assert found["miedo"] == 2
    assert not {"temor", "espanto"} & found.keys()
    encode_words(settings, lambda done, total: None)
    engine.refresh()
    assert "espanto" in words(neighbours(view(engine), ["terror"])[0])


def test_blocked_words_are_no_neighbours_and_take_no_place(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = words(neighbours(view(engine), ["fear"])[0])
    blocked = parse_blocked_words("temor\nfear peur")
    monkeypatch.setattr(module, "blocked_words", lambda: blocked)
    after = words(neighbours(view(engine), ["fear"])[0])
    assert {"temor", "peur"} <= set(before)
    assert not {"temor", "peur"} & set(after)
    left = [word for word in before if word not in ("temor", "peur")]
    assert after[: len(left)] == left
    assert "peur" in words(neighbours(view(engine), ["miedo"])[0])


def test_other_things_of_a_closed_set_are_no_neighbours_but_take_their_places(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = words(neighbours(view(engine), ["fear"])[0])
    sets = parse_closed_sets(" | fear | |\ntemor | | | peur")
    monkeypatch.setattr(module, "closed_sets", lambda: sets)
    assert {"temor", "peur"} <= set(before)
    left = [word for word in before if word not in ("temor", "peur")]
    assert words(neighbours(view(engine), ["fear"])[0]) == left
    assert "peur" in words(neighbours(view(engine), ["temor"])[0])


# --- beside the glossary


def _joining(*forms: str) -> Glossary:
    return Glossary((Concept(tuple(GlossaryForm(form, "en") for form in forms)),))


NOT_HELD = {
    "fear": _joining("fear", "phobia"),
    "fear house": _joining("fear house", "haunted mansion"),
    "women fear house": _joining("women fear house", "gynophobia"),
    "courage, fear house and girls": _joining("fear house", "haunted mansion"),
}


@pytest.mark.parametrize(("text", "glossary"), NOT_HELD.items())
def test_words_of_a_form_that_occurs_nowhere_have_their_neighbours(
    engine: EmbeddedEngine, tmp_path: Path, text: str, glossary: Glossary
) -> None:
    expected = engine.acquire().search(SearchRequest(text))
    own = EmbeddedEngine(encoded(tmp_path / "index", TEXTS, glossary).index, 1 << 20)
    result = own.acquire().search(SearchRequest(text))
    assert expected.wider is not None and expected.also_searched == ()
    assert replace(result, generation=expected.generation) == expected


def test_words_of_a_form_that_occurs_have_none(tmp_path: Path) -> None:
    glossary = _joining("fear", "terror")
    own = EmbeddedEngine(encoded(tmp_path / "index", TEXTS, glossary).index, 1 << 20)
    result = own.acquire().search(SearchRequest("fear"))
    assert [hit.publication.id for hit in result.close] == ["d"]
