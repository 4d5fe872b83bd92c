"""The constants of ranking: BM25F over a publication, plus half of its best passage.

`fields.FIELD_WEIGHTS` has the weight of each field. All were measured with `make relevance`;
measure again after a change.
"""

from __future__ import annotations

from typing import Final

K1: Final = 2.0
"""How soon more occurrences of a word stop counting. Robertson and Zaragoza, section 3.5.2, give
1.2 to 2; 2 has the best MRR on Cranfield (.557, with 1.2 .545), on XQuAD all within .003.
"""
B_TEXT: Final = 0.75
"""How much the length of a text counts against it, from 0 to 1."""
B_METADATA: Final = 0.3
"""The same for metadata fields."""
MIN_PASSAGE_NORM: Final = 1 - B_TEXT / 2
"""No passage gains by being shorter than half the average: a note of one line with the word is not
what a reader wants (on the test sets, whose texts are alike in length, the figures are equal).
"""
BEST_PASSAGE: Final = 0.5
"""What the best passage counts beside the whole publication. On XQuAD with its articles as
publications MRR is .988 es, .985 en without it, .988 and .987 with .5, .987 and .988 with 1; nDCG
on Cranfield .382, .384, .385 (tests/relevance).
"""

# What an occurrence counts: as typed, with other accents, with the same stem. Between .3 and .9 for
# stems, MRR changes by .003 on XQuAD and .007 on Cranfield, best at .5 to .6 (tests/relevance).
EXACT: Final = 1.0
FOLDED: Final = 0.6
STEMMED: Final = 0.5
