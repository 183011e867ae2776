"""Paper 002: thirty bins, (2a), (2b); matrix-based entropies, (5a), (5b); by an independent program."""

import numpy as np
import pytest

from ibsolve.estimators import Binning, Bins, Labels, MatrixRenyi

LAYER = np.array([-0.95, -0.93, -0.2, 0.01, 0.02, 0.97, 1.0, -1.0])
INPUT = [[0.0, 0.0], [1.0, 1.0], [2.0, 0.0], [3.0, 1.0]]
FILTERS = [[0.0, 1, 0, 0.1], [0.5, 0, 1, 0.2], [1.5, 1, 1, 0.3], [3.0, 0, 0, 2]]
"""Of one, two and one features."""


def test_thirty_bins_on_the_range_of_tanh():
    binning = Binning(bins=30, range=(-1, 1), bin_x=False)
    indices = Bins(bins=30, range=(-1, 1)).indices(LAYER[:, None])
    assert indices.ravel().tolist() == [0, 1, 11, 15, 15, 29, 29, 0]
    assert binning.estimate(np.arange(8.0), LAYER, unit="bits").value == pytest.approx(2.25, abs=1e-12)
    labels = Labels([0, 0, 0, 1, 1, 1, 1, 0])
    assert binning.estimate(labels, LAYER, unit="bits").value == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(("alpha", "entropy"), [(1.01, 0.7130994360432628), (2, 0.5480589169169519)])
def test_two_samples_have_eigenvalues_in_closed_form(alpha, entropy):
    found = MatrixRenyi(alpha, 1.0).entropy([0.0, 1.0], unit="bits")
    assert found.value == pytest.approx(entropy, abs=1e-12)


@pytest.mark.parametrize(
    ("alpha", "s_x", "s_y", "s_joint", "information"),
    [
        (1.01, 1.8436813783587231, 1.900626172772789, 1.9869854328529322, 1.7573221182785799),
        (2, 1.7115336295932073, 1.8139301446924339, 1.9744181575957527, 1.5510456166898885),
    ],
)
def test_three_filters_with_widths_of_their_own(alpha, s_x, s_y, s_joint, information):
    """Filters of unequal size, whose product of kernels is one kernel of features divided by their widths."""
    scaled = np.array(FILTERS) / [0.8, 1.2, 1.2, 0.5]
    found = MatrixRenyi(alpha, 1.0).estimate(INPUT, scaled, unit="bits")
    assert found.value == pytest.approx(information, abs=1e-10)
    entropies = [found.parameters[f"s_{name}_nats"] / np.log(2) for name in ("x", "y", "joint")]
    assert entropies == pytest.approx([s_x, s_y, s_joint], abs=1e-10)
