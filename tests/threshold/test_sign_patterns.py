"""Sign patterns of vectors: against the definition, and in integers that outgrow 64 bits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ibsolve.errors import ProblemError
from ibsolve.threshold import sign_patterns
from ibsolve.threshold.sign_patterns import _Arrangement
from ibsolve.threshold.simplex import basic_solution

vectors = st.integers(1, 4).flatmap(
    lambda r: st.lists(
        st.lists(st.integers(-3, 3), min_size=r, max_size=r),
        min_size=1,
        max_size=7,
    )
)


def is_pattern(rows, mask):
    """By Farkas: there is no convex combination 0 of the vectors, each with the sign of the mask."""
    signed = [[(1 if mask >> i & 1 else -1) * entry for entry in row] for i, row in enumerate(rows)]
    combination, _ = basic_solution([[*row, 1] for row in signed], [0] * len(rows[0]) + [1])
    return combination is None


@settings(max_examples=60)
@given(vectors)
def test_the_patterns_are_those_that_farkas_leaves(rows):
    assert sign_patterns(rows).tolist() == [m for m in range(2 ** len(rows)) if is_pattern(rows, m)]


@given(vectors)
def test_every_pattern_comes_with_a_vector_that_has_it(rows):
    arrangement = _Arrangement.of(rows, np.int64)
    half = arrangement.half()
    basis = np.eye(len(arrangement.unit_bits), dtype=int)
    for mask, witness in zip(half.masks, half.witnesses, strict=True):
        for vector, bit in [
            *zip(basis, arrangement.unit_bits, strict=True),
            *zip(arrangement.rows, arrangement.row_bits, strict=True),
        ]:
            assert (witness @ vector > 0) == bool(mask & bit)
            assert witness @ vector != 0


@given(vectors)
def test_integers_of_any_length_give_the_same(rows):
    exact, fast = (_Arrangement.of(rows, kind).half() for kind in (np.object_, np.int64))
    assert exact.masks.tolist() == fast.masks.tolist()
    assert exact.witnesses.tolist() == fast.witnesses.tolist()


@given(vectors, st.integers(1, 10**30))
def test_factors_however_large_change_nothing(rows, factor):
    scaled = [[entry * factor**i for entry in row] for i, row in enumerate(rows)]
    assert sign_patterns(scaled).tolist() == sign_patterns(rows).tolist()


def test_numbers_that_only_long_integers_tell_apart_are_told_apart():
    """Three lines of nearly one slope: 6 patterns; of exactly one slope: 2."""
    large = 2**70
    assert len(sign_patterns([[large, 1], [large + 1, 1], [large + 2, 1]])) == 6
    assert len(sign_patterns([[large, 1], [2 * large, 2], [3 * large, 3]])) == 2


@given(vectors)
def test_patterns_come_with_their_negatives(rows):
    everything = (1 << len(rows)) - 1
    patterns = set(sign_patterns(rows).tolist())
    assert patterns == {everything ^ mask for mask in patterns}


@pytest.mark.parametrize("count", [1, 2, 5, 10])
def test_independent_vectors_have_all_patterns(count):
    assert len(sign_patterns(np.eye(count, dtype=int).tolist())) == 2**count


def test_a_zero_vector_leaves_no_pattern():
    assert sign_patterns([[1, 2], [0, 0]]).tolist() == []
    assert sign_patterns([[0]]).tolist() == []


def test_many_lines_in_the_plane_have_two_patterns_each():
    assert len(sign_patterns([[1, slope] for slope in range(64)])) == 128


@pytest.mark.parametrize(
    ("rows", "found"), [([], "0 of lengths"), ([[1], [1, 2]], "2 of lengths"), ([[1]] * 65, "65 of lengths")]
)
def test_vectors_of_another_shape_are_refused(rows, found):
    with pytest.raises(ProblemError, match=f"vectors: expected 1 to 64 vectors of one length, found {found}"):
        sign_patterns(rows)
