"""Is one system better than another, or was it luck? Fisher's randomisation test, in pairs.

If two systems were equally good, each question's two values could as well have been swapped: the
p-value is how often a random swapping gives means as far apart as the real ones, or further.
Smucker, Allan and Carterette found it the test to be used for retrieval (CIKM 2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

PERMUTATIONS: Final = 10_000
_SEED: Final = 7
# Means that differ by the rounding of a sum are the same.
_ROUNDING: Final = 1e-12


def p_value(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The two-sided p-value of the values of the same questions, in the same order.

    At least one over `PERMUTATIONS` and one, as the real pairing is one of them.
    """
    differences = np.subtract(ours, theirs)
    differences = differences[differences != 0]
    signs = np.random.default_rng(_SEED).integers(0, 2, (PERMUTATIONS, len(differences)), np.int8)
    swapped = np.abs((2 * signs - 1) @ differences)
    as_far = np.count_nonzero(swapped >= abs(differences.sum()) - _ROUNDING)
    return float((as_far + 1) / (PERMUTATIONS + 1))
