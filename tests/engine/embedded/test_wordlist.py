"""The words by publication of a segment, against its postings: as written, and as merged."""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np
import pytest

from indexer import config
from indexer.engine import extend_index, replace_index
from indexer.engine.embedded import lexicon, store
from indexer.engine.embedded.schema import SEPARATOR
from indexer.engine.embedded.segment import Segment
from indexer.engine.embedded.snapshot import Snapshot
from indexer.engine.port import Writer
from indexer.model import Metadata
from tests.contract import library

WORDS = [
    "año",
    "ano",
    "Ano",
    "miedo",
    "psico-social",
    "social",
    "covid19",
    "2014",
    "de",
    "o",
    "ñandú",
    "8m",
    "tlacatih",
]


def put(writer: Writer, number: int) -> None:
    chance = random.Random(number)
    texts = tuple(
        f"{chance.choice(('es', 'en'))}: {' '.join(chance.choices(WORDS, k=12))}"
        for _ in range(chance.randrange(1, 4))
    )
    metadata = Metadata(title=f"Miedo {chance.choice(WORDS)}", languages=("es",))
    passages = library.passages(metadata, texts)
    writer.put(library.record(f"p{number:03}", metadata, texts), passages)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A snapshot of segments that were written, merged, and lost publications before and after."""
    settings = config.load({"index": tmp_path_factory.mktemp("index")}, {})
    writer = replace_index(settings)
    for number in range(40):
        put(writer, number)
    writer.commit()
    for numbers, removed in (([40, 41], 3), ([42], 41), ([43, 44, 45, 46], 5), ([47], 12)):
        writer = extend_index(settings)
        writer.remove(f"p{removed:03}")
        for number in numbers:
            put(writer, number)
        writer.commit()
    return Snapshot(store.open_index(store.live(settings.index)), "", 1 << 20)


def by_postings(segment: Segment) -> dict[str, dict[int, int]]:
    """Each word's publications, and how often they have it."""
    found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row, key in enumerate(segment.terms.all()):
        base = key.decode().split(SEPARATOR)[0]
        start, stop = segment.posting_starts[row : row + 2].tolist()
        documents = segment.posting_documents.part(start, stop)
        owners = np.searchsorted(segment.heads, documents, "right") - 1
        counts = segment.posting_counts.part(start, stop)
        if sum(char.isalpha() for char in base) >= 3:
            for owner, count in zip(owners.tolist(), counts.tolist(), strict=True):
                found[base][owner] += count
    return found


def by_words(segment: Segment) -> dict[str, dict[int, int]]:
    found = {}
    for row, word in enumerate(segment.words.all()):
        start, stop = segment.word_starts[row : row + 2].tolist()
        publications = segment.word_publications.part(start, stop).tolist()
        assert publications == sorted(set(publications))
        counts = segment.word_counts.part(start, stop).tolist()
        found[word.decode()] = dict(zip(publications, counts, strict=True))
    return found


def test_a_segments_words_say_what_its_postings_say(snapshot: Snapshot) -> None:
    assert len(snapshot.leaves) > 1
    assert any(leaf.alive is not None for leaf in snapshot.leaves)
    for leaf in snapshot.leaves:
        expected = by_postings(leaf.segment)
        assert by_words(leaf.segment) == expected
    words = by_words(snapshot.leaves[0].segment).keys()
    assert {"ano", "miedo", "social", "covid19", "nandu"} <= words
    assert words.isdisjoint({"2014", "de", "o", "8m", "-", "psicosocial"})


@pytest.mark.parametrize("beginning", ["", "a", "psi", "nan", "x"])
def test_the_lexicon_has_what_is_left_of_all_segments(snapshot: Snapshot, beginning: str) -> None:
    expected: dict[str, dict[int, int]] = defaultdict(dict)
    for leaf in snapshot.leaves:
        before = int(snapshot.publication_of[leaf.offset])
        for word, counts in by_postings(leaf.segment).items():
            living = {p + before: count for p, count in counts.items() if snapshot.live[p + before]}
            if word.startswith(beginning):
                expected[word] |= living
    known = lexicon.beginning(snapshot, beginning)
    assert known.words == sorted(known.words)
    found = {
        word: dict(
            zip(
                known.publications[start:stop].tolist(),
                known.counts[start:stop].tolist(),
                strict=True,
            )
        )
        for word, start, stop in zip(
            known.words, known.starts.tolist(), known.starts[1:].tolist(), strict=False
        )
    }
    assert found == {word: counts for word, counts in expected.items() if len(counts) > 1}
