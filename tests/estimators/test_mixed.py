"""Atoms and densities together: both counting rules, and truths that neither KSG nor plug-in can give."""

from math import log, sqrt

import numpy as np
import pytest
from nearest_twins import ksg, mixed
from scipy.special import psi

from ibsolve.errors import ProblemError
from ibsolve.estimators import Concern, Labels, MixedKSG, PlugIn
from ibsolve.theory import gaussian_pair_information


def steps(n, seed):
    """X whole, and Y uniform over two units from it on, so that Y often has two X that are possible."""
    rng = np.random.default_rng(seed)
    x = rng.integers(5, size=n)
    y = x + rng.uniform(0, 2, size=n)
    return x.astype(float)[:, None], y[:, None]


STEPS_TRUTH = log(5) - 4 / 5 * log(2)
"""Gao, Kannan, Oh & Viswanath 2017, experiment II with m = 5: ln m − (m − 1)/m ln 2."""


def with_atoms(n, seed):
    """Half pairs of Gaussians with ρ = 0.8, half atoms at (±10, ±10), equal in four of five."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 1))
    y = 0.8 * x + 0.6 * rng.normal(size=(n, 1))
    is_atom = rng.uniform(size=(n, 1)) < 0.5
    sign = rng.choice([-10.0, 10.0], size=(n, 1))
    other = np.where(rng.uniform(size=(n, 1)) < 0.8, sign, -sign)
    return np.where(is_atom, sign, x), np.where(is_atom, other, y)


ATOMS_TRUTH = (gaussian_pair_information(0.8) + 0.8 * log(1.6) + 0.2 * log(0.4)) / 2 + log(2)


@pytest.mark.parametrize("as_printed", [False, True])
@pytest.mark.parametrize("data", [steps, with_atoms])
def test_it_is_the_algorithm_on_the_same_samples(data, as_printed):
    x, y = data(120, 0)
    found = MixedKSG(k=4, as_printed=as_printed).estimate(x, y)
    assert found.value == pytest.approx(mixed(x, y, 4, as_printed=as_printed), abs=1e-12)
    assert found.value <= found.ceiling


@pytest.mark.parametrize(("data", "truth"), [(steps, STEPS_TRUTH), (with_atoms, ATOMS_TRUTH)])
def test_the_mean_over_samples_is_the_truth(data, truth):
    # Fifteen sets of 600: four standard errors of their mean, and 0.02 for what finite k leaves.
    found = [MixedKSG().estimate(*data(600, seed)).value for seed in range(15)]
    assert abs(np.mean(found) - truth) < 4 * np.std(found, ddof=1) / sqrt(15) + 0.02


def test_of_densities_it_is_ksg_with_ln_n():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(100, 2)), rng.normal(size=(100, 1))
    expected = ksg(x, y, 5, 1) - psi(100) + log(100)
    assert MixedKSG().estimate(x, y).value == pytest.approx(expected, abs=1e-12)


def test_of_labels_it_is_nearly_plug_in_and_labels_are_as_good_as_numbers():
    rng = np.random.default_rng(0)
    x = rng.integers(4, size=2000)
    y = np.where(rng.uniform(size=2000) < 0.7, x, rng.integers(4, size=2000))
    found = MixedKSG().estimate(Labels(x), Labels(y)).value
    assert found == pytest.approx(PlugIn().estimate(Labels(x), Labels(y)).value, abs=0.005)
    assert found == pytest.approx(MixedKSG().estimate(x * 1.0, y * 1.0).value, abs=1e-12)


def test_vectors_with_labels_tell_both():
    rng = np.random.default_rng(0)
    label, number = rng.integers(2, size=1500), rng.normal(size=1500)
    sign = 2 * rng.integers(2, size=1500) - 1
    target = number * sign + 0.5 * rng.normal(size=1500)
    # The sign alone, or the number alone, tells less than both.
    alone = MixedKSG().estimate(number, target).value
    both = MixedKSG().estimate((number, Labels(sign)), target).value
    assert both == pytest.approx(log(5) / 2, abs=0.1)
    assert both > alone + 0.1
    assert MixedKSG().estimate((number, Labels(label)), target).value < alone + 0.1


def test_samples_alone_with_their_labels_are_left_out_and_told():
    x = np.random.default_rng(0).normal(size=21)
    found = MixedKSG(k=3).estimate((x, Labels([0] * 20 + [1])), x)
    assert found.has(Concern.BIASED)
    assert "1 of 21 samples share their labels with no other" in str(found.warnings[0])


def test_one_value_tells_about_nothing():
    x = np.random.default_rng(0).normal(size=200)
    assert abs(MixedKSG().estimate(x, np.ones(200)).value) < 1 / 200
    assert abs(MixedKSG().estimate(np.ones(200), np.ones(200)).value) < 1 / 200


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"k": 0}, "k: expected a whole number >= 1, found 0"),
        ({"as_printed": 1}, "as_printed: expected True or False, found 1"),
    ],
    ids=str,
)
def test_mixed_ksg_refuses(parameters, message):
    with pytest.raises(ProblemError, match=message):
        MixedKSG(**parameters)


def test_labels_that_never_repeat_are_refused():
    with pytest.raises(ProblemError, match="x and y: expected two samples or more with equal labels"):
        MixedKSG(k=1).estimate(Labels([0, 1, 2]), [0.0, 1.0, 2.0])


def test_as_many_neighbours_as_samples_are_refused():
    with pytest.raises(ProblemError, match="k: expected fewer neighbours than the 3 samples, found 5"):
        MixedKSG().estimate([0.0, 1.0, 2.0], [0.0, 1.0, 2.0])
