"""Which publications belong together: by what staff say of them, and by what they hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from indexer.engine.editions import EditionRelation, Editions, PublicationResolver, unrelated_copies
from indexer.engine.near_duplicates import MAX_BAND_SHARERS, near_identical
from indexer.model import Metadata, Publication, Record, Relation

RANDOM = np.random.default_rng(1)


def record(
    identifier: str,
    *relations: tuple[str, str],
    languages: Sequence[str] = ("es",),
    title: str = "",
    signature: bytes = b"",
    searchable: bool = True,
) -> Record:
    publication = Publication(
        id=identifier,
        path=f"folder/{identifier}.pdf",
        copies=(f"copies/{identifier}.pdf",),
        sha256=identifier,
        size=1,
        media_type="application/pdf",
        metadata=Metadata(
            title=title or f"Title of {identifier}",
            languages=tuple(languages),
            relations=tuple(Relation(kind, target) for kind, target in relations),
        ),
        passage_count=1,
    )
    return Record(publication, (1, 1), "test", searchable, signature=signature)


def values(count: int = 1) -> np.ndarray:
    return RANDOM.integers(0, 1 << 16, (count, 128)).astype("<u2")


def changed(signature: np.ndarray, share: float) -> np.ndarray:
    """`signature` with exactly this share of its values replaced."""
    other = signature.copy()
    places = RANDOM.permutation(signature.size)[: round(share * signature.size)]
    other[places] ^= RANDOM.integers(1, 1 << 16, places.size).astype("<u2")
    return other


# --- sister editions


def sisters(*records: Record) -> dict[str, list[str]]:
    editions = Editions(records)
    ids = [record.publication.id for record in records]
    return {i: [sister.id for sister in editions.sisters(i)] for i in ids if editions.sisters(i)}


@pytest.mark.parametrize(
    "kind",
    ["isTranslationOf", "hasTranslation", "isVersionOf", "hasVersion", "isFormatOf", "hasFormat"],
)
def test_a_relation_holds_for_both_sides_whichever_names_it(kind: str) -> None:
    assert sisters(record("a"), record("b", (kind, "a"))) == {"a": ["b"], "b": ["a"]}


@pytest.mark.parametrize("kind", ["isPartOf", "references", "relation", "replaces"])
def test_other_relations_make_no_sisters(kind: str) -> None:
    assert sisters(record("a"), record("b", (kind, "a"))) == {}


def test_two_translations_of_one_original_are_sisters_too() -> None:
    original = record("a")
    english = record("b", ("isTranslationOf", "a"), languages=["en"])
    french = record("c", ("isTranslationOf", "a"), languages=["fr"])
    longer = record("d", ("isVersionOf", "c"), languages=["fr"])
    found = sisters(original, english, french, longer)
    assert found == {"a": ["b", "c", "d"], "b": ["a", "c", "d"], "c": ["a", "b", "d"],
                     "d": ["a", "b", "c"]}  # fmt: skip


def test_two_families_become_one_when_a_relation_joins_them() -> None:
    pairs = [record("a"), record("b", ("isVersionOf", "a")), record("c"),
             record("d", ("isVersionOf", "c"))]  # fmt: skip
    assert sisters(*pairs)["a"] == ["b"]
    joined = record("e", ("isVersionOf", "a"), ("isVersionOf", "d"))
    assert sisters(*pairs, joined)["a"] == ["b", "c", "d", "e"]


@pytest.mark.parametrize(
    ("mine", "theirs", "kind"),
    [
        (["es"], ["en"], EditionRelation.TRANSLATION),
        (["es"], ["es", "en"], EditionRelation.TRANSLATION),
        (["es"], ["es"], EditionRelation.VERSION),
        (["und"], ["und"], EditionRelation.VERSION),
    ],
)
def test_a_sister_in_other_languages_is_a_translation(
    mine: list[str], theirs: list[str], kind: EditionRelation
) -> None:
    both = record("a", languages=mine), record("b", ("isVersionOf", "a"), languages=theirs)
    [sister] = Editions(both).sisters("a")
    assert sister.kind is kind


@pytest.mark.parametrize(
    "name",
    ["folder/ñandú.pdf", "copies/ñandú.pdf", "./folder/ñandú.pdf", "folder\\ñandú.pdf",
     "folder/nãndú.pdf".replace("nã", "n\u0303a"), "ñandú", "El Miedo", "el  MIEDO"],
)  # fmt: skip
def test_a_publication_is_named_by_path_identifier_or_title(name: str) -> None:
    known = [record("ñandú", title="El miedo"), record("otra")]
    assert PublicationResolver(r.publication for r in known).find(name) == "ñandú"


def test_a_title_that_several_have_names_none_of_them_but_the_other_of_two() -> None:
    names = PublicationResolver(record(i, title="Informe").publication for i in ("a", "b"))
    assert names.find("Informe") is None
    assert names.find("Informe", source="a") == "b"
    assert names.find("Otro") is None


def test_an_edition_that_cannot_be_found_is_no_sister() -> None:
    assert sisters(record("a", searchable=False), record("b", ("isVersionOf", "a"))) == {}


# --- almost the same text


def test_likeness_is_mutual_and_the_nearest_comes_first() -> None:
    [one] = values()
    signatures = {"a": one, "b": changed(one, 0.3), "c": changed(one, 0.1), "d": values()[0]}
    found = near_identical([record(i, signature=s.tobytes()) for i, s in signatures.items()])
    assert found["a"] == ("c", "b")
    assert "a" in found["b"]
    assert "a" in found["c"]
    assert "d" not in found


@pytest.mark.parametrize(("share", "alike"), [(0, True), (0.4, True), (0.55, False)])
def test_half_of_the_values_must_be_equal(share: float, alike: bool) -> None:
    [one] = values()
    both = [record("a", signature=one.tobytes()),
            record("b", signature=changed(one, share).tobytes())]  # fmt: skip
    assert (near_identical(both) == {"a": ("b",), "b": ("a",)}) is alike


@pytest.mark.parametrize(
    ("mine", "theirs", "alike"),
    [(["es"], ["es"], True), (["es"], ["en"], False), (["es"], ["und"], True),
     ([], ["en"], True), (["es", "en"], ["en"], True)],
)  # fmt: skip
def test_texts_in_different_languages_are_not_the_same(
    mine: list[str], theirs: list[str], alike: bool
) -> None:
    same = values()[0].tobytes()
    both = [record("a", languages=mine, signature=same),
            record("b", languages=theirs, signature=same)]  # fmt: skip
    assert bool(near_identical(both)) is alike


def test_short_and_unreadable_publications_are_like_nothing() -> None:
    same = values()[0].tobytes()
    unreadable = record("b", signature=same, searchable=False)
    assert near_identical([record("a", signature=same), unreadable, record("c"), record("d")]) == {}
    assert near_identical([]) == {}


def test_a_chain_of_small_changes_does_not_join_its_ends() -> None:
    chain = [values()[0]]
    for _ in range(6):
        chain.append(changed(chain[-1], 0.2))
    found = near_identical([record(str(n), signature=s.tobytes()) for n, s in enumerate(chain)])
    assert "1" in found["0"]
    assert "6" not in found["0"]


def test_a_form_that_a_thousand_posts_share_is_no_text_but_its_copies_are_found() -> None:
    [form] = values()
    posts = [changed(form, 0.3) for _ in range(20 * MAX_BAND_SHARERS)]
    posts.append(changed(posts[0], 0.02))
    found = near_identical([record(str(n), signature=s.tobytes()) for n, s in enumerate(posts)])
    assert str(20 * MAX_BAND_SHARERS) in found["0"]
    assert sum(map(len, found.values())) < len(posts)


# --- what staff are told


def test_staff_are_told_of_copies_once_and_not_of_those_that_they_related() -> None:
    [one, other] = values(2)
    related = [record("a", signature=one.tobytes()),
               record("b", ("isFormatOf", "a"), signature=one.tobytes())]  # fmt: skip
    assert unrelated_copies(related) == ()
    copies = [record(i, signature=changed(other, 0.1).tobytes()) for i in "efg"]
    [group] = unrelated_copies([*related, *copies])
    assert sorted(group) == ["folder/e.pdf", "folder/f.pdf", "folder/g.pdf"]
    assert group[0] == "folder/e.pdf"
