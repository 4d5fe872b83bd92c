"""Did you mean: a query with few hits -> one with words of the index that finds more.

Of all that can have been meant the likeliest is suggested, as in the noisy channel of Kernighan,
Church and Gale (A Spelling Correction Program Based on a Noisy Channel Model, 1990): how often a
word is used, in general (`word_frequencies`) and here, times how often the slip is made that leads
from it to what was typed (`slips`), times how well it goes with the rest of the query (`context`).
A word in general use is taken for right, although no publication has it: an English query is no
misspelt Spanish one.

The constants were chosen on half of `tests/relevance/misspellings.tsv`, and on 1,600 words and
names of XQuAD that should stay as they are; the other half gave 175 right, 3 wrong and 3 without a
suggestion. Each by itself, moved by a third, changes one in 182 at most; `LEAST`, `LETTER` and
`NAME` decide how many names are taken for misspelt (8 to 50 of 800).
"""

from indexer.engine.spelling.correction import ENOUGH_HITS, correct, prepare

__all__ = ["ENOUGH_HITS", "correct", "prepare"]
