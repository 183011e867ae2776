"""Paper 004, (31): the information of correlated Gaussians, in bits."""

import pytest

from ibsolve.theory import Unit, gaussian_pair_information


@pytest.mark.parametrize(
    ("dimension", "rho", "bits"),
    [
        (100, -0.9, 119.79643381655698),
        (10, 0.5, 2.075187496394219),
        (1, 0.5, 0.2075187496394219),
        (3, 0.0, 0.0),
    ],
)
def test_pairs_of_gaussians(dimension, rho, bits):
    found = Unit.BITS.of_nats(gaussian_pair_information(rho, dimension))
    assert found == pytest.approx(bits, abs=1e-10)
