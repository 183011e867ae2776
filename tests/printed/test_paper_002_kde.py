"""Kernel density bounds of paper 002, eq. (3), in nats; exact values by quadrature in the plane."""

from math import log

import numpy as np
import pytest

from ibsolve.estimators import KDEBounds, Labels, SamplePropagation
from ibsolve.theory import mixture_information

POINTS = [[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]]


@pytest.mark.parametrize(
    ("sigma2", "lower", "upper", "exact"),
    [
        (0.1, 0.925541500748731, 1.0941353882966327, 1.0012456692760783),
        (1.0, 0.24648702154095245, 0.6734122644209379, 0.3923787609654785),
    ],
)
def test_three_points(sigma2, lower, upper, exact):
    found = KDEBounds(sigma2).estimate(POINTS, POINTS)
    assert found.interval.lower == pytest.approx(lower, abs=1e-9)
    assert found.interval.upper == pytest.approx(upper, abs=1e-9)
    assert mixture_information(POINTS, [1 / 3] * 3, sigma2**0.5) == pytest.approx(exact, abs=1e-9)
    in_bits = KDEBounds(sigma2).estimate(POINTS, POINTS, unit="bits")
    assert in_bits.value == pytest.approx(upper / log(2), abs=1e-9)
    assert exact in SamplePropagation(sigma2**0.5, draws=100).estimate(POINTS, POINTS).interval


def test_labels():
    points, labels = [[0.0], [0.2], [1.0], [1.3]], Labels([0, 0, 1, 1])
    found = KDEBounds(0.1).estimate(labels, points)
    assert found.interval.lower == pytest.approx(0.3406956340542564, abs=1e-9)
    # The upper bound of 0.78657 is cut at H(Y).
    assert found.interval.upper == pytest.approx(log(2), abs=1e-9)
    assert found.parameters["upper_minus_upper"] == pytest.approx(0.678794878285602, abs=1e-9)
    within = [KDEBounds(0.1).estimate(np.arange(2), points[i : i + 2]).interval for i in (0, 2)]
    whole = KDEBounds(0.1).estimate(np.arange(4), points).interval
    assert whole.upper - (within[0].lower + within[1].lower) / 2 == pytest.approx(
        0.7865699837221702, abs=1e-9
    )
    assert whole.lower - (within[0].lower + within[1].lower) / 2 == pytest.approx(
        0.44847073949082467, abs=1e-9
    )


def test_equal_points():
    found = KDEBounds(0.1).estimate([0, 1, 2], [0.0, 0.0, 5.0])
    assert found.interval.lower == pytest.approx(0.6365141682947861, abs=1e-9)
    assert found.interval.upper == pytest.approx(0.6365141682948129, abs=1e-9)


def test_one_point():
    assert float(KDEBounds(0.1).estimate([0], [0.3])) == pytest.approx(0, abs=1e-11)
