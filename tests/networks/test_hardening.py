"""Trained weights as thresholds, decided as the rational numbers that floats are."""

from fractions import Fraction

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.networks import Ensemble, hardened_codes
from ibsolve.problem import cube

floats = st.floats(-4, 4, width=32).filter(lambda x: x == 0 or abs(x) > 1e-6)


def ensemble_of(weights, biases):
    return Ensemble(
        weights=(torch.tensor(np.array(weights, dtype=np.float32)),),
        biases=(torch.tensor(np.array(biases, dtype=np.float32)),),
    )


@given(st.lists(floats, min_size=3, max_size=3), floats)
def test_a_neuron_fires_iff_its_exact_sum_is_at_least_0(weights, bias):
    codes, _ = hardened_codes(ensemble_of([[[w] for w in weights]], [[[bias]]]), cube(3))
    exact = [
        sum((Fraction(w) for w, bit in zip(weights, code, strict=True) if bit), Fraction(bias)) >= 0
        for code in cube(3)
    ]
    assert [bool(output) for (output,) in codes[0][0]] == exact


def test_sums_that_cancel_but_for_rounding_are_added_as_fractions():
    # 2^30 + 2^-24 − 2^30 is above 0; added as doubles, 2^-24 is lost beside 2^30 in some orders.
    weights = [[[2.0**30], [2.0**-24], [-(2.0**30)]]]
    codes, _ = hardened_codes(ensemble_of(weights, [[[-(2.0**-24)]]]), [(1, 1, 1), (1, 0, 1)])
    assert codes[0][0] == ((1,), (0,))


def test_equal_codes_are_told_once():
    same = [[[1.0], [1.0]], [[2.0], [2.0]], [[-1.0], [-1.0]]]
    codes, which = hardened_codes(ensemble_of(same, [[[-1.5]], [[-3.0]], [[0.5]]]), cube(2))
    assert len(codes) == 2
    assert which[0] == which[1] != which[2]


def test_layers_read_the_codes_below_and_not_the_sums():
    ensemble = Ensemble(
        weights=(torch.tensor([[[5.0], [5.0]]]), torch.tensor([[[1.0]]])),
        biases=(torch.tensor([[[-7.0]]]), torch.tensor([[[-1.0]]])),
    )
    codes, _ = hardened_codes(ensemble, cube(2))
    assert codes[0] == (((0,), (0,), (0,), (1,)), ((0,), (0,), (0,), (1,)))
