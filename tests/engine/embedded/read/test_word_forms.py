"""Which forms are words, and in how many publications they are."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from indexer.engine import extend_index
from indexer.engine.embedded.engine import EmbeddedEngine
from indexer.engine.embedded.read import word_forms
from indexer.engine.embedded.read.word_forms import (
    FormTerms,
    is_word,
    main_languages,
    numbered_terms,
    publication_counts,
    recounted,
)
from indexer.model import Hidden, Metadata
from indexer.settings import load_settings
from tests.contract import library

WORDS = ("miedo", "Miedo", "año", "ano", "casa", "peur", "medo", "temor", "agua")


@pytest.mark.parametrize(
    ("form", "is_one"),
    [
        ("miedo", True),
        ("œuvre", True),
        ("tʼaan", True),
        ("ñandú", True),
        ("de", False),
        ("2014", False),
        ("covid19", False),
        ("a_b_c", False),
        ("слово", False),
        ("字字字", False),
        ("", False),
    ],
)
def test_words_are_of_three_latin_letters_at_least(form: str, is_one: bool) -> None:
    assert is_word(form) == is_one


@pytest.mark.parametrize("seed", range(5))
def test_publications_are_counted_as_by_hand_whatever_is_hidden(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(word_forms, "_TERMS_AT_ONCE", 3)
    texts = {
        f"p{number}": tuple(
            " ".join(chance.choices(WORDS, k=chance.randint(0, 4)))
            for _ in range(chance.randint(1, 3))
        )
        for number in range(12)
    }
    settings = load_settings({"index": tmp_path / "index"}, {})
    described = {
        one: (Metadata(title="Casa", languages=(chance.choice(("es", "pt", "fr")),)), own)
        for one, own in texts.items()
    }
    library.build(settings, dict(list(described.items())[:7]))
    writer = extend_index(settings)  # a second segment
    for one, (metadata, own) in list(described.items())[7:]:
        library.put(writer, one, metadata, own)
    writer.remove("p1")
    writer.commit()
    hidden = Hidden(
        frozenset(chance.sample(sorted(texts), 3)),
        frozenset((one, chance.randint(1, 3)) for one in chance.sample(sorted(texts), 4)),
    )
    engine = EmbeddedEngine(settings.index, 1 << 20)
    whole, view = (engine.acquire(some)._snapshot for some in (Hidden(), hidden))
    forms = sorted({word.lower() for word in WORDS})
    row = {form: number for number, form in enumerate(forms)}
    terms = FormTerms(len(forms), numbered_terms(whole, lambda form: row.get(form, -1)))
    before = publication_counts(whole, terms)
    found = recounted(view, terms, before)
    np.testing.assert_array_equal(found, publication_counts(view, terms))
    for form, count in zip(forms, found.tolist(), strict=True):
        having = [
            one
            for one, own in texts.items()
            if one not in hidden.publications
            and one != "p1"
            and (
                form == "casa"  # in the title
                or any(
                    form in text.lower().split() and (one, number) not in hidden.passages
                    for number, text in enumerate(own, 1)
                )
            )
        ]
        assert count == len(having), form
    languages = main_languages(view, terms)
    for number, form in enumerate(forms):
        seen = {
            described[one][0].languages[0]
            for one, own in texts.items()
            for place, text in enumerate(own, 1)
            if form in text.lower().split()
            and one != "p1"
            and one not in hidden.publications
            and (one, place) not in hidden.passages
        }
        assert languages.of(number) in (seen or {""})
    engine.close()
