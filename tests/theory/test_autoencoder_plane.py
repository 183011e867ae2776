"""The plane of an ideal autoencoder, and where measured planes may leave it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibsolve.information import exact_conditional_entropy, exact_entropy
from ibsolve.problem import JointTable, Partition
from ibsolve.theory import Pattern, Unit, autoencoder_plane, fully_connected

amounts = st.sampled_from([0.0, 0.5, 3.0, 9.0])


def test_a_small_bottleneck_compresses_in_the_encoder_only():
    plane = autoencoder_plane(input_information=9, bottleneck=3, encoder=2, decoder=2)
    assert plane.pattern is Pattern.COMPRESSED
    assert [layer.name for layer in plane.layers] == [
        "encoder 1",
        "encoder 2",
        "bottleneck",
        "decoder 1",
        "decoder 2",
        "output",
    ]
    assert [layer.input_information for layer in plane.layers] == [(3, 9)] * 2 + [(3, 3)] * 4
    assert {layer.output_information for layer in plane.layers} == {3}
    assert plane.triangle == ((0, 0), (9, 0), (9, 9))


@pytest.mark.parametrize("bottleneck", [9, 12])
def test_a_bottleneck_that_passes_everything_preserves_everything(bottleneck):
    """λ = M, which Theorem 1 leaves out, is as λ > M."""
    plane = autoencoder_plane(input_information=9, bottleneck=bottleneck, encoder=1, decoder=1)
    assert plane.pattern is Pattern.PRESERVED
    assert {(*layer.input_information, layer.output_information) for layer in plane.layers} == {(9, 9, 9)}


@given(amounts, amounts, st.integers(0, 3), st.integers(0, 3), st.sampled_from(Unit))
def test_every_prediction_is_feasible(most, passed, encoder, decoder, unit):
    plane = autoencoder_plane(
        input_information=most, bottleneck=passed, encoder=encoder, decoder=decoder, unit=unit
    )
    assert len(plane.layers) == encoder + decoder + 2
    for layer in plane.layers:
        for end in layer.input_information:
            assert plane.is_feasible((end, layer.output_information))


def test_the_feasible_region_is_below_the_bisector_and_left_of_what_is_there():
    plane = autoencoder_plane(input_information=2, bottleneck=1, encoder=0, decoder=0)
    assert plane.is_feasible((2, 1))
    assert not plane.is_feasible((1, 2))
    assert not plane.is_feasible((2.5, 1))
    assert not plane.is_feasible((1, -0.1))
    assert plane.is_feasible((2.5, 1), tolerance=0.5)


def test_noise_breaks_the_data_processing_inequality_that_the_theorem_needs():
    """X, R ~ N(0, 1), T = 10X: I(X;T + R) = 3.329 bits exceeds I(X;X + R) = ½ bit."""
    at_input, at_layer = (
        fully_connected([1], width=1, budget=gain**2, noise=1, unit="bits").value for gain in (1, 10)
    )
    assert (at_input, at_layer) == pytest.approx((0.5, 3.329), abs=5e-4)
    plane = autoencoder_plane(input_information=at_input, bottleneck=at_input, encoder=1, decoder=0)
    assert not plane.is_feasible((at_layer, at_input))


def test_a_contraction_keeps_the_data_processing_inequality_under_noise():
    """With layers that are 1-Lipschitz the hypothesis holds: gains up to 1 never add information."""
    values = [fully_connected([1], width=1, budget=gain**2, noise=1).value for gain in (1, 0.9, 0.5)]
    assert values == sorted(values, reverse=True)


def test_quantised_layers_need_not_determine_the_quantised_output():
    """Lemma 1 has H(X′_q|T_q) = 0; T = (0.1, 0.2) falls into one bin while X′ = (0, 1): 1 bit is left."""
    layer, output = np.array([0.1, 0.2]), np.array([0, 1])
    table = JointTable.of_labelled_inputs([(0,), (1,)], output.tolist(), None, variables=["x"])
    bins = np.floor(layer / 0.5).astype(int)
    together = exact_conditional_entropy(table, Partition.of(bins.tolist()))
    assert float(exact_entropy([1, 1])) - (0 - float(together)) == 1
    apart = np.floor(layer / 0.05).astype(int)
    assert len(set(bins)) == 1 < len(set(apart))
