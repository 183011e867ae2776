"""Spearman's rank correlation with the chance that it is one of nothing."""

from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from ibsolve.errors import ProblemError
from ibsolve.studies.rank_correlation import rank_correlation

PAIRS = st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=3, max_size=6)


@given(PAIRS)
def test_it_is_that_of_scipy(pairs):
    x, y = zip(*pairs, strict=True)
    found = rank_correlation(x, y)
    if found is None:
        assert len(set(x)) == 1 or len(set(y)) == 1
    else:
        assert found.rho == pytest.approx(spearmanr(x, y).statistic)
        assert 0 < found.p_value <= 1


@given(PAIRS)
def test_a_rising_function_of_either_changes_nothing(pairs):
    x, y = (np.array(each) for each in zip(*pairs, strict=True))
    assert rank_correlation(x, y) == rank_correlation(np.exp(x), y**3)


def test_the_chance_of_full_agreement_of_few_is_exact():
    found = rank_correlation(range(5), [1, 2, 4, 8, 16])
    assert found.rho == pytest.approx(1)
    assert found.p_value == pytest.approx(2 / factorial(5))


def test_many_that_agree_in_nothing_are_likely():
    rng = np.random.default_rng(0)
    assert rank_correlation(rng.normal(size=50), rng.normal(size=50)).p_value > 0.05
    assert rank_correlation(range(50), range(50)).p_value < 0.001


def test_constants_and_two_pairs_have_none():
    assert rank_correlation([1, 1, 1], [1, 2, 3]) is None
    assert rank_correlation([1, 2], [1, 2]) is None


def test_other_arguments_are_refused_all_at_once():
    with pytest.raises(ProblemError, match=r"(?s)x: expected finite numbers.*y: expected finite numbers"):
        rank_correlation([1.0, np.nan], "abc")
    with pytest.raises(ProblemError, match=r"x and y: expected as many numbers of each, found 3 and 2"):
        rank_correlation([1, 2, 3], [1, 2])
