"""The certified mean of draws that are independent and of different laws."""

from math import exp, log, sqrt

import numpy as np
import pytest

from ibsolve.estimators.mixture.certificate import StratifiedMean
from ibsolve.estimators.mixture.information import Drawing, drawn_information, plain_information_drawn

ERROR = 0.1
REPEATS = 1000


@pytest.mark.parametrize("rounds", [1, 2, 3, 10])
@pytest.mark.parametrize("strata", [1, 20, 500])
def test_the_mean_is_within_its_reach_at_least_as_often_as_said(rounds, strata):
    """Rare large values, the worst for an empirical variance; margin: three standard errors."""
    chances = np.linspace(0.0, 0.1, strata)
    truth = 2.0 * chances.mean()
    rng = np.random.default_rng(rounds + strata)
    covered = 0
    for _ in range(REPEATS):
        drawn = StratifiedMean(2.0)
        for _ in range(rounds):
            drawn.add(2.0 * (rng.random(strata) < chances))
        covered += abs(drawn.mean - truth) <= drawn.reach(ERROR)
    margin = 3 * sqrt(ERROR * (1 - ERROR) / REPEATS)
    assert covered / REPEATS >= 1 - ERROR - margin


def test_draws_that_hardly_vary_within_their_strata_are_told_apart_from_strata_that_differ():
    one_round, two_rounds = StratifiedMean(1.0), StratifiedMean(1.0)
    values = np.linspace(0.0, 1.0, 10_000)
    one_round.add(values)
    two_rounds.add(values)
    two_rounds.add(values)
    assert two_rounds.reach(0.05) < 0.3 * one_round.reach(0.05)


def test_the_reach_never_exceeds_that_of_hoeffding():
    drawn = StratifiedMean(3.0)
    drawn.add(np.array([0.0, 3.0]))
    assert drawn.reach(0.05) == 3 * sqrt(log(5 / 0.05) / (2 * 2))


def test_looking_often_stays_certified():
    """The draws stop at the first look that seems good enough: the error of all looks adds up."""
    truth, covered, repeats = 0.02, 0, 400
    drawing = Drawing(draws=1, tol=0.05, most_draws=64, error=ERROR, rounding=0.0)
    for seed in range(repeats):
        rng = np.random.default_rng(seed)
        found = drawn_information(
            lambda rng=rng: 1.0 * (rng.random(30) < truth),
            prior=1.0,
            largest=1.0,
            bounds=(0.0, 1.0),
            drawing=drawing,
        )
        covered += found.lower <= 1 - truth <= found.upper
    assert covered / repeats >= 1 - ERROR - 3 * sqrt(ERROR * (1 - ERROR) / repeats)


def test_a_mean_outside_certain_bounds_is_put_into_them():
    drawing = Drawing(draws=1, tol=None, most_draws=1, error=0.5, rounding=0.0)
    found = drawn_information(
        lambda: np.full(4, 0.4), prior=1.0, largest=1.0, bounds=(0.7, 0.8), drawing=drawing
    )
    assert (found.value, found.mean) == (0.7, 0.6)
    assert 0.7 == found.lower < found.upper <= 0.8


def test_bounds_that_the_draws_contradict_beyond_doubt_are_a_bug():
    drawing = Drawing(draws=1, tol=None, most_draws=1, error=0.5, rounding=0.0)
    with pytest.raises(AssertionError, match=r"is certain"):
        drawn_information(
            lambda: np.full(10_000, 0.4), prior=1.0, largest=1.0, bounds=(0.9, 1.0), drawing=drawing
        )


def test_plain_draws_take_as_many_as_chebyshev_asks_for():
    drawing = Drawing(draws=1, tol=0.1, most_draws=10_000, error=0.05, rounding=0.0)
    found = plain_information_drawn(lambda: exp(-1), mse=0.25, bounds=(0.0, 5.0), drawing=drawing)
    assert found.draws == 500
    assert found.upper - found.value == pytest.approx(0.1)
